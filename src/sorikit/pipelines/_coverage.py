"""Whether a text was said, and what is left to be heard: the evidence for words, and the speech that has none.

A recogniser writes something for every sound. What speaks for a text is taken together as a product of
probabilities, ``belief``: the recogniser's for each word (mean) and for there being speech at all, and the detector's
for the speech under it. Of 260 windows of real speech two had less than 0.3, both written wrong; of 106 coughs, sneezes,
clocks, babies and their changed copies that passed the detector, none had more than 0.24. The probability of the whole
text per token adds nothing to that: it is low for every short answer, since it counts the marks of time.

A text that recognisers are known to write over silence, or that one recording has again and again in window after
window, must be believed somewhat more: it is evidence, never a verdict, since people do say such things (and the recogniser's own
doubt that there is speech counts already).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np

from sorikit.core.audio import Samples
from sorikit.core.text import Segment, Word
from sorikit.core.time import Span, subtract, union
from sorikit.dsp.speech_regions import SpeechRule
from sorikit.engines.asr import Recognition

LEAST_BELIEF = 0.26
"""A text believed less is taken for a noise.

Held out: chosen on a random half of those 234 recordings (a sound and its changed copies on one side), as the middle of what
makes fewest mistakes, it is 0.27 (0.23 … 0.29 in 500 halvings), and in the other half 1.3 % of the noises are taken for speech
(4.6 % in the worst twentieth) and 0.8 % of the speech for noise; of 13 kinds of noise, each judged by what is chosen without it,
none is ever taken for speech.
"""
SUSPICION = 0.8
"""Factor on the belief in a text that is written over silence, or in window after window."""
ECHOES = 3
"""So many windows in a row with the very same text make it suspicious."""
PADDING = SpeechRule().padding
"""Seconds at both ends of a span of speech that the detector did not vote for."""
SLACK = 0.3
"""Seconds by which words are widened before speech counts as without words."""

WRITTEN_OVER_SILENCE = frozenset({
    "thank you", "thanks for watching", "thank you for watching", "thank you very much", "please subscribe", "bye",
    "ill see you in the next video", "see you next time", "subtitles by the amaraorg community", "you", "the end",
    "시청해 주셔서 감사합니다", "시청해주셔서 감사합니다", "감사합니다", "구독과 좋아요 부탁드립니다", "다음 영상에서 만나요",
    "다음 시간에 만나요", "한글자막 by 박진희", "음악", "박수", "자막 제공",
    "ご視聴ありがとうございました", "ありがとうございました", "チャンネル登録お願いします", "おやすみなさい", "字幕 視聴者 ご視聴",
    "谢谢观看", "請不吝點贊訂閱", "字幕由amaraorg社区提供", "sous titres réalisés par la communauté damaraorg",
    "untertitel der amaraorg community", "untertitel im auftrag des zdf", "музыка", "продолжение следует", "music", "applause",
})  # fmt: skip
"""What Whisper learnt from subtitles of silence, as ``plain`` writes it."""


@dataclass(frozen=True, slots=True)
class Voice:
    """What the detector said of a recording: one probability a frame."""

    probabilities: Samples
    frame_seconds: float

    def over(self, spans: Sequence[Span]) -> float:
        """Return the mean probability over ``spans`` less their padding, 0 … 1; 0 where they hold no frame."""
        bare = [
            span if span.duration <= 3 * PADDING else Span(span.start + PADDING, span.end - PADDING) for span in spans
        ]
        frames = [self.probabilities[self._at(span.start) : self._at(span.end) + 1] for span in bare]
        heard = np.concatenate([np.zeros(0, np.float32), *frames])
        return float(heard.mean()) if heard.size else 0.0

    def _at(self, seconds: float) -> int:
        return int(seconds / self.frame_seconds)


def belief(recognition: Recognition, voice: float, *, suspects: frozenset[str] = frozenset()) -> float:
    """Return how much speaks for a text having been said, 0 … 1; 0 for no words.

    ``voice`` is the detector's mean probability over the speech under it; ``suspects`` are further texts (as
    ``plain`` writes them) that count as those of ``WRITTEN_OVER_SILENCE``.
    """
    words = recognition.words
    if not words:
        return 0.0
    sure = sum(word.probability for word in words) / len(words)
    product = sure * (1.0 - recognition.no_speech_prob) * voice
    said = plain(recognition.text)
    return product * (SUSPICION if said in WRITTEN_OVER_SILENCE or said in suspects else 1.0)


def is_noise(recognition: Recognition, voice: float, *, suspects: frozenset[str] = frozenset()) -> bool:
    """Whether the text of a window is more likely made of a noise than of speech."""
    return belief(recognition, voice, suspects=suspects) < LEAST_BELIEF


def plain(text: str) -> str:
    """Return a text as it is compared: lower case, letters, marks on them, digits, single spaces."""
    kept = (c if unicodedata.category(c)[0] in "LMN" else " " if c.isspace() else "" for c in text.lower())
    return " ".join(unicodedata.normalize("NFC", "".join(kept)).split())


def echoes(found: Sequence[Sequence[Segment]]) -> frozenset[str]:
    """Return the texts that ``ECHOES`` windows in a row have, each the very same and nothing else."""
    texts = [plain(" ".join(segment.text for segment in segments)) for segments in found]
    runs = ((text, sum(1 for _ in run)) for text, run in groupby(text for text in texts if text))
    return frozenset(text for text, times in runs if times >= ECHOES)


def silent_speech(words: Sequence[Word], speech: Sequence[Span], *, slack: float = SLACK) -> list[Span]:
    """Return the detected speech that no word covers, words widened by ``slack`` seconds."""
    return subtract(speech, union(word.span.padded(slack) for word in words))


def only_new(fresh: Sequence[Word], older: Sequence[Word], gaps: Sequence[Span]) -> list[Word]:
    """Return the words of another hearing that lie in ``gaps``, less those that say a neighbour of the gap again."""
    inside = [
        word
        for word in fresh
        if any(gap.padded(SLACK).overlaps(Span(word.span.middle, word.span.middle + 1e-3)) for gap in gaps)
        and not any(word.span.overlaps(other.span) for other in older)
    ]
    beside = {
        plain(word.text) for word in older if any(gap.distance(word.span) <= 2 * SLACK for gap in gaps)
    }  # a word at the border of the gap is heard in both hearings
    if inside and plain(inside[0].text) in beside:
        inside = inside[1:]
    if inside and plain(inside[-1].text) in beside:
        inside = inside[:-1]
    return inside
