"""Batches that are killed, doubled or out of room: in the end every recording is done, once, as if nothing had happened."""

from __future__ import annotations

import os
import random
import resource
import signal
import subprocess
import time
from pathlib import Path

import pytest
from batch_bench import ENVIRONMENT, command, journal_lines, leftovers, make_recordings, results, sori

pytestmark = pytest.mark.slow
COUNT = 8
FORMATS = "json,srt,txt"


@pytest.fixture(scope="module")
def recordings(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_recordings(tmp_path_factory.mktemp("recordings"), COUNT)


TOOK: list[float] = []
"""Seconds of the run that nobody stopped."""


@pytest.fixture(scope="module")
def expected(recordings: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    out = tmp_path_factory.mktemp("expected")
    started = time.monotonic()
    done = sori(recordings, "-o", out, "-f", FORMATS)
    assert done.returncode == 0, done.stderr
    TOOK.append(time.monotonic() - started)
    files = results(out)
    assert len(files) == COUNT * 3
    return files


@pytest.mark.parametrize(("seed", "jobs"), [(1, 1), (2, 2), (3, 3)])
def test_killed_at_random_moments(
    recordings: Path, expected: dict[str, bytes], tmp_path: Path, seed: int, jobs: int
) -> None:
    chance = random.Random(seed)
    kills = 0
    for _ in range(12):
        process = subprocess.Popen(
            command(recordings, "-o", tmp_path, "-f", FORMATS, "--jobs", jobs),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=ENVIRONMENT,
            start_new_session=True,
        )
        try:
            most = 0.7 if kills else 0.25  # so that one is killed, however the load of the machine changes
            code = process.wait(TOOK[0] / jobs * chance.uniform(0.02, most))
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            kills += 1
            found = results(tmp_path)
            assert all(expected[name] == content for name, content in found.items())
        else:
            assert code == 0
            break
    else:
        last = sori(recordings, "-o", tmp_path, "-f", FORMATS)
        assert last.returncode == 0, last.stderr
    assert kills > 0
    assert results(tmp_path) == expected
    assert leftovers(tmp_path / ".sori") == []
    assert journal_lines(tmp_path, "finished") == COUNT
    again = sori(recordings, "-o", tmp_path, "-f", FORMATS)
    assert again.returncode == 0
    assert f"skipped {COUNT}" in again.stdout


def test_ctrl_c_keeps_what_is_done(recordings: Path, expected: dict[str, bytes], tmp_path: Path) -> None:
    process = subprocess.Popen(
        command(recordings, "-o", tmp_path, "-f", FORMATS, "--jobs", 2),
        stderr=subprocess.PIPE,
        text=True,
        env=ENVIRONMENT,
    )
    deadline = time.monotonic() + 120
    while len(results(tmp_path)) < 6 and time.monotonic() < deadline:
        time.sleep(0.02)
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 130, errors
    assert "Traceback" not in errors
    assert "Finished parts are kept" in errors
    assert leftovers(tmp_path) == []
    before = results(tmp_path)
    done = sori(recordings, "-o", tmp_path, "-f", FORMATS)
    assert done.returncode == 0, done.stderr
    assert results(tmp_path) == expected
    assert before.items() <= expected.items()


def test_two_runs_share_the_work(recordings: Path, expected: dict[str, bytes], tmp_path: Path) -> None:
    line = command(recordings, "-o", tmp_path, "-f", FORMATS)
    runs = [
        subprocess.Popen(line, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=ENVIRONMENT)
        for _ in range(2)
    ]
    told = [run.communicate(timeout=900) for run in runs]
    assert [run.returncode for run in runs] == [0, 0], told
    assert results(tmp_path) == expected
    assert journal_lines(tmp_path, "finished") == COUNT  # each was done once


@pytest.mark.skipif(os.name != "posix", reason="needs limits of POSIX")
def test_a_full_disk_is_said_and_nothing_half_written(
    recordings: Path, expected: dict[str, bytes], tmp_path: Path
) -> None:
    def little_room() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (150_000, 150_000))  # less than three seconds of decoded audio

    done = subprocess.run(
        command(recordings, "-o", tmp_path, "-f", FORMATS),
        capture_output=True, text=True, check=False, timeout=900, preexec_fn=little_room,
        env=ENVIRONMENT,
    )  # fmt: skip
    assert done.returncode == 3, done.stderr
    assert "Traceback" not in done.stderr
    assert leftovers(tmp_path) == []
    assert results(tmp_path).items() <= expected.items()
    assert sori(recordings, "-o", tmp_path, "-f", FORMATS).returncode == 0
    assert results(tmp_path) == expected


def test_a_small_disk_that_fills_up(recordings: Path, expected: dict[str, bytes], tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=300k", "tmpfs", str(disk)], capture_output=True, check=False
    )
    if mounted.returncode != 0:
        pytest.skip("a small disk cannot be mounted here")
    try:
        done = sori(recordings, "-o", disk, "-f", FORMATS)
        assert done.returncode == 3, (done.stdout, done.stderr)
        assert "the disk is full" in done.stderr
        assert "Traceback" not in done.stderr
        assert results(disk).items() <= expected.items()
        assert leftovers(disk) == []
        subprocess.run(["mount", "-o", "remount,size=50m", str(disk)], check=True)
        assert sori(recordings, "-o", disk, "-f", FORMATS).returncode == 0
        assert results(disk) == expected
    finally:
        subprocess.run(["umount", "-l", str(disk)], check=False)
