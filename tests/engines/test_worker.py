"""The pipe to workers, with a worker that echoes and misbehaves: run by this same Python, which has numpy."""

from __future__ import annotations

import io
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from sorikit.core.errors import InvalidOption, OutOfMemory, WorkerFailed
from sorikit.engines._worker import Program, Worker
from sorikit.engines.workers import script_of, wire
from sorikit.engines.workers.wire import Message

ECHO = Path(__file__).with_name("echo_worker.py")
PROGRAM = Program("echo", Path(sys.executable), ECHO, threads=2, patience=30.0, start_patience=60.0)
SOUND = np.linspace(-1, 1, 5).astype(np.float32)


@pytest.fixture(scope="module")
def echo() -> Iterator[Worker]:
    worker = Worker(PROGRAM, Message("call", {"verb": "setup", "volume": 0.5}))
    yield worker
    worker.close()


def test_messages_keep_text_and_numbers_to_the_bit() -> None:
    pipe = io.BytesIO()
    numbers = np.array([[0.1, np.inf], [-0.0, 1e-42]], np.float32)
    wire.write_message(pipe, Message("call", {"text": "안녕 \ud800\n"}, {"a": numbers, "empty": np.zeros(0)}, 7))
    wire.write_message(pipe, Message("done"))
    pipe.seek(0)
    first, second = wire.read_message(pipe), wire.read_message(pipe)
    assert first is not None
    assert (first.kind, first.id, first.fields) == ("call", 7, {"text": "안녕 \ud800\n"})
    assert first.arrays["a"].tobytes() == numbers.tobytes()
    assert first.arrays["empty"].shape == (0,)
    assert second is not None
    assert second.kind == "done"
    assert wire.read_message(pipe) is None


@pytest.mark.parametrize(
    "line",
    [
        b"Loading model...\n",
        b'{"kind": "done"}\n',
        b'{"kind":"done","id":0,"fields":{},"arrays":[{"name":"a","shape":[-1]}]}\n',
        b'{"kind":"done","id":0,"fields":{},"arrays":[{"name":"a","shape":[99999999999]}]}\n',
        b'{"kind":"done","id":0,"fields":{},"arrays":[{"name":"a","shape":[2]}]}\n1234',
    ],
)
def test_what_is_no_message_is_told(line: bytes) -> None:
    with pytest.raises(wire.BrokenWireError):
        wire.read_message(io.BytesIO(line))


def test_sound_goes_there_and_back_past_the_chatter_of_a_library(echo: Worker) -> None:
    assert echo.told.fields == {"rate": 24_000}
    for call in (1, 2):
        answer = echo.ask("echo", {"text": "소리"}, {"sound": SOUND})
        assert answer.fields == {"text": "소리", "verb": "echo", "calls": call}
        np.testing.assert_array_equal(answer.arrays["sound"], SOUND * 0.5)
    assert [part.kind for part in echo.stream("count", {"to": 3})] == ["part", "part", "done"]
    large = np.zeros(3_000_000, np.float32)  # more than any pipe holds
    assert echo.ask("echo", {}, {"sound": large}).arrays["sound"].size == large.size


def test_threads_share_a_worker(echo: Worker) -> None:
    found: dict[int, float] = {}

    def ask(number: int) -> None:
        sound = np.full(4, number, np.float32)
        found[number] = float(echo.ask("echo", {}, {"sound": sound}).arrays["sound"][0])

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == {number: number / 2 for number in range(6)}


def test_mistakes_are_one_sentence_and_the_worker_lives_on(echo: Worker) -> None:
    with pytest.raises(InvalidOption) as refused:
        echo.ask("refuse")
    assert refused.value.sentence("en") == "language: there is no 'xx'."
    assert refused.value.sentence("ko") == "language: 'xx'은(는) 없습니다."
    with pytest.raises(WorkerFailed, match=r"^echo failed: ValueError: the first line\.$"):
        echo.ask("fail")
    with pytest.raises(OutOfMemory):
        echo.ask("memory")
    with pytest.raises(InvalidOption, match="no verb 'sing'"):
        echo.ask("sing")
    assert echo.ask("count", {"to": 1}).fields == {"number": 0}


def test_a_worker_has_no_network_no_input_and_its_threads(echo: Worker) -> None:
    with pytest.raises(WorkerFailed, match="the network is closed"):
        echo.ask("network")
    assert echo.ask("settings").fields == {"threads": "2", "input": ""}


def test_a_dead_worker_is_told_and_started_again_set_up_as_before(echo: Worker) -> None:
    with pytest.raises(WorkerFailed, match=r"ended \(.*9\).*about to fall"):
        echo.ask("die")
    before = echo.starts
    answer = echo.ask("echo", {}, {"sound": SOUND})
    assert (answer.fields["calls"], echo.starts) == (1, before + 1)
    np.testing.assert_array_equal(answer.arrays["sound"], SOUND * 0.5)


def test_a_silent_worker_is_ended() -> None:
    worker = Worker(Program("echo", Path(sys.executable), ECHO, patience=0.4))
    worker.ask("count", {"to": 1})
    before = time.monotonic()
    with pytest.raises(WorkerFailed, match=r"no answer for 0\.4 s"):
        worker.ask("sleep")
    assert time.monotonic() - before < 10.0
    worker.close()


def test_a_worker_ends_with_its_pipe_in_the_middle_of_its_work() -> None:
    worker = Worker(PROGRAM)
    worker.ask("count", {"to": 1})
    running = worker._running
    assert running is not None
    wire.write_message(running.stdin, Message("call", {"verb": "sleep"}, {}, 9))
    running.stdin.close()
    assert running.process.wait(timeout=10.0) == 0
    worker.close()


def test_a_worker_that_cannot_load_its_library_says_why(tmp_path: Path) -> None:
    script = tmp_path / "broken.py"
    script.write_text("NAME = 'broken'\nPACKAGES = ()\ndef start():\n    import no_such_library\n", "utf-8")
    with pytest.raises(WorkerFailed, match="No module named 'no_such_library'"):
        Worker(Program("broken", Path(sys.executable), script)).ask("speak")
    with pytest.raises(WorkerFailed, match="no-python"):
        Worker(Program("broken", tmp_path / "no-python", script)).ask("speak")
    assert script_of("wire").is_file()
