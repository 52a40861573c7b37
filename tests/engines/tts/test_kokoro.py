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
from sorikit.engines.tts.kokoro import trimmed
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
    with pytest.raises(InvalidOption, match="jf_alpha"):
        speaker.speak("a", SpeakOptions(voice="nobody"))
    with pytest.raises(InvalidOption, match="ko, en, ja"):
        list(speaker.speak("a", SpeakOptions(language="fr")))
    with pytest.raises(InvalidOption, match="speed"):
        SpeakOptions(speed=3.0)
    with pytest.raises(InvalidOption, match="pause"):
        SpeakOptions(pause=-1.0)


def test_the_voices_are_plain_half_floats() -> None:
    with np.load(WEIGHTS_FOLDER / "kokoro_voices.npz", allow_pickle=False) as tables:
        assert len(tables.files) >= 8
        for name in tables.files:
            assert tables[name].shape == (510, 256)
            assert tables[name].dtype == np.float16
            assert np.isfinite(tables[name]).all()


def test_the_notes_name_the_hashes_of_the_catalogue() -> None:
    notes = (WEIGHTS_FOLDER / "VOICES.md").read_text(encoding="utf-8")
    for name in ("kokoro_voices.npz", "english_lexicon.tsv.xz"):
        assert str(card_of("kokoro").file(name).sha256) in notes


def test_trimming_keeps_the_sound_and_fades_its_edges() -> None:
    sound = np.concatenate([np.zeros(5_000), np.ones(2_400), np.zeros(5_000)]).astype(np.float32)
    kept = trimmed(sound, 24_000)
    assert 2_400 <= kept.size <= 2_400 + 2 * 720
    assert kept[0] == kept[-1] == 0.0
    assert trimmed(np.zeros(100, np.float32), 24_000).size == 0
    assert trimmed(np.zeros(0, np.float32), 24_000).size == 0


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
    texts = heard(speaker, KOREAN, "ko", "jf_alpha")
    assert jiwer.cer([plain(t).replace(" ", "") for t in KOREAN], [plain(t).replace(" ", "") for t in texts]) <= 0.12


@pytest.mark.slow
def test_whisper_understands_english(speaker: Speaker) -> None:
    jiwer = pytest.importorskip("jiwer")
    texts = heard(speaker, ENGLISH, "en", "af_heart")
    assert jiwer.wer([plain(t) for t in ENGLISH], [plain(t) for t in texts]) <= 0.05
