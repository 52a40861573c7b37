"""How items come together to one number, and how sure that number is: the bootstrap over items.

Items (utterances, recordings, trials) are drawn with replacement, the score of each draw is taken again from what the
items added, and the middle 95 % of these scores is the interval (percentile bootstrap, Efron 1979; for word error rates
M. Bisani and H. Ney, "Bootstrap estimates for confidence intervals in ASR performance evaluation", ICASSP 2004). The
item is the unit because errors inside one recording depend on one another; make items as large as what varies (one
recording, one speaker), or the interval comes out too narrow. With fewer than about ten items it is too narrow as well.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, cast

import numpy as np
from numpy.typing import NDArray

from sorikit.core.errors import InvalidOption
from sorikit.metrics.score import Interval, ItemScore, Score

if TYPE_CHECKING:
    from sorikit.metrics import ScoreOptions

Floats = NDArray[np.float64]
Picks = NDArray[np.intp]

CONFIDENCE = 0.95
_CELLS_AT_ONCE = 2_000_000
"""Draws × items that are held in memory at a time (16 MB of indices)."""


@dataclass(frozen=True, slots=True)
class ItemTable:
    """What all items of a score add, as columns of length n (the order of the items)."""

    numerator: Floats
    denominator: Floats
    parts: dict[str, Floats]
    """Name of a part → its column; 0 where an item does not have it."""

    @classmethod
    def of(cls, items: Sequence[ItemScore]) -> ItemTable:
        """Lay ``items`` out in columns."""
        names = dict.fromkeys(name for item in items for name in item.parts)
        return cls(
            np.array([item.numerator for item in items], dtype=np.float64),
            np.array([item.denominator for item in items], dtype=np.float64),
            {name: np.array([item.parts.get(name, 0.0) for item in items], dtype=np.float64) for name in names},
        )

    def take(self, rows: Picks) -> ItemTable:
        """Return the rows numbered ``rows``, shape (m,)."""
        parts = {name: column[rows] for name, column in self.parts.items()}
        return ItemTable(self.numerator[rows], self.denominator[rows], parts)


Pooling = Callable[[ItemTable, Picks], Floats]
"""``pool(table, picks)``: picks is (draws, items), each row the numbers of the items of one draw (repeated where an item
was drawn more than once); gives the score of each draw, shape (draws,), NaN where a draw has nothing to be judged."""


def pool_ratio(table: ItemTable, picks: Picks) -> Floats:
    """Σ numerator / Σ denominator: longer items weigh more, as in WER and DER. Items of denominator 0 add their errors."""
    return divided(table.numerator[picks].sum(axis=1), table.denominator[picks].sum(axis=1))


def pool_mean(table: ItemTable, picks: Picks) -> Floats:
    """Mean of the items' own scores: all items weigh the same. Items of denominator 0 are left out."""
    values = _values(table)
    judged = (~np.isnan(values)).astype(np.float64)
    return divided(np.nan_to_num(values)[picks].sum(axis=1), judged[picks].sum(axis=1))


def pool_median(table: ItemTable, picks: Picks) -> Floats:
    """Median of the items' own scores. Items of denominator 0 are left out."""
    return _quantile(table, picks, 0.5)


def pool_p95(table: ItemTable, picks: Picks) -> Floats:
    """95th percentile of the items' own scores, linearly interpolated. Items of denominator 0 are left out."""
    return _quantile(table, picks, 0.95)


POOLINGS: dict[str, Pooling | str] = {
    "ratio": pool_ratio,
    "mean": pool_mean,
    "median": pool_median,
    "p95": pool_p95,
    "wil": "sorikit.metrics.wer:pool_wil",
    "macro-F1": "sorikit.metrics.labels:pool_macro_f1",
    "UAR": "sorikit.metrics.labels:pool_uar",
    "EER": "sorikit.metrics.eer:pool_eer",
    "minDCF 0.01": "sorikit.metrics.eer:pool_min_dcf_01",
    "minDCF 0.05": "sorikit.metrics.eer:pool_min_dcf_05",
    "boundary median": "sorikit.metrics.boundaries:pool_median",
    "boundary p95": "sorikit.metrics.boundaries:pool_p95",
}
"""Name → how items come together. A string names "module:function", imported when first used: a statistic that is no mean
of its items (EER, macro-F1 …) lives beside its score and has one row here."""


def find_pooling(name: str) -> Pooling:
    """Return the pooling called ``name``. Raises InvalidOption."""
    row = POOLINGS.get(name)
    if row is None:
        raise InvalidOption(option="pooling", detail=f"{name!r} is not one of {', '.join(POOLINGS)}")
    if isinstance(row, str):
        module, function = row.split(":")
        return cast("Pooling", getattr(importlib.import_module(module), function))
    return row


def pooled(score: Score, options: ScoreOptions) -> Score:
    """Return ``score`` (its name, unit, pooling and items) with ``value``, ``interval`` and, where it has none, ``parts``."""
    return replace(
        score,
        value=value_of(score.items, score.pooling),
        interval=interval_of(score.items, score.pooling, options.resamples, options.seed),
        parts=score.parts or _pooled_parts(score),
    )


def value_of(items: Sequence[ItemScore], pooling: str | Pooling = "ratio") -> float | None:
    """Return the score of all ``items`` together; None where there was nothing to be judged."""
    if not items:
        return None
    pool = find_pooling(pooling) if isinstance(pooling, str) else pooling
    value = float(pool(ItemTable.of(items), np.arange(len(items), dtype=np.intp)[None])[0])
    return None if np.isnan(value) else value


def interval_of(
    items: Sequence[ItemScore], pooling: str | Pooling = "ratio", resamples: int = 1000, seed: int = 0
) -> Interval | None:
    """Return the 95 % percentile-bootstrap interval over ``items``; the same seed gives the same interval.

    None for fewer than two items, for ``resamples`` 0, or where no draw had anything to be judged.
    """
    if len(items) < 2 or not resamples:
        return None
    pool = find_pooling(pooling) if isinstance(pooling, str) else pooling
    table = ItemTable.of(items)
    values = np.concatenate([pool(table, picks) for picks in draws(len(items), resamples, seed)])
    return interval_from(values)


def interval_from(values: Floats) -> Interval | None:
    """Return the middle 95 % of resampled scores, NaN left out; None where all are."""
    kept = values[~np.isnan(values)]
    if not len(kept):
        return None
    tail = (1.0 - CONFIDENCE) / 2.0
    low, high = np.quantile(kept, [tail, 1.0 - tail])
    return Interval(float(low), float(high))


def draws(items: int, resamples: int, seed: int) -> Iterator[Picks]:
    """Yield ``resamples`` draws with replacement in blocks of shape (≤ resamples, items) of bounded size."""
    generator = np.random.default_rng(seed)
    block = max(1, _CELLS_AT_ONCE // items)
    for done in range(0, resamples, block):
        yield generator.integers(0, items, size=(min(block, resamples - done), items), dtype=np.intp)


def divided(above: Floats, below: Floats) -> Floats:
    """Divide element by element; NaN where ``below`` is 0."""
    result = np.full(above.shape, np.nan)
    np.divide(above, below, out=result, where=below != 0)
    return result


def _values(table: ItemTable) -> Floats:
    return divided(table.numerator, table.denominator)


def _quantile(table: ItemTable, picks: Picks, share: float) -> Floats:
    values = _values(table)
    ordered = np.sort(values[picks], axis=1)  # NaN goes last
    judged = (~np.isnan(ordered)).sum(axis=1)
    place = np.maximum(judged - 1, 0) * share
    below = np.floor(place).astype(np.intp)
    above = np.ceil(place).astype(np.intp)
    rows = np.arange(len(picks))
    low, high = ordered[rows, below], ordered[rows, above]
    return cast("Floats", low + (high - low) * (place - below))


def _pooled_parts(score: Score) -> dict[str, float]:
    if score.pooling not in ("ratio", "mean"):
        return {}
    table = ItemTable.of(score.items)
    total = float(table.denominator.sum()) if score.pooling == "ratio" else float((table.denominator != 0).sum())
    return {name: float(column.sum()) / total for name, column in table.parts.items()} if total else {}
