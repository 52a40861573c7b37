"""Where results go and in which formats, as they are given on a command line: the same for every command."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from pathlib import Path

from sorikit.apps.cli.text import t
from sorikit.formats import find_format


def add_results(where: argparse._ActionsContainer, names: Iterable[str], default: str, place: str, /) -> None:
    """Declare ``-o`` (``output_dir``, a Path: here) and ``-f`` (``formats``, text: ``default``); Whisper's names, too.

    ``names`` are the formats that help tells of, ``place`` where results go by default, in the person's language. Other
    defaults than these are set with ``set_defaults``.
    """
    where.add_argument(
        "-o",
        "--output-dir",
        type=Path,
        default=Path(),
        metavar=t("DIR", "폴더"),
        help=t(f"where the results go (default: {place})", f"결과를 둘 폴더 (기본: {place})"),
    )
    listed = ", ".join(names)
    where.add_argument(
        "-f",
        "--output-format",
        "--formats",
        dest="formats",
        default=default,
        metavar="A,B",
        help=t(f"any of {listed} (default: {default})", f"{listed} 가운데 골라 쉼표로 (기본: {default})"),
    )


def parse_formats(text: str) -> tuple[str, ...]:
    """Return the formats of a comma-separated list. Raises UnsupportedFormat."""
    names = [find_format(name).name for name in text.split(",") if name.strip()]
    return tuple(dict.fromkeys(names)) or (find_format(text).name,)
