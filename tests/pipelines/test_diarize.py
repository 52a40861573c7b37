"""Who speaks when, on real recordings and on what holds no talk."""

from __future__ import annotations

from collections.abc import Generator
from itertools import pairwise, permutations
from pathlib import Path

import numpy as np
import pytest
from sounds import noise, tone

from sorikit.core.audio import Audio, Samples
from sorikit.core.codecs import decode
from sorikit.core.device import Device
from sorikit.core.errors import InvalidOption
from sorikit.core.events import Event, Notice, Progress
from sorikit.core.recording import Recording
from sorikit.core.time import total, union
from sorikit.engines import segmentation, speaker
from sorikit.pipelines.diarize import Diarization, DiarizationOptions, diarize
from sorikit.pipelines.voices import Voice, Windows, listen

DEVICE = Device(threads=2)
STEP = 0.01


def turns_in(path: Path) -> list[tuple[float, float, str]]:
    rows = [line.split() for line in path.read_text(encoding="utf-8").splitlines() if line.startswith("SPEAKER")]
    return [(float(row[3]), float(row[3]) + float(row[4]), row[7]) for row in rows]


def grid(turns: list[tuple[float, float, str]], duration: float) -> np.ndarray:
    labels = sorted({label for _, _, label in turns})
    active = np.zeros((round(duration / STEP), len(labels)), np.bool_)
    for start, end, label in turns:
        active[round(start / STEP) : round(end / STEP), labels.index(label)] = True
    return active


def error_rate(result: Diarization, reference: list[tuple[float, float, str]], duration: float) -> float:
    """DER without collar, overlaps counted: the best of all pairings (few speakers, so all are tried)."""
    found = grid([(turn.start, turn.end, turn.speaker) for turn in result.turns], duration)
    true = grid(reference, duration)
    width = max(found.shape[1], true.shape[1])
    found, true = (np.pad(part, ((0, 0), (0, width - part.shape[1]))) for part in (found, true))
    shared = true.T.astype(int) @ found.astype(int)
    correct = max(sum(shared[i, j] for i, j in enumerate(order)) for order in permutations(range(width)))
    return float((np.maximum(found.sum(1), true.sum(1)).sum() - correct) / true.sum())


def heard(samples: Samples, options: DiarizationOptions | None = None) -> Diarization:
    return diarize(Recording.of(Audio(samples, 16_000)), options, DEVICE).run()


@pytest.mark.parametrize(
    ("name", "speakers", "bound"),
    [
        ("falcon_test.flac", 3, 0.05),
        ("fisher_sample.flac", 2, 0.12),
        ("diarizationExample.flac", 4, 0.08),
        ("sim_korean_3spk.ogg", 3, 0.10),
        pytest.param("bnews_3055877.flac", 2, 0.10, marks=pytest.mark.slow),
        pytest.param("ami_trn03.flac", 2, 0.05, marks=pytest.mark.slow),
        pytest.param("sim_libri_2spk.ogg", 2, 0.10, marks=pytest.mark.slow),
        pytest.param("sim_libri_3spk.ogg", 3, 0.15, marks=pytest.mark.slow),
    ],
)
def test_real_recordings(data: Path, name: str, speakers: int, bound: float) -> None:
    audio = decode(data / "meetings" / name, sample_rate=16_000)
    result = diarize(Recording.of(audio), None, DEVICE).run()
    reference = turns_in((data / "meetings" / name).with_suffix(".rttm"))
    assert len(result.speakers) == speakers
    assert error_rate(result, reference, audio.duration) < bound
    assert_consistent(result, audio.duration)


def assert_consistent(result: Diarization, duration: float) -> None:
    assert list(result.speakers) == [f"SPEAKER_{number:02d}" for number in range(len(result.speakers))]
    assert list(result.turns) == sorted(result.turns)
    assert all(0 <= turn.start < turn.end <= duration for turn in result.turns)
    assert all(before.end <= after.start + 1e-9 for before, after in pairwise(result.exclusive))
    assert total(result.speech) == pytest.approx(total(union(turn.span for turn in result.turns)))
    assert total(turn.span for turn in result.exclusive) == pytest.approx(total(result.speech), abs=0.5)


def test_a_quiet_copy_gives_the_same_turns(data: Path) -> None:
    audio = decode(data / "meetings" / "falcon_test.flac", sample_rate=16_000)
    loud = diarize(Recording.of(audio), None, DEVICE).run()
    quiet = diarize(Recording.of(audio.scaled(10 ** (-50 / 20))), None, DEVICE).run()
    assert len(quiet.turns) == len(loud.turns) > 0
    for one, other in zip(loud.turns, quiet.turns, strict=True):
        assert one.speaker == other.speaker
        assert abs(one.start - other.start) < 0.05
        assert abs(one.end - other.end) < 0.05


@pytest.mark.parametrize(
    "samples",
    [
        np.zeros(320_000, np.float32),
        noise(20),
        noise(20, level=0.001),
        tone(440, 20),
        noise(0.1),
        np.zeros(1, np.float32),
        np.zeros(0, np.float32),
        np.full(16_000, np.nan, np.float32),
    ],
    ids=["silence", "noise", "quiet noise", "tone", "0.1 s", "one sample", "nothing", "not a number"],
)
def test_nobody(samples: Samples) -> None:
    found = heard(samples)
    assert (found.turns, found.exclusive, found.speech) == ((), (), ())
    assert found.duration == len(samples) / 16_000


@pytest.mark.parametrize("name", ["music/gtzan_disco.00001.flac", "sounds/esc10_chainsaw_1-116765-A.ogg"])
def test_music_and_machines(data: Path, name: str) -> None:
    found = heard(decode(data / name, sample_rate=16_000).samples[0])
    assert not found.turns
    assert not found.speech


@pytest.mark.parametrize("wanted", [1, 2, 30])
def test_number_of_speakers(data: Path, wanted: int) -> None:
    recording = Recording.of(decode(data / "meetings" / "falcon_test.flac", sample_rate=16_000))
    events: list[Event] = []
    result = diarize(recording, DiarizationOptions(num_speakers=wanted), DEVICE).run(events.append)
    notices = [event for event in events if isinstance(event, Notice)]
    if wanted == 30:
        assert 3 <= len(result.speakers) < 30
        assert "30" in notices[0].en
        assert "30" in notices[0].ko
    else:
        assert len(result.speakers) == wanted
        assert not notices


def test_bounds(data: Path) -> None:
    recording = Recording.of(decode(data / "meetings" / "falcon_test.flac", sample_rate=16_000))
    assert len(diarize(recording, DiarizationOptions(max_speakers=2), DEVICE).run().speakers) == 2
    assert len(diarize(recording, DiarizationOptions(min_speakers=2), DEVICE).run().speakers) == 3


def test_progress_reaches_the_end(data: Path) -> None:
    recording = Recording.of(decode(data / "meetings" / "falcon_test.flac", sample_rate=16_000))
    steps = [event for event in diarize(recording, None, DEVICE) if isinstance(event, Progress)]
    assert [step.done for step in steps] == sorted(step.done for step in steps)
    assert steps[-1].fraction == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"num_speakers": 0},
        {"min_speakers": -1},
        {"num_speakers": 2, "max_speakers": 3},
        {"min_speakers": 4, "max_speakers": 3},
    ],
)
def test_wrong_options(wrong: dict[str, int]) -> None:
    with pytest.raises(InvalidOption) as caught:
        DiarizationOptions(**wrong)
    assert caught.value.sentence("ko") != caught.value.sentence("en")


def test_threads_change_nothing(data: Path) -> None:
    recording = Recording.of(decode(data / "meetings" / "fisher_sample.flac", sample_rate=16_000))
    plain = Device(threads=1, compute_type="float32")
    segmenter, embedder = segmentation.load(device=plain), speaker.load(device=plain)
    (one, alone), (two, beside) = (_finished(listen(recording, segmenter, embedder, workers)) for workers in (1, 2))
    np.testing.assert_array_equal(one.starts, two.starts)
    np.testing.assert_allclose(one.activity, two.activity, atol=2e-3)  # batches of other sizes; kept as float16
    assert [(voice.window, voice.speaker) for voice in alone] == [(voice.window, voice.speaker) for voice in beside]
    assert all(left.vector @ right.vector > 0.999 for left, right in zip(alone, beside, strict=True))


def _finished(work: Generator[Progress, None, tuple[Windows, list[Voice]]]) -> tuple[Windows, list[Voice]]:
    ends = []
    while True:
        try:
            ends.append(next(work).done)
        except StopIteration as stop:
            found: tuple[Windows, list[Voice]] = stop.value
            assert ends == sorted(ends)
            assert len(ends) > 1
            return found
