"""``sori detect FILE``: whether a file says that it was made by this kit, and who agreed."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sorikit.apps.cli.parser import add_talk
from sorikit.apps.cli.text import t

if TYPE_CHECKING:
    from sorikit.apps.cli.console import Console
    from sorikit.apps.provenance import Provenance


def add(subparsers: Any) -> None:
    """Declare the command."""
    parser: argparse.ArgumentParser = subparsers.add_parser(
        "detect",
        help=t("whether a file says it is synthetic speech", "합성 음성이라고 적힌 파일인지 보기"),
        description=t(
            "Read where a sound file comes from: what sori speak and sori convert wrote into it. Tags are lost when somebody strips "
            "them or records the sound anew, so a file without them is not proven genuine.",
            "소리 파일에 sori speak와 sori convert가 적은 출처를 읽습니다. 누가 지우거나 다시 녹음하면 사라지므로, "
            "없다고 해서 진짜 목소리라는 뜻은 아닙니다.",
        ),
    )
    parser.add_argument("files", nargs="+", type=Path, metavar=t("FILE", "파일"), help=t("sound files", "소리 파일"))
    add_talk(parser)


def run(args: argparse.Namespace, console: Console) -> int:
    """Tell of each file what it says of itself. Returns 0, found or not."""
    from sorikit.apps.provenance import read_provenance

    found = {path: read_provenance(path) for path in args.files}
    if console.as_json:
        console.json([{"file": str(path), "provenance": one.plain() if one else None} for path, one in found.items()])
    for path, one in found.items():
        console.result(f"{path}: " + _told(one))
    return 0


def _told(one: Provenance | None) -> str:
    if one is None:
        return t(
            "no provenance found; that proves nothing about where it comes from",
            "출처가 적혀 있지 않습니다. 그것만으로 어디서 왔는지는 알 수 없습니다",
        )
    made = {
        "generated": t("generated speech", "합성 음성"),
        "converted": t("a changed voice", "바꾼 목소리"),
    }[one.kind]
    parts = [f"{made} (sorikit {one.version})"]
    if one.voice:
        parts.append(t(f"voice {one.voice}", f"목소리 {one.voice}"))
    if one.like:
        parts.append(t(f"like {one.like}", f"{one.like}을(를) 닮게"))
    if one.consent:
        parts.append(t(f"consent of {one.when}: {one.consent}", f"동의({one.when}): {one.consent}"))
    return "; ".join(parts)
