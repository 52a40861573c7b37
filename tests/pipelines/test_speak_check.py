"""Sounds that are wrong are found; those that are right are left alone."""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sorikit.core.audio import Audio
from sorikit.core.errors import InvalidOption
from sorikit.core.events import Notice, SentenceReady
from sorikit.core.speech import Spoken, SpokenCheck, sound_of
from sorikit.core.text import Word
from sorikit.dsp.edit_distance import edit_distance, edits, worst_stretch
from sorikit.dsp.loudness import CEILING, block_powers, integrated, limited
from sorikit.engines.tts import SpeakOptions, Supports, Voice
from sorikit.pipelines.speak.check import Listener, WantedVoice, fault_of_words, in_other_letters
from sorikit.pipelines.speak.faults import sound_faults
from sorikit.pipelines.speak.options import SpeechOptions
from sorikit.pipelines.speak.speaking import speak_lines
from sorikit.pipelines.stages import Workspace

RATE = 24_000


def tone(seconds: float, level: float = 0.5) -> np.ndarray:
    time = np.arange(int(seconds * RATE)) / RATE
    wave = level * np.sin(2 * np.pi * 150 * time) * (0.6 + 0.4 * np.sin(2 * np.pi * 4 * time))
    return wave.astype(np.float32)


def spoken(seconds: float) -> np.ndarray:
    """Tones of many heights that stop now and then and end softly, as speech does."""
    time = np.arange(int(seconds * RATE)) / RATE
    pitch = 120 + 40 * np.sin(2 * np.pi * 0.31 * time) + 25 * np.sin(2 * np.pi * 1.7 * time**1.1)
    sound = tone(seconds) * np.sin(2 * np.pi * np.cumsum(pitch) / RATE)
    faded = np.minimum(1.0, np.minimum(time, time[::-1]) / 0.05)
    return (2 * sound * faded * (time % 0.5 > 0.05)).astype(np.float32)


class ToneSpeaker:
    """A real engine of its own: says each word as a tone whose length is that of the word."""

    sample_rate = RATE
    voices = (Voice("tone", "en"),)
    languages = ("en",)
    supports = Supports(frozenset(("voice", "language", "speed", "pause")), word_times=True)

    def __init__(self, broken: str = "\0") -> None:
        self.broken, self.said = broken, 0

    def phonemes(self, text: str, language: str) -> str:
        return text.lower()

    def speak(self, text: str, options: SpeakOptions | None = None) -> Iterator[Spoken]:
        wishes = options or SpeakOptions()
        if wishes.voice not in (None, "tone"):
            raise InvalidOption(option="voice", detail=f"there is no voice {wishes.voice!r}")
        return self._sentences(text, wishes)

    def _sentences(self, text: str, wishes: SpeakOptions) -> Iterator[Spoken]:
        if not text:
            return
        self.said += 1
        if self.broken in text:
            raise ValueError("it broke")
        sound = tone(0.08 * len(text) / wishes.speed)
        yield Spoken(Audio(sound, RATE), text, (Word(text, 0.0, sound.size / RATE),), language="en", voice="tone")


def test_a_good_sound_has_no_faults() -> None:
    assert sound_faults(Audio(spoken(2.0), RATE), 25) == []
    assert sound_faults(Audio(spoken(1.0), RATE), 25, 2.0) == []


@pytest.mark.parametrize(
    ("sound", "fault"),
    [
        (spoken(1.5), "short"),
        (spoken(6.0), "long"),
        (spoken(3.0) + 0.3 * np.random.default_rng(0).standard_normal(3 * RATE).astype(np.float32), "noise"),
        (np.concatenate([tone(1.0), np.zeros(int(1.2 * RATE), np.float32), tone(1.0)]), "silence"),
        (np.zeros(2 * RATE, np.float32), "silence"),
        (np.clip(4 * tone(2.0), -0.9, 0.9), "clipped"),
        (1e-3 * spoken(3.0), "silence"),
        (spoken(3.0)[: int(2.3 * RATE)], "cut"),
        (spoken(3.0)[int(0.7 * RATE) :], "cut"),
        (np.concatenate([spoken(3.0)[: int(1.4 * RATE)], spoken(3.0)[int(0.7 * RATE) :]]), "repeated"),
    ],
)
def test_faults_of_the_sound_are_found(sound: np.ndarray, fault: str) -> None:
    assert fault in sound_faults(Audio(sound, RATE), 40)


def test_the_listener_scores_what_it_finds() -> None:
    listener = Listener(ToneSpeaker(), None)
    good = listener.check("a sentence of words", "en", [Spoken(Audio(spoken(1.5), RATE), "a sentence of words")])
    assert good == SpokenCheck(1.0)
    bad = listener.check("a sentence of words", "en", [Spoken(Audio(spoken(15.0), RATE), "a sentence of words")])
    assert bad.score < 1.0
    assert bad.faults == ("long",)


class HeightEmbedder:
    """An embedder of its own: a voice is how its power lies in the spectrum."""

    sample_rate, dim = 8_000, 40

    def embed(self, audio: Audio, voices: object = None) -> np.ndarray:
        power = np.abs(np.fft.rfft(audio.samples[0])) ** 2
        bands = np.array([band.sum() for band in np.array_split(power[: power.size // 8], self.dim)], np.float32)
        return (bands / np.linalg.norm(bands))[np.newaxis]


def test_a_sentence_in_another_voice_is_found() -> None:
    ear, sound = HeightEmbedder(), spoken(2.0)
    own, other = Audio(sound, RATE), Audio(sound * np.cos(2 * np.pi * 200 * np.arange(sound.size) / RATE), RATE)
    wanted = WantedVoice(ear, ear.embed(Audio(spoken(2.0)[::3], 8_000))[0])
    listener = Listener(ToneSpeaker(), None, wanted)
    text = "a sentence of words, no more"
    assert "voice" not in listener.check(text, "en", [Spoken(own, text)]).faults
    assert "voice" in listener.check(text, "en", [Spoken(other, text)]).faults


@pytest.mark.parametrize(
    ("asked", "said", "fault"),
    [
        ("thekwikbraunfoksdʒʌmptovəðəleizidɔg", "thekwikbraunfoksdʒʌmptovəðəleizidɔg", None),
        ("thekwikbraunfoksdʒʌmptovəðəleizidɔg", "thekwigbraunfaksdʒʌmtovəðəlæizidɔk", None),  # a slip here and there
        ("thekwikbraunfoksdʒʌmptovəðəleizidɔg", "thekwikbraunfoksovəðəleizidɔg", "words"),  # a word is lost
        ("thekwikbraunfoksdʒʌmptovəðəleizidɔg", "thekwikbraunfoksanimlzdʒʌmptovəðəleizidɔg", "words"),
        ("thekwikbraunfoks", "thekwikbraunfoksthekwikbraunfoks", "repeated"),
        ("jɛs", "noʊ", "words"),
        ("jɛs", "jɛ", None),
    ],
)
def test_words_that_are_not_those_of_the_text_are_found(asked: str, said: str, fault: str | None) -> None:
    assert fault_of_words(asked, said) == fault


def test_a_sentence_that_fails_loses_no_other(tmp_path: object) -> None:
    speaker = ToneSpeaker(broken="Two")
    job = speak_lines("One here. Two here. Three here.", SpeechOptions(check=False), speaker=speaker)
    events = list(job)
    assert [e.spoken.text for e in events if isinstance(e, SentenceReady)] == ["One here.", "Three here."]
    assert [one.text for one in job.result.unsaid] == ["Two here."]
    assert any(isinstance(event, Notice) and "it broke" in event.en for event in events)
    assert job.result.sentences[1].start == pytest.approx(job.result.sentences[0].end + 0.35)


def test_sound_that_was_handed_over_is_not_kept() -> None:
    """An hour of speech is 350 MB of samples: what is kept of it may not grow so."""
    text = " ".join(f"This is sentence number {number} of a text that is long." for number in range(130))
    job = speak_lines(text, SpeechOptions(check=False), speaker=ToneSpeaker())
    tracemalloc.start()
    try:
        early, seconds = 0, 0.0
        for event in job:
            if isinstance(event, SentenceReady):
                seconds += event.spoken.duration
                early = early or (tracemalloc.get_traced_memory()[0] if seconds > 60 else 0)
        grown = tracemalloc.get_traced_memory()[0] - early
    finally:
        tracemalloc.stop()
    assert seconds > 400
    assert grown < 1_000_000  # sentences and words of six minutes, whose sound would be 33 MB


def test_a_stopped_run_goes_on(tmp_path) -> None:  # type: ignore[no-untyped-def]
    text = "One here. Two here. Three here."
    options = SpeechOptions(check=False)
    whole = sound_of(
        e.spoken for e in speak_lines(text, options, speaker=ToneSpeaker()) if isinstance(e, SentenceReady)
    )
    first = ToneSpeaker()
    job = speak_lines(text, options, workspace=Workspace(tmp_path / "w"), speaker=first)
    for event in job:
        if isinstance(event, SentenceReady) and event.spoken.text == "Two here.":
            break
    job.close()
    second = ToneSpeaker()
    again = speak_lines(text, options, workspace=Workspace(tmp_path / "w"), speaker=second)
    sounds = [event.spoken for event in again if isinstance(event, SentenceReady)]
    assert (first.said, second.said) == (2, 1)
    np.testing.assert_array_equal(sound_of(sounds).samples, whole.samples)
    assert [one.words[0].text for one in sounds] == ["One here.", "Two here.", "Three here."]


def test_wishes_that_cannot_be_met_are_told_before_anything_is_said() -> None:
    speaker = ToneSpeaker()
    for wishes in (SpeakOptions(voice="nobody"), SpeakOptions(pitch=1.0)):
        with pytest.raises(InvalidOption):
            speak_lines("One.", SpeechOptions(wishes, check=False), speaker=speaker).run()
    assert speaker.said == 0


@given(st.text("abc", max_size=12), st.text("abc", max_size=12))
def test_edit_distance_is_a_distance(one: str, other: str) -> None:
    distance = edit_distance(one, other)
    assert distance == edit_distance(other, one)
    assert (distance == 0) == (one == other)
    assert abs(len(one) - len(other)) <= distance <= max(len(one), len(other))


@given(st.text("abc", max_size=12), st.text("abc", max_size=12))
def test_edits_make_the_other_text(one: str, other: str) -> None:
    made, at, to = edits(one, other), 0, 0
    for edit in made:
        assert edit in "x+-" or one[at] == other[to]
        at, to = at + (edit != "+"), to + (edit != "-")
    assert (at, to) == (len(one), len(other))
    assert sum(edit != "=" for edit in made) == edit_distance(one, other)
    assert worst_stretch(one, other) <= edit_distance(one, other)


def test_a_worst_stretch_is_a_place() -> None:
    assert worst_stretch("abcdefgh", "abcdefgh") == 0
    assert worst_stretch("abcdefgh", "abgh") == 4
    assert worst_stretch("abcdefgh", "xbcdefgy") == 1  # far apart
    assert worst_stretch("", "abc") == 3


def test_edit_distance_of_the_books() -> None:
    assert edit_distance("kitten", "sitting") == 3
    assert edit_distance("flaw", "lawn") == 2


@pytest.mark.parametrize("rate", [24_000, 48_000])
def test_the_loudness_is_that_of_pyloudnorm(rate: int) -> None:
    pyloudnorm = pytest.importorskip("pyloudnorm")
    noise = 0.1 * np.random.default_rng(0).standard_normal(rate * 4).astype(np.float32)
    noise[rate : 2 * rate] *= 0.001
    expected = pyloudnorm.Meter(rate, filter_class="DeMan").integrated_loudness(noise.astype(np.float64))
    assert integrated(block_powers(noise, rate)) == pytest.approx(expected, abs=0.01)
    assert integrated(np.zeros(0)) == -np.inf


@given(st.floats(0.1, 20.0), st.integers(0, 5))
def test_the_limiter_keeps_under_its_ceiling_and_leaves_the_rest(level: float, seed: int) -> None:
    samples = (level * np.random.default_rng(seed).standard_normal(2_000) * 0.1).astype(np.float32)
    held = limited(samples, RATE)
    assert np.abs(held).max() <= CEILING
    assert (np.sign(held) == np.sign(samples)).all()
    if np.abs(samples).max() <= CEILING:
        np.testing.assert_array_equal(held, samples)


def test_words_in_letters_of_another_language_are_not_judged() -> None:
    assert in_other_letters("ہم نے ملاقات", "hi")
    assert in_other_letters("Rathmi Taapman", "hi")
    assert not in_other_letters("हमने मुलाकात", "hi")
    assert not in_other_letters("", "hi")
    assert not in_other_letters("Rathmi", "ko")
