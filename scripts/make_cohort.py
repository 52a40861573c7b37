"""Make what scores of voices are measured against: strangers who never lived → ``src/sorikit/voices/background/*.npz``.

    npm pack kokoro-js@1.2.1                        # → kokoro-js-1.2.1.tgz, voices/*.bin, Apache-2.0
    pip install "sorikit[models]"                   # Kokoro's network
    python scripts/make_cohort.py kokoro-js-1.2.1.tgz [--sounds FOLDER] [--out FOLDER]

The 54 voices of Kokoro-82M (Apache-2.0) say an English and a Korean sentence, each at three speeds of playing (which makes
other voices of them). For each speaker model the file holds ``cohort``: the mean vector of each of the 54, at its own speed, for
adaptive s-norm; and a two-covariance PLDA trained on all 324 vectors (``dsp/plda``), reduced to its first directions and to
unit length before. No person's voice and no research-only recording is in it. ``--sounds`` keeps what was spoken, which takes
half an hour on two cores, for the next run. Needs numpy and the kit.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
import tarfile
from pathlib import Path

import numpy as np

from sorikit.core.audio import Audio
from sorikit.core.resample import resample
from sorikit.dsp.plda import train_plda
from sorikit.engines import speaker
from sorikit.engines._onnx import open_network
from sorikit.store import find_model

NPM_SHA256 = "1f0d0383ef0349af0bd9440d81dc12abbea3a5392eb645283eda876f537f5860"
OUT = Path(__file__).resolve().parents[1] / "src" / "sorikit" / "voices" / "background"
MODELS = ("campplus", "resemblyzer")
SENTENCES = (
    "plˈiz kˈɔl mˌi bˈæk təmˈɑɹO mˈɔɹnɪŋ, ænd wi wɪl sˈi.",  # Please call me back tomorrow morning, and we will see.
    "baɾami mani buɾʌsʌ ʨʰaŋmunɯl dadannɯnde ʥoɡɯm ʨʰuwʌsʌjo.",  # 바람이 많이 불어서 창문을 닫았는데 조금 추웠어요.
)
"""In Kokoro's phoneme letters, as the kit reads these sentences."""
LETTERS = ",. ʥʨOabdeijklmnopstuwzɑæɔəɡɪɯŋɹɾʌˈˌʰ"
NUMBERS = (
    3,
    4,
    16,
    19,
    21,
    31,
    43,
    44,
    46,
    47,
    51,
    52,
    53,
    54,
    55,
    56,
    57,
    58,
    61,
    62,
    63,
    65,
    68,
    69,
    72,
    76,
    83,
    92,
    102,
    110,
    112,
    123,
    125,
    138,
    156,
    157,
    162,
)
TOKENS = dict(zip(LETTERS, NUMBERS, strict=True))
SPEEDS = (1.0, 0.92, 1.09)
DIRECTIONS = 60
"""Of PLDA: as many as 54 voices at three speeds can fill."""
KOKORO_RATE, RATE = 24_000, 16_000


def voices_of(archive: Path) -> dict[str, np.ndarray]:
    """Return voice → styles (510, 256); refuses any other archive."""
    if hashlib.sha256(archive.read_bytes()).hexdigest() != NPM_SHA256:
        raise SystemExit(f"{archive} is not kokoro-js 1.2.1 (SHA-256 {NPM_SHA256})")
    found = {}
    with tarfile.open(archive) as container:
        for member in container.getmembers():
            path = Path(member.name)
            file = container.extractfile(member) if path.parent.name == "voices" and path.suffix == ".bin" else None
            if file is not None:
                found[path.stem] = np.frombuffer(file.read(), "<f4").reshape(-1, 256)
    return dict(sorted(found.items()))


def spoken(archive: Path, kept: Path | None) -> dict[tuple[str, int], np.ndarray]:
    """Return (voice, sentence) → samples at 24 kHz."""
    network = open_network(find_model("kokoro").path("kokoro-v1.0.int8.onnx"), 2)
    sounds = {}
    for voice, styles in voices_of(archive).items():
        for number, sentence in enumerate(SENTENCES):
            file = kept / f"{voice}-{number}.npy" if kept else None
            if file is not None and file.is_file():
                sounds[voice, number] = np.load(file)
                continue
            tokens = [TOKENS[letter] for letter in sentence]
            inputs = {
                "tokens": np.array([[0, *tokens, 0]], np.int64),
                "style": styles[len(tokens) - 1][np.newaxis],
                "speed": np.array([1.0], np.float32),
            }
            sounds[voice, number] = np.asarray(network.run(None, inputs)[0], np.float32).reshape(-1)
            if file is not None:
                file.parent.mkdir(parents=True, exist_ok=True)
                np.save(file, sounds[voice, number])
        sys.stdout.write(f"{voice}\n")
    return sounds


def background(sounds: dict[tuple[str, int], np.ndarray], model: str) -> dict[str, np.ndarray]:
    """Return the arrays of one speaker model's file."""
    embedder = speaker.load(model)
    vectors: dict[tuple[str, float], list[np.ndarray]] = {}
    for (voice, _), sound in sounds.items():
        for speed in SPEEDS:
            played = resample(Audio(sound, KOKORO_RATE), round(RATE / speed)).samples[0]
            vectors.setdefault((voice, speed), []).append(embedder.embed(Audio(played, RATE))[0])
    middles = np.stack([np.mean(some, axis=0) for (_, speed), some in vectors.items() if speed == 1.0])
    labels = [f"{voice} {speed}" for (voice, speed), some in vectors.items() for _ in some]
    every = np.concatenate([np.stack(some) for some in vectors.values()]).astype(np.float64)
    centre = every.mean(axis=0)
    directions = np.linalg.svd(every - centre, full_matrices=False)[2][:DIRECTIONS].T
    reduced = (every - centre) @ directions
    plda = train_plda(reduced / np.linalg.norm(reduced, axis=1, keepdims=True), labels)
    return {
        "cohort": middles / np.linalg.norm(middles, axis=1, keepdims=True),
        "centre": centre,
        "directions": directions,
        "plda_mean": plda.mean,
        "plda_basis": plda.basis,
        "plda_spread": plda.spread,
    }


def main() -> None:
    """Read the command line and write the files."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("archive", type=Path)
    parser.add_argument("--sounds", type=Path)
    parser.add_argument("--out", type=Path, default=OUT)
    options = parser.parse_args()
    sounds = spoken(options.archive, options.sounds)
    options.out.mkdir(parents=True, exist_ok=True)
    for model in MODELS:
        arrays = {name: array.astype(np.float16) for name, array in background(sounds, model).items()}
        np.savez_compressed(options.out / f"{model}.npz", **arrays)
        sys.stdout.write(f"{model}.npz  {(options.out / f'{model}.npz').stat().st_size} bytes\n")


if __name__ == "__main__":
    main()
