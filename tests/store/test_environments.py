"""Managed environments: real ones, made by venv and pip from a small package that the test packs itself; no network."""

from __future__ import annotations

import dataclasses
import json
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest

from sorikit.core.errors import DownloadError, RuntimeMissing, UnknownEngine, WorkerFailed
from sorikit.engines._worker import Program, Worker
from sorikit.store.engine_rows import EngineRow, InstallOptions, engine_rows, read_rows
from sorikit.store.environments import MARKER, Environments

WORKER = """
NAME = "tiny"
PACKAGES = ("tiny-voice",)

def start():
    import tiny_voice
    from sorikit.engines.workers.wire import answer
    return {"say": lambda call: answer({"said": tiny_voice.SAID, "sys": __import__("sys").executable})}
"""


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """A folder with one package, as an index would serve it."""
    folder = tmp_path / "shop"
    folder.mkdir()
    with zipfile.ZipFile(folder / "tiny_voice-1.0-py3-none-any.whl", "w") as wheel:
        wheel.writestr("tiny_voice.py", "SAID = 'hello'\n")
        wheel.writestr("tiny_voice-1.0.dist-info/METADATA", "Metadata-Version: 2.1\nName: tiny-voice\nVersion: 1.0\n")
        wheel.writestr(
            "tiny_voice-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        )
        wheel.writestr("tiny_voice-1.0.dist-info/RECORD", "")
    return folder


def row(*requirements: str) -> EngineRow:
    return EngineRow("tiny", "A tiny voice", "tiny", requirements, (), "", 1000, 1000, "MIT", "https://example.org")


def made(home: Path, *requirements: str) -> Environments:
    return Environments(home, (row(*requirements),))


def greet(home: Path, python: Path) -> Mapping[str, str]:
    script = home / "tiny.py"
    script.write_text(WORKER, "utf-8")
    worker = Worker(Program("tiny", python, script))
    try:
        assert worker.ask("say").fields["said"] == "hello"
        assert Path(worker.ask("say").fields["sys"]) == python
        return worker.versions
    finally:
        worker.close()


def options(shop: Path, **others: bool) -> InstallOptions:
    return InstallOptions(find_links=(str(shop),), no_index=True, **others)


def test_an_environment_from_nothing_to_nothing(tmp_path: Path, shop: Path) -> None:
    home = tmp_path / "engines"
    environments = made(home, "tiny-voice>=1,<2")
    assert environments.look("tiny").state == "missing"
    with pytest.raises(RuntimeMissing, match="sori engines install tiny"):
        environments.find("tiny", "voice 'x'")
    home.mkdir()
    ready = environments.install("tiny", lambda python: greet(home, python), options(shop)).run()
    assert (ready.state, ready.versions) == ("ready", {"tiny-voice": "1.0"})
    assert environments.find("tiny", "") == ready
    note = json.loads((ready.folder / MARKER).read_text("utf-8"))
    assert note["requirements"] == ["tiny-voice>=1,<2"]
    assert note["size"] == ready.size > 0
    here = subprocess.run([sys.executable, "-c", "import tiny_voice"], capture_output=True, check=False)
    assert here.returncode != 0  # nothing came into our own installation

    def never(_: Path) -> Mapping[str, str]:
        raise AssertionError

    assert environments.install("tiny", never, options(shop)).run() == ready  # there already: no work

    newer = made(home, "tiny-voice>=1,<3")  # the kit's next release asks for something else
    assert newer.look("tiny").state == "outdated"
    with pytest.raises(RuntimeMissing):
        newer.find("tiny", "")
    again = newer.install("tiny", lambda python: greet(home, python), options(shop)).run()
    assert again.state == "ready"
    assert not ready.folder.exists()  # the older one went when the newer was ready

    shutil.rmtree(again.python.parent)  # as when the system's Python was replaced
    assert newer.look("tiny").state == "broken"
    with pytest.raises(RuntimeMissing, match="--again"):
        newer.find("tiny", "")
    assert newer.remove("tiny") > 0
    assert newer.remove("tiny") == 0
    assert newer.look("tiny").state == "missing"


def test_what_pip_cannot_do_is_one_sentence_and_leaves_nothing(
    tmp_path: Path, shop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    environments = made(tmp_path / "engines", "no-such-voice>=1")
    with pytest.raises(DownloadError, match=r"could not download tiny: .*no-such-voice.*run the same command"):
        environments.install("tiny", lambda _: {}, options(shop)).run()
    assert environments.look("tiny").state == "missing"
    monkeypatch.setenv("PIP_RETRIES", "1")
    unreachable = InstallOptions(index_url="http://127.0.0.1:9/simple")
    with pytest.raises(DownloadError, match=r"cannot be reached .*--find-links"):
        environments.install("tiny", lambda _: {}, unreachable).run()


def test_a_library_that_does_not_load_is_no_environment(tmp_path: Path, shop: Path) -> None:
    environments = made(tmp_path / "engines", "tiny-voice")
    script = tmp_path / "broken.py"
    script.write_text("NAME = 'tiny'\nPACKAGES = ()\ndef start():\n    import tiny_voices\n", "utf-8")

    def check(python: Path) -> Mapping[str, str]:
        _ = Worker(Program("tiny", python, script)).told
        return {}

    with pytest.raises(WorkerFailed, match="tiny_voices"):
        environments.install("tiny", check, options(shop)).run()
    assert environments.look("tiny").state == "missing"


def test_a_cut_installation_is_removed_by_the_next(tmp_path: Path, shop: Path) -> None:
    environments = made(tmp_path / "engines", "tiny-voice")
    folder = environments.look("tiny").folder
    folder.mkdir(parents=True)
    (folder / "half").write_text("", "utf-8")
    assert environments.look("tiny").state == "unfinished"
    with pytest.raises(RuntimeMissing):
        environments.find("tiny", "")
    environments.install("tiny", lambda _: {"tiny-voice": "1.0"}, options(shop)).run()
    assert not (folder / "half").exists()


def test_the_catalogue_names_ranges_sizes_and_licences() -> None:
    assert {one.name for one in engine_rows()} >= {"coqui"}
    for one in engine_rows():
        assert one.license
        assert one.source.startswith("https://")
        assert 0 < one.download < one.disk
        assert all("<" in text or ">=" in text or "==" in text for text in one.requirements)
        assert set(one.torch) <= set(one.requirements)


def test_a_malformed_row_and_an_unknown_name_are_told(tmp_path: Path) -> None:
    rows = tmp_path / "engines.toml"
    rows.write_text('[[engine]]\nname = "x"\n', "utf-8")
    with pytest.raises(ValueError, match="engine row x"):
        read_rows(rows)
    with pytest.raises(UnknownEngine, match="coqui"):
        Environments(tmp_path).look("koki")
    assert dataclasses.replace(row("a"), name="b").command == "sori engines install b"
