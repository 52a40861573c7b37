"""The voice that is most like somebody's, among those that an engine has and their mixes.

A fixed, small number of voices and mixes says one sentence each; a speaker model tells how like the reference it sounds. Pitch
and pace are brought to the reference's. What was found then says another sentence, and a second speaker model judges as well: a
search is flattered by the score that it searched with. It is a likeness, not a clone: no voice is made that the engine has not.
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass, replace

import numpy as np

from sorikit.core.errors import InvalidOption
from sorikit.core.events import Event, Job, Progress
from sorikit.core.speech import sound_of
from sorikit.engines.tts import Speaker, SpeakOptions
from sorikit.pipelines.timbre import JUDGE, MODEL, Ear, Timbre, semitones
from sorikit.voices.made import MadeVoices, made_voices
from sorikit.voices.scale import calibration_of

SINGLES = 6
"""Voices that are heard alone, the nearest by what is known of them."""
PARTNERS = 5
"""… that are mixed with the best, at each of ``SHARES``."""
SHARES = (0.3, 0.5)
THIRDS = 4
"""Voices that are tried as the third."""
THIRD = 0.25
PER_SEMITONE = 0.01
"""Cosine that a semitone between the pitches counts for when the nearest are chosen."""
MOST_PITCH = 6.0
"""Semitones that a voice is raised or lowered at most."""
SPEEDS = (0.7, 1.3)
"""Least and most that the pace is changed by; Kokoro speaks half as fast again as people who read books aloud."""
TEXTS = {
    "en": (
        "We will see what can be done about it tomorrow morning.",
        "The old road follows the river down to the sea.",
    ),
    "ko": ("내일 아침에 다시 이야기해 보면 좋겠습니다.", "오래된 길은 강을 따라 바다까지 이어집니다."),
    "ja": ("あしたのあさ、もういちどはなしましょう。", "ふるいみちは、かわにそってうみまでつづきます。"),
}
"""What is said to be heard, and to be judged; English where a language is not here."""


@dataclass(frozen=True, slots=True)
class Nearness:
    """How like a reference a voice sounds."""

    cosine: float
    """Of CAM++, −1 … 1."""
    probability: float
    """That both are one person's, at even odds before listening; calibrated on pairs of real speakers (``voices/scale``)."""
    second_cosine: float
    """Of Resemblyzer, which had no say in the choice; strangers have about 0.6."""
    second_probability: float
    pitch: float
    """Semitones above the reference's median."""
    rate: float
    """Times the reference's syllables a second."""


@dataclass(frozen=True, slots=True)
class Likeness:
    """What was found."""

    voice: str
    """A voice or a mix, for ``SpeakOptions.voice``."""
    speed: float
    semitones: float
    """For ``SpeakOptions.pitch``."""
    nearness: Nearness
    """Measured on a sentence that was not searched with."""
    default: Nearness
    """Of the voice that would have spoken without."""
    tried: int
    """Sentences that were said to find it."""


def nearness(heard: Timbre, wanted: Timbre) -> Nearness:
    """Return how like ``wanted`` a voice is that was heard."""
    seconds = min(heard.seconds, wanted.seconds)
    cosine, second = float(heard.vector @ wanted.vector), float(heard.second @ wanted.second)
    return Nearness(
        cosine,
        calibration_of(MODEL, seconds, "cosine").probability(cosine),
        second,
        calibration_of(JUDGE, seconds, "cosine").probability(second),
        semitones(heard.pitch, wanted.pitch),
        heard.rate / wanted.rate if wanted.rate else 1.0,
    )


def find_likeness(wanted: Timbre, engine: Speaker, ear: Ear, language: str | None = None) -> Job[Likeness]:
    """Return the job that finds the voice of ``engine`` most like ``wanted``. Yields Progress("likeness") in sentences.

    ``language``: of what it is heard saying (None: English). The same reference gives the same voice. Raises InvalidOption for an
    engine whose voices were not measured.
    """
    return Job(_find(wanted, engine, ear, language or "en"))


@dataclass(frozen=True, slots=True)
class _Mix:
    """Voices and their shares."""

    parts: tuple[tuple[int, float], ...]

    def with_part(self, voice: int, share: float) -> _Mix:
        return _Mix((*((one, weight * (1.0 - share)) for one, weight in self.parts), (voice, share)))

    def name(self, made: MadeVoices) -> str:
        if len(self.parts) == 1:
            return made.names[self.parts[0][0]]
        return "+".join(f"{made.names[one]}*{weight:.3g}" for one, weight in self.parts)


class _Search:
    """Lets voices speak, and keeps the one that sounds nearest."""

    def __init__(self, wanted: Timbre, engine: Speaker, ear: Ear, language: str) -> None:
        self._wanted, self._engine, self._ear = wanted, engine, ear
        self._language = language
        self._texts = TEXTS.get(language, TEXTS["en"])
        self._said_in = language if language in TEXTS else "en"
        self.made = made_voices()
        self.tried = 0
        self.best = _Mix(())
        self.cosine = -2.0

    def options(self, mix: _Mix) -> SpeakOptions:
        """Return how a mix speaks at the reference's pitch and pace, as far as is known before it is heard."""
        shares = np.array([share for _, share in mix.parts])
        voices = [one for one, _ in mix.parts]
        tone = float(np.exp(shares @ np.log(self.made.pitches[voices])))
        rate = float(shares @ self.made.rates[voices])
        raised = float(np.clip(semitones(self._wanted.pitch, tone), -MOST_PITCH, MOST_PITCH))
        speed = float(np.clip(self._wanted.rate / max(rate, 0.1), *SPEEDS)) if self._wanted.rate > 0.0 else 1.0
        name = mix.name(self.made)
        return SpeakOptions(
            voice=name, language=self._said_in, speed=round(speed, 2), pitch=round(raised, 2), pause=0.0
        )

    def try_out(self, mix: _Mix) -> None:
        """Hear a mix, and keep it where it is nearer than all before."""
        sound = sound_of(self._engine.speak(self._texts[0], self.options(mix)))
        cosine = float(self._ear.vector(sound) @ self._wanted.vector)
        self.tried += 1
        if cosine > self.cosine:
            self.best, self.cosine = mix, cosine

    def judged(self, options: SpeakOptions) -> Timbre:
        """Return what a voice is like when it says the other sentence."""
        self.tried += 1
        return self._ear.timbre(sound_of(self._engine.speak(self._texts[1], options)))

    def nearest(self) -> list[int]:
        """Return all voices, the nearest first by what is known of them."""
        cosines = self.made.vectors @ self._wanted.vector
        tones = 12.0 * np.log2(np.maximum(self.made.pitches, 1.0) / max(self._wanted.pitch, 1.0))
        near = cosines - PER_SEMITONE * np.abs(tones) * (self._wanted.pitch > 0.0)
        return [int(one) for one in np.argsort(-near, kind="stable")]

    def corrected(self, options: SpeakOptions, heard: Timbre) -> SpeakOptions:
        """Return the options with what pitch and pace still lack."""
        tone = options.pitch + semitones(self._wanted.pitch, heard.pitch)
        speed = options.speed * self._wanted.rate / heard.rate if self._wanted.rate and heard.rate else options.speed
        return replace(
            options,
            pitch=round(float(np.clip(tone, -MOST_PITCH, MOST_PITCH)), 2),
            speed=round(float(np.clip(speed, *SPEEDS)), 2),
        )


def _find(wanted: Timbre, engine: Speaker, ear: Ear, language: str) -> Generator[Event, None, Likeness]:
    search = _Search(wanted, engine, ear, language)
    if {voice.name for voice in engine.voices} != set(search.made.names):
        raise InvalidOption(
            option="--like",
            detail="only the voices of the default engine were measured; leave --model out, or take one that clones (xtts-v2)",
            detail_ko="기본 엔진의 목소리로만 비슷한 목소리를 찾습니다. --model을 빼거나 복제할 수 있는 모델(xtts-v2)을 쓰세요",
        )
    total = SINGLES + PARTNERS * len(SHARES) + THIRDS + 3
    yield Progress("likeness", 0, total, "")
    order = search.nearest()
    for voice in order[:SINGLES]:
        search.try_out(_Mix(((voice, 1.0),)))
        yield Progress("likeness", search.tried, total, "")
    for shares, count in ((SHARES, PARTNERS), ((THIRD,), THIRDS)):
        start = search.best
        others = [voice for voice in order if voice not in {one for one, _ in start.parts}][:count]
        for mix in [start.with_part(voice, share) for voice in others for share in shares]:
            search.try_out(mix)
            yield Progress("likeness", search.tried, total, "")
    options = search.options(search.best)
    options = search.corrected(options, search.judged(options))
    heard = search.judged(options)
    usual = search.judged(SpeakOptions(voice=_default_voice(engine, language), language=options.language, pause=0.0))
    yield Progress("likeness", total, total, "")
    return Likeness(
        str(options.voice), options.speed, options.pitch, nearness(heard, wanted), nearness(usual, wanted), search.tried
    )


def _default_voice(engine: Speaker, language: str) -> str | None:
    """Return the voice that reads a language where nobody chose one; None, which the engine itself resolves, where it is a mix."""
    found = [voice.name for voice in engine.voices if language in voice.default_for]
    return found[0] if len(found) == 1 else None
