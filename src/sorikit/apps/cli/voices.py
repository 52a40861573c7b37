"""``sori voices``: the voices that texts can be said in."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sorikit.apps.cli.language_names import parse_languages
from sorikit.apps.cli.parser import add_talk
from sorikit.apps.cli.text import t

if TYPE_CHECKING:
    from sorikit.apps.cli.console import Console
    from sorikit.engines.tts import Voice

SEXES = {"female": ("female", "여성"), "male": ("male", "남성"), "": ("", "")}


def add(subparsers: Any) -> None:
    """Declare the command."""
    parser: argparse.ArgumentParser = subparsers.add_parser(
        "voices",
        help=t("the voices of sori speak", "sori speak의 목소리들"),
        description=t(
            "List the voices that texts can be said in. Every voice reads every language, best the one it learned.",
            "글을 읽을 수 있는 목소리를 보여 줍니다. 어느 목소리든 모든 언어를 읽지만 배운 언어를 가장 잘 읽습니다.",
        ),
    )
    parser.add_argument(
        "--language", default="auto", metavar="xx", help=t("only those of this language", "이 언어의 목소리만")
    )
    parser.add_argument("--model", "--engine", dest="model", metavar=t("NAME", "이름"), help=t("engine", "엔진"))
    parser.add_argument(
        "--sample",
        type=Path,
        metavar=t("DIR", "폴더"),
        help=t("let each say a sentence, into DIR/NAME.mp3", "목소리마다 한 문장씩 폴더/이름.mp3로 들려 줍니다"),
    )
    add_talk(parser)


def run(args: argparse.Namespace, console: Console) -> int:
    """List them, and let them speak where asked. Returns the exit code."""
    from sorikit.apps.speech import sample_voices
    from sorikit.engines import tts
    from sorikit.store import default_model

    engine = args.model or default_model("tts").name
    speaker = tts.load(args.model, console.settings.device)
    languages = parse_languages(args.language)
    voices = [
        voice for voice in speaker.voices if not languages or set(languages) & {voice.language, *voice.default_for}
    ]
    if not voices:
        _none_there(languages, sorted({voice.language for voice in speaker.voices}))
    files = console.follow(sample_voices(speaker, voices, args.sample)) if args.sample else {}
    if console.as_json:
        console.json([_plain(voice, engine, files.get(voice.name)) for voice in voices])
    else:
        _print_table(voices, engine, console)
    return 0


def _none_there(languages: tuple[str, ...], known: list[str]) -> None:
    from sorikit.core.errors import InvalidOption

    asked = ", ".join(languages)
    raise InvalidOption(
        option="--language",
        detail=f"there is no voice for {asked!r}; choose from {', '.join(known)}",
        detail_ko=f"{asked!r} 목소리는 없습니다. 다음 가운데 고르세요: {', '.join(known)}",
    )


def _plain(voice: Voice, engine: str, file: Path | None) -> dict[str, Any]:
    plain: dict[str, Any] = {
        "name": voice.name,
        "language": voice.language,
        "accent": voice.accent or None,
        "sex": voice.sex or None,
        "engine": engine,
        "default_for": list(voice.default_for),
    }
    return {**plain, "sample": str(file)} if file else plain


def _print_table(voices: list[Voice], engine: str, console: Console) -> None:
    heads = (
        t("voice", "목소리"),
        t("language", "언어"),
        t("sex", "성별"),
        t("engine", "엔진"),
        t("default for", "기본인 언어"),
    )
    rows = [
        (voice.name, voice.accent or voice.language, t(*SEXES[voice.sex]), engine, ", ".join(voice.default_for))
        for voice in voices
    ]
    from sorikit.formats._width import display_width

    widths = [max(display_width(row[column]) for row in (heads, *rows)) for column in range(len(heads))]
    for row in (heads, *rows):
        cells = [cell + " " * (width - display_width(cell)) for cell, width in zip(row, widths, strict=True)]
        console.result("  ".join(cells).rstrip())
