"""``sori speakers``: known voices. Enrolled with consent, encrypted, forgotten for good; nobody is named by guessing."""

from __future__ import annotations

import argparse
import datetime as dt
import getpass
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sorikit.apps.cli.naming import add_name, name_speakers
from sorikit.apps.cli.parser import add_talk
from sorikit.apps.cli.speaker_models import add_model, add_scoring, add_train, tell_verdict, train, wanted_model
from sorikit.apps.cli.text import t
from sorikit.core.errors import InvalidOption

if TYPE_CHECKING:
    from sorikit.apps.cli.console import Console
    from sorikit.pipelines.voiceprints import HeardVoices
    from sorikit.voices.library import VoiceLibrary
    from sorikit.voices.matching import Match, Voiceprint


def add(subparsers: Any) -> None:
    """Declare the command and its verbs."""
    parser: argparse.ArgumentParser = subparsers.add_parser(
        "speakers",
        help=t("known voices: enroll, identify, verify", "아는 목소리: 등록, 찾기, 비교"),
        description=t(
            "Keep voices by name, with the consent of their owners, and find them again in other recordings. The library is one "
            "encrypted file on this machine; a voice that is forgotten leaves no trace in it.",
            "동의를 받은 목소리를 이름과 함께 보관하고 다른 녹음에서 찾습니다. 보관함은 이 컴퓨터에 있는 암호화된 파일 하나이고, "
            "지운 목소리는 흔적이 남지 않습니다.",
        ),
    )
    verbs = parser.add_subparsers(dest="verb", metavar=t("VERB", "할 일"), required=True)
    _add_hearing(verbs)
    _add_common(add_name(verbs))
    _add_keeping(verbs)


def _add_hearing(verbs: Any) -> None:
    name, file = t("NAME", "이름"), t("FILE", "파일")
    enroll = verbs.add_parser("enroll", help=t("keep a voice", "목소리 등록"))
    enroll.add_argument("name", metavar=name)
    enroll.add_argument("files", nargs="+", metavar=file, help=t("recordings of that person", "그 사람의 녹음"))
    enroll.add_argument(
        "--consent",
        required=True,
        metavar=t('"WHO: WHAT FOR"', '"누가: 무엇을 위해"'),
        help=t(
            'who agreed and what for, such as "Mina Kim: names in our minutes"',
            '누가 무엇을 위해 동의했는지. 예: "김민아: 우리 회의록의 이름 표시"',
        ),
    )
    enroll.add_argument(
        "--speaker",
        metavar="SPEAKER_00",
        help=t("which one, where several people speak", "여러 사람이 말하면 그 가운데 누구"),
    )
    identify = verbs.add_parser("identify", help=t("who speaks in recordings", "녹음에서 누가 말하는지"))
    identify.add_argument("files", nargs="+", metavar=file)
    verify = verbs.add_parser("verify", help=t("are two recordings of one voice", "두 녹음이 같은 목소리인지"))
    verify.add_argument("first", metavar="A")
    verify.add_argument("second", metavar="B")
    add_scoring(verify)
    add_train(verbs)
    for verb in (enroll, identify, verify):
        add_model(verb)
        _add_common(verb)


def _add_keeping(verbs: Any) -> None:
    name, file = t("NAME", "이름"), t("FILE", "파일")
    _add_common(verbs.add_parser("list", help=t("who is known", "등록된 목소리")))
    rename = verbs.add_parser("rename", help=t("give an entry another name", "이름 바꾸기"))
    rename.add_argument("name", metavar=name)
    rename.add_argument("new_name", metavar=t("NEW_NAME", "새이름"))
    merge = verbs.add_parser("merge", help=t("make one of two entries", "두 등록을 하나로"))
    merge.add_argument("name", metavar=name)
    merge.add_argument("into", metavar=t("INTO", "대상"))
    forget = verbs.add_parser("forget", help=t("remove for good", "흔적 없이 지우기"))
    forget.add_argument("names", nargs="+", metavar=name)
    export = verbs.add_parser(
        "export", help=t("copy to a file with a passphrase of its own", "다른 암호로 사본 만들기")
    )
    export.add_argument("file", type=Path, metavar=file)
    export.add_argument("names", nargs="*", metavar=name, help=t("whom (default: all)", "누구를 (기본: 모두)"))
    take = verbs.add_parser("import", help=t("take in such a copy", "사본을 받아들이기"))
    take.add_argument("file", type=Path, metavar=file)
    for verb in (rename, merge, forget, export, take):
        _add_common(verb)
    for verb in (export, take):
        verb.add_argument(
            "--file-passphrase-file",
            type=Path,
            metavar=file,
            help=t("file that holds the copy's passphrase", "사본의 암호가 든 파일"),
        )


def _add_common(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--passphrase-file",
        type=Path,
        metavar=t("FILE", "파일"),
        help=t(
            "file whose first line opens the library (else SORI_VOICES_PASSPHRASE, else you are asked)",
            "첫 줄이 보관함의 암호인 파일 (없으면 SORI_VOICES_PASSPHRASE, 그것도 없으면 물어봅니다)",
        ),
    )
    add_talk(parser)


def run(args: argparse.Namespace, console: Console) -> int:
    """Do the verb. Returns the exit code."""
    verbs = {
        "enroll": _enroll,
        "name": name_speakers,
        "identify": _identify,
        "verify": _verify,
        "train": train,
        "list": _list,
        "rename": _rename,
        "merge": _merge,
        "forget": _forget,
        "export": _export,
        "import": _import,
    }
    return verbs[args.verb](args, console)


def _enroll(args: argparse.Namespace, console: Console) -> int:
    from sorikit.apps.voices import check_calibrated, enroll, strangers_among
    from sorikit.voices.entry import parse_consent

    consent = parse_consent(args.consent, dt.datetime.now().astimezone())
    model = wanted_model(args)
    check_calibrated(model)
    library = _library(args, console, create=True)
    samples = {path: _one_voice(path, args.speaker, console, model) for path in dict.fromkeys(args.files)}
    for left, right, probability in strangers_among(samples):
        raise InvalidOption(
            option=args.name,
            detail=f"{left} and {right} sound like two people ({probability:.0%}); enroll only one person's recordings",
            detail_ko=f"{left}와 {right}는 서로 다른 사람으로 들립니다({probability:.0%}). 한 사람의 녹음만 등록하세요",
        )
    voice = enroll(library, args.name, consent, samples)
    if args.as_json:
        console.json({"name": voice.name, "samples": len(voice.samples), "seconds": voice.seconds})
    console.result(
        t(
            f"{voice.name}: {len(voice.samples)} recordings, {voice.seconds:.0f} s of speech",
            f"{voice.name}: 녹음 {len(voice.samples)}개, 말소리 {voice.seconds:.0f}초",
        )
    )
    return 0


def _identify(args: argparse.Namespace, console: Console) -> int:
    from sorikit.apps.voices import candidates, check_calibrated, hear
    from sorikit.core.errors import SorikitError
    from sorikit.voices.matching import name_speakers

    model = wanted_model(args)
    check_calibrated(model)
    known = _library(args, console).voices()
    reports, code = [], 0
    for path in args.files:
        try:
            heard = hear(path, console.settings, console.follow, model)
        except SorikitError as error:
            console.error(error.sentence(console.settings.language))
            reports.append({"recording": path, "ok": False, "error": error.sentence("en")})
            code = error.exit_code
            continue
        named, ranks = name_speakers(heard.prints, known), candidates(heard, known)
        reports.append({"recording": path, "ok": True, "speakers": _speakers(heard, named, ranks)})
        _tell_speakers(path, heard, named, ranks, console)
    if args.as_json:
        console.json(reports[0] if len(reports) == 1 else reports)
    return code


def _speakers(heard: HeardVoices, named: dict[str, Match], ranks: dict[str, list[Match]]) -> dict[str, Any]:
    return {
        label: {
            "name": named[label].name if label in named else None,
            "seconds": round(voice.seconds, 2),
            "candidates": [
                {"name": one.name, "score": round(one.score, 4), "probability": round(one.probability, 4)}
                for one in ranks[label][:5]
            ],
        }
        for label, voice in heard.prints.items()
    }


def _tell_speakers(
    path: str, heard: HeardVoices, named: dict[str, Match], ranks: dict[str, list[Match]], console: Console
) -> None:
    console.result(f"{path}:" if heard.prints else t(f"{path}: nobody speaks", f"{path}: 말소리가 없습니다"))
    for label, voice in heard.prints.items():
        seconds = t(f"{voice.seconds:.0f} s", f"{voice.seconds:.0f}초")
        best = ranks[label][:1]
        if label in named:
            said = f"{named[label].name} ({named[label].probability:.0%})"
        elif best:
            near = f"{best[0].name} {best[0].probability:.0%}"
            said = t(f"unknown (nearest: {near})", f"모르는 목소리 (가장 비슷한 이름: {near})")
        else:
            said = t("unknown", "모르는 목소리")
        console.result(f"  {label}  {seconds:>6}  {said}")


def _verify(args: argparse.Namespace, console: Console) -> int:
    from sorikit.apps.voices import verify
    from sorikit.voices.scoring import check_scoring

    if args.scoring is not None:
        check_scoring(args.scoring)
    model = wanted_model(args)
    first, second = (_one_voice(path, None, console, model) for path in (args.first, args.second))
    tell_verdict(verify(first, second, args.scoring), console)
    return 0


def _one_voice(path: str, label: str | None, console: Console, model: str | None = None) -> Voiceprint:
    from sorikit.apps.voices import doubts, hear, one_voice

    heard = hear(path, console.settings, console.follow, model)
    voice = one_voice(heard, path, label)
    for notice in doubts(voice, heard, path):
        console.notice(notice)
    return voice


def _list(args: argparse.Namespace, console: Console) -> int:
    voices = _library(args, console).voices()
    if args.as_json:
        console.json(
            [
                {
                    "name": voice.name,
                    "model": voice.model,
                    "seconds": round(voice.seconds, 2),
                    "sources": [sample.source for sample in voice.samples],
                    "consent": {
                        "who": voice.consent.who,
                        "when": voice.consent.when.isoformat(),
                        "purpose": voice.consent.purpose,
                    },
                }
                for voice in voices
            ]
        )
    for voice in voices:
        facts = t(
            f"{len(voice.samples)} recordings, {voice.seconds:.0f} s; {voice.consent.who} agreed on "
            f"{voice.consent.when:%Y-%m-%d}: {voice.consent.purpose}",
            f"녹음 {len(voice.samples)}개, {voice.seconds:.0f}초; {voice.consent.who} 동의 "
            f"{voice.consent.when:%Y-%m-%d}: {voice.consent.purpose}",
        )
        console.result(f"{voice.name}  ({facts})")
    if not voices:
        console.result(t("nobody is enrolled", "등록된 목소리가 없습니다"))
    return 0


def _rename(args: argparse.Namespace, console: Console) -> int:
    voice = _library(args, console).rename(args.name, args.new_name)
    return _done(console, {"name": voice.name}, f"{args.name} → {voice.name}")


def _merge(args: argparse.Namespace, console: Console) -> int:
    voice = _library(args, console).merge(args.name, args.into)
    many = len(voice.samples)
    return _done(console, {"name": voice.name, "samples": many}, f"{args.name} → {voice.name} ({many})")


def _forget(args: argparse.Namespace, console: Console) -> int:
    library = _library(args, console)
    for name in args.names:
        library.find(name)  # all or none
    for name in args.names:
        library.forget(name)
    return _done(console, {"forgotten": args.names}, t("forgotten: ", "지움: ") + ", ".join(args.names))


def _export(args: argparse.Namespace, console: Console) -> int:
    from sorikit.voices.library import open_library

    library = _library(args, console)
    voices = [library.find(name) for name in args.names] or library.voices()
    if args.file.exists():
        raise InvalidOption(
            option="export",
            detail=f"{args.file} is there already; choose another name",
            detail_ko=f"{args.file}이(가) 이미 있습니다. 다른 이름을 고르세요",
        )
    phrase = _phrase(args.file_passphrase_file, None, t("Passphrase for the copy: ", "사본의 암호: "), twice=True)
    names = open_library(args.file, phrase, create=True).add_all(voices)
    return _done(console, {"file": str(args.file), "names": names}, f"{args.file}: {', '.join(names)}")


def _import(args: argparse.Namespace, console: Console) -> int:
    from sorikit.voices.library import open_library

    phrase = _phrase(args.file_passphrase_file, None, t("Passphrase of the copy: ", "사본의 암호: "))
    voices = open_library(args.file, phrase).voices()
    names = _library(args, console, create=True).add_all(voices)
    return _done(console, {"names": names}, ", ".join(names))


def _done(console: Console, document: dict[str, Any], text: str) -> int:
    if console.as_json:
        console.json(document)
    console.result(text)
    return 0


def _library(args: argparse.Namespace, console: Console, *, create: bool = False) -> VoiceLibrary:
    return open_with_passphrase(console, args.passphrase_file, create=create)


def open_with_passphrase(console: Console, file: Path | None = None, *, create: bool = False) -> VoiceLibrary:
    """Open the library with the passphrase of a file, of the environment, or of the person. Raises what opening it raises."""
    from sorikit.apps.voices import library_path, open_voices
    from sorikit.core.errors import VoiceLibraryMissing

    path = library_path(console.settings)
    new = not path.exists()
    if new and not create:
        raise VoiceLibraryMissing(path=path)
    question = t("Passphrase of the library of voices: ", "목소리 보관함의 암호: ")
    phrase = _phrase(file, console.settings.voices_passphrase, question, twice=new)
    return open_voices(console.settings, phrase, create=create)


def _phrase(file: Path | None, known: str | None, question: str, *, twice: bool = False) -> str:
    """Return a passphrase: from a file, from the environment, or from the person. Raises InvalidOption."""
    if file is not None:
        from sorikit.formats.files import read_text

        return read_text(file).split("\n", 1)[0].rstrip("\r")
    if known is not None:
        return known
    if not sys.stdin.isatty():
        raise InvalidOption(
            option="passphrase",
            detail="give --passphrase-file FILE or SORI_VOICES_PASSPHRASE where nobody can be asked",
            detail_ko="물어볼 수 없는 곳에서는 --passphrase-file 파일이나 SORI_VOICES_PASSPHRASE를 주세요",
        )
    phrase = getpass.getpass(question)
    if twice and getpass.getpass(t("Once more: ", "한 번 더: ")) != phrase:
        raise InvalidOption(option="passphrase", detail="the two differ", detail_ko="두 번이 서로 다릅니다")
    return phrase
