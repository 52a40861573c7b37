"""Numbers and words of the report, as people read them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sorikit.formats.page.markup import text

MOST_PARTS = 8
"""Parts that are shown; a score with more (a histogram) is not made of what a reader can use."""
_UNITS = {"dB": "\u00a0dB", "s": "\u00a0s", "per minute": "/min", "LUFS": "\u00a0LUFS", "BPM": "\u00a0BPM"}


def number(value: float | None, unit: str) -> str:
    """Return a value with its unit; shares in per cent."""
    if value is None:
        return "—"
    if unit == "ratio":
        return f"{100 * value:.1f}\u00a0%"
    digits = 3 if unit in ("s", "") else 2
    return f"{value:.{digits}f}{_UNITS.get(unit, '')}"


def pieces(parts: Mapping[str, float], unit: str, words: Mapping[str, str]) -> Iterator[str]:
    """Yield what a score is made of, each with its name in the reader's language."""
    if 0 < len(parts) <= MOST_PARTS:
        for name, part in parts.items():
            yield f"{words.get(name, name)} {number(part, unit)}".replace(" ", "\u00a0")


def counts(parts: Mapping[str, float], words: Mapping[str, str], *, seconds: bool) -> Iterator[str]:
    """Yield what an item's errors are: how many, or how many seconds; those that are none are left out."""
    if not 0 < len(parts) <= MOST_PARTS:
        return
    for name, part in parts.items():
        if part:
            many = words["seconds"].format(seconds=f"{part:.1f}") if seconds else f"{part:g}"
            yield f"{words.get(name, name)} {many}"


def between(low: float, high: float, unit: str) -> str:
    """Return an interval; the unit stands once."""
    first = number(low, unit).removesuffix(_UNITS.get(unit, "") or "\u00a0%")
    return f"{first} – {number(high, unit)}"


def wrong(true: str, said: str) -> str:
    """Return a mistake as HTML: struck through what was true, underlined what was said instead; white space as ``␣``."""
    if not true:
        return f'<span class="ins"><ins{_gap(said)}>{_visible(said)}</ins></span>'
    if not said:
        return f'<span class="del"><del{_gap(true)}>{_visible(true)}</del></span>'
    return f'<span class="sub"><del{_gap(true)}>{_visible(true)}</del><ins{_gap(said)}>{_visible(said)}</ins></span>'


def _gap(token: str) -> str:
    return "" if token.strip() else ' class="gap"'


def _visible(token: str) -> str:
    return text(token if token.strip() else "␣" * max(1, len(token)))
