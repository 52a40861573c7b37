"""``sori speak`` killed again and again, and a disk that fills up: nothing is lost, nothing is said twice."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import sorikit
from sorikit.store import default_store

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not default_store().state("kokoro").installed, reason="the model kokoro is not installed"),
    pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is of POSIX"),
]
TEXT = "One is the first. Two comes next. Three follows two. Four is even. Five is odd. Six has come. Seven is lucky."
SENTENCES = 7


def command(target: Path) -> list[str]:
    return [sys.executable, "-m", "sorikit", "speak", TEXT, "-o", str(target), "--no-check", "-q", "--json"]


def environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(Path(sorikit.__file__).parent.parent)}


def finished(target: Path) -> dict[str, object]:
    done = subprocess.run(command(target), env=environment(), capture_output=True, text=True, check=True)
    found: dict[str, object] = json.loads(done.stdout)
    return found


def test_killed_at_any_moment_it_goes_on_and_says_everything_once(tmp_path: Path) -> None:
    target = tmp_path / "killed" / "a.wav"
    for wanted in (1, 3, 5):
        process = subprocess.Popen(
            command(target), env=environment(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        while process.poll() is None and kept_sentences(target.parent) < wanted:
            time.sleep(0.01)
        time.sleep(random.Random(wanted).uniform(0, 0.3))
        process.send_signal(signal.SIGKILL)
        process.wait()
    assert kept_sentences(target.parent) >= 3 or target.exists()
    resumed, whole = finished(target), finished(tmp_path / "whole" / "a.wav")
    assert len(resumed["sentences"]) == SENTENCES  # type: ignore[arg-type]
    assert resumed["sentences"] == whole["sentences"]
    assert resumed["duration"] == whole["duration"]
    assert [path.name for path in target.parent.iterdir()] == ["a.wav"]


def kept_sentences(folder: Path) -> int:
    journals = [path for path in folder.glob(".sori/*/*") if path.is_file() and path.suffix != ".f32"]
    return sum(path.read_bytes().count(b"\n") for path in journals)
