"""Batches on a real Ray cluster of two nodes on loopback: the same words, and nothing lost when workers and nodes die."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from batch_bench import command, journal_lines, leftovers, make_recordings, results, sori

pytest.importorskip("ray", reason='needs Ray: pip install "sorikit[cluster]"')
psutil = pytest.importorskip("psutil", reason="needs psutil, which Ray brings along")

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore")]
COUNT = 4
FORMATS = "json,txt"
PRIVATE = {
    "RAY_USAGE_STATS_ENABLED": "0",
    "RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER": "0",
    "SORI_LANG": "en",
    "SORI_THREADS": "1",
}
TWO_NODES = """
import sys
from ray.cluster_utils import Cluster
cluster = Cluster(initialize_head=True, head_node_args={"num_cpus": 1, "include_dashboard": False})
second = cluster.add_node(num_cpus=1)
print(cluster.address, flush=True)
for line in sys.stdin:
    if line.strip() == "kill":
        cluster.remove_node(second, allow_graceful=False)
        print("killed", flush=True)
cluster.shutdown()
"""


class TwoNodes:
    """A cluster in a process of its own."""

    def __init__(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", TWO_NODES],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            env={**os.environ, **PRIVATE},
            start_new_session=True,
        )
        assert self.process.stdout is not None
        self.address = self.process.stdout.readline().strip()
        assert self.address.startswith("127.0.0.1:"), self.address

    def family(self) -> list[psutil.Process]:
        return psutil.Process(self.process.pid).children(recursive=True)

    def workers(self) -> list[psutil.Process]:
        """The processes that transcribe right now."""
        found = []
        for process in self.family():
            try:
                if any("sori transcribe" in word or "transcribe_remotely" in word for word in process.cmdline()):
                    found.append(process)
            except psutil.Error:
                continue
        return found

    def kill_second_node(self) -> None:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write("kill\n")
        self.process.stdin.flush()
        assert self.process.stdout.readline().strip() == "killed"

    def close(self) -> None:
        family = self.family()
        assert self.process.stdin is not None
        self.process.stdin.close()
        try:
            self.process.wait(60)
        except subprocess.TimeoutExpired:
            self.process.kill()
        for process in family:
            try:
                process.kill()
            except psutil.Error:
                continue


@pytest.fixture
def cluster() -> Iterator[TwoNodes]:
    nodes = TwoNodes()
    yield nodes
    nodes.close()


@pytest.fixture(scope="module")
def recordings(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_recordings(tmp_path_factory.mktemp("recordings"), COUNT)


@pytest.fixture(scope="module")
def expected(recordings: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    out = tmp_path_factory.mktemp("expected")
    done = sori(recordings, "-o", out, "-f", FORMATS)
    assert done.returncode == 0, done.stderr
    return results(out)


def start(recordings: Path, out: Path, address: str) -> subprocess.Popen[str]:
    line = command(recordings, "-o", out, "-f", FORMATS, "--ray", address, "--threads", "1")
    return subprocess.Popen(
        line, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env={**os.environ, **PRIVATE}
    )


def wait_for(condition: object, seconds: float = 600.0) -> None:
    end = time.monotonic() + seconds
    while not condition():  # type: ignore[operator]
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.02)


def test_a_local_cluster_writes_the_same_words(recordings: Path, expected: dict[str, bytes], tmp_path: Path) -> None:
    done = sori(recordings, "-o", tmp_path, "-f", FORMATS, "--ray", "local", timeout=900)
    assert done.returncode == 0, done.stderr
    assert results(tmp_path) == expected
    assert journal_lines(tmp_path, "finished") == COUNT
    again = sori(recordings, "-o", tmp_path, "-f", FORMATS)  # without a cluster: the journal is the same
    assert f"skipped {COUNT}" in again.stdout


def test_killed_workers_lose_nothing(
    cluster: TwoNodes, recordings: Path, expected: dict[str, bytes], tmp_path: Path
) -> None:
    run = start(recordings, tmp_path, cluster.address)
    killed = 0
    for _ in range(2):
        wait_for(lambda: cluster.workers() or run.poll() is not None)
        for worker in cluster.workers():
            worker.send_signal(signal.SIGKILL)
            killed += 1
        time.sleep(1.0)
    assert killed >= 2
    _, errors = run.communicate(timeout=900)
    assert run.returncode == 0, errors
    assert results(tmp_path) == expected
    assert journal_lines(tmp_path, "finished") == COUNT
    assert leftovers(tmp_path) == []


def test_a_killed_node_loses_nothing(
    cluster: TwoNodes, recordings: Path, expected: dict[str, bytes], tmp_path: Path
) -> None:
    run = start(recordings, tmp_path, cluster.address)
    wait_for(lambda: len(cluster.workers()) == 2 or run.poll() is not None)
    assert run.poll() is None
    cluster.kill_second_node()
    _, errors = run.communicate(timeout=900)
    assert run.returncode == 0, errors
    assert results(tmp_path) == expected
    assert journal_lines(tmp_path, "finished") == COUNT


def test_a_killed_driver_goes_on(
    cluster: TwoNodes, recordings: Path, expected: dict[str, bytes], tmp_path: Path
) -> None:
    run = start(recordings, tmp_path, cluster.address)
    wait_for(lambda: len(results(tmp_path)) >= 2 or run.poll() is not None)
    run.kill()
    run.communicate()
    again = start(recordings, tmp_path, cluster.address)
    _, errors = again.communicate(timeout=900)
    assert again.returncode == 0, errors
    assert results(tmp_path) == expected
    assert journal_lines(tmp_path, "finished") == COUNT


def test_the_cluster_listens_on_loopback_alone(cluster: TwoNodes) -> None:
    open_to = set()
    for process in cluster.family():
        try:
            ports = process.net_connections(kind="inet")
        except psutil.Error:
            continue
        open_to |= {port.laddr.ip for port in ports if port.status == psutil.CONN_LISTEN}
    assert open_to
    assert open_to <= {"127.0.0.1", "::1", "::ffff:127.0.0.1"}


def test_errors_of_one_recording_stay_with_it(recordings: Path, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "bad.wav").write_text("a letter, not a recording")
    (tmp_path / "in" / "good.wav").write_bytes((recordings / "talk0.wav").read_bytes())
    done = sori(tmp_path / "in", "-o", tmp_path / "out", "-f", "json", "--ray", "local", "--json")
    assert done.returncode == 2
    bad, good = json.loads(done.stdout)
    assert (bad["state"], good["state"]) == ("failed", "done")
    assert "bad.wav" in bad["error"]


def test_bytes_are_sent_where_the_file_is_not_to_be_seen(recordings: Path) -> None:
    from sorikit.apps.batch.remote import Errand, transcribe_remotely
    from sorikit.core.device import Device
    from sorikit.pipelines.stages import digest_file
    from sorikit.pipelines.transcribe import TranscribeOptions

    path = recordings / "talk0.wav"
    data = path.read_bytes()
    elsewhere = Errand("/nowhere/talk0.wav", len(data), digest_file(path), TranscribeOptions(), Device(threads=2))
    assert transcribe_remotely(elsewhere, None).bytes_wanted
    changed = Errand(str(path), len(data), "0" * 40, TranscribeOptions(), Device(threads=2))
    assert transcribe_remotely(changed, None).bytes_wanted
    seen = Errand(str(path), len(data), digest_file(path), TranscribeOptions(), Device(threads=2))
    sent, read = transcribe_remotely(elsewhere, data), transcribe_remotely(seen, None)
    assert json.loads(sent.transcript)["segments"] == json.loads(read.transcript)["segments"] != []


@pytest.mark.parametrize("address", ["127.0.0.1:9", "ray://127.0.0.1:9"])
def test_no_cluster_is_said(recordings: Path, tmp_path: Path, address: str) -> None:
    started = time.monotonic()
    done = sori(recordings, "-o", tmp_path, "--ray", address, timeout=200)
    assert time.monotonic() - started < 60  # Ray itself says it after 40 s, and asks twenty times
    assert done.returncode == 6
    assert done.stderr.count("sori:") == 1
    assert "ray start --head" in done.stderr
    assert "Traceback" not in done.stderr
