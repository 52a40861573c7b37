"""The command ``sori``: finds the command's file, and turns every error of the kit into one sentence.

Exit codes: 0 done, 1 unexpected, 2 bad input, 3 cannot write, 4 model, 5 download, 6 remote server, 130 Ctrl-C.
"""

from __future__ import annotations

import argparse
import importlib
import signal
import sys
import threading
from collections import namedtuple
from collections.abc import Sequence

from sorikit import __version__
from sorikit.apps.cli.parser import Parser
from sorikit.apps.cli.text import t

COMMANDS = (
    "meeting",
    "transcribe",
    "subtitle",
    "align",
    "diarize",
    "speakers",
    "speak",
    "voices",
    "convert",
    "detect",
    "features",
    "plot",
    "score",
    "bench",
    "models",
    "pull",
    "engines",
)
"""Each is a file of this folder."""


def build_parser() -> argparse.ArgumentParser:
    """Return the parser of all commands. Imports no engine."""
    parser = Parser(
        prog="sori",
        description=t(
            "소리: who said what, when, and the minutes. Offline, on this computer.",
            "소리: 누가, 언제, 무엇을 말했는지와 회의록. 인터넷 없이 이 컴퓨터에서.",
        ),
        epilog=t("Start with: sori meeting RECORDING", "시작: sori meeting 녹음파일"),
    )
    version = t("show the version", "판 번호를 보여 줍니다")
    parser.add_argument("--version", action="version", version=f"sorikit {__version__}", help=version)
    commands = t("commands", "명령")
    subparsers = parser.add_subparsers(title=commands, dest="command", metavar=t("COMMAND", "명령"), required=True)
    for name in COMMANDS:
        importlib.import_module(f"sorikit.apps.cli.{name}").add(subparsers)
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Run ``sori`` and return its exit code."""
    parser = build_parser()
    args = parser.parse_args(arguments)

    from sorikit.apps.cli.console import Console
    from sorikit.apps.settings import read_settings
    from sorikit.core.errors import SorikitError
    from sorikit.engines._remote import set_default_server, set_default_speech_server
    from sorikit.store import Store, set_default_store
    from sorikit.store.environments import Environments, set_default_environments

    console: Console | None = None
    interrupted: list[bool] = []

    def interrupt(*_: object) -> None:
        interrupted.append(True)
        raise KeyboardInterrupt

    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGINT, interrupt)
    try:
        console = Console(read_settings(), quiet=getattr(args, "quiet", False), as_json=getattr(args, "as_json", False))
        set_default_store(Store(cache=console.settings.cache))
        set_default_environments(Environments(home=console.settings.engines))
        set_default_server(console.settings.asr_server)
        set_default_speech_server(console.settings.speech_server)
        module = importlib.import_module(f"sorikit.apps.cli.{args.command}")
        code: int = module.run(args, console)
    except SorikitError as error:
        language = console.settings.language if console else "en"
        print(f"sori: {error.sentence(language)}", file=sys.stderr)
        return error.exit_code
    except KeyboardInterrupt:
        return _stopped()
    except BrokenPipeError:
        return 0
    except Exception as error:
        if interrupted:  # Ctrl-C inside a native library comes out as that library's own error
            return _stopped()
        if console is None or console.settings.debug:
            raise
        kind = f"{type(error).__name__}: {error}"
        print(t(f"sori: this is a mistake of ours ({kind}).", f"sori: 저희 쪽 오류입니다({kind})."), file=sys.stderr)
        print(
            t(
                "Finished parts are kept; SORI_DEBUG=1 shows where.",
                "끝난 부분은 남아 있습니다. SORI_DEBUG=1로 위치를 볼 수 있습니다.",
            ),
            file=sys.stderr,
        )
        return 1
    return code


def _stopped() -> int:
    """Say that the person stopped it, and return the exit code of Ctrl-C."""
    # An interrupt that passed through exec() (a dataclass being made in an import) leaves CPython's mark "unhandled", by which
    # it would end as killed by the signal instead of with our code. The mark goes with the next evaluation of a text, and
    # making a named tuple is one.
    namedtuple("Unmarked", ())  # noqa: PYI024
    message = t("Stopped. Finished parts are kept.", "멈췄습니다. 끝난 부분은 남아 있습니다.")
    print(f"\nsori: {message}", file=sys.stderr)
    return 130
