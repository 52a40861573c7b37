"""``sori engines list | show NAME | install NAME | remove NAME``: libraries in environments of their own."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from sorikit.apps.cli.parser import add_talk
from sorikit.apps.cli.text import t

if TYPE_CHECKING:
    from sorikit.apps.cli.console import Console
    from sorikit.store.engine_rows import InstallOptions
    from sorikit.store.environments import Environment, Environments


def add(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the command and its four verbs."""
    parser = subparsers.add_parser(
        "engines",
        help=t("libraries in environments of their own", "따로 설치하는 엔진"),
        description=t(
            "Libraries whose requirements cannot live with the kit's: each is installed into an environment of its own, only "
            "by this command, and used from there.",
            "요구 사항이 달라 함께 설치할 수 없는 라이브러리를 이 명령으로만 따로 설치하고 거기서 씁니다.",
        ),
    )
    verbs = parser.add_subparsers(dest="verb", metavar=t("VERB", "할 일"), required=True)
    add_talk(verbs.add_parser("list", help=t("all of them, and which are here", "목록과 설치 여부")))
    for verb, said in (
        ("show", t("everything about one", "하나의 정보")),
        ("install", t("install one", "설치")),
        ("remove", t("delete one", "지우기")),
    ):
        one = verbs.add_parser(verb, help=said)
        one.add_argument("name", metavar=t("NAME", "이름"))
        if verb == "install":
            _install_flags(one)
        add_talk(one)


def _install_flags(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--dry-run",
        action="store_true",
        help=t("only tell what would be installed, how large, under which licence", "무엇을 설치할지 보여 주기만"),
    )
    parser.add_argument("--again", action="store_true", help=t("make it anew even if it is there", "있어도 새로 설치"))
    parser.add_argument("--cuda", action="store_true", help=t("the builds for an NVIDIA GPU", "NVIDIA GPU용으로"))
    parser.add_argument(
        "--index-url", metavar="URL", help=t("another package index (pip's option)", "다른 패키지 색인")
    )
    parser.add_argument(
        "--find-links",
        action="append",
        default=[],
        metavar=t("PLACE", "위치"),
        help=t("a folder or page with archives (pip's option, repeatable)", "묶음 파일이 있는 폴더나 페이지"),
    )
    parser.add_argument(
        "--no-index", action="store_true", help=t("nothing but --find-links (pip's option)", "--find-links만 쓰기")
    )


def run(args: argparse.Namespace, console: Console) -> int:
    """Do one of the verbs."""
    from sorikit.store.environments import default_environments

    environments = default_environments()
    if args.verb == "list":
        return _list(environments, console)
    if args.verb == "show":
        return _show(environments.look(args.name), console)
    if args.verb == "remove":
        return _remove(environments, args.name, console)
    return _install(environments, args, console)


def _list(environments: Environments, console: Console) -> int:
    from sorikit.apps.cli.models import _bytes, _print, _table

    found = environments.all()
    if console.as_json:
        console.json([_document(one) for one in found])
        return 0
    table = _table(t("Name", "이름"), t("What", "내용"))
    table.add_column(t("Size", "크기"), justify="right")
    table.add_column(t("Licence", "라이선스"))
    table.add_column(t("On this machine", "이 컴퓨터에"))
    for one in found:
        size = _bytes(one.size or one.row.disk)
        style = None if one.state == "ready" else "dim"
        table.add_row(one.row.name, one.row.title, size, one.row.license, _said(one), style=style)
    _print(table, console)
    console.result(t("Install one: sori engines install NAME", "설치: sori engines install 이름"))
    return 0


def _show(one: Environment, console: Console) -> int:
    from sorikit.apps.cli.models import _bytes, _print, _table

    if console.as_json:
        console.json(_document(one))
        return 0
    facts = _table("", one.row.title, headers=False)
    for label, value in (
        (t("Name", "이름"), one.row.name),
        (t("What", "내용"), one.row.title),
        (t("Licence", "라이선스"), one.row.license),
        (t("Source", "출처"), one.row.source),
        (t("Requirements", "요구 사항"), "\n".join(one.row.requirements)),
        (t("Versions", "판"), "\n".join(f"{name} {version}" for name, version in one.versions.items()) or "—"),
        (t("To download", "받을 크기"), t("about ", "약 ") + _bytes(one.row.download)),
        (t("Size", "크기"), _bytes(one.size) if one.size else t("about ", "약 ") + _bytes(one.row.disk)),
        (t("On this machine", "이 컴퓨터에"), _said(one)),
        (t("Path", "위치"), str(one.folder) if one.state == "ready" else f"— {one.row.command}"),
    ):
        facts.add_row(label, value)
    _print(facts, console)
    return 0


def _install(environments: Environments, args: argparse.Namespace, console: Console) -> int:
    from sorikit.apps.engines import install_engine

    before = environments.look(args.name)
    options = _options(args)
    if args.dry_run:
        return _tell_plan(before, options, console)
    there = before.state == "ready" and not options.again
    one = console.follow(install_engine(args.name, options), args.name)
    if console.as_json:
        console.json(_document(one))
        return 0
    said = t("was here already", "이미 있습니다") if there else t("is ready", "준비되었습니다")
    console.result(f"{one.row.name}: {said}: {one.folder}")
    console.result("  " + ", ".join(f"{name} {version}" for name, version in one.versions.items()))
    return 0


def _tell_plan(one: Environment, options: InstallOptions, console: Console) -> int:
    from sorikit.apps.cli.models import _bytes

    if console.as_json:
        console.json({**_document(one), "pip": ["install", *options.pip, *one.row.requirements]})
        return 0
    download, disk = _bytes(one.row.download), _bytes(one.row.disk)
    lines = (
        f"{one.row.name}: {one.row.title}",
        t(
            f"  to download about {download}, {disk} on the disk (Linux, CPU; CUDA builds are some 3 GB more)",
            f"  받을 크기 약 {download}, 디스크 {disk} (Linux, CPU. CUDA용은 3GB쯤 더)",
        ),
        t(f"  licence: {one.row.license}", f"  라이선스: {one.row.license}"),
        t(f"  into: {one.folder}", f"  위치: {one.folder}"),
        "  pip install " + " ".join([*options.pip, *(f'"{requirement}"' for requirement in one.row.requirements)]),
        t("Nothing was installed.", "설치하지 않았습니다."),
    )
    console.result("\n".join(lines))
    return 0


def _remove(environments: Environments, name: str, console: Console) -> int:
    from sorikit.apps.cli.models import _bytes

    freed = environments.remove(name)
    if console.as_json:
        console.json({"name": name, "freed": freed})
        return 0
    said = t(f"{_bytes(freed)} freed", f"{_bytes(freed)} 비움") if freed else t("is not here", "여기 없습니다")
    console.result(f"{name}: {said}")
    return 0


def _options(args: argparse.Namespace) -> InstallOptions:
    from sorikit.store.engine_rows import InstallOptions

    return InstallOptions(args.index_url, tuple(args.find_links), args.no_index, args.cuda, args.again)


def _document(one: Environment) -> dict[str, object]:
    """Return an environment as a JSON object; every key is always there."""
    return {
        "name": one.row.name,
        "title": one.row.title,
        "state": one.state,
        "path": str(one.folder) if one.state == "ready" else None,
        "versions": dict(one.versions),
        "requirements": list(one.row.requirements),
        "size": one.size or None,
        "expected_size": one.row.disk,
        "expected_download": one.row.download,
        "license": one.row.license,
        "source": one.row.source,
        "command": None if one.state == "ready" else one.row.command,
    }


def _said(one: Environment) -> str:
    return {
        "ready": t("yes", "있음"),
        "outdated": t("an older one", "옛것만 있음"),
        "broken": t("broken: its Python is gone", "망가짐: 파이썬이 없어졌습니다"),
        "unfinished": t("half installed", "설치가 끊김"),
        "missing": "—",
    }[one.state]
