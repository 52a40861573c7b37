"""An empty name, such as that of a variable that is not set, is no folder: one sentence, and nothing is done."""

from __future__ import annotations

from pathlib import Path

import pytest

from sorikit.apps.cli.main import main


@pytest.mark.parametrize(
    "command", [["meeting", ""], ["plot", ""], ["features", "", "--kind", "rms"], ["diarize", ""], ["transcribe", " "]]
)
def test_an_empty_name_is_no_folder(
    command: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SORI_LANG", "en")
    assert main(command) == 2
    assert '"": no such file' in capsys.readouterr().err
    assert not list(tmp_path.iterdir())
