"""One voice made like another: pitch, and the outline of the spectrum, from somebody who says the same words otherwise.

Analysis and synthesis in the manner of WORLD (Morise, Yokomori and Ozawa 2016): the pitch and the spectral outline are taken off,
moved to the mean and the spread of the reference's, and put on again; what else a sound is made of (breath, noise, phases) stays, so
that it remains clear. How far the outline is stretched and moved is tried on a short part and judged by a speaker model. It does
not give the reference's way of speaking, only something of their sound; how near it comes is measured, by a second model as well.
``converting`` does it to whole recordings, part by part.
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from sorikit.core.audio import Audio
from sorikit.core.events import Event, Progress
from sorikit.dsp.psola import shift_pitch
from sorikit.dsp.spectral_envelope import FRAMES, coloured, drawn, outlines, stretched
from sorikit.engines.pitch import VOICED
from sorikit.pipelines.timbre import Ear, Timbre

RATE = 24_000
"""Hz at which voices are changed; there is little of a voice above 12 kHz."""
STRETCHES = (0.84, 0.89, 0.94, 1.0, 1.06, 1.12, 1.19)
"""Lengths of vocal tracts, one beside another."""
STRENGTHS = (0.5, 0.75, 1.0)
"""Of the way from the mean outline of the one to that of the other."""
SPREADS = (0.7, 1.4)
"""Least and most that deviations from the means are scaled by."""
MOST_MOVED = 12.0
"""Decibels by which a mean band is moved at most: beyond, it is the room and the microphone that differ, and noise that is raised."""
EDGE = 3
"""Frames over which changes are smoothed."""

Numbers = npt.NDArray[np.float64]
_LIMIT = MOST_MOVED / 20.0 * float(np.log(10.0))


@dataclass(frozen=True, slots=True)
class Way:
    """How far the outline of the spectrum is moved."""

    stretch: float = 1.0
    """Along frequency: above 1 a shorter vocal tract."""
    strength: float = 1.0
    """0 leaves the outline, 1 gives it the reference's mean."""


@dataclass(frozen=True, slots=True, eq=False)
class Outline:
    """What is known of a voice's pitch and spectrum."""

    tone: float
    """Mean of the natural logarithm of the pitch in Hz."""
    tone_spread: float
    pitch: float
    """Median in Hz."""
    mean: Numbers
    """Of the cepstra of voiced frames, ``(COEFFICIENTS,)``."""
    spread: Numbers
    top: float
    """Hz up to which there is sound."""


@dataclass(frozen=True, slots=True, eq=False)
class SpectralChanger:
    """Moves parts of a recording from the first to the second of ``voices``. Safe to share between threads."""

    voices: tuple[Outline, Outline]
    way: Way
    ear: Ear
    sample_rate: int = RATE

    def change(self, audio: Audio) -> Audio:
        """Return mono ``audio`` at ``RATE`` in the other voice, as long as it was."""
        return changed(audio, pitch_of(audio, self.ear), self.voices, self.way)


def find_way(
    part: Audio, loudest: Audio, reference: Audio, wanted: Timbre, ear: Ear
) -> Generator[Event, None, SpectralChanger]:
    """Try stretches and strengths on ``loudest`` (of ``part``), and return the one that the speaker model finds nearest.

    All mono at ``RATE``; ``reference`` holds nothing but speech of one person, ``wanted`` is its timbre. Yields Progress("fit").
    """
    voices = outline_of(part, ear), outline_of(reference, ear)
    tracked = pitch_of(loudest, ear)
    total = len(STRETCHES) + len(STRENGTHS) - 1
    best, found, done = Way(), -2.0, 0
    yield Progress("fit", 0, total, "")
    for ways in (
        tuple(Way(stretch) for stretch in STRETCHES),
        tuple(Way(1.0, strength) for strength in STRENGTHS[:-1]),
    ):
        stretch = best.stretch
        for way in ways:
            tried = way if done < len(STRETCHES) else replace(way, stretch=stretch)
            near = float(ear.vector(changed(loudest, tracked, voices, tried)) @ wanted.vector)
            if near > found:
                best, found = tried, near
            done += 1
            yield Progress("fit", done, total, "")
    return SpectralChanger(voices, best, ear)


def pitch_of(audio: Audio, ear: Ear) -> Numbers:
    """Return the pitch at each sample in Hz, 0 where nothing is voiced."""
    heard = ear.track(audio)
    step = ear.frame_seconds * audio.sample_rate
    places = np.arange(audio.frames) / step
    voiced = heard.confidence >= VOICED
    if not voiced.any():
        return np.zeros(audio.frames)
    tones = np.interp(places, np.flatnonzero(voiced), np.log(heard.f0[voiced].astype(np.float64)))
    near = np.minimum(np.rint(places).astype(np.int64), voiced.size - 1)
    return np.asarray(np.where(voiced[near], np.exp(tones), 0.0))


def outline_of(audio: Audio, ear: Ear) -> Outline:
    """Return what the voice in mono ``audio`` is like at ``RATE``."""
    f0 = pitch_of(audio, ear)
    tones = np.log(f0[f0 > 0.0])
    pitch = float(np.exp(np.median(tones))) if tones.size else 150.0
    tones = tones[np.abs(tones - np.log(pitch)) < 0.7]
    cepstra = outlines(audio.samples[0], RATE, pitch)
    voiced = f0[np.minimum(np.arange(len(cepstra)) * FRAMES.hop_length, f0.size - 1)] > 0.0
    loud = cepstra[:, 0] > np.quantile(cepstra[:, 0], 0.3)
    chosen = cepstra[voiced & loud] if (voiced & loud).any() else cepstra
    return Outline(
        float(tones.mean()) if tones.size else np.log(pitch),
        float(tones.std()) if tones.size else 0.1,
        pitch,
        chosen.mean(axis=0),
        chosen.std(axis=0),
        _top(drawn(chosen.mean(axis=0, keepdims=True))[0]),
    )


def changed(audio: Audio, f0: Numbers, voices: tuple[Outline, Outline], way: Way) -> Audio:
    """Return mono ``audio`` at ``RATE`` with its pitch ``f0`` and its outline moved from the first to the second of ``voices``."""
    own, other = voices
    ratio = float(np.clip(other.tone_spread / max(own.tone_spread, 0.02), *SPREADS))
    target = np.where(f0 > 0.0, np.exp(other.tone + (np.log(np.maximum(f0, 1.0)) - own.tone) * ratio), 0.0)
    samples = audio.samples[0]
    raised = shift_pitch(samples, RATE, f0, np.asarray(target))
    cepstra = outlines(raised, RATE, max(own.pitch, other.pitch))
    lines = drawn(cepstra)
    wished = stretched(lines, way.stretch)
    mean = drawn(own.mean[None])
    moved = drawn(other.mean[None]) - stretched(mean, way.stretch)
    moved = np.clip(moved - moved[:, : FRAMES.bins // 3].mean(), -_LIMIT, _LIMIT)
    change = wished - lines + way.strength * _beyond(moved, min(own.top, other.top))
    heard = 1.0 / (1.0 + np.exp(-(cepstra[:, :1] - (own.mean[0] - 4.0)) * 2.0))
    change = _smooth(change * heard)
    return Audio(coloured(raised, change), RATE)


def _beyond(line: Numbers, top: float) -> Numbers:
    """Return a change ``(1, bins)`` that stays above ``top`` Hz what it is just below: nothing is known there."""
    last = max(1, int(top / (RATE / 2) * FRAMES.bins) - 8)
    out = line.copy()
    out[:, last:] = np.clip(line[:, max(0, last - 24) : last].mean(), -0.7, 0.7)
    return out


def _top(line: Numbers) -> float:
    """Return the Hz up to which there is sound, from a mean outline ``(bins,)``: codecs and 16 kHz recordings end earlier."""
    loud = np.flatnonzero(line > line.max() - 8.0)  # 70 dB
    return float((loud[-1] + 1) / FRAMES.bins * RATE / 2) if loud.size else RATE / 2


def _smooth(change: Numbers) -> Numbers:
    if len(change) <= 2 * EDGE:
        return change
    window = np.hanning(2 * EDGE + 3)[1:-1]
    window /= window.sum()
    padded = np.pad(change, ((EDGE, EDGE), (0, 0)), mode="edge")
    return np.asarray(sum(weight * padded[at : at + len(change)] for at, weight in enumerate(window)))
