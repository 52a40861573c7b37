"""When not to believe what Whisper wrote: loops, text faster than anyone speaks, improbable text."""

from __future__ import annotations

from collections.abc import Sequence

MIN_LOGPROB = -1.0
"""Mean log probability under which a text counts as improbable (Radford et al. 2022, §4.5)."""
TOKENS_PER_SECOND = 16.0
"""Fastest believable writing: fast Korean is some 8 syllables a second, at up to 2 tokens each."""
TOKENS_ALLOWANCE = 16
"""Tokens that even the shortest window may have."""
MAX_TOKENS = 400
"""Tokens of text in any window; Whisper's context of 448 also holds the prompt."""
LOOP_TIMES = 4
"""Equal phrases in a row that make a loop …"""
LOOP_TOKENS = 12
"""… when they are at least so many tokens together (people do say "no, no, no, no")."""


def longest_repeat(tokens: Sequence[int]) -> tuple[int, int, int]:
    """Return ``(first, length, times)`` of the phrase whose repetition in a row covers most tokens; zeros for none.

    >>> longest_repeat([1, 2, 3, 2, 3, 2, 3, 4])
    (1, 2, 3)
    """
    best = (0, 0, 0)
    for length in range(1, len(tokens) // 2 + 1):
        run = 0
        for index in range(length, len(tokens)):
            run = run + 1 if tokens[index] == tokens[index - length] else 0
            times = run // length + 1
            if times >= 2 and times * length > best[1] * best[2]:
                best = (index + 1 - run - length, length, times)
    return best


def is_loop(tokens: Sequence[int]) -> bool:
    """Whether the text runs in circles."""
    _, length, times = longest_repeat(tokens)
    return length * times >= LOOP_TOKENS and (times >= LOOP_TIMES or (times == 3 and length >= 6))


def without_loops(tokens: Sequence[int]) -> list[int]:
    """Return the tokens with every looping phrase said once."""
    rest = list(tokens)
    while is_loop(rest):
        first, length, times = longest_repeat(rest)
        rest = rest[: first + length] + rest[first + length * times :]
    return rest


def token_limit(seconds: float) -> int:
    """Return how many tokens of text a window of so many seconds may have."""
    return min(MAX_TOKENS, int(TOKENS_ALLOWANCE + TOKENS_PER_SECOND * seconds))


def doubt(tokens: Sequence[int], avg_logprob: float, seconds: float) -> str:
    """Return why these text tokens should not be believed: "loop", "fast" or "improbable"; "" when they may be."""
    if is_loop(tokens):
        return "loop"
    if len(tokens) >= token_limit(seconds):
        return "fast"
    if avg_logprob < MIN_LOGPROB:
        return "improbable"
    return ""
