"""Which token became which: the edits between two token sequences, and the confusions that are made most often.

The alignment is a cheapest one under Levenshtein's costs (substitution, insertion, deletion 1 each), found by rapidfuzz, on
which jiwer stands too; counts equal jiwer's. (NIST's sclite weighs 4 : 3 : 3 and may share the same errors out otherwise; the number of
errors is the same from every cheapest alignment, the number of hits need not be.)
Memory is linear in the length (Hirschberg 1975), so that an hour of text is one alignment.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from sorikit.core.extras import optional_library

if TYPE_CHECKING:
    from rapidfuzz.distance import Editops

EditKind = Literal["equal", "substitute", "insert", "delete"]


@dataclass(frozen=True, slots=True)
class Edit:
    """One step from the reference to the hypothesis."""

    kind: EditKind
    reference: str
    """The token that was said; "" for an insertion."""
    hypothesis: str
    """The token that was heard; "" for a deletion."""


@dataclass(frozen=True, slots=True)
class EditCounts:
    """How many edits of each kind."""

    hits: int = 0
    substitutions: int = 0
    deletions: int = 0
    insertions: int = 0

    @property
    def errors(self) -> int:
        """Substitutions, deletions and insertions together: the Levenshtein distance."""
        return self.substitutions + self.deletions + self.insertions

    @property
    def reference_length(self) -> int:
        """Tokens of the reference."""
        return self.hits + self.substitutions + self.deletions

    @property
    def hypothesis_length(self) -> int:
        """Tokens of the hypothesis."""
        return self.hits + self.substitutions + self.insertions


@dataclass(frozen=True, slots=True)
class Confusion:
    """One mistake and how often it was made."""

    kind: EditKind
    reference: str
    hypothesis: str
    count: int


def align(reference: Sequence[str], hypothesis: Sequence[str]) -> tuple[Edit, ...]:
    """Return the edits from ``reference`` to ``hypothesis`` in order; the equal tokens are among them.

    Raises RuntimeMissing where the extra ``eval`` is not installed.
    """
    edits: list[Edit] = []
    done_reference = 0
    for operation in _edit_operations(reference, hypothesis):
        kind, at_reference, at_hypothesis = operation.tag, operation.src_pos, operation.dest_pos
        edits += (Edit("equal", token, token) for token in reference[done_reference:at_reference])
        done_reference = at_reference
        if kind == "insert":
            edits.append(Edit("insert", "", hypothesis[at_hypothesis]))
        elif kind == "delete":
            edits.append(Edit("delete", reference[at_reference], ""))
            done_reference += 1
        else:
            edits.append(Edit("substitute", reference[at_reference], hypothesis[at_hypothesis]))
            done_reference += 1
    edits += (Edit("equal", token, token) for token in reference[done_reference:])
    return tuple(edits)


def count_edits(reference: Sequence[str], hypothesis: Sequence[str]) -> EditCounts:
    """Return how many edits of each kind ``align`` would give, without building them."""
    found = Counter(operation.tag for operation in _edit_operations(reference, hypothesis))
    substitutions, deletions, insertions = found["replace"], found["delete"], found["insert"]
    return EditCounts(len(reference) - substitutions - deletions, substitutions, deletions, insertions)


def top_confusions(edits: Iterable[Edit], limit: int = 20) -> list[Confusion]:
    """Return the ``limit`` commonest mistakes among ``edits``, most frequent first (ties: first met first)."""
    counts = Counter((edit.kind, edit.reference, edit.hypothesis) for edit in edits if edit.kind != "equal")
    return [Confusion(*mistake, count) for mistake, count in counts.most_common(limit)]


def _edit_operations(reference: Sequence[str], hypothesis: Sequence[str]) -> Editops:
    return _compared(tuple(reference), tuple(hypothesis))


@lru_cache(maxsize=1)  # whoever counts the edits of an hour of text asks for the edits themselves next
def _compared(reference: tuple[str, ...], hypothesis: tuple[str, ...]) -> Editops:
    """Compare numbers, not hashes of strings: two tokens are equal only where they are."""
    judge = optional_library("rapidfuzz.distance", "eval", "comparing texts", name="jiwer (rapidfuzz)").Levenshtein
    numbers: dict[str, int] = {}
    first = [numbers.setdefault(token, len(numbers)) for token in reference]
    second = [numbers.setdefault(token, len(numbers)) for token in hypothesis]
    edits: Editops = judge.editops(first, second)
    return edits
