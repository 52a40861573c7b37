"""Makes the font of the pictures: Latin, Greek, Cyrillic, Hangul, kana, symbols and the common kanji in one file.

    npm pack @expo-google-fonts/noto-sans-kr@0.4.3 @expo-google-fonts/noto-sans-jp@0.4.3
    python scripts/make_font.py expo-google-fonts-noto-sans-{kr,jp}-0.4.3.tgz

needs fontTools (it comes with matplotlib). The two archives hold Noto Sans KR and JP (SIL Open Font License 1.1); kanji
of JIS X 0208's first level that the Korean font lacks are taken from the Japanese one. Hinting and layout tables are
left out: the letters are drawn as shapes, one by one.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import tarfile
import tempfile
from pathlib import Path

from fontTools import merge, subset
from fontTools.ttLib import TTFont

FAMILY = "Sori Sans"
"""Its own name, so that it is never taken for a Noto font that somebody has installed."""
TARGET = Path(__file__).parent.parent / "src" / "sorikit" / "data" / "fonts"
SOURCES = (
    (
        "package/400Regular/NotoSansKR_400Regular.ttf",
        "8cbc9b353bb9ce848fd69bb6a507319dfacc659cf5fd643db5d88f3c4970e1dd",
    ),
    (
        "package/400Regular/NotoSansJP_400Regular.ttf",
        "d930d5d52d15231c283089760f84584272ad5e37e14607ba0d19c798e7a9caec",
    ),
)
"""Member of each archive, and its SHA-256."""
RANGES = (
    (0x0020, 0x052F),  # Latin, Greek, Cyrillic
    (0x1E00, 0x1EFF),  # Latin with two marks
    (0x2000, 0x2025),  # punctuation, without "…": the one of CJK fonts hangs in the middle of the line
    (0x2027, 0x27BF),  # more punctuation, arrows, mathematics, boxes, dingbats
    (0x3000, 0x318F),  # CJK punctuation, kana, Hangul letters
    (0x3200, 0x33FF),  # circled and squared
    (0xAC00, 0xD7A3),  # all Hangul syllables
    (0xFF00, 0xFFEF),  # full and half width
)
DROPPED = ["BASE", "GDEF", "GPOS", "GSUB", "STAT", "vhea", "vmtx", "prep", "gasp"]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("korean", type=Path, help="archive of @expo-google-fonts/noto-sans-kr")
    parser.add_argument("japanese", type=Path, help="archive of @expo-google-fonts/noto-sans-jp")
    args = parser.parse_args()
    korean, japanese = (read(path, *source) for path, source in zip((args.korean, args.japanese), SOURCES, strict=True))
    wanted = {code for first, last in RANGES for code in range(first, last + 1)} | common_kanji()
    here = wanted & set(TTFont(io.BytesIO(korean)).getBestCmap())
    lacking = (wanted - here) & set(TTFont(io.BytesIO(japanese)).getBestCmap())
    with tempfile.TemporaryDirectory() as folder:
        parts = [Path(folder) / "korean.ttf", Path(folder) / "japanese.ttf"]
        for part, font, codes in zip(parts, (korean, japanese), (here, lacking), strict=True):
            reduce(font, codes).save(part)
        joined = merge.Merger().merge([str(part) for part in parts])
    rename(joined, TTFont(io.BytesIO(korean)))
    TARGET.mkdir(parents=True, exist_ok=True)
    target = TARGET / "SoriSans-Regular.ttf"
    joined["head"].modified = joined["head"].created  # the same bytes every time
    joined.recalcTimestamp = False
    joined.save(target)
    print(
        f"{target.name}: {target.stat().st_size} bytes, {len(joined.getBestCmap())} characters, {sha256(target.read_bytes())}"
    )


def read(archive: Path, member: str, digest: str) -> bytes:
    with tarfile.open(archive) as packed:
        file = packed.extractfile(member)
        assert file is not None
        font = file.read()
    if sha256(font) != digest:
        raise SystemExit(f"{archive}: {member} is another file ({sha256(font)})")
    return font


def reduce(font: bytes, codes: set[int]) -> TTFont:
    """Return the font with these characters only."""
    options = subset.Options(hinting=False, notdef_outline=True, drop_tables=DROPPED, layout_features=[])
    whole = TTFont(io.BytesIO(font))
    work = subset.Subsetter(options)
    work.populate(unicodes=codes)
    work.subset(whole)
    return whole


def rename(font: TTFont, original: TTFont) -> None:
    """Give the font its own name; the copyright and the licence stay."""
    names = font["name"]
    copyright_line, licence, address = (original["name"].getDebugName(number) for number in (0, 13, 14))
    names.names = []
    lines = {
        0: copyright_line,
        1: FAMILY,
        2: "Regular",
        3: f"{FAMILY} 1",
        4: FAMILY,
        5: "Version 1.0",
        6: "SoriSans-Regular",
    }
    for number, text in (lines | {13: licence, 14: address}).items():
        names.setName(text, number, 3, 1, 0x409)
    font["post"].formatType = 3.0


def common_kanji() -> set[int]:
    """Return the kanji of JIS X 0208's first level (rows 16 to 47): 2,965 characters."""
    codes = set()
    for row in range(16, 48):
        for cell in range(1, 95):
            text = bytes([0xA0 + row, 0xA0 + cell]).decode("euc_jp", "ignore")
            codes |= {ord(letter) for letter in text}
    return codes


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


if __name__ == "__main__":
    main()
