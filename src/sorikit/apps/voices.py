"""The library of known voices as the apps use it: where it lies, what a recording must be like to be enrolled, and who it is.

Nothing about a voice is written anywhere unless a person enrolls it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from platformdirs import user_data_path

from sorikit.apps.settings import Settings
from sorikit.core.codecs import check_file
from sorikit.core.errors import InvalidOption, UnsuitableVoice
from sorikit.core.events import Job, Notice
from sorikit.pipelines.diarize import DiarizationOptions
from sorikit.pipelines.voiceprints import HeardVoices, hear_voices
from sorikit.store import default_model
from sorikit.voices.entry import Consent, KnownVoice, Sample, checked_name
from sorikit.voices.library import VoiceLibrary, open_library
from sorikit.voices.matching import Match, Voiceprint, alike, check_same_model, ranked
from sorikit.voices.scale import Rates, calibration_of, is_calibrated, rates_of
from sorikit.voices.scoring import DEFAULT, score

LEAST_SECONDS = 1.0
"""Of speech without which nothing is said about a voice."""
FEW_SECONDS = 3.0
"""Of speech below which errors are several times as frequent (docs/benchmarks.md)."""
NOISY_DB = 10.0
OTHERS = 0.1
"""Share of the talk from which a recording is of several people …"""
SOMEBODY = 0.02
"""… and from which the other one is worth a word."""

Follow = Callable[[Job[HeardVoices], str], HeardVoices]


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether two recordings are of one voice."""

    cosine: float
    """-1 … 1."""
    score: float
    """By ``scoring``: what the probability was made of."""
    scoring: str
    """One of ``voices.scoring.SCORINGS``."""
    seconds: float
    """Of speech in the recording with less of it."""
    probability: float | None
    """At even odds before listening; None where it is not known what the model's scores mean."""
    rates: Rates | None
    """How often such answers are wrong; None as well then."""

    @property
    def same(self) -> bool | None:
        """Whether the probability is above a half; None where there is none."""
        return None if self.probability is None else self.probability > 0.5


def library_path(settings: Settings) -> Path:
    """Return where the library lies: ``SORI_VOICES``, else the user's data folder."""
    return settings.voices or user_data_path("sorikit", appauthor=False) / "voices.db"


def open_voices(settings: Settings, passphrase: str, *, create: bool = False) -> VoiceLibrary:
    """Open the library. Raises what ``open_library`` raises."""
    return open_library(library_path(settings), passphrase, create=create)


def hear(path: str, settings: Settings, follow: Follow, model: str | None = None) -> HeardVoices:
    """Return the voices of a recording, as the speaker ``model`` hears them (None: the default).

    Raises what decoding and the engines raise.
    """
    check_file(Path(path), name=path)
    job = hear_voices(path, model or default_model("speaker").name, DiarizationOptions(), settings.device)
    return follow(job, Path(path).name)


def check_calibrated(model: str | None) -> None:
    """Raise InvalidOption for a model of which it is not known what its scores mean: with it nobody could be named."""
    if model is not None:
        calibration_of(model, FEW_SECONDS)


def one_voice(heard: HeardVoices, path: str, label: str | None = None) -> Voiceprint:
    """Return the voice that a recording is of, or the one called ``label``.

    Raises UnsuitableVoice where nobody speaks, too little is heard, or several people speak and none was chosen;
    InvalidOption for a label that is not there.
    """
    if label in heard.talk and label not in heard.prints:
        raise UnsuitableVoice(
            path=path,
            detail=f"{label} says too little that nobody else speaks over",
            detail_ko=f"{label}의 말이 너무 짧거나 다른 사람의 말과 겹칩니다",
        )
    if label is not None and label not in heard.prints:
        there = ", ".join(heard.prints) or "-"
        raise InvalidOption(
            option="--speaker",
            detail=f"{label} does not speak in {path}; it has: {there}",
            detail_ko=f"{path}에 {label}의 말이 없습니다. 있는 화자: {there}",
        )
    chosen = label or heard.main
    if chosen is None:
        raise UnsuitableVoice(path=path, detail="nobody speaks in it", detail_ko="말소리가 없습니다")
    if label is None and heard.others >= OTHERS:
        labels = ", ".join(f"{name} {heard.talk[name]:.0f} s" for name in heard.prints)
        raise UnsuitableVoice(
            path=path,
            detail=f"several people speak ({labels}); choose one with --speaker {chosen}",
            detail_ko=f"여러 사람이 말합니다({labels}). --speaker {chosen} 처럼 하나를 고르세요",
        )
    voice = heard.prints[chosen]
    if voice.seconds < LEAST_SECONDS:
        raise UnsuitableVoice(
            path=path,
            detail=f"only {voice.seconds:.1f} s of speech; {LEAST_SECONDS:g} s are needed, 10 are good",
            detail_ko=f"말소리가 {voice.seconds:.1f}초뿐입니다. 적어도 {LEAST_SECONDS:g}초, 되도록 10초가 필요합니다",
        )
    return voice


def doubts(voice: Voiceprint, heard: HeardVoices, path: str) -> list[Notice]:
    """Return what makes a voice less sure: little of it, somebody else, noise."""
    found = []
    if SOMEBODY <= heard.others < OTHERS:
        found.append(
            Notice(
                f"{path}: somebody else is heard too ({heard.others:.0%} of the talk); only the main voice is taken.",
                f"{path}: 다른 사람의 목소리도 들립니다(말소리의 {heard.others:.0%}). 주된 목소리만 씁니다.",
            )
        )
    if voice.seconds < FEW_SECONDS:
        found.append(
            Notice(
                f"{path}: only {voice.seconds:.1f} s of speech, so the answer is less sure; {FEW_SECONDS:g} s or more are better.",
                f"{path}: 말소리가 {voice.seconds:.1f}초뿐이라 결과가 덜 확실합니다. {FEW_SECONDS:g}초 이상이 좋습니다.",
            )
        )
    if heard.snr is not None and heard.snr < NOISY_DB:
        found.append(
            Notice(
                f"{path}: noisy (speech only {heard.snr:.0f} dB above the rest), so the answer is less sure.",
                f"{path}: 잡음이 많아(말소리가 {heard.snr:.0f} dB만 더 큼) 결과가 덜 확실합니다.",
            )
        )
    return found


def enroll(library: VoiceLibrary, name: str, consent: Consent, samples: Mapping[str, Voiceprint]) -> KnownVoice:
    """Add the voices of recordings (path → voiceprint) to an entry. Raises what the library raises."""
    kept = tuple(Sample(one.vector, one.seconds, Path(path).name) for path, one in samples.items())
    (model,) = {one.model for one in samples.values()}
    return library.enroll(KnownVoice(checked_name(name), model, consent, kept))


def strangers_among(voices: Mapping[str, Voiceprint]) -> list[tuple[str, str, float]]:
    """Return the pairs of recordings that are more likely of two people than of one, with that probability."""
    paths = list(voices)
    found = []
    for index, left in enumerate(paths):
        for right in paths[index + 1 :]:
            _, probability = alike(voices[left], voices[right])
            if probability < 0.5:
                found.append((left, right, 1.0 - probability))
    return found


def verify(left: Voiceprint, right: Voiceprint, scoring: str | None = None) -> Verdict:
    """Return whether two voices are one person's, at even odds before listening.

    ``scoring``: None takes the best that the kit knows for the model. Raises what ``voices.scoring.score`` raises.
    """
    check_same_model(left, right)
    model = left.model
    way = scoring or (DEFAULT if is_calibrated(model) else "cosine")
    seconds = min(left.seconds, right.seconds)
    number = score(model, left.vector, right.vector, way)
    cosine = score(model, left.vector, right.vector, "cosine")
    if not is_calibrated(model, way):
        return Verdict(cosine, number, way, seconds, None, None)
    probability = calibration_of(model, seconds, way).probability(number)
    return Verdict(cosine, number, way, seconds, probability, rates_of(model, seconds, way))


def candidates(heard: HeardVoices, known: Sequence[KnownVoice]) -> dict[str, list[Match]]:
    """Return label → known voices, the likest first, for everybody who speaks."""
    return {label: ranked(voice, known) for label, voice in heard.prints.items()}
