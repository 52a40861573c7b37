"""Is B really better than A? Two results over the same items, weighed score by score."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sorikit.apps.scores.result import Result
from sorikit.core.errors import InvalidDocument
from sorikit.core.events import Notice
from sorikit.metrics.compare import Comparison, compare


@dataclass(frozen=True, slots=True)
class Verdict:
    """What two results differ in."""

    first: str
    """Where the first answers lie."""
    second: str
    kind: str
    comparisons: tuple[Comparison, ...]
    """The main score first."""
    notices: tuple[Notice, ...] = ()


def weigh(first: Result, second: Result, resamples: int = 10_000, seed: int = 0) -> Verdict:
    """Compare two results of one kind; scores that do not remember their items are left out.

    Raises InvalidDocument for results of different kinds, or over different items.
    """
    if first.kind != second.kind:
        detail = f"is a result of {second.kind}, the other of {first.kind}; only like can be compared"
        raise InvalidDocument(
            name=second.hypothesis, detail=detail, detail_ko=f"{first.kind}와(과) {second.kind}는 비교할 수 없습니다"
        )
    others = {score.name: score for score in second.scores if score.items}
    both = [(score, others[score.name]) for score in first.scores if score.items and score.name in others]
    if not both:
        raise InvalidDocument(
            name=second.hypothesis,
            detail="has no score in common with the other that remembers its items",
            detail_ko="항목별 값이 있는 공통 점수가 없습니다",
        )
    comparisons = [compare(mine, theirs, resamples, seed) for mine, theirs in both if _judged(mine) and _judged(theirs)]
    return Verdict(first.hypothesis, second.hypothesis, first.kind, tuple(comparisons), tuple(_unlike(first, second)))


def _judged(score: object) -> bool:
    return getattr(score, "value", None) is not None


def _unlike(first: Result, second: Result) -> Sequence[Notice]:
    """Say where the two were judged by other rules."""
    names = [
        name
        for name in sorted({*first.settings, *second.settings} - {"interval"})
        if first.settings.get(name) != second.settings.get(name)
    ]
    if not names:
        return ()
    told = ", ".join(f"{name} {first.settings.get(name)} / {second.settings.get(name)}" for name in names)
    return (
        Notice(
            f"The two were judged by different rules ({told}): the difference may come from them.",
            f"두 결과의 채점 규칙이 다릅니다({told}). 차이가 규칙 때문일 수 있습니다.",
        ),
    )
