"""What went wrong, for people: texts side by side, the commonest confusions, time in which the wrong one spoke."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sorikit.apps.scores.result import Mistake
from sorikit.core.text import Transcript
from sorikit.metrics import Kind, ScoreOptions
from sorikit.metrics.alignment import Edit, align, top_confusions
from sorikit.metrics.cpwer import transcript_reader
from sorikit.metrics.normalize import TextReader, reader_for
from sorikit.metrics.score import Pair

MOST = 20
"""Mistakes that are kept."""


@dataclass(frozen=True, slots=True)
class TextView:
    """How texts were compared: what stands between two tokens, and the edits of each item."""

    language: str
    normalizer: str
    joint: str
    """" " between words, "" between characters."""
    normalize: Callable[[str], str]
    tokens: Callable[[str], list[str]]
    plain: Callable[[Any], str]
    """The text of a side of a pair."""
    shown: bool = True
    """False where only the reading of the texts is told, not their edits."""

    def edits(self, pair: Pair[Any]) -> tuple[Edit, ...]:
        """Return how the hypothesis of ``pair`` came from its reference; all deleted where it is missing."""
        said = [] if pair.hypothesis is None else self.tokens(self.plain(pair.hypothesis))
        return align(self.tokens(self.plain(pair.reference)), said)


def text_view(kind: Kind, pairs: Sequence[Pair[Any]], options: ScoreOptions) -> TextView | None:
    """Return how the texts of ``pairs`` are shown side by side; None for kinds that are no text.

    Characters are shown without spaces where spaces do not count. Words said by several speakers are shown in order of time.
    """
    if kind.reads == "transcript":
        if kind.name == "coverage" and not any(pair.reference.text.strip() for pair in pairs):
            return None
        view = _view(transcript_reader(pairs, options.text), _in_time, words=True)
        return replace(view, shown=kind.name == "cpwer")
    if kind.reads != "text":
        return None
    reader = reader_for(options.text, (pair.reference for pair in pairs))
    return _view(reader, str, words=kind.name == "wer")


def _view(reader: TextReader, plain: Callable[[Any], str], *, words: bool) -> TextView:
    joint = " " if words and reader.spaced else ""
    tokens = reader.words if words else reader.characters
    return TextView(reader.rule.language, reader.normalizer, joint, reader.normalize, tokens, plain)


def _in_time(transcript: Transcript) -> str:
    return " ".join(s.text for s in sorted(transcript.segments, key=lambda segment: (segment.start, segment.end)))


def common_mistakes(kind: Kind, pairs: Sequence[Pair[Any]], view: TextView | None) -> list[Mistake]:
    """Return the commonest mistakes, most frequent first: tokens of texts, or labels taken for others."""
    if view is not None and view.shown:
        edits = (edit for pair in pairs if pair.hypothesis is not None for edit in view.edits(pair))
        return [Mistake(one.kind, one.reference, one.hypothesis, one.count) for one in top_confusions(edits, MOST)]
    if kind.reads == "label":
        wrong = Counter(
            (pair.reference.strip(), pair.hypothesis.strip())
            for pair in pairs
            if pair.hypothesis is not None and pair.reference.strip() != pair.hypothesis.strip()
        )
        return [Mistake("label", true, said, count) for (true, said), count in wrong.most_common(MOST)]
    return []


def runs(edits: Sequence[Edit], joint: str) -> Iterator[Edit]:
    """Yield edits with neighbours of one kind joined, as a reader wants to see them.

    Characters that were left out, added or taken for others next to one another become one substitution.
    """
    pending: list[Edit] = []
    for edit in edits:
        if pending and not _belongs(pending[-1], edit, joint):
            yield _joined(pending, joint)
            pending = []
        pending.append(edit)
    if pending:
        yield _joined(pending, joint)


def _belongs(before: Edit, edit: Edit, joint: str) -> bool:
    if before.kind == edit.kind:
        return edit.kind == "equal" or not joint  # each wrong word is seen by itself
    return not joint and "equal" not in (before.kind, edit.kind)


def _joined(edits: Sequence[Edit], joint: str) -> Edit:
    true = joint.join(edit.reference for edit in edits if edit.reference)
    said = joint.join(edit.hypothesis for edit in edits if edit.hypothesis)
    kinds = {edit.kind for edit in edits}
    return replace(edits[0], kind=edits[0].kind if len(kinds) == 1 else "substitute", reference=true, hypothesis=said)
