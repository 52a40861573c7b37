"""``sori voices``: the voices that texts can be said in."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sorikit.apps.cli.hearing import add_play, hearing
from sorikit.apps.cli.language_names import parse_languages
from sorikit.apps.cli.parser import add_talk
from sorikit.apps.cli.text import t

if TYPE_CHECKING:
    from sorikit.apps.cli.console import Console
    from sorikit.engines.tts import Speaker, Voice

SEXES = {"female": ("female", "여성"), "male": ("male", "남성"), "": ("", "")}


def add(subparsers: Any) -> None:
    """Declare the command."""
    parser: argparse.ArgumentParser = subparsers.add_parser(
        "voices",
        help=t("the voices of sori speak", "sori speak의 목소리들"),
        description=t(
            "List the voices that texts can be said in, or hear them (--sample). Every voice of the default engine reads every "
            "language, best the one it learned.",
            "글을 읽을 수 있는 목소리를 보여 주거나 들려줍니다(--sample). 기본 엔진의 목소리는 모두 모든 언어를 읽지만 배운 언어를 "
            "가장 잘 읽습니다.",
        ),
        epilog=t(
            "Hear one: sori voices --sample af_heart --play. All Japanese ones: sori voices --sample --language ja -o samples",
            "하나 듣기: sori voices --sample af_heart --play. 일본어 모두: sori voices --sample --language ja -o samples",
        ),
    )
    parser.add_argument(
        "--language", default="auto", metavar="xx", help=t("only those of this language", "이 언어의 목소리만")
    )
    parser.add_argument("--model", "--engine", dest="model", metavar=t("NAME", "이름"), help=t("engine", "엔진"))
    parser.add_argument(
        "--sample",
        nargs="*",
        metavar=t("NAME", "이름"),
        help=t(
            "let these say a sentence in their language (a mix too; none named: all that are listed), into FOLDER/NAME.mp3",
            "이 목소리들이 제 언어로 한 문장을 말해 폴더/이름.mp3로 씁니다 (섞은 목소리도 됩니다. 이름이 없으면 모두)",
        ),
    )
    parser.add_argument("--text", default="", help=t("let them say this instead", "대신 이 글을 말하게 합니다"))
    parser.add_argument(
        "-o",
        "--output",
        type=Path,
        metavar=t("FOLDER", "폴더"),
        help=t("folder of the samples (default: voices)", "들려줄 파일의 폴더 (기본: voices)"),
    )
    add_play(parser)
    add_talk(parser)


def run(args: argparse.Namespace, console: Console) -> int:
    """List them, and let them speak where asked. Returns the exit code."""
    from sorikit.apps.speech import sample_voices
    from sorikit.engines import tts
    from sorikit.store import default_model

    _check(args)
    engine = args.model or default_model("tts").name
    speaker = tts.load(args.model, console.settings.device)
    languages = parse_languages(args.language)
    voices = [_found(name, speaker) for name in dict.fromkeys(args.sample or ())] or [
        voice for voice in speaker.voices if not languages or set(languages) & {voice.language, *voice.default_for}
    ]
    if not voices:
        _none_there(
            languages, sorted({one for voice in speaker.voices for one in (voice.language, *voice.default_for)})
        )
    files: dict[str, Path] = {}
    if args.sample is not None:
        folder = None if args.play and args.output is None else args.output or Path("voices")
        with hearing(console, play=args.play, pipe=False) as follow:
            language = languages[0] if len(languages) == 1 else None
            files = follow(sample_voices(speaker, voices, folder, args.text, language))
    if console.as_json:
        console.json([_plain(voice, engine, files.get(voice.name)) for voice in voices])
    elif files:
        for voice in voices:
            console.result(str(files[voice.name]))
    else:
        _print_table(voices, engine, console)
    return 0


def _check(args: argparse.Namespace) -> None:
    """Raise InvalidOption for options that want ``--sample``, and do not have it."""
    from sorikit.core.errors import InvalidOption

    for option, given in (("--play", args.play), ("--output", args.output), ("--text", args.text)):
        if given and args.sample is None:
            raise InvalidOption(
                option=option,
                detail="is for samples; add --sample, and names if not all of them",
                detail_ko="들려줄 때의 옵션입니다. --sample을 더하고, 모두가 아니면 이름도 적으세요",
            )


def _found(name: str, speaker: Speaker) -> Voice:
    """Return the voice of a name, or a mix as one. Raises InvalidOption with the nearest names."""
    from sorikit.engines.tts import SpeakOptions, Voice

    found = next((voice for voice in speaker.voices if voice.name.lower() == name.lower()), None)
    if found is not None:
        return found
    list(speaker.speak("", SpeakOptions(voice=name)))
    first = next((voice for voice in speaker.voices if name.startswith(voice.name)), speaker.voices[0])
    return Voice(name, first.language, accent=first.accent)


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
