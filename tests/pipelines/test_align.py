"""A given text on real recordings: it agrees with what is heard, and strange words are told."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from sounds import noise

import sorikit
from sorikit.core.audio import Audio, join
from sorikit.core.codecs import decode
from sorikit.core.errors import InvalidOption, ModelNotInstalled
from sorikit.core.text import Segment, Transcript
from sorikit.engines import asr
from sorikit.engines.asr._whisper_times import as_given
from sorikit.pipelines.align import AlignOptions

JFK = "And so my fellow Americans, ask not what your country can do for you, ask what you can do for your country."


@pytest.fixture(scope="module", autouse=True)
def whisper() -> None:
    try:
        asr.load()
    except ModelNotInstalled as error:
        pytest.skip(str(error))


@pytest.fixture(scope="module")
def english(data: Path) -> Audio:
    return decode(data / "asr-en" / "jfk.flac", sample_rate=16_000)


def test_a_right_text_is_found_word_by_word(english: Audio) -> None:
    found = sorikit.align(english, JFK, AlignOptions(languages=("en",)))
    words = list(found.transcript.words)
    assert [word.text.strip() for word in words] == JFK.split()
    assert found.uncertain == ()
    assert found.share > 0.9
    assert all(left.end <= right.start for left, right in pairwise(words))
    starts = {word.text.strip(): word.start for word in words}
    assert starts["not"] == pytest.approx(4.0, abs=0.2)
    assert starts["country."] == pytest.approx(9.95, abs=0.2)


def test_words_that_are_not_said_are_told_and_move_no_other(english: Audio) -> None:
    right = sorikit.align(english, JFK, AlignOptions(languages=("en",)))
    longer = f"{JFK}\nAnd then a purple elephant danced on the roof until morning came."
    found = sorikit.align(english, longer, AlignOptions(languages=("en",)))
    count = len(JFK.split())
    assert len(found.transcript.segments) == 2
    assert set(found.uncertain) == set(range(count, count + 12))
    for own, other in zip(right.transcript.words, list(found.transcript.words)[:count], strict=True):
        assert other.start == pytest.approx(own.start, abs=0.1)


@pytest.mark.slow
def test_a_long_recording_is_aligned_part_by_part(data: Path) -> None:
    """Clips with silences of known length: every clip's first and last word lie where it was put."""
    rows = [json.loads(line) for line in (data / "asr-ko" / "manifest.jsonl").read_text("utf-8").splitlines()][:12]
    parts, lines, at = [], [], 0.0
    places = []
    for row in rows:
        clip = decode(data / "asr-ko" / row["audio"], sample_rate=16_000).mono()
        parts += [Audio(np.zeros(16_000, np.float32), 16_000), clip]
        places.append((at + 1.0, at + 1.0 + clip.duration))
        at += 1.0 + clip.duration
        lines.append(Segment(0, 0.0, 0.0, row["text"], speaker=row["speaker"]))
    found = sorikit.align(join(parts), Transcript(tuple(lines)), AlignOptions(languages=("ko",)))
    assert len(found.uncertain) <= 0.05 * sum(1 for _ in found.transcript.words)
    for segment, row, (start, end) in zip(found.transcript.segments, rows, places, strict=True):
        assert segment.speaker == row["speaker"]
        assert segment.text == row["text"]
        assert start - 0.1 <= segment.start <= start + 1.5
        assert end - 1.5 <= segment.end <= end + 0.1


def test_texts_that_cannot_be_aligned_are_one_clear_sentence(english: Audio) -> None:
    for text, said in (
        ("", "no words"),
        (" \n—…!\n", "no words"),
        ("아이들은 보통 다섯 개의 척추골로 되어 있어요.", "does not fit"),
        (JFK * 9, "too long"),
    ):
        with pytest.raises(InvalidOption, match=said):
            sorikit.align(english, text, AlignOptions(languages=("en",)))
    with pytest.raises(InvalidOption, match="no speech"):
        sorikit.align(Audio(noise(3.0, level=0.01), 16_000), JFK)


def test_words_as_given_take_the_time_of_their_letters() -> None:
    from sorikit.core.text import Word

    found = [Word(" 안녕하", 0.0, 3.0, 0.5), Word("세요", 3.0, 5.0, 1.0)]
    first, second, third = as_given(found, [" 안녕", " 하세요", " 끝"], 6.0)
    assert (first.start, first.end, first.probability) == (0.0, 2.0, 0.5)
    assert (second.start, second.end, second.probability) == (2.0, 5.0, pytest.approx(2.5 / 3))
    assert (third.start, third.end, third.probability) == (5.0, 5.0, 0.0)
