"""Convert Kokoro's voices and English lexicon once: archives → ``src/sorikit/store/weights/``.

    npm pack kokoro-js@1.2.1                        # → kokoro-js-1.2.1.tgz, voices/*.bin, Apache-2.0
    pip download --no-deps misaki==0.9.4            # → misaki-0.9.4-py3-none-any.whl, data/us_*.json, Apache-2.0
    python scripts/convert_voices.py kokoro-js-1.2.1.tgz misaki-0.9.4-py3-none-any.whl [--out FOLDER]

The archives are only opened, nothing of them is imported or executed. The same archives give the same bytes, and
``VOICES.md`` beside the results says where each comes from. Needs numpy.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import json
import lzma
import tarfile
import zipfile
from pathlib import Path

import numpy as np

WEIGHTS = Path(__file__).resolve().parents[1] / "src" / "sorikit" / "store" / "weights"

NPM_SHA256 = "1f0d0383ef0349af0bd9440d81dc12abbea3a5392eb645283eda876f537f5860"
WHEEL_NAME = "misaki-0.9.4-py3-none-any.whl"
LEXICON_SHA256 = {
    "misaki/data/us_silver.json": "de8f67be911bb6c659187b4a65fd966b6a30e56350e0f790d763210b053ac475",
    "misaki/data/us_gold.json": "dc414872a49a28ae6c141463d502fd945f3b2fde040484fdc47d00cc4612686f",
}
"""In order: the hand-checked words of the second replace those of the first."""

STEP = 1 / 4096
"""Styles are kept as multiples of this: no error above 1/8192, −63 dB of their own size."""
ROWS, DIMENSIONS = 510, 256
"""One style vector for each number of tokens, 1 … 510."""

VOICES_FILE = "kokoro_voices.zip"
LEXICON_FILE = "english_lexicon.tsv.xz"


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def read_voices(archive: Path) -> dict[str, tuple[str, np.ndarray]]:
    """Return voice → (SHA-256 of its file, float32 (510, 256)); refuses any other archive."""
    if sha256(archive.read_bytes()) != NPM_SHA256:
        raise SystemExit(f"{archive} is not kokoro-js 1.2.1 (SHA-256 {NPM_SHA256})")
    voices = {}
    with tarfile.open(archive) as container:
        for member in container.getmembers():
            if not (member.name.startswith("package/voices/") and member.name.endswith(".bin")):
                continue
            file = container.extractfile(member)
            assert file is not None
            data = file.read()
            styles = np.frombuffer(data, "<f4").reshape(ROWS, DIMENSIONS)
            assert np.abs(styles).max() < 8  # false for NaN as well
            voices[Path(member.name).stem] = (sha256(data), styles)
    return voices


def write_voices(voices: dict[str, np.ndarray]) -> bytes:
    """Return a zip of one entry per voice, whose bytes depend on nothing but the styles (no times in it).

    An entry is an int16 table (510, 256): the first row in steps of ``STEP``, each other row less the one before it; first all the
    high bytes, column after column, then all the low ones. LZMA finds little to keep: the rows change slowly.
    """
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_LZMA) as container:
        for name, styles in sorted(voices.items()):
            steps = np.rint(styles.astype(np.float64) / STEP).astype(np.int16)
            changes = np.diff(steps, axis=0, prepend=np.int16(0)).T
            planes = (changes >> 8).astype(np.int8).tobytes() + (changes & 255).astype(np.uint8).tobytes()
            entry = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_LZMA
            container.writestr(entry, planes)
    return buffer.getvalue()


def read_lexicon(wheel: Path) -> dict[str, object]:
    """Return word → phonemes, or part of speech → phonemes; refuses other data."""
    words: dict[str, object] = {}
    with zipfile.ZipFile(wheel) as container:
        for member, expected in LEXICON_SHA256.items():
            data = container.read(member)
            if sha256(data) != expected:
                raise SystemExit(f"{wheel}: {member} is not that of misaki 0.9.4")
            words.update(json.loads(data))
    return words


def write_lexicon(words: dict[str, object]) -> bytes:
    """Return ``word TAB phonemes`` lines, sorted; homographs as ``DEFAULT=…|VERB=…``."""
    lines = []
    for word, reading in sorted(words.items()):
        spoken = reading
        if isinstance(reading, dict):
            spoken = "|".join(f"{tag}={phonemes}" for tag, phonemes in sorted(reading.items()) if phonemes)
        lines.append(f"{word}\t{spoken}\n")
    return lzma.compress(
        "".join(lines).encode(), format=lzma.FORMAT_XZ, check=lzma.CHECK_CRC32, preset=9 | lzma.PRESET_EXTREME
    )


def describe(voices: dict[str, tuple[str, np.ndarray]], results: dict[str, bytes]) -> str:
    rows = "\n".join(f"| {name} | {digest} |" for name, (digest, _) in sorted(voices.items()))
    made = "\n".join(f"| {name} | {len(data):,} | {sha256(data)} |" for name, data in results.items())
    sources = "\n".join(f"| {member} | {digest} |" for member, digest in LEXICON_SHA256.items())
    return f"""# Kokoro voices and English lexicon

Made by `scripts/convert_voices.py`; do not edit.

| file | bytes | SHA-256 |
|---|---:|---|
{made}

## Voices
Source: npm package `kokoro-js` 1.2.1 (archive SHA-256 {NPM_SHA256}), files `voices/NAME.bin`, float32 (510, 256).
Author: hexgrad (https://huggingface.co/hexgrad/Kokoro-82M). Licence: Apache-2.0. Change: in whole multiples of 1/4096, as differences
from row to row (see `write_voices` in the script): no number differs by more than 1/8192.

| voice | SHA-256 of the original |
|---|---|
{rows}

## English lexicon
Source: PyPI package `misaki` 0.9.4 (`{WHEEL_NAME}`). Author: hexgrad (https://github.com/hexgrad/misaki).
Licence: Apache-2.0. Change: both lists merged (gold before silver), written as sorted lines, compressed.

| original | SHA-256 |
|---|---|
{sources}
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("npm_archive", type=Path)
    parser.add_argument("misaki_wheel", type=Path)
    parser.add_argument("--out", type=Path, default=WEIGHTS)
    chosen = parser.parse_args()
    voices = read_voices(chosen.npm_archive)
    results = {
        VOICES_FILE: write_voices({name: styles for name, (_, styles) in voices.items()}),
        LEXICON_FILE: write_lexicon(read_lexicon(chosen.misaki_wheel)),
    }
    for name, data in results.items():
        (chosen.out / name).write_bytes(data)
        print(name, len(data), sha256(data))
    (chosen.out / "VOICES.md").write_text(describe(voices, results), encoding="utf-8")


if __name__ == "__main__":
    main()
