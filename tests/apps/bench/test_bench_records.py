"""The line protocol, the log and the order: what a bench is made of, without any worker."""

from __future__ import annotations

import math
import tempfile
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sorikit.apps.bench.log import Begun, RunLog
from sorikit.apps.bench.protocol import (
    REPLIES,
    REQUESTS,
    Answered,
    Ask,
    Failed,
    Load,
    Loaded,
    decode,
    encode,
)
from sorikit.apps.bench.records import Clip, Heard, Outcome, Run, RunKey, Setup, Start, Timing
from sorikit.apps.bench.schedule import schedule
from sorikit.core.errors import InvalidDocument, InvalidOption
from sorikit.core.time import Span, Turn

texts = st.text(max_size=30)
numbers = st.floats(min_value=0, max_value=1e6)
spans = st.tuples(numbers, numbers).map(lambda two: Span(min(two), max(two)))
clips = st.builds(Clip, texts, texts, st.none() | texts, st.none() | texts, st.none() | st.integers(1, 9))
timings = st.builds(Timing, numbers, numbers, numbers, st.none() | numbers)
outcomes = st.builds(
    Outcome,
    sound_seconds=numbers,
    text=texts,
    language=st.none() | texts,
    turns=st.lists(st.builds(Turn, spans, texts), max_size=3).map(tuple),
    spans=st.lists(spans, max_size=3).map(tuple),
    shape=st.lists(st.integers(0, 99), max_size=2).map(tuple),
    values=st.lists(st.floats(allow_nan=False), max_size=5).map(tuple),
    made=st.none() | texts,
)
setups = st.builds(Setup, texts, texts, texts, st.dictionaries(texts, texts, max_size=2), st.integers(1, 64))
keys = st.builds(RunKey, texts, texts, st.integers(0, 9))
runs = st.builds(Run, keys, st.none() | outcomes, st.none() | timings, texts, texts)


@given(st.one_of(st.builds(Load, setups), st.builds(Ask, clips)))
def test_requests_come_back_as_they_went(message: object) -> None:
    line = encode(message)
    assert line.endswith(b"\n")
    assert line.count(b"\n") == 1
    assert decode(line, REQUESTS) == message


@given(
    st.one_of(
        st.builds(Loaded, st.builds(Start, texts, numbers, st.none() | numbers)),
        st.builds(Answered, outcomes, timings),
        st.builds(Failed, texts, texts, st.integers(0, 9)),
    )
)
def test_replies_come_back_as_they_went(message: object) -> None:
    assert decode(encode(message), REPLIES) == message


def test_numbers_that_json_does_not_know() -> None:
    outcome = Outcome(values=(math.inf, -math.inf, math.nan))
    reply = decode(encode(Answered(outcome, Timing(1.0, 1.0, 1.0, None))), REPLIES)
    assert isinstance(reply, Answered)
    assert reply.outcome.values[:2] == (math.inf, -math.inf)
    assert math.isnan(reply.outcome.values[2])


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"babble\n",
        b"[]\n",
        b"{}\n",
        b'{"type":"Run"}\n',
        b'{"type":"Failed","en":1,"ko":"","exit_code":1}\n',
        b"[" * 9999,
    ],
)
def test_nonsense_is_an_error(line: bytes) -> None:
    with pytest.raises(InvalidDocument):
        decode(line, REPLIES)


@given(st.integers(1, 4), st.integers(1, 6), st.integers(1, 4))
def test_every_engine_once_on_each_item_before_the_next(engines: int, items: int, rounds: int) -> None:
    labels = [f"engine {number}" for number in range(engines)]
    names = [f"item {number}" for number in range(items)]
    order = list(schedule(labels, names, rounds))
    assert len(order) == len(set(order)) == engines * items * rounds
    for first in range(0, len(order), engines):  # one block an item: all engines, the same item, the same round
        block = order[first : first + engines]
        assert sorted(key.engine for key in block) == labels
        assert len({(key.item, key.round) for key in block}) == 1
    assert [(key.round, names.index(key.item)) for key in order[::engines]] == [
        (number, index) for number in range(rounds) for index in range(items)
    ]


def test_each_engine_goes_first_equally_often() -> None:
    order = list(schedule(["a", "b", "c"], [f"i{number}" for number in range(6)], 1))
    assert Counter(key.engine for key in order[::3]) == {"a": 2, "b": 2, "c": 2}
    assert [key.engine for key in order[:9]] == ["a", "b", "c", "b", "c", "a", "c", "a", "b"]


RUNS = [
    Run(RunKey("a", f"i{number}", 0), Outcome(text=f"답 {number}"), Timing(1.0, 0.5, 1.0, 9.0)) for number in range(3)
]


def test_a_log_is_read_back(tmp_path: Path) -> None:
    log = RunLog(tmp_path / "deep" / "runs.jsonl")
    log.begin(Begun("asr", "/d", 2, {"a": "a"}))
    for run in RUNS:
        log.keep(run)
    log.keep(Start("a", 1.0, None, {"numpy": "2"}))
    log.keep(Heard(RUNS[0].key, "들린 말"))
    again = RunLog(log.path)
    assert list(again.runs.values()) == RUNS
    assert again.heard == {RUNS[0].key: "들린 말"}
    assert again.starts == [Start("a", 1.0, None, {"numpy": "2"})]


@given(st.lists(runs, min_size=1, max_size=4, unique_by=lambda run: run.key), st.data())
def test_a_log_cut_anywhere_loses_the_last_line_only(made: list[Run], data: st.DataObject) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "runs.jsonl"
        path.write_bytes(b"".join(encode(run) for run in made))
        whole = path.read_bytes()
        cut = data.draw(st.integers(0, len(whole)))
        path.write_bytes(whole[:cut])
        finished = whole[:cut].count(b"\n")
        log = RunLog(path)
        assert list(log.runs.values()) == made[:finished]
        for run in made:  # what is there stays, what is missing comes
            log.keep(run)
        assert list(RunLog(path).runs.values()) == made


def test_a_run_that_is_there_twice_counts_once(tmp_path: Path) -> None:
    path = tmp_path / "runs.jsonl"
    other = Run(RUNS[0].key, Outcome(text="another"), RUNS[0].timing)
    path.write_bytes(encode(RUNS[0]) + encode(other))
    log = RunLog(path)
    assert log.runs == {RUNS[0].key: RUNS[0]}
    log.keep(other)
    assert path.read_bytes() == encode(RUNS[0]) + encode(other)


def test_lines_of_somebody_else_are_told(tmp_path: Path) -> None:
    path = tmp_path / "runs.jsonl"
    path.write_text('{"type": "else"}\n', encoding="utf-8")
    with pytest.raises(InvalidDocument, match="line 1"):
        RunLog(path)


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        (Begun("vad", "/d", 2, {"a": "a"}), "task"),
        (Begun("asr", "/e", 2, {"a": "a"}), "data"),
        (Begun("asr", "/d", 1, {"a": "a"}), "threads"),
        (Begun("asr", "/d", 2, {"a": "a beam_size=1"}), "beam_size=1"),
    ],
)
def test_a_folder_belongs_to_one_bench(tmp_path: Path, changed: Begun, named: str) -> None:
    RunLog(tmp_path / "runs.jsonl").begin(Begun("asr", "/d", 2, {"a": "a"}))
    with pytest.raises(InvalidOption, match=named):
        RunLog(tmp_path / "runs.jsonl").begin(changed)
    RunLog(tmp_path / "runs.jsonl").begin(Begun("asr", "/d", 2, {"b": "b"}))  # another engine may join


def test_failed_runs_can_be_forgotten(tmp_path: Path) -> None:
    log = RunLog(tmp_path / "runs.jsonl")
    log.begin(Begun("asr", "/d", 2, {"a": "a"}))
    failed = Run(RunKey("a", "bad", 0), error="it died", error_ko="죽었습니다")
    for run in (*RUNS, failed):
        log.keep(run)
    assert log.forget(lambda run: not run.ok) == 1
    assert list(RunLog(log.path).runs.values()) == RUNS
