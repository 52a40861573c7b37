"""Finishing, hotwords, languages and translation on real speech."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from sorikit.core.audio import Audio, join
from sorikit.core.codecs import decode
from sorikit.core.errors import ModelNotInstalled
from sorikit.core.text import Transcript
from sorikit.engines import asr
from sorikit.metrics import TextRule
from sorikit.metrics.alignment import count_edits
from sorikit.metrics.normalize import reader_for
from sorikit.pipelines.api import transcribe
from sorikit.pipelines.finishing import Finisher, FinishingOptions
from sorikit.pipelines.transcribe import TranscribeOptions

RATE = 16_000
AS_RECOGNISED = FinishingOptions(enabled=False)


@pytest.fixture(scope="module", autouse=True)
def whisper() -> None:
    try:
        asr.load()
    except ModelNotInstalled as error:
        pytest.skip(str(error))


def truths(data: Path, folder: str, language: str) -> dict[Path, str]:
    rows = [json.loads(line) for line in (data / folder / "manifest.jsonl").read_text("utf-8").splitlines()]
    return {data / folder / row["audio"]: row["text"] for row in rows if row["lang"] == language and row.get("text")}


def wrong(reference: str, text: str) -> int:
    reader = reader_for(TextRule("auto", "ko"))
    return count_edits(reader.characters(reference), reader.characters(text)).errors


def finished(transcript: Transcript) -> str:
    finisher = Finisher()
    done = [finisher.finish(segment) for segment in transcript.segments]
    for before, after in zip(transcript.segments, done, strict=True):
        assert "".join(word.text for word in after.words).strip() == after.text
        assert after.raw == ("" if after.text == before.text else before.text)
        assert after.words[0].start == pytest.approx(before.words[0].start)
        assert after.words[-1].end == pytest.approx(before.words[-1].end)
        assert all(left.end <= right.start + 1e-9 for left, right in pairwise(after.words))
    return " ".join(segment.text for segment in done)


def never_worse(paths: dict[Path, str]) -> None:
    """The set as a whole is no worse; a recording may be by a space put beside a word that was misheard anyway."""
    before, after = 0, 0
    for path, reference in paths.items():
        recognised = transcribe(path, TranscribeOptions(("ko",), finishing=AS_RECOGNISED))
        as_heard = wrong(reference, " ".join(segment.text for segment in recognised.segments))
        as_finished = wrong(reference, finished(recognised))
        assert as_finished <= as_heard + 1, path.name
        before, after = before + as_heard, after + as_finished
    assert after <= before


def test_finishing_makes_no_korean_recording_worse(data: Path) -> None:
    names = ("pfi00002.flac", "pmc00001.flac", "pmi00001.flac")
    never_worse({path: text for path, text in truths(data, "asr-ko", "ko").items() if path.name in names})


@pytest.mark.slow
@pytest.mark.parametrize("folder", ["asr-ko", "emotion", "meetings"])
def test_finishing_makes_no_korean_set_worse(data: Path, folder: str) -> None:
    never_worse(truths(data, folder, "ko"))


def test_a_hotword_is_understood_better(data: Path) -> None:
    path = data / "asr-ko" / "lmy01002.flac"
    plain = transcribe(path, TranscribeOptions(("ko",)))
    helped = transcribe(path, TranscribeOptions(("ko",), hotwords=("아르헨티나", "김하늘")))
    assert "아르헨티나" not in plain.text
    assert "아르헨티나의" in helped.text
    assert "김하늘" not in helped.text


def test_a_translation_is_english_and_says_what_was_spoken(data: Path) -> None:
    wish = TranscribeOptions(recognition=asr.AsrOptions(task="translate"), hotwords=("필라델피아",))
    transcript = transcribe(data / "asr-ko" / "pfa00001.flac", wish)
    assert transcript.text.isascii()
    assert "museum" in transcript.text.lower() or "weekend" in transcript.text.lower()
    assert {segment.language for segment in transcript.segments} == {"en"}
    assert transcript.language == "en"
    assert transcript.spoken == {"ko": 1.0}
    for segment in transcript.segments:
        assert all(word.end > word.start for word in segment.words)
        assert (segment.words[0].start, segment.words[-1].end) == (segment.start, segment.end)


def test_a_recording_in_two_languages_is_written_in_both(data: Path) -> None:
    names = [("asr-ko", "pfm00002.flac"), ("asr-en", "2033-164914-0007.flac"), ("asr-ko", "pml00001.flac")]
    pause = Audio(np.zeros(RATE // 2, np.float32), RATE)
    parts = [decode(data / folder / name, sample_rate=RATE).mono() for folder, name in names]
    transcript = transcribe(join([parts[0], pause, parts[1], pause, parts[2]]), TranscribeOptions(("ko", "en")))
    assert {segment.language for segment in transcript.segments} == {"ko", "en"}
    english = " ".join(segment.text for segment in transcript.segments if segment.language == "en")
    assert "improvised" in english
    assert list(transcript.spoken) == ["ko", "en"]
    assert sum(transcript.spoken.values()) == pytest.approx(1.0)
