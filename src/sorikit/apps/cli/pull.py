"""``sori pull NAME…``: download models."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

from sorikit.apps.cli.parser import add_talk
from sorikit.apps.cli.text import t

if TYPE_CHECKING:
    from sorikit.apps.cli.console import Console
    from sorikit.store import ModelState


def add(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the command."""
    parser = subparsers.add_parser(
        "pull",
        help=t("download models", "모델 받기"),
        description=t(
            "Download models into the model cache: resumed where it broke off, checked by SHA-256.",
            "모델을 모델 폴더로 받습니다. 끊기면 이어 받고 SHA-256으로 확인합니다.",
        ),
        epilog=t("Names: sori models list", "이름 보기: sori models list"),
    )
    parser.add_argument(
        "names",
        nargs="+",
        metavar=t("NAME", "이름"),
        help=t("model to get, or a Whisper of the hub (owner/name)", "받을 모델, 또는 허브의 Whisper (소유자/이름)"),
    )
    parser.add_argument(
        "--offline",
        action="store_true",
        help=t("never use the network; fail if anything is missing", "인터넷을 쓰지 않음. 없는 것이 있으면 실패"),
    )
    parser.add_argument(
        "--agree",
        action="store_true",
        help=t("agree to the terms of models that ask for it", "동의를 구하는 모델의 조건에 동의합니다"),
    )
    add_talk(parser)


def run(args: argparse.Namespace, console: Console) -> int:
    """Download each model in turn; a failed one does not stop the others. Returns the first failure's exit code."""
    from sorikit.core.errors import SorikitError
    from sorikit.store import default_store
    from sorikit.store.pull import PullOptions

    settings = console.settings
    store = default_store()
    options = PullOptions(offline=args.offline or settings.offline, hub=settings.hub_endpoint, token=settings.hub_token)
    for name in args.names:
        if store.repository_of(name) is None:
            store.card_of(name)  # a misspelt name is told before an hour of downloading another
    code = 0
    rows: list[dict[str, object]] = []
    for name in args.names:
        if store.is_known(name) and store.card_of(name).remote:
            rows.append({"name": name, "installed": False, "path": None, "error": None})
            console.result(
                t(f"{name}: nothing to get, a server does the work", f"{name}: 받을 것이 없습니다. 서버가 처리합니다")
            )
            continue
        if store.is_known(name) and not _agreed(store.state(name), console, said=args.agree):
            code = code or 2
            rows.append({"name": name, "installed": False, "path": None, "error": store.card_of(name).terms})
            continue
        here = store.is_known(name) and store.state(name).place in ("embedded", "cache")
        try:
            files = console.follow(store.pull(name, options), name)
        except SorikitError as error:
            code = code or error.exit_code
            rows.append({"name": name, "installed": False, "path": None, "error": error.sentence(settings.language)})
            console.error(error.sentence(settings.language))
            continue
        rows.append({"name": name, "installed": True, "path": str(files.folder), "error": None})
        said = t("was here already", "이미 있습니다") if here else t("is ready", "준비되었습니다")
        console.result(f"{name}: {said}: {files.folder}")
    if console.as_json:
        console.json(rows)
    return code


def _agreed(state: ModelState, console: Console, *, said: bool) -> bool:
    """Return whether the person agrees to a model's terms: nothing is asked for what is here, or asks nothing."""
    card = state.card
    if not card.terms or state.installed or said:
        return True
    console.say(f"{card.name}: {card.terms}")
    if not sys.stdin.isatty() or console.as_json:
        console.error(t(f"{card.name}: agree with --agree", f"{card.name}: 동의하면 --agree를 붙이세요"))
        return False
    return input(t("Do you agree? [y/N] ", "동의합니까? [y/N] ")).strip().lower() in ("y", "yes", "예", "네")
