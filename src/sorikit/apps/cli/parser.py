"""An argparse parser that speaks Korean too, and says a mistake in one sentence instead of a page of usage."""

from __future__ import annotations

import argparse
import re
import sys
from typing import NoReturn

from sorikit.apps.cli.text import t

_KOREAN = (
    (r"the following arguments are required: (.+)", r"다음이 빠졌습니다: \1"),
    (r"unrecognized arguments: (.+)", r"모르는 인자입니다: \1"),
    (r"argument (.+?): expected (?:one|at least one) argument", r"\1: 값이 필요합니다"),
    (r"argument (.+?): invalid int value: (.+)", r"\1: \2은(는) 정수가 아닙니다"),
    (r"argument (.+?): invalid choice: (.+?) \(choose from (.+)\)", r"\1: \2은(는) 없습니다. 고를 수 있는 것: \3"),
    (r"ambiguous option: (.+?) could match (.+)", r"\1은(는) 다음 가운데 무엇인지 알 수 없습니다: \2"),
)
"""argparse's own messages and what a Korean reader gets; others stay as they are."""


def add_talk(parser: argparse.ArgumentParser) -> None:
    """Declare how much a command says: ``--quiet`` and ``--json`` (as ``as_json``)."""
    parser.add_argument("-q", "--quiet", action="store_true", help=t("say nothing but errors", "오류만 말합니다"))
    parser.add_argument(
        "--json", dest="as_json", action="store_true", help=t("print the results as JSON", "결과를 JSON으로 출력합니다")
    )


class Parser(argparse.ArgumentParser):
    """``argparse.ArgumentParser`` with headings, ``--help`` and errors in the person's language."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **{**kwargs, "add_help": False})  # type: ignore[arg-type]
        self._positionals.title = t("arguments", "인자")
        self._optionals.title = t("options", "옵션")
        self.add_argument("-h", "--help", action="help", help=t("show this help", "이 도움말을 보여 줍니다"))

    def parse_known_args(self, args=None, namespace=None):  # type: ignore[no-untyped-def]
        """Parse as argparse does, with ``_`` and ``-`` alike in the names of options: ``--beam_size`` is ``--beam-size``."""
        given = sys.argv[1:] if args is None else list(args)
        end = given.index("--") if "--" in given else len(given)
        return super().parse_known_args([*map(self._hyphenated, given[:end]), *given[end:]], namespace)

    def parse_args(self, args=None, namespace=None):  # type: ignore[no-untyped-def]
        """Parse as argparse does; what a command does not know is said with a pointer to that command's own help."""
        found, unknown = self.parse_known_args(args, namespace)  # type: ignore[no-untyped-call]
        if unknown:
            command = getattr(found, "command", None)
            self.prog += f" {command}" if command else ""
            self.error(f"unrecognized arguments: {' '.join(unknown)}")
        return found

    def _hyphenated(self, argument: str) -> str:
        name, equals, value = argument.partition("=")
        if not name.startswith("--") or name in self._option_string_actions:
            return argument
        return name.replace("_", "-") + equals + value

    def format_usage(self) -> str:
        """Return the usage line."""
        return super().format_usage().replace("usage:", t("usage:", "사용법:"), 1)

    def format_help(self) -> str:
        """Return the whole help."""
        return super().format_help().replace("usage:", t("usage:", "사용법:"), 1)

    def error(self, message: str) -> NoReturn:
        """Say what is wrong and what to type, and exit with 2."""
        for pattern, korean in _KOREAN:
            if re.fullmatch(pattern, message):
                message = t(message, re.sub(pattern, korean, message))
                break
        hint = t(f"See: {self.prog} --help", f"도움말: {self.prog} --help")
        print(f"sori: {message}. {hint}", file=sys.stderr)
        raise SystemExit(2)
