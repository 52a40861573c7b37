"""Jobs: iterated, left and gone on with, failed, closed."""

from __future__ import annotations

from collections.abc import Generator

import pytest

from sorikit.core.events import Event, Job, Notice, Progress


def work(log: list[str], *, fail: bool = False) -> Generator[Event, None, str]:
    try:
        yield Progress("decode", 1, 2)
        yield Notice("half", "절반")
        if fail:
            raise ValueError("broken")
        yield Progress("decode", 2, 2)
        return "result"
    finally:
        log.append("put away")


def test_run_tells_every_event_and_gives_the_result() -> None:
    log: list[str] = []
    heard: list[Event] = []
    job = Job(work(log))
    assert job.run(heard.append) == "result"
    assert [type(event).__name__ for event in heard] == ["Progress", "Notice", "Progress"]
    assert job.run() == job.result == "result"
    assert log == ["put away"]


def test_a_loop_that_was_left_goes_on() -> None:
    log: list[str] = []
    job = Job(work(log))
    for _ in job:
        break
    with pytest.raises(RuntimeError, match="not finished"):
        _ = job.result
    assert log == []
    assert len(list(job)) == 2
    assert job.result == "result"
    assert list(job) == []


def test_a_failure_is_not_a_result() -> None:
    log: list[str] = []
    job = Job(work(log, fail=True))
    with pytest.raises(ValueError, match="broken"):
        job.run()
    with pytest.raises(RuntimeError, match="failed"):
        job.run()
    with pytest.raises(RuntimeError, match="not finished"):
        _ = job.result
    assert log == ["put away"]


def test_closing_puts_away() -> None:
    log: list[str] = []
    job = Job(work(log))
    next(iter(job))
    job.close()
    assert log == ["put away"]
    with pytest.raises(RuntimeError, match="closed"):
        job.run()


def test_progress_and_notice() -> None:
    assert Progress("decode", 1, 4).fraction == 0.25
    assert Progress("decode", 5, 4).fraction == 1.0
    assert Progress("decode", 1, 0).fraction == 1.0
    assert Notice("half", "절반").sentence("ko") == "절반"
    assert Notice("half").sentence("ko") == "half"


def test_a_part_tells_its_events_through_the_whole_and_gives_its_result() -> None:
    def whole() -> Generator[Event, None, str]:
        part = yield from Job(work([])).relay()
        yield Progress("write", 1, 1)
        return f"<{part}>"

    alone: list[Event] = []
    expected = Job(work([])).run(alone.append)
    told: list[Event] = []
    assert Job(whole()).run(told.append) == f"<{expected}>"
    assert told == [*alone, Progress("write", 1, 1)]
