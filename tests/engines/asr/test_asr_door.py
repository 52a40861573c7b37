"""What a recogniser does not support is an error that names those that do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import pytest

from sorikit.core.audio import Audio
from sorikit.core.device import Device
from sorikit.core.errors import InvalidOption
from sorikit.core.time import Span
from sorikit.engines import asr


@dataclass(frozen=True)
class Deaf:
    """A recogniser that hears nothing: only what it says of itself counts here."""

    supports: asr.Supports
    languages: tuple[str, ...] = ("ko",)
    sample_rate: int = 16_000
    max_seconds: float = 30.0
    workers: int = 1

    def listen(self, windows: Sequence[Audio]) -> list[asr.Heard]:
        return []

    def padded_seconds(self, seconds: float) -> float:
        return 0.0

    def tell_language(self, heard: asr.Heard, part: Span | None = None) -> dict[str, float]:
        return {}

    def transcribe(
        self, heard: Sequence[asr.Heard], languages: Sequence[str], options: asr.AsrOptions
    ) -> list[asr.Recognition]:
        return []


PLAIN = Deaf(asr.Supports())


@pytest.mark.parametrize(
    ("options", "named"),
    [
        (asr.AsrOptions(task="translate"), "task translate"),
        (asr.AsrOptions(beam_size=1), "beam size"),
        (asr.AsrOptions(initial_prompt="소리"), "initial prompt"),
        (asr.AsrOptions(retry=False), "retry"),
    ],
)
def test_a_wish_that_is_not_heeded_names_models_that_heed_it(options: asr.AsrOptions, named: str) -> None:
    with pytest.raises(InvalidOption) as caught:
        asr.check_options(options, PLAIN, model="plain")
    for language in ("en", "ko"):
        sentence = caught.value.sentence(language)
        assert sentence.startswith(named)
        assert "plain" in sentence
        assert "whisper-base" in sentence
        assert "\n" not in sentence


def test_defaults_are_no_wishes() -> None:
    asr.check_options(asr.AsrOptions(), PLAIN)


def test_what_is_supported_passes() -> None:
    able = Deaf(asr.Supports(asr.TASKS, frozenset({"beam_size", "retry", "initial_prompt"})))
    asr.check_options(asr.AsrOptions("translate", 1, retry=False, initial_prompt="소리"), able)


@pytest.mark.parametrize("languages", [(), ("en", "ko")])
def test_several_languages_untold_want_one_given(languages: tuple[str, ...]) -> None:
    many = Deaf(asr.Supports(), ("en", "ko"))
    with pytest.raises(InvalidOption, match="--language ko"):
        asr.check_options(asr.AsrOptions(), many, languages)
    asr.check_options(asr.AsrOptions(), many, ("ko",))
    asr.check_options(asr.AsrOptions(), replace(many, supports=asr.Supports(tells_language=True)), languages)


def test_every_engine_says_what_it_supports() -> None:
    names = {field for field in asr.AsrOptions.__slots__ if field != "task"}
    for supports in asr.abilities().values():
        assert set(supports.tasks) <= set(asr.TASKS)
        assert supports.options <= names


@pytest.mark.parametrize(
    ("device", "word"),
    [(Device("tpu"), "cpu or cuda"), (Device(compute_type="int3"), "int8"), (Device("cuda"), "no GPU")],
)
def test_a_device_that_is_not_here_is_said(device: Device, word: str) -> None:
    ctranslate2 = pytest.importorskip("ctranslate2")
    if device.name == "cuda" and ctranslate2.get_cuda_device_count():
        pytest.skip("there is one here")
    with pytest.raises(InvalidOption, match=word):
        asr.load(None, device)
