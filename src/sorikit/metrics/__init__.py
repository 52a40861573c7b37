"""Ways to judge: one file per family of scores, found here by name and imported only when used.

``score("wer", pairs)`` gives the scores of that kind, each with its interval. The mathematics comes from the field's own
libraries (jiwer, pyannote.metrics, mir_eval …) where they are well kept; they are the extra ``eval``.
"""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sorikit.core.errors import InvalidOption
from sorikit.metrics.score import Pair, Score  # now, or loading the module later would hide the function ``score``


@dataclass(frozen=True, slots=True)
class TextRule:
    """How texts are made comparable before they are."""

    normalizer: str = "auto"
    """"none", "basic" or "english" (Whisper's two), "marks" (basic for Thai, Hindi …), "korean", "japanese"; "auto" goes by
    the language, or by the script where the language is unknown."""
    language: str = ""
    """ISO 639-1; empty where unknown."""
    loanwords: bool = False
    """Korean and Japanese: take common spellings of loanwords as equal."""
    fillers: bool = False
    """Korean and Japanese: leave out pure hesitations (어, 음, えーと …); Whisper's English form always does."""


@dataclass(frozen=True, slots=True)
class SpeakerRule:
    """How turns are compared."""

    collar: float = 0.0
    """Seconds around each border of the reference that do not count (in all, as pyannote.metrics counts: half on each side)."""
    skip_overlap: bool = False
    """Leave out time in which several speak."""


@dataclass(frozen=True, slots=True)
class ScoreOptions:
    """Everything a kind may ask for. Raises InvalidOption for values out of range."""

    text: TextRule = field(default_factory=TextRule)
    speakers: SpeakerRule = field(default_factory=SpeakerRule)
    resamples: int = 1000
    """Bootstrap resamples; 0 gives no interval."""
    seed: int = 0

    def __post_init__(self) -> None:
        if not 0 <= self.resamples <= 100_000:
            raise InvalidOption(
                option="resamples",
                detail=f"{self.resamples} is not between 0 and 100000",
                detail_ko=f"{self.resamples}은(는) 0~100000 사이가 아닙니다",
            )
        if not 0.0 <= self.speakers.collar <= 10.0:
            raise InvalidOption(
                option="collar",
                detail=f"{self.speakers.collar} is not between 0 and 10 seconds",
                detail_ko=f"{self.speakers.collar}은(는) 0~10초 사이가 아닙니다",
            )


@dataclass(frozen=True, slots=True)
class Kind:
    """One row: a family of scores that is asked for by one name."""

    name: str
    module: str
    """Has ``score(pairs, options) -> list[Score]``."""
    title: str
    reads: str
    """What reference and hypothesis are: "text" (str), "turns" (tuple[Turn, …]), "transcript" (Transcript), "audio" (Audio),
    "label" (str), "trials" (one Pair of {(file, file): label or score}), "beats" (tuple of seconds), "number" (float)."""


KINDS: dict[str, Kind] = {
    row.name: row
    for row in (
        Kind("wer", "sorikit.metrics.wer", "words: WER, MER", "text"),
        Kind("cer", "sorikit.metrics.cer", "characters: CER, also without spaces, and jamo", "text"),
        Kind("der", "sorikit.metrics.der", "who spoke when: DER, JER, speaker count", "turns"),
        Kind("cpwer", "sorikit.metrics.cpwer", "who said what: cpWER, WDER", "transcript"),
        Kind("eer", "sorikit.metrics.eer", "same voice or not: EER, minDCF", "trials"),
        Kind("separation", "sorikit.metrics.separation", "sound against clean sound: SI-SDR, SDR, STOI, PESQ", "audio"),
        Kind("boundaries", "sorikit.metrics.boundaries", "word and segment times", "transcript"),
        Kind("coverage", "sorikit.metrics.coverage", "lost speech and invented words", "transcript"),
        Kind("labels", "sorikit.metrics.labels", "labels: accuracy, macro-F1, confusion", "label"),
        Kind("beats", "sorikit.metrics.beats", "beats: F-measure", "beats"),
        Kind("tempo", "sorikit.metrics.tempo", "tempo in beats per minute", "number"),
        Kind("key", "sorikit.metrics.key", "musical key", "label"),
    )
}
"""Name → row."""


def find_kind(name: str) -> Kind:
    """Return the row called ``name``. Raises InvalidOption."""
    row = KINDS.get(name.strip().lower())
    if row is None:
        raise InvalidOption(option="kind", detail=f"{name!r} is not one of {', '.join(KINDS)}")
    return row


def score(kind: str, pairs: Sequence[Pair[Any]], options: ScoreOptions | None = None) -> list[Score]:
    """Judge ``pairs`` and return the scores of ``kind``, the main one first.

    Raises InvalidOption for an unknown kind, RuntimeMissing where the extra ``eval`` is not installed.
    """
    module = importlib.import_module(find_kind(kind).module)
    scores: list[Score] = module.score(pairs, options or ScoreOptions())
    return scores
