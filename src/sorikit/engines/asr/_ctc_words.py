"""From the tokens of a CTC network, each with its frames, to words with times and probabilities."""

from __future__ import annotations

import math
from collections.abc import Sequence

from sorikit.core.text import Word
from sorikit.dsp import ctc
from sorikit.dsp.ctc import Emission
from sorikit.engines.asr._ctc_files import CtcVocabulary


def words_of(
    emissions: Sequence[Emission], vocabulary: CtcVocabulary, frame_seconds: float, duration: float
) -> list[Word]:
    """Return the words that tokens spell: from the first letter's frame to the end of the last one's.

    A word's probability is the geometric mean of its letters'. Without a delimiter each letter is a word. Each text
    begins with a space where the vocabulary has a delimiter.
    """
    groups: list[list[Emission]] = [[]]
    for one in emissions:
        if one.token == vocabulary.delimiter:
            groups.append([])
        elif vocabulary.letters[one.token]:
            if vocabulary.delimiter is None:
                groups.append([])
            groups[-1].append(one)
    space = "" if vocabulary.delimiter is None else " "
    return [_word(group, vocabulary, space, frame_seconds, duration) for group in groups if group]


def aligned(
    log_probs: ctc.Scores, words: Sequence[str], vocabulary: CtcVocabulary, frame_seconds: float, duration: float
) -> tuple[Word, ...]:
    """Return given words with times and probabilities, by forced alignment of their letters.

    Words without a letter of the vocabulary get what lies between their neighbours, and probability 0.
    """
    spelled = [vocabulary.encode(word.strip()) for word in words]
    targets: list[int] = []
    places: list[tuple[int, int]] = []
    for own in spelled:
        if own and targets and vocabulary.delimiter is not None:
            targets.append(vocabulary.delimiter)
        places.append((len(targets), len(targets) + len(own)))
        targets += own
    if not targets or ctc.least_frames(targets) > len(log_probs):
        return _between(words, [None] * len(words), duration)
    found = ctc.align(log_probs, targets, vocabulary.blank)
    timed: list[Word | None] = []
    for text, (first, last) in zip(words, places, strict=True):
        own_found = found[first:last]
        if not own_found:
            timed.append(None)
            continue
        start, end = own_found[0].start * frame_seconds, own_found[-1].end * frame_seconds
        chance = math.exp(sum(one.log_prob for one in own_found) / len(own_found))
        timed.append(Word(text, min(start, duration), min(end, duration), min(1.0, chance)))
    return _between(words, timed, duration)


def _between(words: Sequence[str], timed: Sequence[Word | None], duration: float) -> tuple[Word, ...]:
    """Fill in the words without times: runs of them share what lies between their neighbours evenly."""
    filled: list[Word] = []
    at = 0
    while at < len(words):
        known = timed[at]
        if known is not None:
            filled.append(known)
            at += 1
            continue
        last = at
        while last < len(words) and timed[last] is None:
            last += 1
        following = timed[last] if last < len(words) else None
        start = filled[-1].end if filled else 0.0
        end = max(start, following.start if following is not None else duration)
        step = (end - start) / (last - at)
        filled += [Word(words[at + k], start + k * step, start + (k + 1) * step, 0.0) for k in range(last - at)]
        at = last
    return tuple(filled)


def _word(
    group: Sequence[Emission], vocabulary: CtcVocabulary, space: str, frame_seconds: float, duration: float
) -> Word:
    text = "".join(vocabulary.letters[one.token] for one in group)
    start = min(group[0].start * frame_seconds, duration)
    end = min(max(group[-1].end * frame_seconds, start), duration)
    chance = math.exp(sum(one.log_prob for one in group) / len(group))
    return Word(space + (text.lower() if vocabulary.case == "upper" else text), start, end, min(1.0, chance))
