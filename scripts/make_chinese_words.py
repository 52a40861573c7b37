"""Make src/sorikit/reading/chinese/words.txt.xz: Chinese words by frequency, and how they and single characters are read.

    pip install jieba==0.42.1 pypinyin==0.55.0; python scripts/make_chinese_words.py

Words and their order are jieba's dictionary (MIT), readings pypinyin's (MIT). First line: all characters with one reading
each; then one word per line, the most frequent first, with its pinyin where it is not that of its characters.
"""

from __future__ import annotations

import lzma
import re
from pathlib import Path

import jieba
from pypinyin import Style, lazy_pinyin
from pypinyin.constants import PHRASES_DICT, PINYIN_DICT

TARGET = Path(__file__).parent.parent / "src" / "sorikit" / "reading" / "chinese" / "words.txt.xz"
WORDS = 60_000
HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]+")


def pinyin(word: str) -> list[str]:
    return lazy_pinyin(word, style=Style.TONE3, neutral_tone_with_five=True)


def main() -> None:
    characters = {chr(code): pinyin(chr(code))[0] for code in sorted(PINYIN_DICT) if HAN.fullmatch(chr(code))}
    rows = [
        line.split(" ") for line in (Path(jieba.__file__).parent / "dict.txt").read_text(encoding="utf-8").splitlines()
    ]
    counts = {word: int(count) for word, count, _ in rows if HAN.fullmatch(word)}
    common = sorted((word for word in counts if len(word) > 1), key=lambda word: -counts[word])
    chosen = common[:WORDS]
    known = set(chosen)
    lines = []
    for word in chosen + sorted((set(PHRASES_DICT) - known), key=lambda word: (-counts.get(word, 0), word)):
        if not HAN.fullmatch(word) or len(word) > 8:
            continue
        spoken = pinyin(word)
        plain = [characters[letter] for letter in word]
        if word in known or spoken != plain:
            lines.append(word if spoken == plain else f"{word} {' '.join(spoken)}")
    by_sound: dict[str, list[str]] = {}
    for letter, spoken_ in characters.items():
        by_sound.setdefault(spoken_, []).append(letter)
    first = " ".join(f"{spoken_}:{''.join(letters)}" for spoken_, letters in sorted(by_sound.items()))
    text = "\n".join([first, *lines])
    TARGET.write_bytes(lzma.compress(text.encode(), preset=9 | lzma.PRESET_EXTREME))
    print(len(characters), "characters,", len(lines), "words,", TARGET.stat().st_size, "bytes")


if __name__ == "__main__":
    main()
