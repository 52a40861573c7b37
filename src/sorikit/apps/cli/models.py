"""``sori models list | show NAME | verify [NAME…] | rm NAME…``: what is in the catalogue, and what of it is here."""

from __future__ import annotations

import argparse
import contextlib
import sys
from typing import TYPE_CHECKING

from sorikit.apps.cli.text import t

if TYPE_CHECKING:
    from rich.table import Table

    from sorikit.apps.cli.console import Console
    from sorikit.store import FileSource, ModelCard, ModelFile, ModelState, Store


def add(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the command and its four verbs."""
    parser = subparsers.add_parser(
        "models",
        help=t("list, show, verify and remove models", "모델 목록, 정보, 검사, 삭제"),
        description=t(
            "The models of the catalogue, and which of them are on this machine.",
            "목록에 있는 모델과 이 컴퓨터에 있는 모델.",
        ),
    )
    _json_flag(parser)
    verbs = parser.add_subparsers(dest="verb", metavar=t("VERB", "할 일"))
    _json_flag(verbs.add_parser("list", help=t("all models", "모든 모델")), again=True)
    show = verbs.add_parser("show", help=t("everything about one model, and where it is", "모델 하나의 정보와 위치"))
    show.add_argument("name", metavar=t("NAME", "이름"))
    _json_flag(show, again=True)
    verify = verbs.add_parser("verify", help=t("read every byte and mend what can be", "모든 바이트를 검사하고 고치기"))
    verify.add_argument(
        "names", nargs="*", metavar=t("NAME", "이름"), help=t("default: all that are here", "기본: 여기 있는 모두")
    )
    _json_flag(verify, again=True)
    remove = verbs.add_parser("rm", help=t("delete models from the cache", "모델 폴더에서 지우기"))
    remove.add_argument("names", nargs="+", metavar=t("NAME", "이름"))
    _json_flag(remove, again=True)


def _json_flag(parser: argparse.ArgumentParser, *, again: bool = False) -> None:
    """Add ``--json``; ``again`` keeps what was said before the verb."""
    default = argparse.SUPPRESS if again else False
    parser.add_argument("--json", dest="as_json", action="store_true", default=default, help=t("as JSON", "JSON으로"))


def run(args: argparse.Namespace, console: Console) -> int:
    """Do one of the verbs; none is ``list``."""
    from sorikit.store import default_store

    store = default_store()
    if args.verb == "show":
        return _show(store, args.name, console)
    if args.verb == "verify":
        return _verify(store, args.names, console)
    if args.verb == "rm":
        return _remove(store, args.names, console)
    return _list(store, console)


def _list(store: Store, console: Console) -> int:
    states = store.states()
    if console.as_json:
        console.json([_document(store, state) for state in states])
        return 0
    table = _table(t("Name", "이름"), t("Task", "할 일"), t("Languages", "언어"))
    table.add_column(t("Size", "크기"), justify="right")
    table.add_column(t("Licence", "라이선스"))
    table.add_column(t("On this machine", "이 컴퓨터에"))
    for state in states:
        card = state.card
        name = f"{card.name} ●" if card.default else card.name
        style = None if state.installed else "dim"
        table.add_row(
            name, card.task, _languages(card.languages), _bytes(card.size), card.license, _where(state), style=style
        )
    _print(table, console)
    console.result(
        t("● default of its task.  Get another one: sori pull NAME", "● 기본 모델.  다른 모델 받기: sori pull 이름")
    )
    return 0


def _show(store: Store, name: str, console: Console) -> int:
    from sorikit.core.errors import OutputError

    state = store.state(name)
    if state.place == "packages":  # put it together now, so that the path to tell is a real one
        with contextlib.suppress(OutputError):
            store.find(name)
        state = store.state(name)
    if console.as_json:
        console.json(_document(store, state))
        return 0
    card = state.card
    facts = _table("", card.title, headers=False)
    for label, value in (
        (t("Name", "이름"), card.name),
        (t("Task", "할 일"), card.task + (t(" (default)", " (기본)") if card.default else "")),
        (t("Engine", "엔진"), card.engine or t("none yet", "아직 없음")),
        (t("Sample rate", "샘플레이트"), f"{card.sample_rate} Hz"),
        (t("Languages", "언어"), _languages(card.languages)),
        (t("Licence", "라이선스"), card.license),
        (t("Source", "출처"), card.source),
        (t("Size", "크기"), _bytes(card.size)),
        (t("On this machine", "이 컴퓨터에"), _where(state)),
        (t("Path", "위치"), str(state.path) if state.path else f"— {_command(state) or ''}".strip()),
    ):
        facts.add_row(label, value)
    _print(facts, console)
    files = _table(t("File", "파일"))
    files.add_column(t("Size", "크기"), justify="right")
    files.add_column("SHA-256")
    files.add_column(t("From", "어디서"))
    for file in card.files:
        digest = file.sha256[:12] + "…" if file.sha256 else "—"
        files.add_row(file.name, _bytes(file.size or 0), digest, _origin(file.source))
    _print(files, console)
    return 0


def _verify(store: Store, names: list[str], console: Console) -> int:
    from sorikit.core.errors import SorikitError

    code = 0
    rows: list[dict[str, object]] = []
    for name in names or [state.card.name for state in store.states() if state.place != "missing"]:
        row: dict[str, object] = {"name": name, "ok": False, "repaired": [], "path": None, "error": None}
        try:
            verified = store.verify(name)
        except SorikitError as error:
            code = code or error.exit_code
            row["error"] = error.sentence(console.settings.language)
            console.error(f"{row['error']}")
        else:
            row |= {"ok": True, "repaired": list(verified.repaired), "path": str(verified.files.folder)}
            mended = ", ".join(verified.repaired)
            said = t(f"mended: {mended}", f"고쳤습니다: {mended}") if mended else t("in order", "이상 없음")
            console.result(f"{name}: {said}")
        rows.append(row)
    if console.as_json:
        console.json(rows)
    return code


def _remove(store: Store, names: list[str], console: Console) -> int:
    rows: list[dict[str, object]] = []
    for name in names:
        store.card_of(name)  # a misspelt name is told before anything is deleted
    for name in names:
        freed = store.remove(name)
        state = store.state(name)
        rows.append({"name": name, "freed": freed, "installed": state.installed, "place": state.place})
        said = (
            t(f"{_bytes(freed)} freed", f"{_bytes(freed)} 비움")
            if freed
            else t("not in the cache", "모델 폴더에 없습니다")
        )
        if state.installed:
            said += t(
                "; it is part of an installed package and comes back by itself when it is used",
                "; 설치된 패키지에 들어 있어 쓰면 저절로 다시 생깁니다",
            )
        console.result(f"{name}: {said}")
    if console.as_json:
        console.json(rows)
    return 0


def _document(store: Store, state: ModelState) -> dict[str, object]:
    """Return a model as a JSON object; every key is always there."""
    card = state.card
    return {
        "name": card.name,
        "title": card.title,
        "task": card.task,
        "default": card.default,
        "engine": card.engine or None,
        "sample_rate": card.sample_rate,
        "languages": list(card.languages),
        "license": card.license,
        "source": card.source,
        "extra": card.extra or None,
        "size": card.size,
        "installed": state.installed,
        "place": state.place,
        "path": str(state.path) if state.path else None,
        "command": None if state.installed else _command(state),
        "files": [_file_document(store, card, file) for file in card.files],
    }


def _file_document(store: Store, card: ModelCard, file: ModelFile) -> dict[str, object]:
    path = store.path_of(card, file)
    return {
        "name": file.name,
        "size": file.size,
        "sha256": file.sha256,
        "from": _origin(file.source),
        "path": str(path) if path.is_file() else None,
    }


def _command(state: ModelState) -> str | None:
    """Return what to type to have the model in order."""
    from sorikit.store.home import REINSTALL, command_for

    if state.card.remote:
        return None
    return REINSTALL if state.card.embedded else command_for(state.card)


def _origin(source: FileSource) -> str:
    """Return where a file comes from, in one line."""
    from sorikit.store import Archived, Embedded, Hub, Packaged

    if isinstance(source, Embedded):
        return "sorikit"
    if isinstance(source, Packaged):
        return " + ".join(f"{part.wheel.package} {part.wheel.version}" for part in source.parts)
    if isinstance(source, Archived):
        return f"{source.part.wheel.package} {source.part.wheel.version}"
    assert isinstance(source, Hub)
    return f"{source.repository}@{source.revision[:8]}"


def _where(state: ModelState) -> str:
    return {
        "embedded": t("yes, inside sorikit", "있음 (sorikit 안)"),
        "cache": t("yes", "있음"),
        "packages": t("yes, in packages", "있음 (패키지)"),
        "damaged": t("damaged", "손상됨"),
        "missing": "—",
        "remote": t("no, on a server", "아니요, 서버에 있음"),
    }[state.place]


def _languages(codes: tuple[str, ...]) -> str:
    names = {"*": t("any", "모든 언어"), "multilingual": t("about 100", "약 100개")}
    return " ".join(names.get(code, code) for code in codes)


def _bytes(size: int) -> str:
    """Return a size as people read it, in decimal units."""
    if size < 1_000_000:
        return f"{size / 1000:.1f} kB"
    return f"{size / 1_000_000:.1f} MB" if size < 1_000_000_000 else f"{size / 1_000_000_000:.2f} GB"


def _table(*columns: str, headers: bool = True) -> Table:
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    table = Table(box=SIMPLE_HEAD, show_header=headers, pad_edge=False)
    for column in columns:
        table.add_column(column, overflow="fold")
    return table


def _print(table: Table, console: Console) -> None:
    """Print a table to stdout: coloured on a terminal, unwrapped in a pipe."""
    from rich.console import Console as RichConsole

    if not console.quiet and not console.as_json:
        width = None if sys.stdout.isatty() else 200
        RichConsole(file=sys.stdout, width=width, markup=False, emoji=False, highlight=False).print(table)
