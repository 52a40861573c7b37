"""Finished stages on disk: what was finished is found again, what was cut short is done again."""

from __future__ import annotations

import errno
import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from sorikit.core.errors import DiskFull, OutputNotWritable
from sorikit.core.text import Segment, Transcript, Word
from sorikit.core.time import Span
from sorikit.pipelines.stages import LineLog, StepLog, Workspace, digest_file, digest_of

SEGMENT = Segment(3, 0.1, 1.7, "안녕하세요", (Word("안녕하세요", 0.1, 1.7, 0.83),), language="ko")


def test_a_stage_comes_back_exactly(tmp_path: Path) -> None:
    space = Workspace(tmp_path / "work")
    transcript = Transcript((SEGMENT,), "ko", 0.99, 12.3, speech=(Span(0.1, 1.7),))
    space.save("transcript", transcript)
    assert space.load("transcript", Transcript) == transcript
    assert not [path for path in space.folder.iterdir() if path.suffix == ".part"]


@pytest.mark.parametrize("damage", ["", "{", "[]", '{"segments": 3}', "null"])
def test_a_damaged_stage_is_absent(tmp_path: Path, damage: str) -> None:
    space = Workspace(tmp_path)
    (tmp_path / "transcript.json").write_text(damage)
    assert space.load("transcript", Transcript) is None


@dataclass(frozen=True)
class Step:
    """What a pipeline keeps."""

    segments: tuple[Segment, ...]
    spoken: dict[str, float]


STEP = Step((SEGMENT,), {"ko": 0.1 + 0.2, "en": 1e-17})


def test_a_line_log_goes_on_after_a_line_cut_short(tmp_path: Path) -> None:
    path = tmp_path / "log.jsonl"
    StepLog(LineLog(path)).put("one", STEP)
    with path.open("a") as file:
        file.write('["two", {"segments": [{"id": 4, "st')  # the process was killed here
    log = StepLog(LineLog(path))
    assert log.get("one", Step) == STEP
    assert log.get("two", Step) is None
    log.put("two", Step((), {}))
    again = StepLog(LineLog(path))
    assert again.get("two", Step) == Step((), {})
    assert again.get("one", Step) == STEP


def test_a_line_of_another_shape_is_done_again(tmp_path: Path) -> None:
    path = tmp_path / "log.jsonl"
    path.write_text(json.dumps(["a", {"segments": [{"id": "not a number"}], "spoken": {}}]) + "\n7\n")
    assert StepLog(LineLog(path)).get("a", Step) is None


def test_a_temporary_workspace_leaves_nothing() -> None:
    space = Workspace.temporary()
    space.save("transcript", Transcript())
    space.close()
    assert not space.folder.exists()


def test_a_kept_workspace_drops_only_the_audio(tmp_path: Path) -> None:
    space = Workspace(tmp_path)
    (tmp_path / "audio.f32").write_bytes(b"1234")
    space.save("transcript", Transcript())
    space.drop_audio()
    space.close()
    assert [path.name for path in tmp_path.iterdir()] == ["transcript.json"]


def test_a_full_disk_is_said_and_leaves_nothing_half_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    space = Workspace(tmp_path)

    def full(*_: object, **__: object) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "write_text", full)
    with pytest.raises(DiskFull):
        space.save("transcript", Transcript())
    assert list(tmp_path.iterdir()) == []


def test_a_file_in_the_way_is_said(tmp_path: Path) -> None:
    (tmp_path / "work").write_text("a file")
    with pytest.raises(OutputNotWritable):
        Workspace(tmp_path / "work")


def test_digests_tell_content_and_options_apart(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"x" * 3_000_000)
    (tmp_path / "b").write_bytes(b"x" * 3_000_000)
    (tmp_path / "c").write_bytes(b"x" * 2_999_999 + b"y")
    assert digest_file(tmp_path / "a") == digest_file(tmp_path / "b") != digest_file(tmp_path / "c")
    assert digest_of(1, ("ko",)) == digest_of(1, ("ko",)) != digest_of(1, ("en",))


HOLDER = """
import sys, time
from pathlib import Path
from sorikit.pipelines.stages import Workspace
space = Workspace(Path(sys.argv[1]))
list(space.hold())
print("held", flush=True)
sys.stdin.read()
"""


def test_a_folder_belongs_to_one_run_at_a_time(tmp_path: Path) -> None:
    command = [sys.executable, "-c", HOLDER, str(tmp_path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"
        space = Workspace(tmp_path)
        waiting = space.hold()
        assert "Another run" in next(waiting).en
        other.kill()  # the system opens what a dead process had locked
        assert list(waiting) == []
    assert list(space.hold()) == []  # held already
    again = Workspace(tmp_path)
    knock = again.hold()
    assert "Another run" in next(knock).en
    space.close()
    assert list(knock) == []
    again.close()
