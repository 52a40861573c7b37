"""From a sound to its features: read once, resampled where needed, fed to every kind that is asked for."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np

from sorikit.core.audio import Audio, Samples, downmix
from sorikit.core.errors import InvalidAudio
from sorikit.core.events import Notice, Progress
from sorikit.core.media import Source
from sorikit.features.analysis import Analysis
from sorikit.features.layout import Features, Values
from sorikit.features.options import FeatureOptions, wrong
from sorikit.features.reading import Excerpt, SoundReader, rate_changer
from sorikit.features.table import Kind, check_wishes, find_kind, open_analysis

STAGE = "features"
Sound = Source | Audio
"""A path, the bytes of a file, an open binary file, or Audio."""


@dataclass(frozen=True, slots=True)
class Piece:
    """The next numbers of one kind, as they came out of its analysis (not yet revised)."""

    kind: str
    values: Values


def extract(source: Sound, kind: str, options: FeatureOptions | None = None, **wishes: Any) -> Features:
    """Return the feature ``kind`` of a file (or bytes, or Audio).

    ``wishes`` are fields of FeatureOptions: ``extract("a.wav", "mfcc", n_mfcc=20, cmvn="utterance")``. Channels are mixed to
    one (loudness hears all of them). The sound keeps its own rate unless ``sample_rate`` is given or the kind fixes it; what
    rate was looked at stands in the result. Time counts from the start of the source, also with ``start``.

    Raises the errors of reading a file; EmptyAudio for no samples; InvalidAudio for NaN or infinite samples in Audio (in a
    file they are taken as silence) and for a sound too short for one window of a kind that does not pad; InvalidOption
    for wishes out of range, ``fmax`` above half the rate, or those that the kind does not take; RuntimeMissing without
    the extra ``analysis``, where the kind needs it.
    """
    return extract_all(source, (kind,), options, **wishes)[find_kind(kind).name]


def extract_all(
    source: Sound, kinds: Sequence[str], options: FeatureOptions | None = None, **wishes: Any
) -> dict[str, Features]:
    """Return several kinds of one sound, which is read once. A wish goes to the kinds that take it. Errors as ``extract``."""
    work = analyse(source, kinds, with_wishes(options, wishes))
    parts: dict[str, list[Values]] = {}
    while True:
        try:
            event = next(work)
        except StopIteration as stop:
            finished: Finished = stop.value
            break
        if isinstance(event, Piece):
            parts.setdefault(event.kind, []).append(event.values)
    return {
        name: Features(analysis.revise(np.concatenate(parts[name], axis=-1)), analysis.layout).moved(finished.start)
        for name, analysis in finished.analyses.items()
    }


def with_wishes(options: FeatureOptions | None, wishes: dict[str, Any]) -> FeatureOptions:
    """Return ``options`` with the fields in ``wishes`` changed. Raises InvalidOption for a name that there is not."""
    known = [field.name for field in fields(FeatureOptions)]
    for name in wishes:
        if name not in known:
            listed = ", ".join(known)
            raise wrong(
                name,
                f"there is no such option. Choose from: {listed}",
                f"그런 옵션은 없습니다. 고를 수 있는 것: {listed}",
            )
    return replace(options or FeatureOptions(), **wishes)


@dataclass(frozen=True, slots=True)
class Finished:
    """What is left when all sound has been heard."""

    analyses: dict[str, Analysis]
    """By kind; needed to ``revise`` what they gave out."""
    start: float
    """Seconds to add to all times."""
    frames: int
    """Samples that were heard, at the source's own rate."""
    sample_rate: int
    """Hz of the source."""
    name: str


def analyse(
    source: Sound, kinds: Sequence[str], options: FeatureOptions
) -> Generator[Piece | Progress | Notice, None, Finished]:
    """Hear a sound once and yield the numbers of all ``kinds`` piece by piece, with progress (a generator).

    Memory does not grow with the length where all kinds stream. Errors as ``extract``.
    """
    rows = [find_kind(name) for name in dict.fromkeys(kinds)]
    check_wishes(rows, options.given)
    reader = SoundReader(source, Excerpt(options.start, options.duration))
    total = reader.total_seconds
    listeners: list[_Listener] = []
    frames = 0
    for block in reader.blocks():
        if not listeners:
            listeners = [_Listener(row, reader.sample_rate, block.shape[0], options) for row in rows]
        frames += block.shape[1]
        mono = downmix(block)[np.newaxis, :]
        for listener in listeners:
            yield Piece(listener.name, listener.feed(mono if listener.mono else block))
        yield Progress(STAGE, reader.read_seconds, max(total, reader.read_seconds))
    for listener in listeners:
        yield Piece(listener.name, listener.finish())
        listener.check(frames / reader.sample_rate)
    yield from reader.notices()
    analyses = {listener.name: listener.analysis for listener in listeners}
    return Finished(analyses, options.start, frames, reader.sample_rate, reader.name)


class _Listener:
    """One kind and the rate it hears at."""

    def __init__(self, row: Kind, sample_rate: int, channels: int, options: FeatureOptions) -> None:
        own = replace(options, **{name: _DEFAULTS[name] for name in options.given if name not in row.takes})
        rate = own.sample_rate or row.sample_rate or sample_rate
        self.name, self.mono = row.name, row.mono
        self.analysis = open_analysis(row.name, rate, own)
        self._given = 0
        self._rate = None if rate == sample_rate else rate_changer(sample_rate, rate, 1 if row.mono else channels)

    def feed(self, samples: Samples) -> Values:
        return self._count(self.analysis.feed(samples if self._rate is None else self._rate.feed(samples)))

    def finish(self) -> Values:
        if self._rate is None:
            return self._count(self.analysis.finish())
        rest = self.analysis.feed(self._rate.finish())
        return self._count(np.concatenate([rest, self.analysis.finish()], axis=-1))

    def check(self, seconds: float) -> None:
        """Raise InvalidAudio where a sound was too short for a single frame (a list of events may be empty)."""
        if not self.analysis.layout.events and not self._given:
            raise InvalidAudio(
                detail=f"{seconds:.4f} s of sound is shorter than one window of {self.name}",
                detail_ko=f"소리 {seconds:.4f}초는 {self.name}의 창 하나보다 짧습니다",
            )

    def _count(self, values: Values) -> Values:
        self._given += values.shape[-1]
        return values


_DEFAULTS: dict[str, Any] = {field.name: field.default for field in fields(FeatureOptions)}
