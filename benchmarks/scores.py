"""How long a judgement takes: word and character error rates of 100,000 words, normalised, aligned, with intervals.

The text is made up: words of each language at Zipf's frequencies, numbers among them, one word in ten of the hypothesis
wrong. The peer is jiwer on the same normalised words; each time is the median of RUNS runs.
"""

from __future__ import annotations

import argparse
import random
import resource
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

from common import Table, save

from sorikit.metrics import ScoreOptions, TextRule, score
from sorikit.metrics.alignment import align
from sorikit.metrics.compare import compare
from sorikit.metrics.normalize import reader_for
from sorikit.metrics.score import Pair

RUNS = 3
WORDS = 100_000
WORDS_PER_ITEM = 20
VOCABULARY = {
    "en": "time year people way day man thing woman life child world school state family student group country problem",
    "ko": "시간 사람 회의는 일정을 자료를 보내 주세요 그래서 우리는 다음에 그리고 문제가 있습니다 확인했습니다 오늘은 팀에서",
}
NUMBERS = {
    "en": ("twenty one", "$5.5", "3,000", "nineteen eighty four"),
    "ko": ("이천이십육 년", "세 시 삼십 분", "5.5%", "3억 5천만 원"),
}


def texts(language: str, count: int) -> tuple[list[str], list[str]]:
    """Return ``count`` words said and heard."""
    chance = random.Random(count)
    stems = VOCABULARY[language].split()
    vocabulary = stems + [first + second for first in stems for second in stems]
    weights = [1.0 / rank for rank in range(1, len(vocabulary) + 1)]
    said = chance.choices(vocabulary, weights, k=count)
    for place in range(0, count, 50):
        said[place] = chance.choice(NUMBERS[language])
    heard = [chance.choice(vocabulary) if chance.random() < 0.1 else word for word in said]
    return said, heard


def pairs(language: str, per_item: int) -> list[Pair[str]]:
    said, heard = texts(language, WORDS)
    cuts = range(0, WORDS, per_item)
    return [Pair(f"{at}", " ".join(said[at : at + per_item]), " ".join(heard[at : at + per_item])) for at in cuts]


def seconds(work: Callable[[], object]) -> float:
    times = []
    for _ in range(RUNS):
        started = time.perf_counter()
        work()
        times.append(time.perf_counter() - started)
    return statistics.median(times)


def rows() -> list[list[str]]:
    import jiwer

    found = []
    for language in VOCABULARY:
        options = ScoreOptions(text=TextRule(language=language), resamples=1000)
        items, whole = pairs(language, WORDS_PER_ITEM), pairs(language, WORDS)
        reader = reader_for(options.text)
        references = [" ".join(reader.words(pair.reference)) for pair in items]
        hypotheses = [" ".join(reader.words(pair.hypothesis or "")) for pair in items]
        first, second = score("wer", items, options)[0], score("wer", items[::-1], options)[0]
        works: list[tuple[str, Callable[[], object], str]] = [
            ("`wer`, 5,000 items, 1,000 resamples", lambda i=items, o=options: score("wer", i, o), "< 5 s"),
            ("`wer`, one text", lambda w=whole, o=options: score("wer", w, o), "< 5 s"),
            ("`cer`, 5,000 items, 1,000 resamples", lambda i=items, o=options: score("cer", i, o), ""),
            (
                "normalising both sides alone",
                lambda r=reader, w=whole: [r.words(t) for p in w for t in (p.reference, p.hypothesis)],
                "",
            ),
            (
                "aligned edits of one text",
                lambda r=reader, w=whole: align(r.words(w[0].reference), r.words(w[0].hypothesis)),
                "",
            ),
            ("`compare`, 5,000 items, 10,000 resamples", lambda a=first, b=second: compare(a, b), ""),
            (
                "jiwer on the normalised items, no interval",
                lambda a=references, b=hypotheses: jiwer.process_words(a, b),
                "",
            ),
        ]
        found += [[language, what, f"{seconds(work):.2f} s", wanted] for what, work, wanted in works]
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", type=Path)
    args = parser.parse_args()
    measured = rows()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1e3 if sys.platform != "darwin" else 1e6)
    note = f"{WORDS:,} words of the reference, one in ten misheard; median of {RUNS} runs in one process on one thread."
    notes = [f"{note} Peak memory of the whole run: {peak:.0f} MB."]
    title, command = "Scores of 100,000 words", "python benchmarks/scores.py"
    save(Table(title, command, ["language", "what", "measured", "wanted"], measured, notes), args.json)


if __name__ == "__main__":
    main()
