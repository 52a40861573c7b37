"""Piper: a made network in Piper's own layout of inputs, outputs and settings; and the packaged voice, where it is installed."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sorikit.core.device import Device
from sorikit.core.errors import InvalidOption
from sorikit.core.resample import resample
from sorikit.core.speech import sound_of
from sorikit.engines import asr, tts
from sorikit.engines.tts import SpeakOptions
from sorikit.engines.tts._ipa import english, espeak
from sorikit.engines.tts.piper import DURATIONS
from sorikit.store import default_store

LETTERS = "_^$ !',-.:;?abdefhijklmnoprstuvwxyzæðŋɐɑɔəɚɛɜɡɪɹɾʃʊʌʒˈˌːθᵻ"
SETTINGS = {
    "audio": {"sample_rate": 22050, "quality": "medium"},
    "espeak": {"voice": "en-us"},
    "inference": {"noise_scale": 0.667, "length_scale": 1, "noise_w": 0.8},
    "num_speakers": 1,
    "speaker_id_map": {},
    "phoneme_id_map": {letter: [number] for number, letter in enumerate(LETTERS)},
    "language": {"code": "en_US"},
}
WAVE = np.sin(np.arange(512, dtype=np.float32) / 5)


def make(folder: Path, *, speakers: int = 1, durations: str = DURATIONS, **settings: Any) -> Path:
    """Write a voice that says each letter for two frames: a sine, as loud as the letter's number (and its speaker's)."""
    onnx = pytest.importorskip("onnx", reason="the test writes a network")
    helper, kinds = onnx.helper, onnx.TensorProto
    inputs = [("input", kinds.INT64, ["b", "n"]), ("input_lengths", kinds.INT64, ["b"]), ("scales", kinds.FLOAT, [3])]
    inputs += [("sid", kinds.INT64, ["b"])] if speakers > 1 else []
    nodes = [
        helper.make_node("Cast", ["input"], ["numbers"], to=kinds.FLOAT),
        helper.make_node("Cast", ["sid" if speakers > 1 else "input_lengths"], ["who"], to=kinds.FLOAT),
        helper.make_node("Mul", ["numbers", "nothing"], ["silence"]),
        helper.make_node("Add", ["silence", "two"], ["frames"]),
        helper.make_node("Ceil", ["frames"], [durations]),
        helper.make_node("Mul", [durations, "half"], ["ones"]),
        helper.make_node("Mul", ["ones", "numbers"], ["loud"]),
        helper.make_node("Add", ["loud", "who"], ["louder"]),
        helper.make_node("Unsqueeze", ["louder", "last"], ["columns"]),
        helper.make_node("Mul", ["columns", "wave"], ["parts"]),
        helper.make_node("Reshape", ["parts", "flat"], ["output"]),
    ]
    constants = {
        "nothing": np.zeros(1, np.float32),
        "two": np.full(1, 2, np.float32),
        "half": np.full(1, 0.5, np.float32),
        "last": np.array([2]),
        "wave": WAVE[np.newaxis, np.newaxis] / 100,
        "flat": np.array([1, 1, 1, -1]),
    }
    graph = helper.make_graph(
        nodes,
        "voice",
        [helper.make_tensor_value_info(*one) for one in inputs],
        [helper.make_tensor_value_info("output", kinds.FLOAT, [1, 1, 1, "samples"])],
        [onnx.numpy_helper.from_array(values, name) for name, values in constants.items()],
    )
    network = folder / "en_US-made-low.onnx"
    onnx.save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 15)], ir_version=8), network)
    text = json.dumps({**SETTINGS, "num_speakers": speakers, **settings})
    (folder / f"{network.name}.json").write_text(text, encoding="utf-8")
    return network


def engine(path: Path) -> Any:
    return tts.load(str(path), Device(threads=1))


def test_a_voice_says_its_letters_in_piper_order(tmp_path: Path) -> None:
    network = make(tmp_path)
    for path in (network, tmp_path):
        speaker = engine(path)
        assert (speaker.sample_rate, speaker.languages) == (22050, ("en",))
        words = [word.letters for word in speaker.spell("Happy world!", "en")]
        assert words == ["hˈæpi", "wˈɜːld!"]
        made = speaker.say(words, speaker.voices[0], SpeakOptions())
        spoken = "^_" + "".join(letter + "_" for letter in "hˈæpi wˈɜːld!") + "$"
        loud = np.abs(made.samples.reshape(len(spoken), 512)).max(axis=1)
        assert np.allclose(loud, [(LETTERS.index(letter) + len(spoken)) / 100 for letter in spoken], atol=0.01)
        assert made.spans[0] == pytest.approx((2 * 512 / 22050, 12 * 512 / 22050))
        assert made.spans[1][1] == pytest.approx((len(spoken) - 3) * 512 / 22050)  # without the mark


def test_words_have_times_where_the_network_tells(tmp_path: Path) -> None:
    (said,) = engine(make(tmp_path)).speak("It is $5.")
    assert "".join(word.text for word in said.words) == "It is $5."
    assert all(left.end <= right.start for left, right in pairwise(said.words))
    silent = tmp_path / "silent"
    silent.mkdir()
    speaker = engine(make(silent, durations="/other"))
    (said,) = speaker.speak("It is $5.")
    assert not said.words
    assert not speaker.supports.word_times


def test_several_speakers_by_their_names(tmp_path: Path) -> None:
    speaker = engine(make(tmp_path, speakers=2, speaker_id_map={"ann": 0, "bob": 1}))
    assert [voice.name for voice in speaker.voices] == ["ann", "bob"]
    ann, bob = (sound_of(speaker.speak("Hello.", SpeakOptions(voice=name))) for name in ("ann", "bob"))
    assert np.abs(bob.samples).max() > np.abs(ann.samples).max()
    with pytest.raises(InvalidOption, match="ann, bob"):
        speaker.speak("Hello.", SpeakOptions(voice="eve"))
    with pytest.raises(InvalidOption, match="pitch"):
        speaker.speak("Hello.", SpeakOptions(pitch=1.0))


def test_files_that_are_no_voice(tmp_path: Path) -> None:
    network = make(tmp_path)
    settings = network.with_name(network.name + ".json")
    settings.write_text(json.dumps({**SETTINGS, "language": {"code": "de_DE"}}), encoding="utf-8")
    with pytest.raises(InvalidOption, match=r"\(de\)"):
        engine(network)
    settings.write_text(json.dumps({**SETTINGS, "phoneme_type": "text"}), encoding="utf-8")
    with pytest.raises(InvalidOption, match="espeak-ng"):
        engine(network)
    settings.write_text("{}", encoding="utf-8")
    with pytest.raises(InvalidOption, match="does not describe"):
        engine(network)
    settings.write_text(json.dumps(SETTINGS), encoding="utf-8")
    network.write_bytes(b"no network")
    with pytest.raises(InvalidOption, match="ONNX Runtime"):
        engine(network)
    settings.unlink()
    with pytest.raises(InvalidOption, match="is missing beside it"):
        engine(network)


@pytest.mark.parametrize(
    ("text", "sounds"),  # as `espeak-ng -v en-us --ipa` writes them
    [
        ("early bird", "ˈɜːli bˈɜːd"),
        ("boy now", "bˈɔɪ nˈaʊ"),
        ("teacher", "tˈiːtʃɚ"),
        ("judge", "dʒˈʌdʒ"),
        ("city", "sˈɪɾi"),
        ("moon", "mˈuːn"),
    ],
)
def test_english_in_espeak_letters(text: str, sounds: str) -> None:
    assert " ".join(word.letters for word in english(text)) == sounds
    assert espeak("") == ""


@pytest.mark.skipif(
    not all(default_store().state(name).installed for name in ("piper-joe", "whisper-base")),
    reason="the models piper-joe (extra: piper) and whisper-base are not installed",
)
def test_the_packaged_voice_is_understood() -> None:
    speaker, listener = tts.load("piper-joe", Device(threads=2)), asr.load("whisper-base", Device(threads=2))
    text = "The weather in the mountains changes very quickly."
    (said,) = speaker.speak(text)
    assert [word.text.strip() for word in said.words] == text.split()
    assert 0.1 < said.words[-1].end - said.words[-1].start < 1.0
    (heard,) = listener.transcribe(listener.listen([resample(said.audio, 16_000)]), ["en"], asr.AsrOptions())
    understood = set(heard.text.lower().strip(".").split()) & set(text.lower().strip(".").split())
    assert len(understood) >= 5  # of 8: the network has noise inside, it never says the same twice
