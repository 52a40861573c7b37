"""N-gram language models with back-off, read from ARPA files (plain text, as SRILM, KenLM and IRSTLM write them).

``log10 P(w | h)`` is the entry of ``h w`` where there is one, else the back-off weight of ``h`` (0 where there is none)
plus ``log10 P(w | h`` without its first word ``)``: Katz 1987, https://doi.org/10.1109/TASSP.1987.1165125. The file
is read line by line; a model takes some 200 bytes an entry.
"""

from __future__ import annotations

import gzip
import io
import math
import os
import re
from bisect import bisect_left
from collections.abc import Hashable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from sorikit.core.errors import InvalidDocument

START, END, UNKNOWN = "<s>", "</s>", "<unk>"
UNKNOWN_LOG10 = -100.0
"""log10 probability of a word outside a model that has no ``<unk>``."""
LN10 = math.log(10.0)

Gram = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NGram:
    """A model; immutable. Words are compared as they stand in the file."""

    order: int
    entries: dict[Gram, tuple[float, float]] = field(repr=False)
    """Words → log10 probability, log10 back-off weight."""

    def knows(self, word: str) -> bool:
        """Whether the word is in the vocabulary."""
        return (word,) in self.entries

    def log10(self, history: Gram, word: str) -> float:
        """Return log10 P(word | history). Unknown words, also those of the history, count as ``<unk>``."""
        known = tuple(one if self.knows(one) else UNKNOWN for one in history)
        gram = (*known[max(0, len(known) - self.order + 1) :], word if self.knows(word) else UNKNOWN)
        weight = 0.0
        while len(gram) > 1:
            entry = self.entries.get(gram)
            if entry is not None:
                return weight + entry[0]
            weight += self.entries.get(gram[:-1], (0.0, 0.0))[1]
            gram = gram[1:]
        return weight + self.entries.get(gram, (UNKNOWN_LOG10, 0.0))[0]

    def sentence_log10(self, words: Gram) -> float:
        """Return log10 P(words) from ``<s>`` to ``</s>``."""
        history: Gram = (START,)
        total = 0.0
        for word in (*words, END):
            total += self.log10(history, word)
            history = (*history, word)
        return total


def read_arpa(path: str | os.PathLike[str]) -> NGram:
    """Read an ARPA file (also ``.gz``). Raises InvalidDocument, with the number of the line, where it is none."""
    name = os.fspath(path)
    try:
        with Path(path).open("rb") as file, gzip.open(file) if name.endswith(".gz") else file as data:
            return _parsed(enumerate(io.TextIOWrapper(data, encoding="utf-8"), 1), name)
    except (OSError, UnicodeDecodeError, EOFError) as error:
        raise InvalidDocument(
            name=name, detail=f"cannot be read as text ({error})", detail_ko=f"텍스트로 읽을 수 없습니다({error})"
        ) from error


def _parsed(lines: Iterator[tuple[int, str]], name: str) -> NGram:
    counts = _counts(lines, name)
    entries: dict[Gram, tuple[float, float]] = {}
    for order in range(1, len(counts) + 1):
        found = 0
        for number, line in lines:
            text = line.strip()
            if not text:
                continue
            if text.startswith("\\"):
                break
            entries.update([_entry(text, order, number, name)])
            found += 1
        else:
            raise _wrong(name, number if counts[order - 1] else 0, r"ends without \end\ ", r"\end\ 없이 끝납니다")
        if found != counts[order - 1]:
            raise _wrong(name, number, f"{found} {order}-grams, not {counts[order - 1]} as its head says")
        expected = f"\\{order + 1}-grams:" if order < len(counts) else "\\end\\"
        if text != expected:
            raise _wrong(name, number, f"expected {expected}", f"{expected}이(가) 있어야 합니다")
    return NGram(len(counts), entries)


def _counts(lines: Iterator[tuple[int, str]], name: str) -> list[int]:
    r"""Read the head, up to the line ``\1-grams:``; return how many grams of each order follow."""
    counts: list[int] = []
    began = False
    number = 0
    for number, line in lines:
        text = line.strip()
        began = began or text == "\\data\\"
        declared = re.fullmatch(r"ngram (\d+)\s*=\s*(\d+)", text)
        if began and declared:
            if int(declared[1]) != len(counts) + 1:
                raise _wrong(name, number, f"expected ngram {len(counts) + 1}=…")
            counts.append(int(declared[2]))
        elif text == "\\1-grams:" and counts:
            return counts
        elif began and text and text != "\\data\\":
            raise _wrong(name, number, "expected ngram N=COUNT", "ngram N=개수가 있어야 합니다")
    raise _wrong(name, number, r"not an ARPA language model: no \data\ and \1-grams:", "ARPA 언어 모델이 아닙니다")


def _entry(text: str, order: int, number: int, name: str) -> tuple[Gram, tuple[float, float]]:
    fields = text.split()
    try:
        probability = float(fields[0])
        words = tuple(fields[1 : order + 1])
        backoff = float(fields[order + 1]) if len(fields) == order + 2 else 0.0
    except ValueError as error:
        raise _wrong(name, number, "expected numbers at both ends", "양 끝에 숫자가 있어야 합니다") from error
    if len(words) != order or len(fields) > order + 2:
        raise _wrong(
            name, number, f"expected a probability and {order} words", f"확률과 단어 {order}개가 있어야 합니다"
        )
    if not probability <= 0.0 or math.isnan(backoff):
        raise _wrong(
            name, number, f"{fields[0]} is not the log of a probability", f"{fields[0]}은(는) 로그 확률이 아닙니다"
        )
    return words, (probability, backoff)


def _wrong(name: str, number: int, detail: str, detail_ko: str = "") -> InvalidDocument:
    return InvalidDocument(
        name=name,
        detail=f"line {number}: {detail}" if number else detail,
        detail_ko=f"{number}번째 줄: {detail_ko or detail}" if number else detail_ko or detail,
    )


class NGramScorer:
    """An n-gram model as a judge of words for ``ctc_beam``; weights as pyctcdecode names and sets them."""

    def __init__(self, model: NGram, *, alpha: float = 0.5, beta: float = 1.5, unknown: float = -10.0) -> None:
        """``alpha`` weighs the model, ``beta`` is added for each word, ``unknown`` to the log10 of each one outside.

        Letters that no word of the model begins with cost ``unknown`` as soon as they are seen, longer ones more.
        """
        self._model = model
        self._alpha, self._beta, self._unknown = alpha, beta, unknown
        self._sorted = sorted(gram[0] for gram in model.entries if len(gram) == 1)

    def start(self) -> Hashable:
        """Return the state at the start of a sentence."""
        return (START,)

    def word(self, state: Hashable, word: str) -> tuple[Hashable, float]:
        """Return the last words and ``α ln P + β`` of the new one."""
        assert isinstance(state, tuple)
        offset = 0.0 if self._model.knows(word) else self._unknown
        score = self._alpha * LN10 * (self._model.log10(state, word) + offset) + self._beta
        kept = (*state, word)
        return kept[max(0, len(kept) - self._model.order + 1) :], score

    def partial(self, letters: str) -> float:
        """Return 0 for the beginning of a known word, else the cost of an unknown one by its length (of 6 as usual)."""
        at = bisect_left(self._sorted, letters)
        if at < len(self._sorted) and self._sorted[at].startswith(letters):
            return 0.0
        return self._unknown * max(1.0, len(letters) / 6)

    def end(self, state: Hashable) -> float:
        """Return ``α ln P(</s> | state)``."""
        assert isinstance(state, tuple)
        return self._alpha * LN10 * self._model.log10(state, END)
