"""Trial lists of speaker verification: pairs of recordings, with whether one voice speaks in both, or with a score.

One trial a line, as VoxCeleb writes them (``1 a.wav b.wav``), as Kaldi and NIST do (``a b target``) or as systems answer
(``0.83 a.wav b.wav``, ``a b 0.83``); spaces, tabs or commas between. ``#`` and ``;;`` begin remarks.
"""

from __future__ import annotations

from sorikit.core.errors import InvalidDocument
from sorikit.formats._lines import malformed, numbered

WORDS = {
    "target": 1.0,
    "nontarget": 0.0,
    "imp": 0.0,
    "tgt": 1.0,
    "true": 1.0,
    "false": 0.0,
    "same": 1.0,
    "different": 0.0,
}
"""What stands for a number in other people's lists."""

Trials = dict[tuple[str, str], float]


def loads(text: str, *, name: str = "document") -> Trials:
    """Return (file, file) → number, in order: 1 for the same voice and 0 for another in a list of truths, or the score.

    Raises InvalidDocument with the line's number: for a line that is no trial, or one that says a pair again with
    another number; also where there is no trial at all.
    """
    trials: Trials = {}
    seen: dict[tuple[str, str], int] = {}
    for number, line in numbered(text):
        if line.startswith("#"):
            continue
        fields = line.replace(",", " ").split()
        trial = _trial(fields)
        if trial is None:
            raise malformed(
                name,
                number,
                "expected a trial: label or score, file, file",
                "시험 한 줄이 아닙니다: 정답(또는 점수), 파일, 파일",
            )
        pair, value = trial
        if trials.setdefault(pair, value) != value:
            detail = f"{pair[0]} {pair[1]} has another value in line {seen[pair]}"
            raise malformed(name, number, detail, f"{pair[0]} {pair[1]}의 값이 {seen[pair]}번째 줄과 다릅니다")
        seen.setdefault(pair, number)
    if not trials:
        raise InvalidDocument(name=name, detail="holds no trials", detail_ko="시험 목록이 비어 있습니다")
    return trials


def _trial(fields: list[str]) -> tuple[tuple[str, str], float] | None:
    """Return the pair and its number; the number is the first field, else the last (a word such as target: the last)."""
    if len(fields) != 3:
        return None
    ends = [(fields[0], fields[1:]), (fields[2], fields[:2])]
    for value, pair in reversed(ends) if fields[2].lower() in WORDS else ends:
        number = _number(value)
        if number is not None:
            return (pair[0], pair[1]), number
    return None


def _number(text: str) -> float | None:
    if text.lower() in WORDS:
        return WORDS[text.lower()]
    try:
        number = float(text)
    except ValueError:
        return None
    return number if abs(number) < float("inf") else None
