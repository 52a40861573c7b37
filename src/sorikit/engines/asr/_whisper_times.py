"""Given words on Whisper's tokens: the times of tokens become times of the words as they were given."""

from __future__ import annotations

from collections.abc import Sequence

from sorikit.core.text import Word


def as_given(found: Sequence[Word], given: Sequence[str], duration: float) -> tuple[Word, ...]:
    """Return the given words with the times of the letters that ``found`` has for them.

    ``found`` is the same text in other pieces (white space aside); within a piece, letters share its time evenly. What
    follows the last piece, if anything, stands at its end with probability 0.
    """
    letters = [
        (word.start + (word.end - word.start) * at / size, word.start + (word.end - word.start) * (at + 1) / size, word)
        for word in found
        if (size := len("".join(word.text.split())))
        for at in range(size)
    ]
    words: list[Word] = []
    first = 0
    for text in given:
        last = first + len("".join(text.split()))
        own = letters[first:last]
        if own:
            chance = sum(word.probability for _, _, word in own) / len(own)
            words.append(Word(text, own[0][0], own[-1][1], chance))
        else:
            end = words[-1].end if words else duration
            words.append(Word(text, end, end, 0.0))
        first = last
    return tuple(words)
