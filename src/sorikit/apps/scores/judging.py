"""From two places to scores: what ``sori score KIND REFERENCE HYPOTHESIS`` does, without its face."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sorikit.apps.scores.finding import Entry, Match, Side, list_side, match
from sorikit.apps.scores.mistakes import TextView, common_mistakes, text_view
from sorikit.apps.scores.result import Result, listed
from sorikit.core.codecs import decode
from sorikit.core.errors import InputError, InvalidDocument
from sorikit.core.events import Notice
from sorikit.metrics import Kind, ScoreOptions, find_kind, score, separation
from sorikit.metrics.bootstrap import pooled
from sorikit.metrics.score import Pair, Score

Pairs = tuple[Pair[Any], ...]


@dataclass(frozen=True, slots=True)
class ScoreWishes:
    """What a person asked for."""

    kind: str
    reference: str
    hypothesis: str
    options: ScoreOptions = field(default_factory=ScoreOptions)
    allow_missing: bool = False
    lines: bool = False
    """Texts of one file each: every line is an item."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A result, and what it was judged from, for those who show it."""

    result: Result
    pairs: Pairs = field(repr=False)
    options: ScoreOptions = field(default_factory=ScoreOptions)
    """As used: with the language that the data named."""
    view: TextView | None = field(default=None, repr=False)
    """How texts were cut into what was compared; None for what is no text."""
    notices: tuple[Notice, ...] = ()


def judge(wishes: ScoreWishes) -> Judged:
    """Find, read and score. Raises InvalidDocument for what does not fit together, and whatever the kind raises.

    Missing answers are an error that names them; with ``allow_missing`` they count as wrong. Answers to nothing
    that was asked are named in a notice.
    """
    kind = find_kind(wishes.kind)
    truth = list_side(wishes.reference, kind, "reference")
    said = list_side(wishes.hypothesis, kind, "hypothesis")
    options = _with_language(wishes.options, truth)
    if kind.reads == "trials":
        pairs, missing, extra = _trials(truth, said)
    else:
        matched = match(truth, said)
        _say_missing(wishes, matched, said)
        missing, extra = matched.missing, matched.extra
        pairs = () if kind.reads == "audio" else _read_pairs(matched, kind)
        if wishes.lines:
            pairs = tuple(one for pair in pairs for one in by_line(pair))
    if missing and not wishes.allow_missing:
        total = len(pairs[0].reference) if kind.reads == "trials" else len(truth.entries)
        raise _missing(wishes.hypothesis, missing, total)
    notices = [*truth.notices, *said.notices, *_mixed(kind, truth, options), *_told(kind, pairs, missing, extra)]
    around = _Around(missing, extra, tuple(notices))
    if kind.reads == "audio":
        return _judge_sounds(replace(wishes, options=options), kind, matched, around)
    return judge_pairs(replace(wishes, options=options), kind, pairs, around)


@dataclass(frozen=True, slots=True)
class _Around:
    """What the pairs do not tell."""

    missing: tuple[str, ...] = ()
    extra: tuple[str, ...] = ()
    notices: tuple[Notice, ...] = ()


def judge_pairs(wishes: ScoreWishes, kind: Kind, pairs: Pairs, around: _Around | None = None) -> Judged:
    """Score pairs that have been read already. Raises what the kind raises, InvalidDocument where there are none."""
    known = around or _Around()
    if not pairs:
        raise InvalidDocument(name=wishes.reference, detail="holds nothing to judge", detail_ko="채점할 것이 없습니다")
    options = wishes.options
    view = text_view(kind, pairs, options)
    settings = settings_of(kind, options, view)
    if view is not None and kind.reads == "text":  # normalise once, for the scores, the mistakes and the report alike
        pairs, options = _normalized(pairs, view), _as_they_are(options, view)
        view = text_view(kind, pairs, options)
    scores = tuple(score(kind.name, pairs, options))
    if view is not None and not view.shown:
        view = None
    result = Result(
        kind=kind.name,
        reference=wishes.reference,
        hypothesis=wishes.hypothesis,
        scores=scores,
        settings=settings,
        items=len(pairs[0].reference) if kind.reads == "trials" else len(pairs),
        missing=known.missing,
        extra=known.extra,
        mistakes=tuple(common_mistakes(kind, pairs, view)),
    )
    return Judged(result, pairs, wishes.options, view, known.notices)


def _judge_sounds(wishes: ScoreWishes, kind: Kind, matched: Match, around: _Around) -> Judged:
    """Score recordings one pair at a time: memory holds two of them, however many there are."""
    alone = replace(wishes.options, resamples=0)
    found: dict[str, list[Score]] = {}
    for true, said in matched.pairs:
        pair = Pair(true.name, _sound(true), None if said is None else _sound(said))
        for one in score(kind.name, (pair,), alone):
            found.setdefault(one.name, []).append(one)
    scores = tuple(
        pooled(
            replace(parts[0], value=None, parts={}, items=tuple(item for one in parts for item in one.items)),
            wishes.options,
        )
        for parts in found.values()
    )
    result = Result(
        kind=kind.name,
        reference=wishes.reference,
        hypothesis=wishes.hypothesis,
        scores=scores,
        settings=settings_of(kind, wishes.options),
        items=len(matched.pairs),
        missing=around.missing,
        extra=around.extra,
    )
    return Judged(result, (), wishes.options, notices=around.notices)


def _normalized(pairs: Pairs, view: TextView) -> Pairs:
    """Return texts in their comparable form."""
    return tuple(
        Pair(
            pair.item,
            view.normalize(pair.reference),
            None if pair.hypothesis is None else view.normalize(pair.hypothesis),
        )
        for pair in pairs
    )


def _as_they_are(options: ScoreOptions, view: TextView) -> ScoreOptions:
    """Return options by which texts that have been normalised are read as they are, in the same language."""
    return replace(options, text=replace(options.text, normalizer="none", language=view.language))


def settings_of(kind: Kind, options: ScoreOptions, view: TextView | None = None) -> dict[str, str]:
    """Return the options that matter to ``kind``, in words."""
    used: dict[str, str] = {}
    if view is not None:
        used["language"] = view.language or "unknown"
        used["normalizer"] = view.normalizer
        used["loanwords"] = "alike" if options.text.loanwords else "as spelled"
        used["fillers"] = "left out" if options.text.fillers else "kept"
    if kind.reads == "turns":
        used["collar"] = f"{options.speakers.collar:g} s"
        used["overlap"] = "left out" if options.speakers.skip_overlap else "judged"
    used["interval"] = f"95 %, bootstrap, {options.resamples} resamples" if options.resamples else "none"
    return used


def by_line(pair: Pair[str]) -> list[Pair[str]]:
    """Return a pair per line of two texts. Raises InvalidDocument where they have not the same number of lines."""
    true, said = pair.reference.split("\n"), (pair.hypothesis or "").split("\n")
    if len(true) != len(said):
        detail = f"{len(true)} lines of reference and {len(said)} of hypothesis; line by line they must be as many"
        raise InvalidDocument(
            name=pair.item, detail=detail, detail_ko=f"정답은 {len(true)}줄, 결과는 {len(said)}줄입니다. 같아야 합니다"
        )
    width = len(str(len(true)))
    return [
        Pair(f"line {number:0{width}d}", one, other)
        for number, (one, other) in enumerate(zip(true, said, strict=True), 1)
    ]


def _with_language(options: ScoreOptions, truth: Side) -> ScoreOptions:
    if options.text.language or len(truth.languages) != 1:
        return options
    return replace(options, text=replace(options.text, language=truth.languages[0]))


def _mixed(kind: Kind, truth: Side, options: ScoreOptions) -> list[Notice]:
    """Say that several languages were read by one rule."""
    if len(truth.languages) < 2 or options.text.language or kind.reads not in ("text", "transcript"):
        return []
    named = ", ".join(truth.languages)
    return [
        Notice(
            f"The items are in several languages ({named}) and share one normaliser; judge each language by itself for its own.",
            f"여러 언어({named})가 섞여 한 가지 규칙으로 글을 고르게 했습니다. 언어마다 따로 채점하면 더 맞습니다.",
        )
    ]


def _read_pairs(matched: Match, kind: Kind) -> Pairs:
    pairs = tuple(Pair(true.name, true.read(), None if said is None else said.read()) for true, said in matched.pairs)
    if kind.name in ("cpwer", "boundaries"):
        _check_words(kind, pairs)
    return pairs


def _check_words(kind: Kind, pairs: Pairs) -> None:
    """Raise InvalidDocument where a side says who speaks and not what, or where no word of the truth has a time."""
    for side in (side for pair in pairs for side in (pair.reference, pair.hypothesis) if side is not None):
        if side.turns and not side.segments:
            raise InvalidDocument(
                name=kind.name,
                detail=f"{side.source or 'an RTTM'} says who speaks, but not what; give transcripts (json, stm, ctm, srt)",
                detail_ko=f"{side.source or 'RTTM'}에는 말한 내용이 없습니다. 전사(json, stm, ctm, srt)를 주세요",
            )
    if kind.name == "boundaries" and not any(True for pair in pairs for _ in pair.reference.words):
        raise InvalidDocument(
            name=kind.name,
            detail="no word of the reference has a time; give CTM or sorikit's JSON",
            detail_ko="정답의 단어에 시각이 없습니다. CTM이나 sorikit의 JSON을 주세요",
        )


def _sound(entry: Entry) -> Any:
    return decode(entry.read(), mono=False)


def _trials(truth: Side, said: Side) -> tuple[Pairs, tuple[str, ...], tuple[str, ...]]:
    (true,), (answer,) = truth.entries.values(), said.entries.values()
    labels, values = true.read(), answer.read()
    both = {frozenset(pair) for pair in values}
    asked = {frozenset(pair) for pair in labels}
    missing = tuple(" ".join(pair) for pair in labels if frozenset(pair) not in both)
    extra = tuple(" ".join(pair) for pair in values if frozenset(pair) not in asked)
    return (Pair(true.name, labels, values),), missing, extra


def _say_missing(wishes: ScoreWishes, matched: Match, said: Side) -> None:
    """Raise where not one item has an answer: then the names, not the answers, are wrong."""
    if matched.pairs and len(matched.missing) == len(matched.pairs) and not wishes.allow_missing:
        names = list(said.entries)
        asked = [entry.name for entry, _ in matched.pairs]
        raise InvalidDocument(
            name=wishes.hypothesis,
            detail=f"no name is that of a reference; asked for: {listed(asked, 3)}; there are: {listed(names, 3)}",
            detail_ko=f"정답과 이름이 같은 것이 없습니다. 정답: {listed(asked, 3)}, 결과: {listed(names, 3)}",
        )


def _missing(place: str, names: Sequence[str], total: int) -> InputError:
    return InvalidDocument(
        name=place,
        detail=f"{len(names)} of {total} items have no answer: {listed(names, 50)}; --allow-missing counts them as wrong",
        detail_ko=f"{total}개 가운데 {len(names)}개의 결과가 없습니다: {listed(names, 50)}. "
        "--allow-missing을 주면 틀린 것으로 셉니다",
    )


def _told(kind: Kind, pairs: Pairs, missing: Sequence[str], extra: Sequence[str]) -> list[Notice]:
    told = []
    if missing:
        told.append(
            Notice(
                f"No answer, counted as wrong: {listed(missing)} ({len(missing)}).",
                f"결과가 없는 {len(missing)}개를 틀린 것으로 셉니다: {listed(missing)}.",
            )
        )
    if extra:
        told.append(
            Notice(
                f"Answers to no item, not judged: {listed(extra)} ({len(extra)}).",
                f"정답에 없는 결과 {len(extra)}개는 채점하지 않았습니다: {listed(extra)}.",
            )
        )
    if kind.name == "separation":
        told += separation.notices()
    if kind.reads == "text" and len(pairs) == 1 and pairs[0].hypothesis is not None:
        lines = pairs[0].reference.count("\n")
        if lines and lines == pairs[0].hypothesis.count("\n"):
            told.append(
                Notice(
                    f"Both texts have {lines + 1} lines; --lines judges line by line, which also gives an interval.",
                    f"두 글이 모두 {lines + 1}줄입니다. --lines를 주면 한 줄씩 채점하고 신뢰구간도 나옵니다.",
                )
            )
    return told
