"""The real engine with its real weights: rates, options, determinism, errors; understood by Whisper (slow)."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
import pytest

from sorikit.core.audio import Audio
from sorikit.core.device import Device
from sorikit.core.errors import InvalidOption, ModelError
from sorikit.core.resample import resample
from sorikit.core.speech import sound_of
from sorikit.engines import tts
from sorikit.engines.tts import Speaker, SpeakOptions
from sorikit.engines.tts._kokoro_voices import KokoroVoices
from sorikit.engines.tts.kokoro import FRAME, faded, sounding
from sorikit.store import card_of
from sorikit.store.catalogue import WEIGHTS_FOLDER


@pytest.fixture(scope="module")
def speaker() -> Speaker:
    try:
        return tts.load("kokoro", Device(threads=2))
    except ModelError as error:
        pytest.skip(str(error))


@pytest.fixture(scope="module")
def yes(speaker: Speaker) -> Audio:
    return sound_of(speaker.speak("네, 좋아요."))


def test_it_speaks(speaker: Speaker, yes: Audio) -> None:
    assert (yes.sample_rate, yes.channels) == (24_000, 1) == (speaker.sample_rate, 1)
    assert 0.4 < yes.duration < 3.0
    assert 0.1 < yes.peak < 1.0
    assert np.isfinite(yes.samples).all()


def test_the_same_words_give_the_same_samples(speaker: Speaker, yes: Audio) -> None:
    np.testing.assert_array_equal(sound_of(speaker.speak("네, 좋아요.")).samples, yes.samples)


def test_every_option_is_heard(speaker: Speaker, yes: Audio) -> None:
    slow = sound_of(speaker.speak("네, 좋아요.", SpeakOptions(speed=0.6)))
    assert slow.duration > 1.2 * yes.duration
    other = sound_of(speaker.speak("네, 좋아요.", SpeakOptions(voice="jm_kumo")))
    assert other.samples.shape != yes.samples.shape or not np.array_equal(other.samples, yes.samples)
    first, second = speaker.speak("네. 네.", SpeakOptions(pause=1.0))
    assert (first.pause, second.pause) == (1.0, 0.0)
    assert second.audio.frames == pytest.approx(first.audio.frames, abs=2_400)
    assert (first.text, second.text) == ("네.", "네.")
    in_korean = sound_of(speaker.speak("3", SpeakOptions(language="ko", voice="af_heart")))
    assert (
        in_korean.samples.shape
        != sound_of(speaker.speak("3", SpeakOptions(language="en", voice="af_heart"))).samples.shape
    )


def test_text_without_words_is_silence(speaker: Speaker) -> None:
    assert list(speaker.speak("… !")) == []


def test_mistakes_are_told_at_once(speaker: Speaker) -> None:
    with pytest.raises(InvalidOption, match="af_heart"):
        speaker.speak("a", SpeakOptions(voice="af_hart"))
    with pytest.raises(InvalidOption, match="no mix"):
        speaker.speak("a", SpeakOptions(voice="af_heart**2"))
    with pytest.raises(InvalidOption, match="ko, en, ja"):
        speaker.speak("a", SpeakOptions(language="de"))
    with pytest.raises(InvalidOption, match="speed"):
        SpeakOptions(speed=3.0)
    with pytest.raises(InvalidOption, match="pause"):
        SpeakOptions(pause=-1.0)
    with pytest.raises(InvalidOption, match="pitch"):
        SpeakOptions(pitch=float("nan"))


def test_words_are_in_order_and_inside_the_sound(speaker: Speaker) -> None:
    (spoken,) = speaker.speak("¡Hola! ".strip("! ") + ", me llamo Sori.", SpeakOptions(language="es"))
    assert [word.text.strip() for word in spoken.words] == ["¡Hola,", "me", "llamo", "Sori."]
    times = [time for word in spoken.words for time in (word.start, word.end)]
    assert times == sorted(times)
    assert 0.0 <= times[0] < 0.3
    assert spoken.audio.duration - 0.3 < times[-1] <= spoken.audio.duration
    assert all(word.end - word.start > 0.04 for word in spoken.words)


def test_the_lengths_of_the_phonemes_add_up_to_the_sound(speaker: Speaker) -> None:
    network = speaker._network  # type: ignore[attr-defined]
    styles = KokoroVoices(WEIGHTS_FOLDER / "kokoro_voices.zip").styles("af_heart")
    tokens = np.array([[0, 50, 83, 54, 156, 31, 0]], np.int64)
    for speed in (0.6, 1.0, 1.7):
        one = np.ones(1, np.float32)
        sound, frames = network.run(
            None, {"tokens": tokens, "style": styles[4:5], "speed": np.float32(speed) * one, "pitch": one}
        )
        assert frames.shape == tokens.shape
        assert sound.size == frames.sum() * FRAME


def test_the_pitch_rises_by_as_many_semitones_as_asked(speaker: Speaker) -> None:
    from sorikit.engines import pitch

    tracker = pitch.load()
    heard = {}
    for semitones in (-4.0, 0.0, 4.0):
        said = sound_of(speaker.speak("No me llamo Manuel.", SpeakOptions(language="es", pitch=semitones)))
        session = tracker.open()
        found = session.track(resample(said, tracker.sample_rate).samples[0])
        heard[semitones] = float(np.nanmedian(found.voiced_f0))
    for semitones in (-4.0, 4.0):
        assert 12 * np.log2(heard[semitones] / heard[0.0]) == pytest.approx(semitones, abs=1.2)


def test_all_54_voices_are_here_and_mix() -> None:
    voices = KokoroVoices(WEIGHTS_FOLDER / "kokoro_voices.zip")
    described = voices.described()
    assert len(described) == 54
    assert {voice.language for voice in described} == {"en", "es", "fr", "hi", "it", "ja", "pt", "zh"}
    defaults = sorted(language for voice in described for language in voice.default_for)
    assert defaults == sorted(["en", "ko", "ko", "ja", "es", "fr", "hi", "it", "pt", "zh"])  # Korean's is a mix of two
    np.testing.assert_array_equal(voices.styles(voices.default("ko")), voices.styles("jf_alpha*0.7+am_michael*0.3"))
    for voice in described:
        table = voices.styles(voice.name)
        assert table.shape == (510, 256)
        assert 0.05 < table.std() < 0.5
    one, other = voices.styles("af_bella"), voices.styles("af_sky")
    np.testing.assert_allclose(voices.styles("af_bella*0.6+af_sky*0.4"), 0.6 * one + 0.4 * other, atol=1e-6)
    np.testing.assert_allclose(voices.styles("af_bella + af_sky"), (one + other) / 2, atol=1e-6)
    np.testing.assert_array_equal(voices.styles("af_bella"), one)


def test_the_notes_name_the_hashes_of_the_catalogue() -> None:
    notes = (WEIGHTS_FOLDER / "VOICES.md").read_text(encoding="utf-8")
    for name in ("kokoro_voices.zip", "english_lexicon.tsv.xz"):
        assert str(card_of("kokoro").file(name).sha256) in notes


def test_trimming_keeps_the_sound_and_fades_its_edges() -> None:
    sound = np.concatenate([np.zeros(5_000), np.ones(2_400), np.zeros(5_000)]).astype(np.float32)
    first, last = sounding(sound, 24_000)
    assert 2_400 <= last - first <= 2_400 + 2 * 720
    kept = faded(sound[first:last], 24_000)
    assert kept[0] == kept[-1] == 0.0
    assert sounding(np.zeros(100, np.float32), 24_000) == (0, 0)
    assert faded(np.zeros(0, np.float32), 24_000).size == 0


KOREAN = (
    "안녕하세요. 저는 기획을 맡은 김민수입니다.", "다음 주 금요일까지 보고서를 작성해서 보내겠습니다.", "예산이 부족해서 일정을 다시 조정해야 합니다.",
    "서울에서 부산까지 기차로 세 시간이 걸립니다.", "그렇게 하면 사용자가 불편할 것 같습니다.", "컴퓨터가 갑자기 꺼져서 작업한 내용이 사라졌어요.",
    "도서관에서 빌린 책을 내일까지 돌려줘야 합니다.", "화면이 너무 어둡다는 의견이 많았습니다.",
)  # fmt: skip
ENGLISH = (
    "I will send the draft by Wednesday.", "We should use a lighter color on the search page.",
    "The new release was delayed because of a problem with the payment system.", "Who will write the user guide?",
    "Please record the meeting and share the record with everyone.", "Our customers asked for better documentation.",
    "The children played in the garden until it started to rain.", "She bought three boxes of strawberries at the market.",
)  # fmt: skip


def heard(speaker: Speaker, sentences: Sequence[str], language: str, voice: str) -> list[str]:
    whisper = pytest.importorskip("faster_whisper")
    from sorikit.store import find_model

    model = whisper.WhisperModel(
        str(find_model("whisper-base").folder), device="cpu", compute_type="int8", cpu_threads=2
    )
    texts = []
    for sentence in sentences:
        audio = resample(sound_of(speaker.speak(sentence, SpeakOptions(voice=voice, language=language))), 16_000)
        padded = np.pad(audio.samples[0], (4_000, 8_000))
        segments, _ = model.transcribe(padded, language=language, beam_size=5, condition_on_previous_text=False)
        texts.append(" ".join(segment.text.strip() for segment in segments))
    return texts


def plain(text: str) -> str:
    return re.sub(r"[^\w ]", "", text.lower()).strip()


@pytest.mark.slow
def test_whisper_understands_korean(speaker: Speaker) -> None:
    jiwer = pytest.importorskip("jiwer")
    texts = heard(speaker, KOREAN, "ko", "jf_alpha*0.7+am_michael*0.3")
    assert jiwer.cer([plain(t).replace(" ", "") for t in KOREAN], [plain(t).replace(" ", "") for t in texts]) <= 0.12


@pytest.mark.slow
def test_whisper_understands_english(speaker: Speaker) -> None:
    jiwer = pytest.importorskip("jiwer")
    texts = heard(speaker, ENGLISH, "en", "af_heart")
    assert jiwer.wer([plain(t) for t in ENGLISH], [plain(t) for t in texts]) <= 0.05


@pytest.mark.slow
def test_the_quick_convolutions_give_the_same_samples(speaker: Speaker) -> None:
    from sorikit.engines._onnx import open_network
    from sorikit.engines.tts._onnx_convolutions import exact_signed_products, with_products
    from sorikit.store import find_model

    if not exact_signed_products():
        pytest.skip("this processor keeps the original network")
    graph = find_model("kokoro").path("kokoro-v1.0.int8.onnx").read_bytes()
    styles = KokoroVoices(WEIGHTS_FOLDER / "kokoro_voices.zip").styles("af_heart")
    given = {
        "tokens": np.array([[0, 50, 83, 54, 156, 31, 4, 0]]),
        "style": styles[5:6],
        "speed": np.ones(1, np.float32),
    }
    before, after = (open_network(one, 2).run(None, given)[0] for one in (graph, with_products(graph)))
    np.testing.assert_array_equal(before, after)
