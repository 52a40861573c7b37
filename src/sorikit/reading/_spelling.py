"""Letter-to-sound rules: at each letter the first spelling that fits gives its sounds (NRL Report 7948, 1976)."""

from __future__ import annotations

import re
from collections.abc import Mapping

Rules = dict[str, list[tuple[re.Pattern[str], str]]]


def compile_rules(text: str, classes: Mapping[str, str]) -> Rules:
    """Return the rules of ``text``: ``spelling=sounds`` between spaces, in the order in which they are tried.

    A spelling is a regular expression; ``{V}`` in it stands for ``classes["V"]``. Before ``<`` stands what must come
    before, behind ``>`` what must follow: ``{V}<s>{V}=z``. Rules are kept by the first letter they take.
    """
    rules: Rules = {}
    for entry in text.split():
        spelling, _, sounds = entry.rpartition("=")
        before, _, rest = spelling.rpartition("<")
        letters, _, after = rest.partition(">")
        for name, members in classes.items():
            before, after, letters = (part.replace(f"{{{name}}}", members) for part in (before, after, letters))
        head = f"(?<={before})" if before and before != "^" else before
        pattern = re.compile(head + letters + (f"(?={after})" if after else ""))
        for first in _firsts(letters):
            rules.setdefault(first, []).append((pattern, sounds))
    return rules


def _firsts(letters: str) -> str:
    return letters[1 : letters.index("]")] if letters.startswith("[") else letters[0]


def sound_out(rules: Rules, word: str) -> str:
    """Return the sounds of ``word``; letters without a rule are silent."""
    sounds, at = [], 0
    while at < len(word):
        for pattern, spoken in rules.get(word[at], ()):
            found = pattern.match(word, at)
            if found and found.end() > at:
                sounds.append(spoken)
                at = found.end()
                break
        else:
            at += 1
    return "".join(sounds)
