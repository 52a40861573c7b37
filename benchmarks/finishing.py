"""What finishing and hotwords do to what was recognised.

    python benchmarks/finishing.py [--sets asr-ko asr-ja emotion asr-en] [--hotwords asr-ko asr-en] [--rules TEXT…]

*Finishing*: CER and WER before and after, by the kit's own normaliser and by a plain one (no punctuation, lower case,
numbers as written); *worse* counts the recordings that finishing made worse.
*Hotwords*: words of the references that the recogniser got wrong without help, given as a list; then a list of
``--absent`` words that nobody says. *told*: the recogniser's prompt alone; *repaired*: by sound alone.
*--rules*: what the model of spacing does to texts that people spaced (one sentence a line): changes, and how many
spaces it puts back where one was taken out, or takes out where one was put in front of a particle.
"""

from __future__ import annotations

import argparse
import random
import re
import sys
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from common import DATA, Table, save_all

from sorikit.core.text import Transcript
from sorikit.engines import spacing
from sorikit.formats.manifest import read
from sorikit.metrics import TextRule
from sorikit.metrics.normalize import TextReader, reader_for
from sorikit.pipelines.api import transcribe
from sorikit.pipelines.finishing import UNSPACED, Finisher, FinishingOptions
from sorikit.pipelines.transcribe import TranscribeOptions

LANGUAGE_OF_SET = {"asr-ko": "ko", "asr-ja": "ja", "emotion": "ko", "asr-en": "en"}
ABSENT = {
    "ko": "김하늘 박서준 이도현 최유진 정다은 한지민 강민호 윤서아 임재범 신라데이터 소리킷 한빛소프트 네오위즈 현대로템 동해물산 쿠버네티스 "
    "파이토치 텐서플로 그라파나 프로메테우스 판교 여의도 해운대 분기보고서 손익분기점 영업이익률 온보딩 스프린트 백로그 몽고디비 심전도 "
    "항응고제 인슐린 전두엽 황반변성",
    "en": "Kubernetes PyTorch Grafana Prometheus Elasticsearch Terraform Jenkins Siobhan Nguyen Kowalski Fitzgerald Ramirez Okonkwo "
    "Hannah Marjorie Dmitri Nvidia Samsung Hyundai Toyota Acetaminophen Metformin Warfarin Myocarditis Endoscopy Sepsis "
    "Seoul Busan Daejeon Lagrange Fourier Hilbert Dirichlet Laplace Poisson",
}
"""Words that nobody says in these recordings; checked against the references."""
PARTICLE = re.compile(r"(?<=[가-힣])(?=(?:을|를|에서|으로|에게|은|는|이|가)(?:[ .?]|$))")


@dataclass(frozen=True)
class Heard:
    """One recording: what is said in it, and what was recognised."""

    name: str
    reference: str
    language: str
    transcript: Transcript


def plain(text: str) -> str:
    kept = (c if unicodedata.category(c)[0] in "LNM" else " " for c in unicodedata.normalize("NFKC", text).lower())
    return " ".join("".join(kept).split())


def errors(reference: Sequence[str], text: Sequence[str]) -> int:
    from rapidfuzz.distance import Levenshtein

    return int(Levenshtein.distance(list(reference), list(text)))


def hear(folder: str, language: str, hotwords: Sequence[str] = ()) -> list[Heard]:
    options = TranscribeOptions((language,), finishing=FinishingOptions(enabled=False), hotwords=tuple(hotwords))
    items = [item for item in read(DATA / folder / "manifest.jsonl") if item.text and item.language == language]
    heard = []
    for number, item in enumerate(items):
        print(f"\r{folder} {number + 1}/{len(items)} ", end="", file=sys.stderr)
        heard.append(Heard(item.id, item.text or "", language, transcribe(item.audio, options)))
    print(file=sys.stderr)
    return heard


def written(heard: Heard, finisher: Finisher | None = None) -> str:
    segments = heard.transcript.segments
    return " ".join((finisher.finish(segment) if finisher else segment).text for segment in segments)


Units = Callable[[str], Sequence[str]]


def judges(reader: TextReader) -> dict[str, Units]:
    words: Units = reader.words if reader.spaced else (lambda text: list(plain(text).replace(" ", "")))
    return {
        "CER": reader.characters,
        "CER, no spaces": lambda text: reader.characters(text, spaces=False),
        "plain CER": lambda text: list(plain(text) if reader.spaced else plain(text).replace(" ", "")),
        "WER": words,
    }


def spacing_f1(pairs: Sequence[tuple[str, str]]) -> float:
    """Return the F1 of spaces, over the places that stand between the same two letters in both texts."""
    from rapidfuzz.distance import Levenshtein

    right = found = wanted = 0
    for reference, text in pairs:
        (said, gaps), (wrote, spaces) = _letters(reference), _letters(text)
        same = {
            block.a + i: block.b + i
            for block in Levenshtein.opcodes(wrote, said).as_matching_blocks()
            for i in range(block.size)
        }
        places = [at for at in range(1, len(wrote)) if at in same and same.get(at - 1) == same[at] - 1]
        found += sum(at in spaces for at in places)
        wanted += sum(same[at] in gaps for at in places)
        right += sum(at in spaces and same[at] in gaps for at in places)
    return 2 * right / max(found + wanted, 1)


def _letters(text: str) -> tuple[str, set[int]]:
    letters, spaces = "", set()
    for letter in plain(text):
        if letter == " ":
            spaces.add(len(letters))
        else:
            letters += letter
    return letters, spaces


def finishing_table(sets: dict[str, list[Heard]]) -> Table:
    from sorikit.metrics.compare import compare
    from sorikit.metrics.score import ItemScore, Score

    rows = []
    for name, heard in sets.items():
        reader = reader_for(TextRule("auto", LANGUAGE_OF_SET[name]))
        finisher = Finisher()
        before = [written(one) for one in heard]
        after = [written(one, finisher) for one in heard]
        changed = sum(left != right for left, right in zip(before, after, strict=True))
        for judge, units in judges(reader).items():
            lengths = [len(units(one.reference)) for one in heard]
            left = [errors(units(one.reference), units(text)) for one, text in zip(heard, before, strict=True)]
            right = [errors(units(one.reference), units(text)) for one, text in zip(heard, after, strict=True)]
            total = sum(lengths)
            scores = [
                Score(judge, sum(side) / total, items=tuple(map(ItemScore, map(str, range(len(side))), side, lengths)))
                for side in (left, right)
            ]
            p = compare(*scores).p_value if left != right else 1.0
            worse = sum(b > a for a, b in zip(left, right, strict=True))
            row = [f"{sum(side) / total:.2%}" for side in (left, right)]
            rows.append([name, f"{changed}/{len(heard)}", judge, *row, str(worse), f"{p:.3f}"])
        if reader.spaced:
            f1 = [spacing_f1([(h.reference, t) for h, t in zip(heard, side, strict=True)]) for side in (before, after)]
            rows.append([name, f"{changed}/{len(heard)}", "F1 of spaces", *(f"{value:.2%}" for value in f1), "", ""])
    columns = ("set", "changed", "score", "recognised", "finished", "worse", "p")
    return Table("Finishing", "python benchmarks/finishing.py", columns, rows)


def count(word: str, text: str, language: str) -> int:
    if language in UNSPACED or language == "ko":
        return plain(text).replace(" ", "").count(plain(word).replace(" ", ""))
    return len(re.findall(rf"(?<!\w){re.escape(plain(word))}(?!\w)", plain(text)))


def missed_words(heard: Sequence[Heard]) -> list[str]:
    """Return the words of the references, of five letters (Korean: nouns of two syllables) or more, that were not recognised."""
    from kiwipiepy import Kiwi

    found: list[str] = []
    kiwi = Kiwi(num_workers=1)
    for one in heard:
        text = written(one)
        if one.language == "ko":
            words = [token.form for token in kiwi.tokenize(one.reference) if token.tag in ("NNG", "NNP")]
            found += [word for word in words if len(word) >= 2 and not count(word, text, "ko")]
        else:
            found += [word for word in plain(one.reference).split() if len(word) >= 5 and not count(word, text, "en")]
    return list(dict.fromkeys(found))


def hotword_rows(name: str, heard: Sequence[Heard]) -> Iterator[list[str]]:
    language = LANGUAGE_OF_SET[name]
    reader = reader_for(TextRule("auto", language))
    said = missed_words(heard)
    absent = [word for word in ABSENT[language].split() if not any(count(word, h.reference, language) for h in heard)]
    for label, words in (("said", said), ("absent", absent)):
        told = hear(name, language, words)
        repair = Finisher(None, words)
        ways = {
            "neither": [written(one, Finisher()) for one in heard],
            "repaired": [written(one, repair) for one in heard],
            "told": [written(one, Finisher()) for one in told],
            "both": [written(one, repair) for one in told],
        }
        for way, texts in ways.items():
            there = hit = invented = wrong = length = 0
            for one, text in zip(heard, texts, strict=True):
                for word in words:
                    wanted, found = count(word, one.reference, language), count(word, text, language)
                    there, hit, invented = there + wanted, hit + min(wanted, found), invented + max(0, found - wanted)
                wrong += errors(reader.words(one.reference), reader.words(text))
                length += len(reader.words(one.reference))
            recall = f"{hit}/{there}" if there else "–"
            rate = f"{invented} ({1000 * invented / max(length, 1):.2f} in 1,000 words)"
            row = [name, f"{len(words)} {label}", way, recall, rate, f"{wrong / length:.2%}"]
            print(" | ".join(row), file=sys.stderr)
            yield row


def rules_table(paths: Sequence[Path]) -> Table:
    model = spacing.load()
    rows = []
    for path in paths:
        chance = random.Random(1)
        lines = [" ".join(line.split()) for line in path.read_text("utf-8").splitlines() if line.strip()]
        changes, back, out = 0, [0, 0], [0, 0]
        for line in lines:
            changes += len(model.respace(line))
            right = respaced(model, line)
            for places, broken, tally in (
                ([i for i, c in enumerate(line) if c == " "], lambda i, text: text[:i] + text[i + 1 :], back),
                ([found.start() for found in PARTICLE.finditer(line)], lambda i, text: text[:i] + " " + text[i:], out),
            ):
                if places:
                    tally[1] += 1
                    tally[0] += respaced(model, broken(chance.choice(places), line)) == right
        shares = [f"{done / max(all_, 1):.0%}" for done, all_ in (back, out)]
        rows.append([path.name, str(len(lines)), str(changes), *shares])
    columns = ("text", "sentences", "changes to it", "missing space put back", "space before particle taken out")
    return Table("Rules of spacing", "python benchmarks/finishing.py --rules TEXT…", columns, rows)


def respaced(model: spacing.SpacingModel, text: str) -> str:
    parts, done = [], 0
    for place in model.respace(text):
        parts += [text[done : place.at], " " if place.missing else ""]
        done = place.at if place.missing else place.at + 1
    return "".join(parts) + text[done:]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sets", nargs="*", default=list(LANGUAGE_OF_SET), choices=LANGUAGE_OF_SET)
    parser.add_argument("--hotwords", nargs="*", default=["asr-ko", "asr-en"], choices=("asr-ko", "asr-en"))
    parser.add_argument("--rules", nargs="*", type=Path, default=[], metavar="TEXT")
    parser.add_argument("--json", type=Path)
    args = parser.parse_args()
    heard = {name: hear(name, LANGUAGE_OF_SET[name]) for name in dict.fromkeys((*args.sets, *args.hotwords))}
    tables = [finishing_table({name: heard[name] for name in args.sets})] if args.sets else []
    if args.hotwords:
        rows = [row for name in args.hotwords for row in hotword_rows(name, heard[name])]
        columns = ("set", "list", "way", "said and written", "written, not said", "WER")
        tables.append(Table("Hotwords", "python benchmarks/finishing.py --hotwords", columns, rows))
    if args.rules:
        tables.append(rules_table(args.rules))
    save_all(tables, args.json)


if __name__ == "__main__":
    main()
