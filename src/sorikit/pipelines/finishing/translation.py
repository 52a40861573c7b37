"""Translations: text in English of what was said in another language. Its words have no times of their own."""

from __future__ import annotations

from dataclasses import replace

from sorikit.core.text import Segment

TRANSLATED = "en"
"""What Whisper translates into."""


def translated(segment: Segment) -> Segment:
    """Return a translated segment as English, its words spread over its time by their length.

    Attention finds when the *sentence* was said; inside it the order of the words is another one, and aligning them
    one by one gives words of no length side by side with words of seconds.
    """
    letters = sum(len(word.text.strip()) for word in segment.words)
    step = (segment.end - segment.start) / max(letters, 1)
    words = []
    done = 0
    for word in segment.words:
        start = segment.start + step * done
        done += len(word.text.strip())
        end = segment.end if done == letters else segment.start + step * done
        words.append(replace(word, start=start, end=max(start, end)))
    return replace(segment, words=tuple(words), language=TRANSLATED)
