"""A voice taken on from a recording, by an engine that can, and measured as ``likeness`` measures what it finds.

Two speaker models compare a sentence in the new voice with the reference, and the same sentence in the voice that would have
spoken without: the engine's own, or the kit's where the engine has none.
"""

from __future__ import annotations

from collections.abc import Generator

from sorikit.core.device import Device
from sorikit.core.errors import InvalidOption
from sorikit.core.events import Event, Job, Progress
from sorikit.core.speech import sound_of
from sorikit.engines import tts
from sorikit.engines.tts import Cloner, Speaker, SpeakOptions
from sorikit.pipelines.likeness import TEXTS, Likeness, nearness
from sorikit.pipelines.reference import Reference
from sorikit.pipelines.timbre import Ear, Timbre


def take_on(
    reference: Reference, engine: Cloner, ear: Ear, language: str | None = None, device: Device | None = None
) -> Job[Likeness]:
    """Return the job that lets ``engine`` take on the voice of ``reference``. Yields Progress("likeness") in sentences.

    ``language``: of what it is heard saying, where the engine reads it. Raises InvalidOption, and what the engine raises.
    """
    return Job(_take_on(reference, engine, ear, language or "en", device))


def _take_on(
    reference: Reference, engine: Cloner, ear: Ear, language: str, device: Device | None
) -> Generator[Event, None, Likeness]:
    yield Progress("likeness", 0, 3, "")
    voice = engine.learn(reference.audio)
    yield Progress("likeness", 1, 3, "")
    heard = _heard(engine, ear, language, voice)
    yield Progress("likeness", 2, 3, "")
    usual: Speaker = engine if engine.voices else tts.load(None, device)
    before = _heard(usual, ear, language, None)
    yield Progress("likeness", 3, 3, "")
    wanted = reference.timbre
    return Likeness(voice, 1.0, 0.0, nearness(heard, wanted), nearness(before, wanted), 2)


def _heard(engine: Speaker, ear: Ear, language: str, voice: str | None) -> Timbre:
    """Return what a voice is like when it says a sentence in a language that both it and we know."""
    known = [one for one in (language, *TEXTS) if one in TEXTS and one in engine.languages]
    if not known:
        raise InvalidOption(
            option="--like",
            detail=f"none of the languages of this model ({', '.join(engine.languages)}) has a sentence to be measured with",
            detail_ko=f"이 모델의 언어({', '.join(engine.languages)})로는 목소리를 잴 문장이 없습니다",
        )
    return ear.timbre(sound_of(engine.speak(TEXTS[known[0]][1], SpeakOptions(voice=voice, language=known[0]))))
