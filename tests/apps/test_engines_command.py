"""``sori engines``: what is told before anything is installed, and that nothing is without the word."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sorikit.apps.cli.main import main
from sorikit.store import Store, set_default_store
from sorikit.store.environments import Environments, set_default_environments


@pytest.fixture(autouse=True)
def empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SORI_ENGINES", str(tmp_path / "engines"))
    monkeypatch.setenv("SORI_CACHE", str(tmp_path / "models"))
    monkeypatch.setenv("SORI_LANG", "en")
    yield tmp_path / "engines"
    set_default_environments(Environments())
    set_default_store(Store())


def test_list_and_show(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["engines", "list"]) == 0
    assert "coqui" in capsys.readouterr().out
    assert main(["engines", "list", "--json"]) == 0
    (row, *_) = json.loads(capsys.readouterr().out)
    assert (row["name"], row["state"], row["path"], row["command"]) == (
        "coqui",
        "missing",
        None,
        "sori engines install coqui",
    )
    assert main(["engines", "show", "coqui"]) == 0
    out = capsys.readouterr().out
    assert "MPL-2.0" in out
    assert "sori engines install coqui" in out


def test_a_dry_run_tells_all_and_installs_nothing(empty: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["engines", "install", "coqui", "--dry-run", "--index-url", "https://example.org/simple"]) == 0
    out = capsys.readouterr().out
    assert "pip install --index-url https://example.org/simple" in out
    assert "GB on the disk" in out
    assert "Nothing was installed." in out
    assert main(["engines", "install", "coqui", "--dry-run", "--json", "--find-links", "a", "--no-index"]) == 0
    assert json.loads(capsys.readouterr().out)["pip"][:4] == ["install", "--find-links", "a", "--no-index"]
    assert not empty.exists()


def test_mistakes_are_one_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["engines", "install", "coki"]) == 4
    assert "no engine is called 'coki'. Choose from: coqui" in capsys.readouterr().err
    assert main(["engines", "remove", "coqui"]) == 0
    assert "is not here" in capsys.readouterr().out


def test_an_engine_that_is_not_installed_says_what_to_type(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "config.json").write_text(json.dumps({"model": "vits", "audio": {}}), "utf-8")
    target = str(tmp_path / "out.wav")
    assert main(["speak", "Hello.", "--engine", "coqui", "--model", str(tmp_path), "-o", target]) == 4
    assert "sori engines install coqui" in capsys.readouterr().err
    assert main(["speak", "Hello.", "--engine", "piper", "--model", str(tmp_path), "-o", target]) == 2
    assert "is a model of the engine coqui" in capsys.readouterr().err


def test_terms_are_agreed_to_before_anything_is_asked_of_the_network(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["pull", "xtts-v2"]) == 2
    said = capsys.readouterr().err
    assert "non-commercial" in said
    assert "--agree" in said
    assert main(["pull", "xtts-v2", "--agree", "--offline"]) == 5
    assert "--offline was asked for" in capsys.readouterr().err
