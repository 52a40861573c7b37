"""How many bad outputs the listener catches, and how many good ones it doubts.

    python benchmarks/speak_check.py [--quick] [--languages en ko ja] [--json PATH]

Each sentence is said once; then its sound is spoiled in known ways (cut off, clipped, said twice, drowned in noise, silenced in the
middle, another sentence in its place) and every one is listened to. Short sentences (1–3 words), numbers and long ones are told apart.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
from common import ROOT, Table, save
from speak import sentences_of

from sorikit.core.audio import Audio
from sorikit.core.speech import Spoken, sound_of
from sorikit.engines import asr, tts
from sorikit.pipelines.speak.check import Listener

SHORT = {
    "en": (
        "Yes.",
        "Good morning.",
        "See you tomorrow.",
        "Stop!",
        "Thank you.",
        "Twelve.",
        "Open the door.",
        "Not yet.",
    ),
    "ko": ("네.", "안녕하세요.", "내일 만나요.", "그만!", "고맙습니다.", "열둘.", "문을 여세요.", "아직이요."),
    "ja": (
        "はい。",
        "おはようございます。",
        "またあした。",
        "やめて！",
        "ありがとう。",
        "じゅうに。",
        "ドアをあけて。",
        "まだです。",
    ),
}
Spoil = Callable[[np.ndarray, np.ndarray, int], np.ndarray]


def _noise(samples: np.ndarray, _other: np.ndarray, _rate: int) -> np.ndarray:
    noise = np.random.default_rng(0).standard_normal(samples.size).astype(np.float32)
    return samples + noise * np.float32(2 * np.sqrt(np.square(samples).mean()))  # −6 dB


SPOILED: dict[str, Spoil] = {
    "cut off at 55 %": lambda samples, _other, _rate: samples[: int(0.55 * samples.size)],
    "clipped by 12 dB": lambda samples, _other, _rate: np.clip(
        4 * samples, -np.abs(samples).max(), np.abs(samples).max()
    ),
    "said twice": lambda samples, _other, _rate: np.concatenate([samples, samples]),
    "noise at -6 dB": _noise,
    "2 s of silence inside": lambda samples, _other, rate: np.concatenate(
        [samples[: samples.size // 2], np.zeros(2 * rate, np.float32), samples[samples.size // 2 :]]
    ),
    "another sentence": lambda _samples, other, _rate: other,
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--languages", nargs="*", default=["en", "ko", "ja"])
    parser.add_argument("--json", type=Path, default=None)
    chosen = parser.parse_args()
    speaker = tts.load("kokoro")
    listener = Listener(speaker, asr.load())
    counts: dict[tuple[str, str], list[int]] = {}
    for language in chosen.languages:
        whole = sentences_of(language, chosen.quick)
        kinds = [("1-3 words", text) for text in SHORT.get(language, ())[:: 4 if chosen.quick else 1]]
        kinds += [("with numbers" if any(map(str.isdigit, text)) else "sentences", text) for text in whole]
        said: list[tuple[str, str, Spoken]] = []
        for kind, text in kinds:
            try:
                parts = list(speaker.speak(text, tts.SpeakOptions(language=language)))
            except Exception as error:  # noqa: BLE001 - a sentence that cannot be read is no matter here
                print(f"    {text} | {error}", flush=True)
                continue
            said.append((kind, text, replace(parts[0], audio=sound_of(parts))))
        for index, (kind, text, spoken) in enumerate(said):
            other = said[(index + 1) % len(said)][2].audio.samples[0]
            good = listener.check(text, language, [spoken])
            counts.setdefault((kind, "good, but doubted"), []).append(bool(good.faults))
            if good.faults:
                print(f"    doubted: {text} | {good.heard} | {good.faults}", flush=True)
            for name, spoil in SPOILED.items():
                audio = Audio(spoil(spoken.audio.samples[0], other, spoken.audio.sample_rate), spoken.audio.sample_rate)
                found = listener.check(text, language, [replace(spoken, audio=audio)])
                counts.setdefault((kind, name), []).append(bool(found.faults))
                if not found.faults:
                    print(f"    missed, {name}: {text} | {found.heard}", flush=True)
    kinds_seen = list(dict.fromkeys(kind for kind, _ in counts))
    names = [*SPOILED, "good, but doubted"]
    rows = [(name, *(_share(counts.get((kind, name), [])) for kind in kinds_seen)) for name in names]
    save(
        Table(
            "Speech: what the listener catches",
            "python benchmarks/speak_check.py",
            ("what was done to the sound", *kinds_seen),
            rows,
            (f"Caught of all, in {', '.join(chosen.languages)}; Whisper base, greedy.",),
        ),
        chosen.json,
    )


def _share(found: list[int]) -> str:
    return f"{sum(found)} of {len(found)}" if found else "-"


if __name__ == "__main__":
    assert ROOT.exists()
    main()
