"""Whole benches with real workers: order, dying, hanging, babbling, memory, resuming."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import numpy as np
import pytest
from scripted_engine import contestant, lines_of, make_plan

from sorikit.apps.bench.bench import MOST_LOSSES, bench, clip_of
from sorikit.apps.bench.memory import peak_megabytes
from sorikit.apps.bench.plan import BenchPlan, Contestant
from sorikit.apps.bench.schedule import schedule
from sorikit.apps.bench.table import document, markdown, save
from sorikit.apps.bench.warm_up import shortest, warm_up_clip
from sorikit.apps.bench.worker import settle
from sorikit.core.audio import Audio
from sorikit.core.codecs import decode, write
from sorikit.core.errors import EngineFailed, InvalidOption
from sorikit.core.events import Notice, Progress
from sorikit.core.manifest import Item

ANY, OTHER = contestant("any"), contestant("other")


def run(plan: BenchPlan) -> tuple[dict[str, dict[str, object]], list[str], list[Progress]]:
    """Run a bench; return the document's engines by label, what was noticed, and the progress."""
    notices, progress = [], []
    job = bench(plan)
    for event in job:
        if isinstance(event, Notice):
            notices.append(event.en)
        elif isinstance(event, Progress) and event.stage == "bench":
            progress.append(event)
    save(job.result)
    written = json.loads((plan.folder / "bench.json").read_text(encoding="utf-8"))
    assert written == json.loads(json.dumps(document(job.result)))
    return {row["label"]: row for row in written["engines"]}, notices, progress


def order_of(plan: BenchPlan) -> list[tuple[str, str, int]]:
    keys = [json.loads(line)["key"] for line in lines_of(plan, "Run")]
    return [(key["engine"], key["item"], key["round"]) for key in keys]


def scheduled(plan: BenchPlan) -> list[tuple[str, str, int]]:
    every = schedule(plan.labels, [item.id for item in plan.items], plan.rounds)
    return [(key.engine, key.item, key.round) for key in every]


def test_engines_take_turns_and_progress_reaches_the_end(tmp_path: Path) -> None:
    plan = make_plan(tmp_path, (ANY, OTHER), count=3, rounds=2)
    engines, notices, progress = run(plan)
    assert order_of(plan) == scheduled(plan)
    assert not notices
    assert [event.done for event in progress] == [*range(13)]
    assert {event.total for event in progress} == {12}
    assert all(row["runs"] == 6 and row["failed"] == row["missing"] == 0 for row in engines.values())
    assert run(plan)[0] == engines  # nothing left to do: nothing is run, the same comes out
    assert len(order_of(plan)) == 12


def test_one_that_dies_is_told_and_started_again(tmp_path: Path) -> None:
    plan = make_plan(tmp_path, (contestant("mortal", die_on="item1"), ANY), count=4)
    engines, notices, _ = run(plan)
    assert order_of(plan) == scheduled(plan)
    assert (engines["mortal"]["runs"], engines["mortal"]["failed"]) == (3, 1)
    assert (engines["any"]["runs"], engines["any"]["failed"]) == (4, 0)
    assert len(notices) == 1
    assert "item1" in notices[0]
    assert "exit code 7" in notices[0]
    assert "about to die" in notices[0]  # the last thing it said
    failed = [row for row in engines["mortal"]["items"] if row["error"]]  # type: ignore[union-attr,attr-defined]
    assert [row["id"] for row in failed] == ["item1"]


def test_one_that_hangs_is_ended_after_its_time(tmp_path: Path) -> None:
    plan = make_plan(tmp_path, (contestant("slow", hang_on="item2"), ANY), count=4, timeout=1.0)
    started = time.monotonic()
    engines, notices, _ = run(plan)
    assert time.monotonic() - started < 20
    assert order_of(plan) == scheduled(plan)
    assert (engines["slow"]["runs"], engines["slow"]["failed"]) == (3, 1)
    assert engines["any"]["runs"] == 4
    assert len(notices) == 1
    assert "no answer for 1 s" in notices[0]


def test_one_that_is_always_lost_is_left_out_and_tried_again_next_time(tmp_path: Path) -> None:
    plan = make_plan(tmp_path, (ANY, contestant("hopeless", die_always="yes")), count=MOST_LOSSES + 2)
    engines, notices, _ = run(plan)
    assert engines["any"]["runs"] == MOST_LOSSES + 2
    assert (engines["hopeless"]["failed"], engines["hopeless"]["missing"]) == (MOST_LOSSES, 2)
    assert "takes no more part" in notices[-1]
    engines, _, _ = run(plan)
    assert (engines["hopeless"]["failed"], engines["hopeless"]["missing"]) == (MOST_LOSSES + 2, 0)


def test_an_error_of_one_item_is_that_items_answer(tmp_path: Path) -> None:
    plan = make_plan(tmp_path, (contestant("picky", fail_on="item1"), ANY), count=3)
    engines, notices, _ = run(plan)
    assert (engines["picky"]["runs"], engines["picky"]["failed"]) == (2, 1)
    assert notices == ["picky, item1: not valid audio: asked to fail."]
    starts = [json.loads(line)["engine"] for line in lines_of(plan, "Start")]
    assert starts.count("picky") == 1  # it lived on


def test_failed_runs_are_made_again_when_asked_for(tmp_path: Path) -> None:
    plan = make_plan(tmp_path, (contestant("picky", fail_on="item1"),), count=3)
    run(plan)
    again = make_plan(tmp_path, plan.contestants, count=3, retry=True)
    engines, notices, progress = run(again)
    assert progress[0].done == 2
    assert len(notices) == 1
    assert len(order_of(again)) == 3
    assert engines["picky"]["failed"] == 1


def test_an_engine_that_does_not_load_stops_the_bench_at_once(tmp_path: Path) -> None:
    plan = make_plan(tmp_path, (ANY, contestant("broken", fail_to_load="yes")))
    with pytest.raises(EngineFailed, match="broken could not be loaded: not valid audio: asked to fail"):
        run(plan)
    assert not lines_of(plan, "Run")


def test_what_an_engine_prints_disturbs_nobody(tmp_path: Path) -> None:
    plan = make_plan(tmp_path, (contestant("loud", babble="yes"),), count=2)
    engines, notices, _ = run(plan)
    assert engines["loud"]["runs"] == 2
    assert not notices
    assert "babble" in plan.log_of("loud").read_text(encoding="utf-8")


def test_times_are_those_of_the_work(tmp_path: Path) -> None:
    quick, slow = contestant("quick", seconds="0.02"), contestant("slow", seconds="0.2")
    plan = make_plan(tmp_path, (quick, slow), count=3, rounds=2)
    engines, _, _ = run(plan)
    assert 0.2 <= float(str(engines["slow"]["rtf"])) * 0.5 < 0.4
    assert 0.1 <= float(str(engines["slow"]["first_seconds"])) < 0.2
    ratio = engines["slow"]["ratio"]
    assert isinstance(ratio, dict)
    assert 4 < ratio["value"] < 11
    assert ratio["pairs"] == 6
    assert ratio["interval"]["low"] <= ratio["value"] <= ratio["interval"]["high"]
    assert engines["quick"]["ratio"] is None
    assert float(str(engines["slow"]["cores"])) < 0.3  # it slept


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="needs Linux to tell its memory exactly")
def test_memory_is_the_workers_own(tmp_path: Path) -> None:
    held = np.ones(50_000_000)  # 400 MB in this process must not be found in the workers
    plan = make_plan(tmp_path, (ANY, contestant("fat", megabytes="300")), count=1)
    engines, _, _ = run(plan)
    lean, fat = float(str(engines["any"]["peak_mb"])), float(str(engines["fat"]["peak_mb"]))
    assert 15 < lean < 200
    assert 290 < fat - lean < 330
    assert (peak_megabytes() or 0) > held.nbytes / 1e6


def test_engines_are_warmed_up_on_the_beginning_of_what_is_long(tmp_path: Path) -> None:
    plan = make_plan(tmp_path, (ANY,), count=2)
    short = shortest(plan)
    assert warm_up_clip(plan, clip_of(short, plan), short).audio == str(short.audio)
    write(Audio(np.zeros(30 * 16_000, np.float32), 16_000), tmp_path / "long.flac")
    for length in (30.0, None):  # told by the data, or by the file
        long = Item("long", tmp_path / "long.flac", duration=length)
        beginning = warm_up_clip(plan, clip_of(long, plan), long)
        assert decode(beginning.audio).duration == 10.0
    broken = Item("broken", tmp_path / "no.flac", duration=30.0)
    assert warm_up_clip(plan, clip_of(broken, plan), broken) == clip_of(broken, plan)


def test_settling_waits_for_threads_that_still_work() -> None:
    until = time.monotonic() + 0.25

    def spin() -> None:
        while time.monotonic() < until:
            pass

    threading.Thread(target=spin).start()
    settle()
    assert time.monotonic() >= until


def test_two_benches_do_not_write_into_one_folder(tmp_path: Path) -> None:
    plan = make_plan(tmp_path, (contestant("slow", seconds="0.05"),), count=3)
    job = bench(plan)
    next(iter(job))
    with pytest.raises(InvalidOption, match="another bench"):
        bench(plan).run()
    job.close()


def test_the_table_says_who_is_faster_and_what_failed(tmp_path: Path) -> None:
    plan = make_plan(tmp_path, (ANY, contestant("picky", fail_on="item1")), count=3)
    table = markdown(bench(plan).run())
    assert "| any | " in table
    assert "2, 1 failed |" in table
    assert "time ÷ any" in table
    assert "Python" in table


def processes_of(folder: Path) -> list[int]:
    """Return the processes whose error stream is a log of this bench: its workers."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                if os.readlink(entry / "fd" / "2").startswith(str(folder)):
                    found.append(int(entry.name))
            except OSError:
                continue
    return found


DRIVER = """
import sys; sys.path[:] = {path!r}
from pathlib import Path
from scripted_engine import contestant, make_plan
from sorikit.apps.bench.bench import bench
from sorikit.apps.bench.table import save
save(bench(make_plan(Path({folder!r}), (contestant("a", seconds="0.02"), contestant("b", seconds="0.03")), 12, rounds=2)).run())
"""


def started(folder: Path) -> subprocess.Popen[bytes]:
    code = DRIVER.format(path=sys.path, folder=str(folder))
    return subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)


@pytest.mark.skipif(sys.platform == "win32", reason="kills with signals")
@pytest.mark.parametrize(("kind", "blows"), [(signal.SIGKILL, 3), (signal.SIGINT, 1)])
def test_killed_at_any_moment_it_goes_on_and_nothing_is_lost_or_doubled(
    tmp_path: Path, kind: signal.Signals, blows: int
) -> None:
    chance = random.Random(int(kind))
    log = tmp_path / "out" / "runs.jsonl"
    before: list[str] = []
    for _ in range(blows):
        bench_process = started(tmp_path)
        # Wait for its first new run, so that the blow falls into the work and not always into the loading.
        limit = time.monotonic() + 60
        while bench_process.poll() is None and time.monotonic() < limit:
            if log.exists() and log.read_bytes().count(b'"type":"Run"') > len(before):
                break
            time.sleep(0.005)
        time.sleep(chance.uniform(0.0, 0.25))
        bench_process.send_signal(kind)
        bench_process.wait(30)
        now = [line for line in log.read_text(encoding="utf-8").splitlines() if line.startswith('{"type":"Run"')]
        assert now[: len(before)] == before
        before = now
    last = started(tmp_path)
    _, errors = last.communicate(timeout=120)
    assert last.returncode == 0, errors.decode()
    plan = make_plan(tmp_path, (contestant("a"), contestant("b")), 12, rounds=2)
    assert order_of(plan) == scheduled(plan)  # each once, in order
    engines = json.loads((plan.folder / "bench.json").read_text(encoding="utf-8"))["engines"]
    assert all((row["runs"], row["missing"]) == (24, 0) for row in engines)
    if Path("/proc").is_dir():
        limit = time.monotonic() + 10
        while processes_of(tmp_path) and time.monotonic() < limit:
            time.sleep(0.05)
        assert not processes_of(tmp_path)


def test_resuming_with_more_rounds_and_engines_adds_to_what_is_there(tmp_path: Path) -> None:
    def plan(contestants: tuple[Contestant, ...], rounds: int) -> BenchPlan:
        return make_plan(tmp_path, contestants, count=2, rounds=rounds)

    run(plan((ANY,), 1))
    wide = plan((ANY, OTHER), 2)
    engines, _, progress = run(wide)
    assert progress[0].done == 2
    assert sorted(order_of(wide)) == sorted(scheduled(wide))
    assert all(row["runs"] == 4 for row in engines.values())
