"""How subtitles are laid out, as options: ours and Whisper's names for them, the same for every command that writes any."""

from __future__ import annotations

import argparse

from sorikit.apps.cli.text import t
from sorikit.apps.cli.whisper_flags import truth
from sorikit.formats.subtitles import READING_SPEEDS, SubtitleRule

DEFAULT = SubtitleRule()


def add_layout(parser: argparse.ArgumentParser) -> argparse._ArgumentGroup:
    """Declare the options in a group of their own, and return it."""
    group = parser.add_argument_group(t("layout of subtitles", "자막 배치"))
    _add_lines(group)
    _add_times(group)
    return group


def layout_rule(args: argparse.Namespace) -> SubtitleRule:
    """Return what the options say. Raises InvalidOption."""
    return SubtitleRule(
        max_columns=args.max_columns,
        max_lines=args.max_lines,
        max_words=args.max_words_per_line,
        max_cps=args.cps,
        min_seconds=args.min_duration,
        max_seconds=args.max_duration,
        gap_frames=args.gap,
        highlight=args.highlight_words,
    )


def _add_lines(group: argparse._ArgumentGroup) -> None:
    number = t("N", "수")
    speeds = ", ".join(f"{code} {READING_SPEEDS[code]:g}" for code in ("en", "ko", "ja"))
    group.add_argument(
        "--max-columns",
        "--max-line-width",
        type=int,
        default=DEFAULT.max_columns,
        metavar=number,
        help=t(
            "columns of a line; Korean and Japanese letters take two (default: 42)",
            "한 줄의 칸 수. 한글과 가나는 두 칸입니다 (기본: 42, 한글 21자)",
        ),
    )
    group.add_argument(
        "--max-lines",
        "--max-line-count",
        type=int,
        default=DEFAULT.max_lines,
        metavar=number,
        help=t("lines at once (default: 2)", "한 번에 보이는 줄 수 (기본: 2)"),
    )
    group.add_argument(
        "--max-words-per-line",
        type=int,
        metavar=number,
        help=t("words of a line (default: what fits)", "한 줄의 어절 수 (기본: 폭에 맞게)"),
    )
    group.add_argument(
        "--highlight-words",
        type=truth,
        nargs="?",
        const=True,
        default=False,
        metavar="True|False",
        help=t("mark each word while it is spoken (default: False)", "말하는 동안 그 단어를 표시합니다 (기본: False)"),
    )
    group.add_argument(
        "--cps",
        type=float,
        metavar=number,
        help=t(
            f"characters a second that can be read (default: by language, {speeds}, others 17)",
            f"읽을 수 있는 초당 글자 수 (기본: 언어에 따라 {speeds}, 그 밖에는 17)",
        ),
    )


def _add_times(group: argparse._ArgumentGroup) -> None:
    seconds = t("SECONDS", "초")
    group.add_argument(
        "--min-duration",
        type=float,
        default=DEFAULT.min_seconds,
        metavar=seconds,
        help=t("shortest time on screen (default: 0.83)", "가장 짧게 보이는 시간 (기본: 0.83)"),
    )
    group.add_argument(
        "--max-duration",
        type=float,
        default=DEFAULT.max_seconds,
        metavar=seconds,
        help=t("longest time on screen (default: 7)", "가장 길게 보이는 시간 (기본: 7)"),
    )
    group.add_argument(
        "--gap",
        type=int,
        default=DEFAULT.gap_frames,
        metavar=t("FRAMES", "프레임"),
        help=t("frames between two subtitles (default: 2)", "두 자막 사이의 프레임 수 (기본: 2)"),
    )
