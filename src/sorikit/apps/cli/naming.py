"""``sori speakers name TRANSCRIPT LABEL=NAME``: names into finished files, and, if asked, a voice into the library."""

from __future__ import annotations

import argparse
import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sorikit.apps.cli.text import t
from sorikit.core.errors import InvalidOption

if TYPE_CHECKING:
    from sorikit.apps.cli.console import Console
    from sorikit.apps.naming import Finished, Renaming
    from sorikit.voices.entry import KnownVoice


def add_name(verbs: Any) -> argparse.ArgumentParser:
    """Declare the verb and return its parser."""
    verb: argparse.ArgumentParser = verbs.add_parser(
        "name",
        help=t("name the speakers of a finished transcript", "끝난 녹취록의 화자에게 이름 붙이기"),
        description=t(
            "Put names into the files that `sori meeting` wrote: the JSON, and every other format of it beside it. Nothing is "
            "computed again. With --enroll the voice is kept too, so that the next recording is named by itself.",
            "`sori meeting`이 만든 파일에 이름을 넣습니다. JSON과 그 옆의 다른 형식 파일을 모두 고치고, 다시 계산하지 않습니다. "
            "--enroll을 주면 목소리도 등록해 다음 녹음부터 저절로 이름이 붙습니다.",
        ),
        epilog=t(
            "Examples: sori speakers name minutes/talk.json SPEAKER_00=Anna SPEAKER_01=Ben;  "
            'sori speakers name minutes/talk.json 0=Anna --enroll --consent "Anna: names in our minutes"',
            "예: sori speakers name minutes/회의.json SPEAKER_00=김민아 SPEAKER_01=이준;  "
            'sori speakers name minutes/회의.json 0=김민아 --enroll --consent "김민아: 우리 회의록의 이름 표시"',
        ),
    )
    verb.add_argument("transcript", type=Path, metavar=t("TRANSCRIPT.json", "녹취록.json"))
    verb.add_argument("names", nargs="+", metavar=t("SPEAKER_00=NAME", "SPEAKER_00=이름"))
    verb.add_argument(
        "--overwrite",
        action="store_true",
        help=t("also files that were changed since they were written", "만든 뒤에 고친 파일도 새로 씁니다"),
    )
    verb.add_argument(
        "--enroll",
        action="store_true",
        help=t("also keep that voice in the library", "그 목소리를 보관함에도 등록합니다"),
    )
    verb.add_argument(
        "--consent",
        metavar=t('"WHO: WHAT FOR"', '"누가: 무엇을 위해"'),
        help=t("who agreed to that, and what for", "누가 무엇을 위해 동의했는지"),
    )
    verb.add_argument(
        "--recording",
        metavar=t("FILE", "파일"),
        help=t(
            "the recording, for --enroll (default: found by its name near the transcript)",
            "--enroll에 쓸 녹음 (기본: 녹취록 가까이에서 이름으로 찾습니다)",
        ),
    )
    return verb


def name_speakers(args: argparse.Namespace, console: Console) -> int:
    """Do it: hear and keep the voice first, where that was asked for, so that a mistake leaves every file as it was."""
    from sorikit.apps.cli.meeting import parse_names
    from sorikit.apps.naming import labels_of, read_finished, renamed, rewrite

    _check(args)
    finished = read_finished(args.transcript)
    asked: dict[str, str] = {}
    for one in args.names:
        asked |= parse_names(one)
    names = labels_of(asked, finished.transcript)
    voice = _enroll(args, console, finished, names) if args.enroll else None
    done = rewrite(finished, renamed(finished, names), overwrite=args.overwrite)
    _tell(console, names, done, voice)
    return 0


def _check(args: argparse.Namespace) -> None:
    if not args.enroll and (args.consent or args.recording):
        option = "--consent" if args.consent else "--recording"
        raise InvalidOption(option=option, detail="goes with --enroll", detail_ko="--enroll과 함께 쓰는 옵션입니다")
    if args.enroll and not args.consent:
        raise InvalidOption(
            option="--enroll",
            detail='needs to know who agreed and what for, for example: --consent "Mina Kim: names in our minutes"',
            detail_ko='누가 무엇을 위해 동의했는지 필요합니다. 예: --consent "김민아: 우리 회의록의 이름 표시"',
        )
    if args.enroll and len(args.names) > 1:
        raise InvalidOption(
            option="--enroll",
            detail="everybody agrees for themselves: give one name at a time",
            detail_ko="동의는 사람마다 따로 받습니다. 이름을 하나씩 주세요",
        )


def _enroll(args: argparse.Namespace, console: Console, finished: Finished, names: dict[str, str]) -> KnownVoice:
    from sorikit.apps.cli.speakers import open_with_passphrase
    from sorikit.apps.naming import find_recording, hear_speakers
    from sorikit.apps.voices import doubts, enroll, one_voice
    from sorikit.voices.entry import parse_consent

    consent = parse_consent(args.consent, dt.datetime.now().astimezone())
    recording = find_recording(finished, args.recording)
    library = open_with_passphrase(console, args.passphrase_file, create=True)
    ((label, name),) = names.items()
    heard = hear_speakers(finished, recording, console.settings, console.follow)
    voice = one_voice(heard, str(recording), label)
    for notice in doubts(voice, heard, str(recording)):
        console.notice(notice)
    return enroll(library, name, consent, {str(recording): voice})


def _tell(console: Console, names: dict[str, str], done: Renaming, voice: KnownVoice | None) -> None:
    from sorikit.core.events import Notice

    for path in done.left:
        console.notice(
            Notice(
                f"{path}: was changed since it was written, and is left as it is; --overwrite writes it anew.",
                f"{path}: 만든 뒤에 고친 파일이라 그대로 둡니다. --overwrite를 주면 새로 씁니다.",
            )
        )
    if console.as_json:
        console.json(
            {
                "names": names,
                "files": [str(path) for path in done.files],
                "left": [str(path) for path in done.left],
                "enrolled": voice.name if voice else None,
            }
        )
    for label, name in names.items():
        console.result(f"{label} → {name}")
    for path in done.files:
        console.result(f"  {path}")
    if voice is not None:
        console.result(
            t(
                f"{voice.name}: {voice.seconds:.0f} s of speech in the library of voices",
                f"{voice.name}: 말소리 {voice.seconds:.0f}초를 보관함에 등록했습니다",
            )
        )
