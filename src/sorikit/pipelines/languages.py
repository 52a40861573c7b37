"""Which language is spoken: each piece of speech votes, the recording remembers, one odd second changes nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

from sorikit.core.errors import InvalidOption
from sorikit.core.time import Span

SURPRISE = 0.003
"""Prior of a language nobody has heard yet in this recording: a window needs odds of some 300 : 1 to be the first."""
MIN_SECONDS = 1.5
"""A shorter piece never brings a new language."""
FEW = 12
"""So many languages are named where another one was asked for."""
ESTABLISHED = 0.1
"""Share of the recording from which a language counts as one of its languages."""


def shares(seconds: Mapping[str, float]) -> dict[str, float]:
    """Return language → its share of all the seconds, largest first, summing to 1 (empty where there are none)."""
    total = sum(seconds.values())
    ranked = sorted(seconds.items(), key=lambda item: (-item[1], item[0]))
    return {code: part / total for code, part in ranked} if total > 0 else {}


class LanguageVote:
    """Gathers evidence from pieces of speech and decides one language for each."""

    def __init__(self, allowed: Sequence[str], known: Sequence[str]) -> None:
        """``allowed``: ISO 639-1 codes to choose from (none: all ``known`` ones). Raises InvalidOption."""
        strangers = [code for code in allowed if code not in known]
        if strangers:
            few = ", ".join(known) if len(known) <= FEW else ""
            raise InvalidOption(
                option="language",
                detail=f"{strangers[0]!r} is not a language this model knows; "
                + (f"it knows {few}" if few else "use a code such as en, ko or ja, or auto"),
                detail_ko=f"{strangers[0]!r}은(는) 이 모델이 모르는 언어입니다. "
                + (f"아는 언어: {few}" if few else "en, ko, ja 같은 코드나 auto를 쓰세요"),
            )
        self._allowed = tuple(dict.fromkeys(allowed))
        self._seconds: dict[str, float] = {}

    @property
    def decided(self) -> bool:
        """True where only one language is allowed, so that nothing need be asked."""
        return len(self._allowed) == 1

    def hear(self, probabilities: Mapping[str, float], seconds: float) -> None:
        """Add the evidence of one piece of ``seconds`` of speech."""
        for code, probability in self._restricted(probabilities).items():
            self._seconds[code] = self._seconds.get(code, 0.0) + probability * seconds

    @property
    def evidence(self) -> dict[str, float]:
        """Seconds of evidence for each language heard so far: all that a vote remembers."""
        return dict(self._seconds)

    def restore(self, evidence: Mapping[str, float]) -> None:
        """Go on as a vote with this evidence."""
        self._seconds = dict(evidence)

    def shares(self) -> dict[str, float]:
        """Return language → share of the speech heard so far, largest first, summing to 1 (empty before any)."""
        return shares(self._seconds)

    def decide(self, probabilities: Mapping[str, float], seconds: float) -> str:
        """Return the language of a piece already heard: its own evidence times what the rest of the recording speaks."""
        if self.decided:
            return self._allowed[0]
        own = self._restricted(probabilities)
        rest = {code: max(0.0, self._seconds.get(code, 0.0) - own[code] * seconds) for code in own}
        total = sum(rest.values())
        shares = {code: value / total if total > 1e-6 else 0.0 for code, value in rest.items()}
        if seconds < MIN_SECONDS:
            own = {code: value for code, value in own.items() if shares[code] >= ESTABLISHED} or own
        return max(own, key=lambda code: (own[code] * (shares[code] + SURPRISE), code))

    def _restricted(self, probabilities: Mapping[str, float]) -> dict[str, float]:
        chosen = {code: p for code, p in probabilities.items() if not self._allowed or code in self._allowed}
        total = sum(chosen.values())
        if total <= 0.0:
            codes = self._allowed or tuple(probabilities)
            return {code: 1.0 / len(codes) for code in codes}
        return {code: p / total for code, p in chosen.items()}


def askable(spans: Sequence[Span], *, seconds: float = MIN_SECONDS) -> list[Span]:
    """Join ordered spans of speech, nearest neighbours first, until each is long enough to tell its language."""
    pieces = list(spans)
    while len(pieces) > 1:
        short = min(range(len(pieces)), key=lambda index: pieces[index].duration)
        if pieces[short].duration >= seconds:
            break
        gaps = [right.start - left.end for left, right in pairwise(pieces)]
        first = min((i for i in (short - 1, short) if 0 <= i < len(gaps)), key=lambda index: gaps[index])
        pieces[first : first + 2] = [Span(pieces[first].start, pieces[first + 1].end)]
    return pieces


def by_language(window: Span, pieces: Sequence[Span], languages: Sequence[str]) -> list[tuple[Span, str]]:
    """Divide a window between the languages of its ordered pieces, in the middle of the pauses between them."""
    runs: list[tuple[Span, str]] = []
    for index, (piece, language) in enumerate(zip(pieces, languages, strict=True)):
        start = (pieces[index - 1].end + piece.start) / 2 if index else window.start
        end = (piece.end + pieces[index + 1].start) / 2 if index + 1 < len(pieces) else window.end
        if runs and runs[-1][1] == language:
            runs[-1] = (Span(runs[-1][0].start, end), language)
        else:
            runs.append((Span(start, end), language))
    return runs
