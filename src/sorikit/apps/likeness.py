"""A voice like somebody's: the reference is heard, the consent is checked first, and what came of it is measured."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from sorikit.apps.provenance import converted_tags, likeness_tag, marked_writer
from sorikit.apps.recordings import prepare_folder
from sorikit.core.audio import Audio
from sorikit.core.codecs import check_file, decode
from sorikit.core.device import Device
from sorikit.core.errors import InvalidOption
from sorikit.core.events import Job
from sorikit.core.sound_files import sound_format
from sorikit.engines import tts
from sorikit.engines.tts import SpeakOptions, as_cloner
from sorikit.pipelines.cloning import take_on
from sorikit.pipelines.conversion import RATE, Way
from sorikit.pipelines.converting import Conversion, ConversionOptions, convert_source
from sorikit.pipelines.likeness import Likeness, Nearness, find_likeness, nearness
from sorikit.pipelines.reference import Reference, hear_reference
from sorikit.pipelines.timbre import Ear
from sorikit.voices.entry import Consent, parse_consent

MEASURED = 30.0
"""Seconds of a finished file that are measured."""

Follow = Callable[[Job[Any]], Any]


@dataclass(frozen=True, slots=True)
class LikeWish:
    """Whose voice is wished, and who agreed. Made by ``wish``."""

    path: Path
    consent: Consent

    @property
    def tag(self) -> str:
        """What the file made of it says."""
        return likeness_tag(self.path, self.consent)


@dataclass(frozen=True, slots=True, eq=False)
class Liked:
    """The voice that was found."""

    wish: LikeWish
    reference: Reference
    likeness: Likeness
    ear: Ear


@dataclass(frozen=True, slots=True)
class ConversionReport:
    """What was written."""

    target: Path
    duration: float
    way: Way | None
    """Of the engine "spectral"."""
    before: Nearness
    """Of the source to the reference."""
    after: Nearness

    def plain(self) -> dict[str, Any]:
        """Return the facts as plain JSON values."""
        return {
            "file": str(self.target),
            "duration": round(self.duration, 3),
            "sample_rate": RATE,
            "stretch": self.way.stretch if self.way else None,
            "strength": self.way.strength if self.way else None,
            "before": plain_nearness(self.before),
            "after": plain_nearness(self.after),
        }


def wish(path: str, consent: str | None, now: datetime) -> LikeWish:
    """Return the wish for a voice like the one in ``path``. Raises InvalidOption without a consent, AudioNotFound."""
    if not consent:
        raise InvalidOption(
            option="--like",
            detail='needs the consent of the person: --consent "WHO: WHAT FOR", for example "Mina Kim: our audio guide"',
            detail_ko='당사자의 동의가 필요합니다: --consent "누가: 무엇을 위해". 예: "김민아: 우리 음성 안내"',
        )
    agreed = parse_consent(consent, now)
    check_file(Path(path), name=path)
    return LikeWish(Path(path), agreed)


def like(wished: LikeWish, options: SpeakOptions, model: str | None, device: Device | None, follow: Follow) -> Liked:
    """Return the voice that is most like the wished one: taken on by an engine that can, else found among those there are.

    Raises what ``hear_reference``, ``take_on`` and ``find_likeness`` raise.
    """
    ear = Ear(device)
    reference: Reference = follow(hear_reference(wished.path, ear, device))
    engine = tts.load(model, device)
    cloner = as_cloner(engine)
    if cloner is not None:
        found: Likeness = follow(take_on(reference, cloner, ear, options.language, device))
    else:
        found = follow(find_likeness(reference.timbre, engine, ear, options.language))
    return Liked(wished, reference, found, ear)


def voiced(options: SpeakOptions, found: Likeness) -> SpeakOptions:
    """Return the options with the voice that was found; an asked-for speed and pitch go on top of its own."""
    speed = min(2.0, max(0.5, options.speed * found.speed))
    tone = min(12.0, max(-12.0, options.pitch + found.semitones))
    return replace(options, voice=found.voice, speed=round(speed, 3), pitch=round(tone, 2))


def measured(path: Path, liked: Liked) -> Nearness:
    """Return how like the reference a finished file sounds."""
    audio = decode(path, sample_rate=RATE)
    part = Audio(audio.samples[:, : round(MEASURED * RATE)], RATE)
    return nearness(liked.ear.timbre(part), liked.reference.timbre)


def run_conversion(
    source: Path,
    target: Path,
    wished: LikeWish,
    device: Device | None,
    follow: Follow,
    options: ConversionOptions | None = None,
) -> ConversionReport:
    """Make the voice of ``source`` like the wished one, and write it to ``target`` as it comes.

    Raises UnsupportedFormat, OutputNotWritable, UnsuitableVoice, and what decoding and ``engines.conversion.load`` raise; then
    ``target`` is as it was.
    """
    sound_format(target)
    prepare_folder(target.parent)
    check_file(source)
    ear = Ear(device)
    reference: Reference = follow(hear_reference(wished.path, ear, device))
    with marked_writer(target, RATE, converted_tags(wished.tag)) as writer:
        done: Conversion = follow(convert_source(source, reference, ear, writer.write, options, device))
    return ConversionReport(target, done.duration, done.way, done.before, done.after)


def plain_nearness(one: Nearness) -> dict[str, float]:
    """Return the facts as plain JSON values."""
    return {
        "cosine": round(one.cosine, 4),
        "probability": round(one.probability, 4),
        "second_cosine": round(one.second_cosine, 4),
        "second_probability": round(one.second_probability, 4),
        "pitch_semitones": round(one.pitch, 2),
        "rate_ratio": round(one.rate, 2),
    }


def plain_likeness(liked: Liked, result: Nearness) -> dict[str, Any]:
    """Return the facts of a likeness, and of the file that was spoken with it, as plain JSON values."""
    found = liked.likeness
    return {
        "reference": str(liked.wish.path),
        "consent": {"who": liked.wish.consent.who, "purpose": liked.wish.consent.purpose},
        "voice": found.voice,
        "speed": found.speed,
        "semitones": found.semitones,
        "tried": found.tried,
        "default": plain_nearness(found.default),
        "found": plain_nearness(found.nearness),
        "result": plain_nearness(result),
    }
