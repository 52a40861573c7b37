"""MeloTTS: folders in the layout of k2-fsa's export, through sherpa-onnx's own loading, lexicon and synthesis."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tiny_melo import LEXICON, STEP, SYMBOLS, make, metadata

from sorikit.core.device import Device
from sorikit.core.errors import InvalidOption, RuntimeMissing
from sorikit.core.speech import sound_of
from sorikit.engines import tts
from sorikit.engines.tts import SpeakOptions
from sorikit.engines.tts.melotts import ENGLISH_VOICES, read_lexicon, read_metadata


def engine(path: Path) -> Any:
    pytest.importorskip("sherpa_onnx", reason="the extra melotts is not installed")
    return tts.load(str(path), Device(threads=1))


def loudness(samples: Any) -> list[float]:
    """Of each symbol, in the numbers that the network was given."""
    return [round(1000 * float(np.abs(part).max()), 1) for part in samples.reshape(-1, STEP)]


def toned(words: str) -> list[float]:
    """What the library is to give the network: symbols with their tones, a blank between all; marks have tone 0."""
    table = {line.split()[0]: line.split()[1:] for line in LEXICON.splitlines()}
    given: list[float] = [0.0]
    for word in words.split():
        row = table.get(word, [word, "0"])
        half = len(row) // 2
        for symbol, tone in zip(row[:half], row[half:], strict=True):
            given += [float(SYMBOLS.index(symbol) + int(tone)), 0.0]
    return given


def test_english_goes_through_the_lexicon_with_its_tones(tmp_path: Path) -> None:
    speaker = engine(make(tmp_path))
    assert (speaker.sample_rate, speaker.languages, speaker.supports.word_times) == (44100, ("en",), False)
    words = [word.letters for word in speaker.spell("Hello, 2 world b", "en")]
    assert words[:2] == ["hello,", "two"]
    made = speaker.say(["hello", "world!"], speaker.voices[0], SpeakOptions())
    said = toned("hello world") + toned("!")[1:]
    assert loudness(made.samples) == pytest.approx(said, abs=0.5)
    (spoken,) = speaker.speak("Hello, world!")
    assert (spoken.text, spoken.language, spoken.voice) == ("Hello, world!", "en", "default")
    assert not spoken.words


def test_a_word_that_the_lexicon_lacks_is_spelled(tmp_path: Path) -> None:
    speaker = engine(make(tmp_path))
    assert [word.letters for word in speaker.spell("hello-bb!", "en")] == ["hello", "b b!"]
    with pytest.raises(InvalidOption, match="knows no sound of 'zzz'"):
        list(speaker.speak("hello zzz"))
    assert not list(speaker.speak("?!"))


def test_chinese_with_english_and_numbers(tmp_path: Path) -> None:
    speaker = engine(make(tmp_path, language="Chinese + English"))
    assert speaker.languages == ("zh", "en")
    words = [word.letters for word in speaker.spell("你好，world 20", "zh")]
    assert words == ["你好,", "world", "二十"]
    made = speaker.say(words, speaker.voices[0], SpeakOptions())
    parts = [toned(part) for part in ("你好 ,", "world 二 十")]  # it parts at marks, each with blanks of its own
    assert loudness(made.samples) == pytest.approx([*parts[0], *parts[1]], abs=0.5)
    assert [one.language for one in speaker.speak("Hello world.", SpeakOptions(language="en"))] == ["en"]


def test_speakers_and_speed(tmp_path: Path) -> None:
    speaker = engine(make(tmp_path, speakers=5))
    assert tuple(voice.name for voice in speaker.voices) == ENGLISH_VOICES
    first, third = (sound_of(speaker.speak("Hello.", SpeakOptions(voice=name))) for name in ("EN-US", "EN-INDIA"))
    assert np.abs(third.samples).max() - np.abs(first.samples).max() == pytest.approx(0.2, abs=0.01)
    quick = speaker.say(["hello"], speaker.voices[0], SpeakOptions(speed=2.0))
    assert loudness(quick.samples) == pytest.approx([one / 2 for one in toned("hello")], abs=0.5)
    with pytest.raises(InvalidOption, match="EN-BR"):
        speaker.speak("Hello.", SpeakOptions(voice="eve"))
    with pytest.raises(InvalidOption, match="pitch"):
        speaker.speak("Hello.", SpeakOptions(pitch=1.0))
    with pytest.raises(InvalidOption, match="language"):
        speaker.speak("안녕", SpeakOptions(language="ko"))


@pytest.mark.parametrize("line", ["odd hh ah 7", "tone hh 51", "strange xx 7", "bare", "word hh x"])
def test_a_lexicon_that_would_end_the_process_is_refused(tmp_path: Path, line: str) -> None:
    folder = make(tmp_path)
    (folder / "lexicon.txt").write_text(f"{LEXICON}{line}\n", encoding="utf-8")
    with pytest.raises(InvalidOption, match=f"line {len(LEXICON.splitlines()) + 1}"):
        read_lexicon(folder)
    (folder / "lexicon.txt").write_text("", encoding="utf-8")
    with pytest.raises(InvalidOption, match="empty"):
        read_lexicon(folder)


def test_files_that_are_no_voice(tmp_path: Path) -> None:
    folder = make(tmp_path)
    assert read_metadata(folder / "model.onnx") == {key: str(value) for key, value in metadata("English", 1).items()}
    make(tmp_path, language="Korean")
    with pytest.raises(InvalidOption, match="'Korean'"):
        engine(folder)
    make(tmp_path, comment="piper")
    with pytest.raises(InvalidOption, match="'piper'"):
        engine(folder)
    (folder / "model.onnx").write_bytes(b"no network at all")
    with pytest.raises(InvalidOption, match="ONNX"):
        engine(folder)
    trained = tmp_path / "MeloTTS-Korean"
    trained.mkdir()
    (trained / "config.json").write_text(json.dumps({"symbols": ["_"], "num_tones": 16}), encoding="utf-8")
    (trained / "checkpoint.pth").write_bytes(b"weights")
    with pytest.raises(InvalidOption, match="melotts-en"):
        engine(trained)


def test_without_the_library_it_says_what_to_type(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "sherpa_onnx", None)
    with pytest.raises(RuntimeMissing, match=r"sorikit\[melotts\]"):
        tts.load(str(make(tmp_path)), Device(threads=1))
