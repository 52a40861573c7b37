"""The whole transcription on real recordings: nothing lost, nothing invented."""

from __future__ import annotations

import json
import random
import unicodedata
from itertools import pairwise
from pathlib import Path
from typing import TypeVar

import jiwer
import numpy as np
import pytest
from tests.sounds import noise, tone

from sorikit.core.audio import Audio, join
from sorikit.core.codecs import decode
from sorikit.core.errors import InvalidOption, ModelNotInstalled
from sorikit.core.events import Progress, SegmentReady
from sorikit.core.recording import Recording
from sorikit.core.text import Transcript
from sorikit.core.time import subtract, total
from sorikit.engines import asr
from sorikit.pipelines import _hearing
from sorikit.pipelines import transcribe as pipeline
from sorikit.pipelines.stages import LineLog, StepLog
from sorikit.pipelines.transcribe import TranscribeOptions, transcribe

RATE = 16_000
T = TypeVar("T")


@pytest.fixture(scope="module", autouse=True)
def whisper() -> None:
    try:
        asr.load()
    except ModelNotInstalled as error:
        pytest.skip(str(error))


def sound(path: Path) -> Audio:
    return decode(path, sample_rate=RATE)


def silence(seconds: float) -> Audio:
    return Audio(np.zeros(int(seconds * RATE), np.float32), RATE)


def truth(data: Path, folder: str, name: str) -> str:
    rows = [json.loads(line) for line in (data / folder / "manifest.jsonl").read_text("utf-8").splitlines()]
    return next(row["text"] for row in rows if row["audio"] == name)


def plain(text: str) -> str:
    kept = (c if unicodedata.category(c)[0] in "LNM" else " " for c in unicodedata.normalize("NFKC", text).lower())
    return " ".join("".join(kept).split())


def wer(reference: str, transcript: Transcript) -> float:
    return float(jiwer.wer(plain(reference), plain(transcript.text) or "-"))


def cer(reference: str, transcript: Transcript) -> float:
    return float(jiwer.cer(plain(reference).replace(" ", ""), plain(transcript.text).replace(" ", "") or "-"))


def hear(audio: Audio, *languages: str) -> Transcript:
    return transcribe(Recording.of(audio), TranscribeOptions(languages)).run()


def check(transcript: Transcript) -> None:
    """Hold a transcript to what must always be true."""
    assert [segment.id for segment in transcript.segments] == list(range(len(transcript.segments)))
    words = list(transcript.words)
    assert all(0.0 <= word.start <= word.end <= transcript.duration for word in words)
    assert all(left.start <= right.start for left, right in pairwise(words))
    for segment in transcript.segments:
        assert segment.text == "".join(word.text for word in segment.words).strip()
        assert segment.language
    for span in transcript.unrecognized:
        assert not subtract([span], transcript.speech)


KENNEDY = "And so my fellow Americans ask not what your country can do for you ask what you can do for your country"


def test_english(data: Path) -> None:
    recording = Recording.of(sound(data / "asr-en" / "jfk.flac"))
    events = []
    transcript = transcribe(recording).run(events.append)
    check(transcript)
    assert transcript.language == "en"
    assert wer(KENNEDY, transcript) < 0.1
    assert [event.segment for event in events if isinstance(event, SegmentReady)] == list(transcript.segments)
    for stage in ("detect", "transcribe"):
        last = [event for event in events if isinstance(event, Progress) and event.stage == stage][-1]
        assert last.fraction == pytest.approx(1.0)


def test_korean_meeting(data: Path) -> None:
    transcript = hear(sound(data / "meetings" / "sim_korean_3spk.ogg"))
    check(transcript)
    assert transcript.language == "ko"
    assert cer(truth(data, "meetings", "sim_korean_3spk.ogg"), transcript) < 0.14
    assert total(transcript.unrecognized) < 2.0
    assert "�" not in transcript.text


@pytest.mark.parametrize("change", ["quiet", "telephone"])
def test_quiet_and_telephone_copies_are_heard(data: Path, change: str) -> None:
    audio = sound(data / "asr-en" / "jfk.flac")
    if change == "quiet":
        audio = audio.scaled(10 ** (-50 / 20))
    else:
        audio = decode(data / "asr-en" / "jfk.flac", sample_rate=8_000)
    transcript = hear(audio, "en")
    check(transcript)
    assert wer(KENNEDY, transcript) < 0.15


def test_quiet_speech_beside_loud_speech_is_heard(data: Path) -> None:
    loud, quiet = sound(data / "asr-en" / "jfk.flac"), sound(data / "asr-en" / "gcp_brooklyn.flac").mono()
    transcript = hear(join([loud, silence(0.5), quiet.scaled(10 ** (-20 / 20))]), "en")
    check(transcript)
    assert "country" in transcript.text
    assert "Brooklyn" in transcript.text


def nothing(kind: str) -> Audio:
    pink = np.cumsum(noise(8.0, level=0.01)) * 0.1
    return {
        "silence": silence(8.0),
        "white noise": Audio(noise(8.0), RATE),
        "faint noise": Audio(noise(8.0, level=0.0005), RATE),
        "brown noise": Audio((pink - pink.mean()).astype(np.float32), RATE),
        "hum": Audio(tone(50, 8.0, level=0.2) + tone(150, 8.0, level=0.1), RATE),
        "a moment": silence(0.1),
        "one sample": silence(1 / RATE),
    }[kind]


@pytest.mark.parametrize(
    "kind", ["silence", "white noise", "faint noise", "brown noise", "hum", "a moment", "one sample"]
)
def test_nothing_is_invented(kind: str) -> None:
    transcript = hear(nothing(kind))
    assert transcript.segments == ()
    assert transcript.language is None
    assert transcript.speech == ()


def test_a_moment_of_speech_does_not_fail(data: Path) -> None:
    audio = sound(data / "asr-en" / "jfk.flac")
    check(hear(Audio(audio.samples[:, 6_000:7_600], RATE)))


class Killed(Exception):
    """The power went out."""


class Kept:
    """A checkpoint on disk that fails after so many steps are kept."""

    def __init__(self, path: Path, steps: int | None = None) -> None:
        self.log = StepLog(LineLog(path))
        self.left = steps
        self.fresh: list[str] = []

    def get(self, key: str, kind: type[T]) -> T | None:
        return self.log.get(key, kind)

    def put(self, key: str, value: object) -> None:
        if self.left is not None:
            if not self.left:
                raise Killed
            self.left -= 1
        self.fresh.append(key)
        self.log.put(key, value)


@pytest.fixture(scope="module")
def bilingual(data: Path) -> Recording:
    """Half a minute in two languages, with a stretch that is hard to hear."""
    korean, english = sound(data / "asr-ko" / "lmy01001.flac"), sound(data / "asr-en" / "jfk.flac")
    hard = sound(data / "asr-en" / "gcp_brooklyn.flac").mono()
    parts = [
        english,
        silence(2.5),
        korean,
        silence(0.6),
        english,
        silence(0.5),
        hard.scaled(0.03),
        silence(2.5),
        korean,
    ]
    return Recording.of(join(parts))


def test_a_killed_run_goes_on_to_the_very_same_words(
    bilingual: Recording, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pipeline, "ROUND", 2)
    monkeypatch.setattr(_hearing, "BATCH", 1)
    options = TranscribeOptions(recognition=asr.AsrOptions(beam_size=1))
    whole = Kept(tmp_path / "whole")
    expected = transcribe(bilingual, options, checkpoint=whole).run()
    assert expected.segments
    assert len([key for key in whole.fresh if "batch" in key]) >= 3
    assert transcribe(bilingual, options).run() == expected  # keeping changes nothing
    log, steps, chance = tmp_path / "log", 0, random.Random(1)
    while True:  # killed again and again, until it comes to the end
        kept = Kept(log, steps=chance.randint(1, 3))
        try:
            again = transcribe(bilingual, options, checkpoint=kept).run()
        except Killed:
            steps += len(kept.fresh)
            with log.open("a") as file:
                file.write('["round-1/batch-0", {"segm')  # the line that was being written
            continue
        break
    assert again == expected
    assert steps + len(kept.fresh) == len(whole.fresh)  # nothing was done twice


def test_a_run_left_at_any_event_goes_on_to_the_very_same_words(bilingual: Recording, tmp_path: Path) -> None:
    options = TranscribeOptions(("en", "ko"), asr.AsrOptions(beam_size=1))
    expected = transcribe(bilingual, options).run()
    log = tmp_path / "log"
    for left_after in (2, 3, 4):
        job = transcribe(bilingual, options, checkpoint=Kept(log))
        for _, _event in zip(range(left_after), job, strict=False):
            pass
        job.close()
    assert transcribe(bilingual, options, checkpoint=Kept(log)).run() == expected


def test_an_unknown_language_is_a_clear_mistake(data: Path) -> None:
    with pytest.raises(InvalidOption, match="klingon"):
        hear(silence(1.0), "klingon")


def test_a_mixed_meeting_comes_out_in_both_languages(data: Path) -> None:
    korean, english = sound(data / "asr-ko" / "lmy01001.flac"), sound(data / "asr-en" / "jfk.flac")
    transcript = hear(join([korean, silence(0.6), english, silence(0.6), korean]))
    check(transcript)
    assert transcript.segments[0].language == "ko"
    assert {segment.language for segment in transcript.segments} == {"ko", "en"}
    assert "fellow Americans" in transcript.text
    assert transcript.text.count("아이들은 보통") == 2
