"""``sori speak TEXT|FILE|-``: text said aloud, into a sound file."""

from __future__ import annotations

import argparse
import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sorikit.apps.cli.convert import add_like
from sorikit.apps.cli.hearing import PIPE, add_play, hearing
from sorikit.apps.cli.language_names import parse_languages
from sorikit.apps.cli.parser import add_talk
from sorikit.apps.cli.text import t
from sorikit.core.errors import InvalidOption

if TYPE_CHECKING:
    from sorikit.apps.cli.console import Console
    from sorikit.apps.likeness import Liked
    from sorikit.apps.speech import SpeechPlan, SpeechReport
    from sorikit.pipelines.likeness import Nearness

TEXT_FORMATS = ("srt", "vtt", "ass", "ttml", "lrc", "json", "txt", "tsv", "csv", "ctm", "textgrid", "audacity")


def add(subparsers: Any) -> None:
    """Declare the command."""
    parser: argparse.ArgumentParser = subparsers.add_parser(
        "speak",
        help=t("text said aloud, in a chosen voice", "글을 고른 목소리로 소리 내어 읽기"),
        description=t(
            "Say a text aloud and write the sound to a file, or let it be heard at once with --play. Nine languages, 54 voices, without "
            "a network. Each sentence is listened to, and said again where something went wrong. A stopped run goes on where it was.",
            "글을 소리 내어 읽어 파일로 쓰거나 --play로 바로 들려줍니다. 아홉 언어, 54가지 목소리, 인터넷은 필요 없습니다. 문장마다 "
            "들어 보고 잘못되었으면 다시 말합니다. 멈춘 작업은 이어서 합니다.",
        ),
        epilog=t(
            'Voices: sori voices. Through a pipe: sori speak "Hello." -o - | aplay',
            '목소리: sori voices. 파이프로: sori speak "안녕하세요." -o - | aplay',
        ),
    )
    parser.add_argument(
        "text",
        metavar=t("TEXT|FILE|-", "글|파일|-"),
        help=t("what to say, a file with it, or - for standard input", "읽을 글, 글이 든 파일, 또는 표준 입력 -"),
    )
    _add_output(parser)
    _add_voice(parser)
    add_like(parser)
    add_talk(parser)


def _add_output(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "-o",
        "--output",
        type=Path,
        metavar=t("FILE", "파일"),
        help=t(
            "the sound: wav, mp3, ogg, opus, flac, mka, m4a or m4b by its ending, or a folder; - sends WAV to standard output "
            "(default: named after the text, wav)",
            "소리 파일: wav, mp3, ogg, opus, flac, mka, m4a, m4b를 끝 이름으로 고르거나 폴더를 줍니다. -는 WAV를 표준 출력으로 "
            "보냅니다 (기본: 글 이름의 wav)",
        ),
    )
    add_play(parser)
    for name in ("srt", "vtt"):
        parser.add_argument(
            f"--{name}",
            dest="texts",
            action="append",
            type=Path,
            default=[],
            metavar=t("FILE", "파일"),
            help=t(f"also write the words with their times ({name.upper()})", f"낱말 시각도 {name.upper()}로 씁니다"),
        )
    parser.add_argument(
        "--timing",
        dest="texts",
        action="append",
        type=Path,
        default=[],
        metavar=t("FILE", "파일"),
        help=t("the same in the format of its ending: ", "같은 것을 끝 이름의 형식으로: ") + ", ".join(TEXT_FORMATS),
    )
    parser.add_argument(
        "--loudness",
        type=float,
        metavar="LUFS",
        help=t("bring the whole to this loudness, such as -16", "전체 음량을 이 값으로 맞춥니다. 예: -16"),
    )
    parser.add_argument(
        "--title", help=t("title written into the file (default: the text's)", "파일에 적을 제목 (기본: 글의 제목)")
    )


def _add_voice(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--voice",
        metavar=t("NAME", "이름"),
        help=t("a voice, or a mix: af_bella*0.6+af_sky*0.4", "목소리 또는 섞은 목소리: af_bella*0.6+af_sky*0.4"),
    )
    parser.add_argument(
        "--language",
        default="auto",
        metavar="xx",
        help=t("language of the text (default: told sentence by sentence)", "글의 언어 (기본: 문장마다 알아냅니다)"),
    )
    parser.add_argument("--speed", type=float, default=1.0, help=t("0.5 … 2.0 (default: 1)", "0.5~2.0 (기본: 1)"))
    parser.add_argument(
        "--pitch", type=float, default=0.0, help=t("semitones, -12 … 12 (default: 0)", "반음, -12~12 (기본: 0)")
    )
    parser.add_argument(
        "--volume", type=float, default=0.0, help=t("decibels, -40 … 20 (default: 0)", "데시벨, -40~20 (기본: 0)")
    )
    parser.add_argument(
        "--pause",
        type=float,
        default=0.35,
        help=t("seconds between sentences, 0 … 5 (default: 0.35)", "문장 사이 초, 0~5 (기본: 0.35)"),
    )
    parser.add_argument(
        "--engine",
        metavar=t("NAME", "이름"),
        help=t(
            "who speaks: kokoro, coqui, vits, piper, openai …; which of its models says --model (default: told by the model)",
            "말하는 엔진: kokoro, coqui, vits, piper, openai 등. 모델은 --model로 (기본: 모델에서 알아냅니다)",
        ),
    )
    parser.add_argument(
        "--model",
        metavar=t("NAME|PATH", "이름|경로"),
        help=t(
            "engine: a name in sori models list, a path, or owner/name that was pulled (default: kokoro)",
            "엔진: sori models list의 이름, 경로, 또는 받아 둔 owner/name (기본: kokoro)",
        ),
    )
    parser.add_argument(
        "--no-check",
        dest="check",
        action="store_false",
        help=t("do not listen to what was said", "말한 것을 다시 들어 보지 않습니다"),
    )
    parser.add_argument(
        "--no-fallback",
        dest="fallback",
        action="store_false",
        help=t(
            "with --engine edge: no voice of this machine takes over where the service does not answer",
            "--engine edge가 대답하지 않아도 이 컴퓨터의 목소리로 대신하지 않습니다",
        ),
    )


def run(args: argparse.Namespace, console: Console) -> int:
    """Say it, write it, tell what was written. Returns 2 where a sentence could not be said."""
    from sorikit.apps.speech import run_speech

    plan, liked = _liked(args, _plan(args, console), console)
    with hearing(console, play=args.play, pipe=args.output == PIPE) as follow:
        report = run_speech(plan, follow)
    near = None
    if liked is not None and plan.target is not None:
        from sorikit.apps.likeness import measured, plain_likeness

        near = measured(plan.target, liked)
        if console.as_json:
            console.json({**report.plain(), "likeness": plain_likeness(liked, near)})
    elif console.as_json:
        console.json(report.plain())
    if not console.as_json:
        _tell(report, console.say if args.output == PIPE else console.result, console)
        if liked is not None and near is not None:
            _tell_likeness(liked, near, console)
    return 2 if report.speech.unsaid else 0


def _plan(args: argparse.Namespace, console: Console) -> SpeechPlan:
    from sorikit.apps.scripts import read_script
    from sorikit.apps.speech import SpeechPlan
    from sorikit.engines.tts import SpeakOptions, model_of
    from sorikit.pipelines.speak.options import SpeechOptions

    languages = parse_languages(args.language)
    if len(languages) > 1:
        raise InvalidOption(
            option="--language",
            detail="give one, or none: sentences of several languages are told apart",
            detail_ko="하나만 주거나 주지 마세요. 여러 언어의 문장은 저절로 구별합니다",
        )
    voicing = SpeakOptions(
        voice=args.voice,
        language=languages[0] if languages else None,
        speed=args.speed,
        pitch=args.pitch,
        pause=args.pause,
        quick_start=args.play or args.output == PIPE,
    )
    script = read_script(args.text)
    if script.unheeded:
        console.say(t("! Not heeded: ", "! 따르지 못한 표시: ") + "; ".join(script.unheeded))
    return SpeechPlan(
        lines=script.lines,
        target=_target_of(args),
        options=SpeechOptions(
            voicing, model_of(args.engine, args.model), args.volume, args.check, fallback=args.fallback
        ),
        texts=tuple(args.texts),
        loudness=args.loudness,
        device=console.settings.device,
        title=script.title if args.title is None else args.title,
        author=script.author,
    )


def _liked(args: argparse.Namespace, plan: SpeechPlan, console: Console) -> tuple[SpeechPlan, Liked | None]:
    """Return the plan with the voice that is most like the reference, where one is asked for. Raises InvalidOption."""
    if args.like is None:
        if args.consent:
            raise InvalidOption(
                option="--consent",
                detail="is for --like REFERENCE",
                detail_ko="--like 기준녹음과 함께 쓰는 옵션입니다",
            )
        return plan, None
    if args.voice:
        raise InvalidOption(
            option="--voice",
            detail="give either --voice or --like",
            detail_ko="--voice와 --like 가운데 하나만 주세요",
        )
    from dataclasses import replace

    from sorikit.apps.likeness import like, voiced, wish
    from sorikit.reading.languages import language_of

    wished = wish(args.like, args.consent, dt.datetime.now().astimezone())
    options = plan.options
    spoken = options.voicing.language or language_of(plan.lines[0].text if plan.lines else "", None)
    liked = like(wished, replace(options.voicing, language=spoken), options.model, plan.device, console.follow)
    voicing = voiced(options.voicing, liked.likeness)
    return replace(plan, options=replace(options, voicing=voicing), likeness=wished.tag), liked


def _tell_likeness(liked: Liked, near: Nearness, console: Console) -> None:
    from sorikit.apps.cli.nearness import told

    console.result(t("  default voice: ", "  기본 목소리: ") + told(liked.likeness.default))
    console.result(t("  this file:     ", "  이 파일:     ") + told(near))


def _target_of(args: argparse.Namespace) -> Path | None:
    """Return the file of the sound; None where it is only heard."""
    from sorikit.apps.scripts import name_of

    if args.output == PIPE or (args.output is None and args.play):
        return None
    if args.output is None or args.output.is_dir():
        return (args.output or Path()) / f"{name_of(args.text)}.wav"
    return Path(args.output)


def _tell(report: SpeechReport, say: Callable[[str], None], console: Console) -> None:
    speech = report.speech
    minutes, seconds = divmod(speech.duration, 60)
    length = f"{int(minutes)}:{seconds:04.1f}"
    voices = ", ".join(dict.fromkeys(one.voice for one in speech.sentences if one.voice))
    count = len(speech.sentences)
    again = sum(1 for one in speech.sentences if one.check is not None and one.check.attempts > 1)
    doubtful = [one for one in speech.sentences if one.check is not None and one.check.faults]
    where = report.plan.target or t("heard", "들려드렸습니다")
    say(
        t(
            f"{where}: {length}, {count} {'sentence' if count == 1 else 'sentences'}, {voices}",
            f"{where}: {length}, 문장 {count}개, {voices}",
        )
    )
    if again:
        say(t(f"  said again: {again}", f"  다시 말한 문장: {again}개"))
    for one in doubtful:
        say(t("  doubtful: ", "  미심쩍은 문장: ") + one.text[:60])
    for path in report.plan.texts:
        say(f"  {path}")
    if speech.unsaid:
        total = len(speech.sentences) + len(speech.unsaid)
        console.error(
            t(
                f"{len(speech.unsaid)} of {total} sentences could not be said; the others are in the file.",
                f"문장 {total}개 가운데 {len(speech.unsaid)}개를 말하지 못했습니다. 나머지는 파일에 있습니다.",
            )
        )
