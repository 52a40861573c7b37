"""VITS and MMS: a folder written by transformers, spoken through transformers, and what is wrong with others."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import tiny_vits as tiny

from sorikit.core.device import Device
from sorikit.core.errors import InvalidOption
from sorikit.core.speech import Line, sound_of
from sorikit.engines import tts
from sorikit.engines.tts import SpeakOptions
from sorikit.pipelines.speak.options import SpeechOptions
from sorikit.pipelines.speak.speaking import speak_lines

pytestmark = pytest.mark.filterwarnings("ignore")  # those of transformers are its own


@pytest.fixture(scope="module")
def english(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Any]:
    folder = tmp_path_factory.mktemp("vits") / "en"
    return folder, tiny.make(folder)


def engine(folder: Path) -> Any:
    return tts.load(str(folder), Device(threads=1))


def test_it_says_what_transformers_says(english: tuple[Path, Any]) -> None:
    import torch
    import transformers

    folder, model = english
    ours = engine(folder)
    text = "Hello there, little world!"
    words = [word.letters for word in ours.spell(text, "en")]
    tokens = transformers.VitsTokenizer.from_pretrained(str(folder))(text, return_tensors="pt").input_ids
    made = ours.say(words, ours.voices[0], SpeakOptions())
    from sorikit.engines.tts.vits import SEED

    torch.manual_seed(SEED)
    with torch.inference_mode():
        reference = model(tokens).waveform[0].numpy()
    assert made.samples.shape == reference.shape
    assert np.abs(made.samples - reference).max() < 1e-5
    assert made.spans[-1][1] <= reference.size / 16_000


def test_sentences_have_sound_words_and_pauses(english: tuple[Path, Any]) -> None:
    speaker = engine(english[0])
    assert (speaker.sample_rate, speaker.languages) == (16_000, ("en",))
    said = list(speaker.speak("It costs $3.50. Come at five!", SpeakOptions(pause=0.5)))
    assert [one.text for one in said] == ["It costs $3.50.", "Come at five!"]
    assert [one.pause for one in said] == [0.5, 0.0]
    assert "".join(word.text for word in said[0].words) == "It costs $3.50."
    for one in said:
        assert one.audio.duration > 0.1
        assert all(0.0 <= word.start <= word.end <= one.audio.duration + 1e-6 for word in one.words)
        assert all(left.end <= right.start for left, right in pairwise(one.words))
    again = sound_of(speaker.speak("It costs $3.50. Come at five!", SpeakOptions(pause=0.5)))
    assert np.array_equal(again.samples, sound_of(said).samples)
    fast = sound_of(speaker.speak("It costs $3.50. Come at five!", SpeakOptions(pause=0.5, speed=2.0)))
    assert fast.duration < again.duration
    assert not list(speaker.speak("… !!"))


def test_a_long_sentence_is_cut_and_keeps_its_words(english: tuple[Path, Any]) -> None:
    text = "so many words " * 60 + "a" * 700
    said = list(engine(english[0]).speak(text))
    assert len(said) > 3
    assert "".join(one.text.replace(" ", "") for one in said) == text.replace(" ", "")


@pytest.mark.parametrize(
    ("options", "match"),
    [
        (SpeakOptions(pitch=2.0), "pitch"),
        (SpeakOptions(quick_start=True), "quick start"),
        (SpeakOptions(voice="af_heart"), "af_heart"),
        (SpeakOptions(language="ko"), "ko"),
    ],
)
def test_wishes_that_it_cannot_heed_are_errors(english: tuple[Path, Any], options: SpeakOptions, match: str) -> None:
    with pytest.raises(InvalidOption, match=match):
        engine(english[0]).speak("Hello.", options)


def test_letters_that_it_does_not_know_are_errors(english: tuple[Path, Any]) -> None:
    with pytest.raises(InvalidOption, match="한"):
        list(engine(english[0]).speak("Hello 한국!"))


def test_korean_is_romanized_as_its_tokenizer_asks(tmp_path: Path) -> None:
    pytest.importorskip("uroman", reason="needs uroman (extra: torch)")
    import transformers

    tiny.make(tmp_path, language="kor", is_uroman=True)
    speaker = engine(tmp_path)
    assert speaker.languages == ("ko",)
    words = speaker.spell("안녕하세요, 사과 3개 주세요.", "ko")
    assert [word.letters for word in words] == ["annyeonghaseyo", "sagwa", "segae", "juseyo"]
    tokenizer = transformers.VitsTokenizer.from_pretrained(str(tmp_path))
    assert tokenizer.prepare_for_tokenization("안녕하세요, 사과 세개 주세요.")[0] == " ".join(w.letters for w in words)
    (said,) = speaker.speak("안녕하세요, 사과 3개 주세요.")
    assert [word.text.strip() for word in said.words] == ["안녕하세요,", "사과", "3개", "주세요."]
    assert said.language == "ko"


def test_a_phonemic_model_of_many_voices_needs_no_espeak(tmp_path: Path) -> None:
    letters = "_ abdefhijklmnopstuvwzæðŋɐɑɔəɚɛɜɡɪɹɾʃʊʌʒˈˌːθᵻ,.!?"
    table = {letter: at for at, letter in enumerate(letters)}
    tiny.make(tmp_path, language="en-us", vocabulary=table, speakers=3, phonemize=True, normalize=False)
    speaker = engine(tmp_path)
    assert [voice.name for voice in speaker.voices] == ["0", "1", "2"]
    assert speaker.phonemes("happy world", "en") == "hˈæpi wˈɜːld"
    sounds = [sound_of(speaker.speak("A happy world.", SpeakOptions(voice=name))) for name in "012"]
    assert len({sound.samples.tobytes() for sound in sounds}) == 3


def test_folders_that_are_no_voice(tmp_path: Path) -> None:
    with pytest.raises(InvalidOption, match="no such file"):
        tts.load(str(tmp_path / "nothing"))
    with pytest.raises(InvalidOption, match="no voice"):
        tts.load(str(tmp_path))
    (tmp_path / "config.json").write_text('{"model_type": "bert"}', encoding="utf-8")
    with pytest.raises(InvalidOption, match="bert"):
        tts.load(str(tmp_path))
    (tmp_path / "config.json").write_text('{"model_type": "vits"}', encoding="utf-8")
    (tmp_path / "pytorch_model.bin").write_bytes(b"x")
    with pytest.raises(InvalidOption, match=r"model\.safetensors is missing"):
        tts.load(str(tmp_path))
    (tmp_path / "model.safetensors").write_bytes(b"x")
    pytest.importorskip("transformers", reason="needs transformers (extra: torch)")
    with pytest.raises(InvalidOption, match="cannot load"):
        tts.load(str(tmp_path))


def test_a_script_is_said_in_the_one_language_of_a_voice(tmp_path: Path) -> None:
    tiny.make(tmp_path, language="swh")
    options = SpeechOptions(model=str(tmp_path), check=False)
    speech = speak_lines("Habari za asubuhi, rafiki.", options).run()
    assert [one.language for one in speech.sentences] == ["sw"]
    assert not speech.unsaid
    with pytest.raises(InvalidOption, match="pitch"):
        speak_lines([Line("Habari."), Line("Rafiki.", pitch=2.0)], options).run()
    lines = [Line("Habari."), Line("Hello.", language="en")]
    speech = speak_lines(lines, options).run()
    assert [one.text for one in speech.unsaid] == ["Hello."]
