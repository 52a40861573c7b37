"""Whisper base with its real weights, on short windows."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from sorikit.core.audio import Audio, join
from sorikit.core.codecs import decode
from sorikit.core.errors import InvalidOption, ModelNotInstalled
from sorikit.core.time import Span
from sorikit.engines import asr
from sorikit.engines.asr import whisper as whisper_engine


@pytest.fixture(scope="module")
def whisper() -> asr.Recognizer:
    try:
        return asr.load()
    except ModelNotInstalled as error:
        pytest.skip(str(error))


@pytest.fixture(scope="module")
def english(data: Path) -> Audio:
    return decode(data / "asr-en" / "jfk.flac", sample_rate=16_000)


@pytest.fixture(scope="module")
def korean(data: Path) -> Audio:
    return decode(data / "asr-ko" / "lmy01001.flac", sample_rate=16_000)


def test_two_languages_in_one_batch(whisper: asr.Recognizer, english: Audio, korean: Audio) -> None:
    heard = whisper.listen([english.cut(Span(0, 6)), korean])
    first, second = heard
    for window, language in ((first, "en"), (second, "ko")):
        told = whisper.tell_language(window, Span(0, window.duration))
        assert max(told, key=lambda code: told[code]) == language
        assert sum(told.values()) == pytest.approx(1.0, abs=1e-3)
    fellow, vertebrae = whisper.transcribe(heard, ["en", "ko"], asr.AsrOptions())
    assert "fellow Americans" in fellow.text
    assert vertebrae.text.startswith("아이들은 보통")
    for window, recognition in zip(heard, (fellow, vertebrae), strict=True):
        words = recognition.words
        assert all(0.0 <= word.start <= word.end <= window.duration for word in words)
        assert all(left.end <= right.start for left, right in pairwise(words))
        assert all(0.0 < word.probability <= 1.0 for word in words)
        assert recognition.avg_logprob < 0.0
        assert not recognition.doubt


def test_each_part_of_a_window_has_its_language(whisper: asr.Recognizer, english: Audio, korean: Audio) -> None:
    (heard,) = whisper.listen([join([korean, english])])
    border = korean.duration
    for part, language in ((Span(0, border), "ko"), (Span(border, heard.duration), "en")):
        told = whisper.tell_language(heard, part)
        assert max(told, key=lambda code: told[code]) == language


def test_words_come_when_they_are_said(whisper: asr.Recognizer, english: Audio) -> None:
    (recognition,) = whisper.transcribe(whisper.listen([english]), ["en"], asr.AsrOptions())
    starts = {word.text.strip(" ,.").lower(): word.start for word in recognition.words}
    # "ask not … what your country" begins at 3.3 s and 5.4 s of this well-known recording
    assert starts["not"] == pytest.approx(4.1, abs=0.5)
    assert starts["ask"] == pytest.approx(8.1, abs=0.8)  # the second "ask" overwrites the first; a pause is before it


def test_greedy_text_is_kept_only_where_it_is_sure(
    whisper: asr.Recognizer, english: Audio, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard = whisper.listen([english])
    greedy, beam, either = asr.AsrOptions(beam_size=1), asr.AsrOptions(), asr.AsrOptions(greedy_first=True)
    for least, same in ((-10.0, greedy), (0.0, beam)):
        monkeypatch.setattr(whisper_engine, "SURE_LOGPROB", least)
        assert whisper.transcribe(heard, ["en"], either) == whisper.transcribe(heard, ["en"], same)


def test_short_windows_are_written_with_the_beam(whisper: asr.Recognizer, english: Audio) -> None:
    (short,) = whisper.listen([english.cut(Span(0, 3.5))])
    either = whisper.transcribe([short], ["en"], asr.AsrOptions(greedy_first=True))
    assert either == whisper.transcribe([short], ["en"], asr.AsrOptions())


def test_translation(whisper: asr.Recognizer, korean: Audio) -> None:
    heard = whisper.listen([korean])
    (recognition,) = whisper.transcribe(heard, ["ko"], asr.AsrOptions(task="translate"))
    assert recognition.text.isascii()
    assert {"children", "kids"} & set(recognition.text.lower().split())


def test_results_repeat(whisper: asr.Recognizer, korean: Audio) -> None:
    heard = whisper.listen([korean])
    options = asr.AsrOptions(beam_size=2)
    assert whisper.transcribe(heard, ["ko"], options) == whisper.transcribe(heard, ["ko"], options)


def test_the_prompt_is_heeded(whisper: asr.Recognizer, korean: Audio) -> None:
    heard = whisper.listen([korean])
    options = asr.AsrOptions(beam_size=1, initial_prompt="다섯 개의 융합되지 않은 척추골")
    (recognition,) = whisper.transcribe(heard, ["ko"], options)
    assert "다섯 개의" in recognition.text  # without the prompt it is written "5개의"


def test_an_unknown_language_is_a_clear_mistake(whisper: asr.Recognizer, korean: Audio) -> None:
    with pytest.raises(InvalidOption, match="klingon"):
        whisper.transcribe(whisper.listen([korean]), ["klingon"], asr.AsrOptions())


@pytest.mark.parametrize("options", [{"task": "sing"}, {"beam_size": 0}])
def test_options_out_of_range(options: dict[str, object]) -> None:
    with pytest.raises(InvalidOption):
        asr.AsrOptions(**options)  # type: ignore[arg-type]


def test_nothing_to_hear(whisper: asr.Recognizer) -> None:
    assert whisper.listen([]) == []
    assert whisper.transcribe([], [], asr.AsrOptions()) == []
