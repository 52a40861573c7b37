"""Labels: how many are right, and which are taken for which.

Accuracy is the share of items whose label is right. Of one class, precision is TP / (TP + FP), recall TP / (TP + FN),
and F1 their harmonic mean, 2 TP / (2 TP + FP + FN); each is 0 where its denominator is. Macro-F1 is the plain mean of
F1 over every class that is true or said anywhere (scikit-learn's ``f1_score(average="macro")``). UAR, the unweighted
average recall, is the plain mean of recall over the classes that are true somewhere (Schuller et al., "The INTERSPEECH
2009 Emotion Challenge").
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sorikit.metrics import ScoreOptions
from sorikit.metrics.bootstrap import ItemTable, pooled
from sorikit.metrics.score import ItemScore, Pair, Score

Numbers = npt.NDArray[np.float64]

MISSING = ""
"""What stands for a label that was not given: wrong, and no class of its own."""
_TRUE, _SAID = "true ", "said "
"""How an item's parts begin, by which the poolings know its two labels."""


@dataclass(frozen=True, slots=True, eq=False)
class ConfusionMatrix:
    """How often each class was taken for each."""

    labels: tuple[str, ...]
    """Sorted; ``MISSING`` last, where an answer is missing."""
    counts: Numbers
    """Items, (true, said), in the order of ``labels``."""

    @property
    def classes(self) -> tuple[str, ...]:
        """The labels without ``MISSING``."""
        return tuple(label for label in self.labels if label != MISSING)

    def precision(self) -> dict[str, float]:
        """Return label → share of the items said to be it that are it, 0 … 1."""
        return self._named(_shares(self._hits(), self._sums(0)))

    def recall(self) -> dict[str, float]:
        """Return label → share of its items that were said to be it, 0 … 1; only labels that are true somewhere."""
        shares = self._named(_shares(self._hits(), self._sums(1)))
        return {label: shares[label] for label, count in self._named(self._sums(1)).items() if count}

    def f1(self) -> dict[str, float]:
        """Return label → harmonic mean of precision and recall, 0 … 1."""
        return self._named(_shares(2 * self._hits(), self._sums(0) + self._sums(1)))

    def _hits(self) -> Numbers:
        return np.asarray(np.diagonal(self.counts)[: len(self.classes)])

    def _sums(self, axis: int) -> Numbers:
        return np.asarray(self.counts.sum(axis=axis)[: len(self.classes)])

    def _named(self, values: Numbers) -> dict[str, float]:
        return dict(zip(self.classes, values.tolist(), strict=True))


def confusion_matrix(pairs: Sequence[Pair[str]]) -> ConfusionMatrix:
    """Count which labels were taken for which. Labels are compared as they are, without the spaces around them."""
    both = [(pair.reference.strip(), _said(pair)) for pair in pairs]
    labels = tuple(sorted({label for one in both for label in one}, key=lambda label: (label == MISSING, label)))
    index = {label: at for at, label in enumerate(labels)}
    counts = np.zeros((len(labels), len(labels)), np.float64)
    for true, said in both:
        counts[index[true], index[said]] += 1
    return ConfusionMatrix(labels, counts)


def score(pairs: Sequence[Pair[str]], options: ScoreOptions) -> list[Score]:
    """Return accuracy, macro-F1 (its parts: precision, recall and F1 of each class) and UAR (its parts: recalls).

    A missing answer is wrong: it lowers the recall of its class, and no class's precision.
    """
    matrix = confusion_matrix(pairs)
    items = tuple(_item(pair) for pair in pairs)
    named = (("precision", matrix.precision()), ("recall", matrix.recall()), ("F1", matrix.f1()))
    per_class = {f"{label} {name}": share for name, shares in named for label, share in shares.items()}
    plain = tuple(ItemScore(item.item, item.numerator) for item in items)
    scores = (
        Score("accuracy", None, lower_is_better=False, pooling="mean", items=plain),
        Score("macro-F1", None, lower_is_better=False, parts=per_class, pooling="macro-F1", items=items),
        Score("UAR", None, lower_is_better=False, parts=matrix.recall(), pooling="UAR", items=items),
    )
    return [pooled(one, options) for one in scores]


def pool_macro_f1(table: ItemTable, picks: npt.NDArray[np.intp]) -> Numbers:
    """Return the macro-F1 of each draw, over the classes that are true or said in it."""
    hits, true, said = _drawn_counts(table, picks)
    present = (true + said) > 0
    return _shares((_shares(2 * hits, true + said)).sum(axis=1), present.sum(axis=1).astype(np.float64))


def pool_uar(table: ItemTable, picks: npt.NDArray[np.intp]) -> Numbers:
    """Return the unweighted average recall of each draw, over the classes that are true in it."""
    hits, true, _ = _drawn_counts(table, picks)
    return _shares(_shares(hits, true).sum(axis=1), (true > 0).sum(axis=1).astype(np.float64))


def _drawn_counts(table: ItemTable, picks: npt.NDArray[np.intp]) -> tuple[Numbers, Numbers, Numbers]:
    """Return how often each class is hit, true and said in each draw: three of (draws, classes)."""
    labels = sorted(
        {name.removeprefix(side) for name in table.parts for side in (_TRUE, _SAID) if name.startswith(side)}
    )
    items = len(table.numerator)
    nothing = np.zeros(items)
    true, said = (
        np.stack([table.parts.get(side + label, nothing) for label in labels], axis=1) for side in (_TRUE, _SAID)
    )
    times = np.zeros((len(picks), items))
    for draw, chosen in enumerate(picks):
        times[draw] = np.bincount(chosen, minlength=items)
    return times @ (true * said), times @ true, times @ said


def _item(pair: Pair[str]) -> ItemScore:
    true, said = pair.reference.strip(), _said(pair)
    parts = {_TRUE + true: 1.0} | ({_SAID + said: 1.0} if said != MISSING else {})
    return ItemScore(pair.item, float(true == said), parts=parts)


def _said(pair: Pair[str]) -> str:
    return MISSING if pair.hypothesis is None else pair.hypothesis.strip()


def _shares(part: Numbers, whole: Numbers) -> Numbers:
    """Return ``part / whole``, 0 where there is no whole."""
    return np.divide(part, whole, out=np.zeros_like(whole), where=whole > 0)
