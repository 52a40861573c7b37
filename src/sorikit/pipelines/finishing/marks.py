"""Marks and white space: one width for each script, no repeated or stray marks, a mark at the end of a sentence.

Languages that the kit does not write itself get their white space alone: what stands before a mark is theirs (French
sets a space before "?").
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from sorikit.pipelines.finishing._edits import Edit
from sorikit.pipelines.finishing._hangul import coda

_Rule = tuple[re.Pattern[str], str]

_INVISIBLE = re.compile("[\u200b-\u200f\u2028-\u202e\u2060\ufeff\ufffd\x00-\x08\x0e-\x1f]+")
_SPACES = re.compile(r"(?<=\S)(?:[^\S ]|\s{2,})\s*(?=\S)")
_HAN = "\u3005-\u30ff\u3400-\u4dbf\u4e00-\u9fff"

_EVERYWHERE: tuple[_Rule, ...] = ((_INVISIBLE, ""), (_SPACES, " "))
_SPACED: tuple[_Rule, ...] = (
    (re.compile(r"(?<=[^\s\d])[ ]+(?=[,.!?…](?:\s|$))"), ""),
    (re.compile(r",(?:\s*,)+"), ","),
    (re.compile(r"(?<!\.)\.\s?\.(?!\s?\.|\w)"), "."),
    (re.compile(r"\.{4,}"), "..."),
    (re.compile(r"\?{2,}"), "?"),
    (re.compile(r"!{2,}"), "!"),
    (re.compile(r",(?=[.?!])"), ""),
)
"""Languages with spaces: no space before a mark, no mark twice; "..." and "?!" stay."""
_KOREAN: tuple[_Rule, ...] = (
    (re.compile("[。．｡](?=\\s|$)"), "."),
    (re.compile("[。．｡](?=\\S)"), ". "),
    (re.compile("[，、､](?=\\s|$)"), ","),
    (re.compile("[，、､](?=\\S)"), ", "),
    (re.compile("？"), "?"),
    (re.compile("！"), "!"),
    (re.compile("："), ":"),
    (re.compile(r"(?<=[가-힣])\s*[~～∼]{2,}"), "~"),
    (re.compile(r"(?<=[가-힣][,?!])(?=[가-힣])"), " "),
    (re.compile(r"(?<=[다요죠까네][.])(?=[가-힣])"), " "),
)
_JAPANESE: tuple[_Rule, ...] = (
    (re.compile(rf"(?<=[{_HAN}])(?:,|，|､)\s*"), "、"),
    (re.compile(rf"(?<=[{_HAN}」』])(?:[.．｡](?![.\d]))\s*"), "。"),
    (re.compile(rf"(?<=[{_HAN}」』])\?+\s*"), "？"),
    (re.compile(rf"(?<=[{_HAN}」』])!+\s*"), "！"),
    (re.compile("、(?:\\s*、)+"), "、"),
    (re.compile("。(?:\\s*。)+"), "。"),
    (re.compile("、+(?=[。？！])"), ""),
    (re.compile("？{2,}"), "？"),
    (re.compile("！{2,}"), "！"),
    (re.compile(rf"(?<=[{_HAN}、。」』）])\s+(?=\S)|(?<=\S)\s+(?=[{_HAN}、。「『（])"), ""),
)
_BY_LANGUAGE = {"en": (_SPACED,), "ko": (_KOREAN, _SPACED), "ja": (_JAPANESE,)}

_STRAY = re.compile(r"^(?!\s*\.\d)(?:[\s,.、。;:!?！？·・]+|[-–—]\s+)(?=[\w\"'“‘「『(\[])")
"""Marks before the first word; a dash before it is a list's."""
_WIDTH = re.compile("[！-～]+|[｡-ﾟ]+")

_POLITE = re.compile("(?:[가-힣]요|[었았였했겠]다|[가-힣]는다|이다|[있없]다)$")
_NOUN = re.compile("(?:필|중|주|수|개|소|강|동|가|민|과|구|부)요$")
_ASKING = re.compile("(?:^|\\s)(?:뭐|뭘|무엇|무슨|어디|어느|언제|누구|누가|왜|어떻게|어떤|몇|얼마)")
_FINAL_JAPANESE = re.compile(
    "(?:です|ます|でした|ました|ません|でしょう|ましょう|ください|ですね|ますね|ですよ|ますよ|である)$"
)
_QUESTION_JAPANESE = re.compile("(?:ですか|ますか|ましたか|でしたか|ませんか|でしょうか|ましょうか)$")


def mark_passes(language: str | None) -> Iterator[tuple[_Rule, ...]]:
    """Yield groups of rules, each to be applied to what the one before it left."""
    yield _EVERYWHERE
    yield from _BY_LANGUAGE.get(language or "", ())


def rule_edits(text: str, rules: tuple[_Rule, ...]) -> list[Edit]:
    """Return what ``rules`` change in ``text``; where two meet, the first one counts."""
    edits: list[Edit] = []
    for pattern, written in rules:
        for found in pattern.finditer(text):
            free = all(found.end() <= edit.start or edit.end <= found.start() for edit in edits)
            if free and (found.start() < found.end() or written):
                edits.append(Edit(found.start(), found.end(), written))
    return edits


def first_edits(text: str, language: str | None) -> list[Edit]:
    """Return what must be done before all else: composed letters, one width, no marks before the first word."""
    edits: list[Edit] = []
    if not unicodedata.is_normalized("NFC", text):
        edits += _composed(text)
    if language in ("ko", "ja"):
        edits += [Edit(found.start(), found.end(), _one_width(found[0])) for found in _WIDTH.finditer(text)]
    edits = [edit for edit in edits if edit.text != text[edit.start : edit.end]]
    stray = _STRAY.match(text)
    if stray and language in _BY_LANGUAGE and not any(edit.start < stray.end() for edit in edits):
        kept = " " if text.startswith(" ") and language != "ja" else ""
        edits += [Edit(0, stray.end(), kept)] if stray[0] != kept else []
    return edits


def end_edits(text: str, language: str | None) -> list[Edit]:
    """Return the mark that the end of a sentence lacks: only where its last word can be nothing but an end."""
    bare = text.rstrip()
    mark = ""
    if language == "ko":
        mark = _korean_end(bare)
    elif language == "ja":
        mark = "？" if _QUESTION_JAPANESE.search(bare) else "。" if _FINAL_JAPANESE.search(bare) else ""
    return [Edit(len(bare), len(bare), mark)] if mark else []


def _korean_end(text: str) -> str:
    """습니까 and 을까요 ask; 습니다 tells; 어요 and 했다 tell where no word of the sentence asks."""
    if (text.endswith("니까") and coda(text[-3:-2]) == "ㅂ") or (text.endswith("까요") and coda(text[-3:-2]) == "ㄹ"):
        return "?"
    if text.endswith("니다") and coda(text[-3:-2]) == "ㅂ":
        return "."
    polite = _POLITE.search(text) and not _NOUN.search(text)
    return "." if polite and not _ASKING.search(text) else ""


def _one_width(text: str) -> str:
    """Letters and digits narrow, kana wide; marks stay, they are the rules' business."""
    return "".join(
        letter if letter in "，．！？：；～（）" else unicodedata.normalize("NFKC", letter) for letter in _kana(text)
    )


def _kana(text: str) -> str:
    """Half-width kana with their sound marks, which only compose together."""
    return unicodedata.normalize("NFKC", text) if "｡" <= text[0] <= "ﾟ" else text


def _composed(text: str) -> Iterator[Edit]:
    """Compose each letter with the marks and jamo after it."""
    for found in re.finditer(r"[\u1100-\u115f][\u1160-\u11a7]?[\u11a8-\u11ff]?|\S[\u0300-\u036f\u3099\u309a]+", text):
        yield Edit(found.start(), found.end(), unicodedata.normalize("NFC", found[0]))
