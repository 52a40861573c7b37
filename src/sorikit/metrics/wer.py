"""Word error rate and its relatives.

WER = (S + D + I) / N over all items together (N words of the reference; may pass 1). MER, match error rate, =
(S + D + I) / (H + S + D + I), never above 1. WIL, word information lost, = 1 − H² / (N · P), P words of the hypothesis.
(A. Morris, V. Maier, P. Green, "From WER and RIL to MER and WIL", Interspeech 2004.) Counts are those of jiwer.

A missing hypothesis is all deletions. Words said where the reference is empty are insertions: they count in the pooled
ratio, though that item has no rate of its own. Where the language writes no spaces (ja, zh, th …) a word is a character.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from sorikit.metrics import ScoreOptions
from sorikit.metrics.alignment import EditCounts, count_edits
from sorikit.metrics.bootstrap import Floats, ItemTable, Picks, pooled
from sorikit.metrics.normalize import reader_for
from sorikit.metrics.score import ItemScore, Pair, Score


def score(pairs: Sequence[Pair[str]], options: ScoreOptions) -> list[Score]:
    """Return WER, MER and WIL of ``pairs`` of texts; "over characters" stands in the names where words are characters.

    Raises RuntimeMissing where the extra ``eval`` is not installed, InvalidOption for an unknown normaliser.
    """
    reader = reader_for(options.text, (pair.reference for pair in pairs))
    counts = count_pairs(pairs, reader.words)
    over = "" if reader.spaced else " over characters"
    return [
        pooled(Score(f"WER{over}", None, items=error_items(counts)), options),
        pooled(Score(f"MER{over}", None, items=tuple(_mer_item(*row) for row in counts)), options),
        pooled(Score(f"WIL{over}", None, pooling="wil", items=tuple(_wil_item(*row) for row in counts)), options),
    ]


def count_pairs(pairs: Sequence[Pair[str]], tokens: Callable[[str], list[str]]) -> list[tuple[str, EditCounts]]:
    """Return each item's name and its edits, tokens made by ``tokens``; a missing hypothesis has none."""
    return [
        (pair.item, count_edits(tokens(pair.reference), [] if pair.hypothesis is None else tokens(pair.hypothesis)))
        for pair in pairs
    ]


def error_items(counts: Sequence[tuple[str, EditCounts]]) -> tuple[ItemScore, ...]:
    """Return what each item adds to (S + D + I) / N."""
    return tuple(ItemScore(item, edits.errors, edits.reference_length, _parts(edits)) for item, edits in counts)


def pool_wil(table: ItemTable, picks: Picks) -> Floats:
    """1 − H² / (N · P) with the hits, reference words and hypothesis words of all items; 1 where only one side has words."""
    hits, said, heard = (table.parts[name][picks].sum(axis=1) for name in ("hits", "reference", "hypothesis"))
    kept = np.divide(hits * hits, said * heard, out=np.zeros(len(picks)), where=said * heard > 0)
    return np.where(said + heard > 0, 1.0 - kept, np.nan)


def _mer_item(item: str, edits: EditCounts) -> ItemScore:
    return ItemScore(item, edits.errors, edits.errors + edits.hits, _parts(edits))


def _wil_item(item: str, edits: EditCounts) -> ItemScore:
    said, heard = edits.reference_length, edits.hypothesis_length
    lost = 1.0 - edits.hits**2 / (said * heard) if said and heard else 1.0
    words = {"hits": float(edits.hits), "reference": float(said), "hypothesis": float(heard)}
    return ItemScore(item, lost, 1.0, words) if said or heard else ItemScore(item, 0.0, 0.0, words)


def _parts(edits: EditCounts) -> dict[str, float]:
    return {
        "substitutions": float(edits.substitutions),
        "deletions": float(edits.deletions),
        "insertions": float(edits.insertions),
    }
