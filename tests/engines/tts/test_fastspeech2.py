"""FastSpeech 2: checkpoints written by transformers, spoken through it; durations are the times of words."""

from __future__ import annotations

import json
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sorikit.core.device import Device
from sorikit.core.errors import InvalidOption
from sorikit.core.speech import sound_of
from sorikit.engines import tts
from sorikit.engines.tts import SpeakOptions
from sorikit.engines.tts._arpabet import english

pytestmark = pytest.mark.filterwarnings("ignore")  # those of transformers are its own

SOUNDS = ["AA", "AE", "AH", "AO", "AW", "AY", "EH", "ER", "EY", "IH", "IY", "OW", "OY", "UH", "UW"]
OTHERS = [
    "B",
    "CH",
    "D",
    "DH",
    "F",
    "G",
    "HH",
    "JH",
    "K",
    "L",
    "M",
    "N",
    "NG",
    "P",
    "R",
    "S",
    "SH",
    "T",
    "TH",
    "V",
    "W",
    "Y",
    "Z",
    "ZH",
    ",",
    ".",
    "!",
    "?",
    "<sos/eos>",
]
VOCABULARY = ["<blank>", "<unk>", *(sound + str(stress) for sound in SOUNDS for stress in range(3)), *OTHERS]


def make(folder: Path, *, whole: bool, speakers: int | None = None) -> Any:
    """Write a tiny checkpoint, in one or with its vocoder beside; return transformers' whole model."""
    torch = pytest.importorskip("torch", reason="needs torch (extra: torch)")
    transformers = pytest.importorskip("transformers", reason="needs transformers (extra: torch)")
    torch.manual_seed(5)
    small = {"hidden_size": 16, "encoder_layers": 1, "decoder_layers": 1, "num_mel_bins": 8, "num_speakers": speakers}
    acoustic = transformers.FastSpeech2ConformerConfig(
        vocab_size=len(VOCABULARY),
        encoder_linear_units=16,
        decoder_linear_units=16,
        speech_decoder_postnet_units=8,
        duration_predictor_channels=8,
        energy_predictor_channels=8,
        pitch_predictor_channels=8,
        **small,
    )
    vocoder = transformers.FastSpeech2ConformerHifiGanConfig(
        model_in_dim=8,
        upsample_initial_channel=16,
        upsample_rates=[8, 8],
        upsample_kernel_sizes=[16, 16],
        resblock_kernel_sizes=[3],
        resblock_dilation_sizes=[[1, 3]],
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        model = transformers.FastSpeech2ConformerWithHifiGan(
            transformers.FastSpeech2ConformerWithHifiGanConfig(
                model_config=acoustic.to_dict(), vocoder_config=vocoder.to_dict()
            )
        ).eval()
        with torch.no_grad():
            model.model.duration_predictor.linear.bias.fill_(2.2)  # some frames for each sound
        if whole:
            model.save_pretrained(folder)
        else:
            model.model.save_pretrained(folder)
            model.vocoder.save_pretrained(folder / "hifigan")
    ids = {token: number for number, token in enumerate(VOCABULARY)}
    (folder / "vocab.json").write_text(json.dumps(ids), encoding="utf-8")
    return model


def engine(folder: Path) -> Any:
    return tts.load(str(folder), Device(threads=1))


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, Any]:
    home = tmp_path_factory.mktemp("fastspeech2")
    make(home / "parts", whole=False)
    return home / "whole", home / "parts", make(home / "whole", whole=True)


def test_both_layouts_say_what_transformers_says(made: tuple[Path, Path, Any]) -> None:
    import torch

    whole, parts, model = made
    tokens = ["HH", "AH0", "L", "OW1", ",", "W", "ER1", "L", "D", "."]
    ids = torch.tensor([[VOCABULARY.index(token) for token in [*tokens, "<sos/eos>"]]])
    with torch.inference_mode():
        reference = model(ids, return_dict=True).waveform[0].numpy()
    for folder in (whole, parts):
        speaker = engine(folder)
        words = [word.letters for word in speaker.spell("Hello, world.", "en")]
        assert words == ["HH AH0 L OW1 ,", "W ER1 L D ."]
        sound = speaker.say(words, speaker.voices[0], SpeakOptions())
        assert np.abs(sound.samples - reference).max() < 1e-5
        assert sound.spans[0][1] < sound.spans[1][0] < sound.spans[1][1] < reference.size / speaker.sample_rate


def test_words_have_times_and_the_speed_is_heeded(made: tuple[Path, Path, Any]) -> None:
    speaker = engine(made[0])
    said = list(speaker.speak("I paid $20. Thank you!"))
    assert [one.text for one in said] == ["I paid $20.", "Thank you!"]
    assert "".join(word.text for word in said[0].words) == "I paid $20."
    assert all(word.end > word.start for one in said for word in one.words)
    slow = sound_of(speaker.speak("Thank you!", SpeakOptions(speed=0.5))).duration
    assert 1.6 < slow / said[1].audio.duration < 2.5
    usual = sound_of(speaker.speak("Thank you!"))
    assert np.array_equal(usual.samples, said[1].audio.samples)
    with pytest.raises(InvalidOption, match="pitch"):
        speaker.speak("Thank you!", SpeakOptions(pitch=1.0))
    with pytest.raises(InvalidOption, match="감"):
        list(speaker.speak("감사합니다"))


def test_several_speakers(tmp_path: Path) -> None:
    make(tmp_path, whole=True, speakers=2)
    speaker = engine(tmp_path)
    first, second = (sound_of(speaker.speak("Hello.", SpeakOptions(voice=name))) for name in "01")
    assert not np.array_equal(first.samples, second.samples)


def test_what_is_missing_is_told(made: tuple[Path, Path, Any], tmp_path: Path) -> None:
    for name in ("config.json", "model.safetensors", "vocab.json"):
        (tmp_path / name).write_bytes((made[1] / name).read_bytes())
    with pytest.raises(InvalidOption, match="vocoder is missing"):
        engine(tmp_path)
    (tmp_path / "vocab.json").write_text('{"a": 1}', encoding="utf-8")
    with pytest.raises(InvalidOption, match="ARPAbet"):
        engine(tmp_path)


def test_english_in_arpabet() -> None:
    words = [word.letters for word in english("The weather was very good, Mr. Church.")]
    assert words[1] == "W EH1 DH ER0"
    assert words[-1] == "CH ER1 CH ."
