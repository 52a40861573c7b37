"""Measure what each of Kokoro's voices is like → ``src/sorikit/voices/background/made.npz`` (some 20 kB).

    python scripts/make_voice_points.py [--out FILE]

Each of the 54 voices says an English sentence and the one of its own language (``sori voices --sample``); the file holds
``names``, ``vectors`` (54, 192) of CAM++ as whole numbers of 1/127 of the largest, ``pitches`` in Hz and ``rates`` in syllables a
second. Where ``sori speak --like`` looks for the likest voice it begins with these. Some minutes on two cores; needs the kit with
its models. The same sound and threads give the same file.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np

from sorikit.apps.speech import SAMPLES
from sorikit.core.speech import sound_of
from sorikit.engines import tts
from sorikit.engines.tts import SpeakOptions
from sorikit.pipelines.timbre import Ear

OUT = Path(__file__).resolve().parents[1] / "src" / "sorikit" / "voices" / "background" / "made.npz"
ENGLISH = "Please call me back tomorrow morning, and we will see what can be done about it."


def main() -> None:
    """Measure all voices and write the file."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=OUT)
    out = parser.parse_args().out
    engine, ear = tts.load("kokoro"), Ear()
    names, vectors, pitches, rates = [], [], [], []
    for voice in engine.voices:
        heard = []
        for language, text in {"en": ENGLISH, voice.language: SAMPLES[voice.language]}.items():
            wishes = SpeakOptions(voice=voice.name, language=language, pause=0.0)
            heard.append(ear.timbre(sound_of(engine.speak(text, wishes))))
        middle = np.sum([one.vector * np.sqrt(one.seconds) for one in heard], axis=0)
        names.append(voice.name)
        vectors.append(middle / np.linalg.norm(middle))
        pitches.append(float(np.median([one.pitch for one in heard])))
        rates.append(float(np.mean([one.rate for one in heard])))
        print(voice.name, f"{pitches[-1]:.0f} Hz, {rates[-1]:.2f} syllables/s", flush=True)
    matrix = np.stack(vectors)
    scale = np.abs(matrix).max(axis=1, keepdims=True) / 127.0
    np.savez_compressed(
        out,
        names=np.array(names),
        vectors=np.rint(matrix / scale).astype(np.int8),
        pitches=np.array(pitches, np.float32),
        rates=np.array(rates, np.float32),
    )
    print(out, out.stat().st_size, "bytes")


if __name__ == "__main__":
    main()
