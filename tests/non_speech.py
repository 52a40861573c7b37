"""Sounds that are no speech, made from numbers alone: noises, tones, music, machines, telephones, crowds.

Every one is deterministic (its own seed), mono, float32 at ``RATE``. None was used to choose a threshold without being
among the sounds that the benchmark of coverage reports.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from sorikit.core.audio import Samples

RATE = 16_000
SECONDS = 12.0

Maker = Callable[[np.random.Generator], np.ndarray]


def sound(name: str) -> Samples:
    """Return one of ``NAMES``: float32 ``(frames,)``, peak at most 0.9."""
    number = NAMES.index(name)
    samples = np.asarray(_MAKERS[name](np.random.default_rng(number)), np.float64)
    peak = np.abs(samples).max()
    return (samples * (min(0.9, peak) / peak) if peak > 0 else samples).astype(np.float32)


def _time(seconds: float = SECONDS) -> np.ndarray:
    return np.arange(round(seconds * RATE)) / RATE


def _shaped(chance: np.random.Generator, gain: Callable[[np.ndarray], np.ndarray], level: float) -> np.ndarray:
    """Return Gaussian noise whose amplitude over frequency (Hz) is ``gain``, at an RMS of ``level``."""
    count = _time().size
    spectrum = np.fft.rfft(chance.standard_normal(count))
    shaped = np.fft.irfft(spectrum * gain(np.fft.rfftfreq(count, 1 / RATE)), count)
    return shaped * (level / np.sqrt((shaped**2).mean()))


def _band(low: float, high: float) -> Callable[[np.ndarray], np.ndarray]:
    return lambda hertz: ((hertz >= low) & (hertz <= high)).astype(float)


def _slope(power: float) -> Callable[[np.ndarray], np.ndarray]:
    """1 / f to ``power`` from 20 Hz on: 0.5 is pink, 1 is brown."""
    return lambda hertz: np.where(hertz < 20, 0.0, np.maximum(hertz, 20.0) ** -power)


def _long_term_speech(hertz: np.ndarray) -> np.ndarray:
    """Roughly the long-term average spectrum of speech (Byrne et al. 1994): flat to 500 Hz, then −9 dB an octave."""
    return np.where(hertz < 100, 0.0, np.minimum(1.0, (np.maximum(hertz, 1.0) / 500.0) ** -1.5))


def _decays(chance: np.random.Generator, rate: float, decay: float, seconds: float = SECONDS) -> np.ndarray:
    """Return short bursts of noise, ``rate`` a second at random moments, each dying away in ``decay`` seconds."""
    out = np.zeros(round(seconds * RATE))
    length = round(6 * decay * RATE)
    shape = np.exp(-np.arange(length) / (decay * RATE))
    for start in chance.integers(0, out.size - length, chance.poisson(rate * seconds)):
        out[start : start + length] += shape * chance.standard_normal(length) * chance.uniform(0.2, 1.0)
    return out / max(1e-9, np.abs(out).max()) * 0.7


def _filtered(samples: np.ndarray, gain: Callable[[np.ndarray], np.ndarray]) -> np.ndarray:
    spectrum = np.fft.rfft(samples)
    return np.fft.irfft(spectrum * gain(np.fft.rfftfreq(samples.size, 1 / RATE)), samples.size)


def _note(key: float, seconds: float, partials: Sequence[float], decay: float, vibrato: float = 0.0) -> np.ndarray:
    """Return one note (MIDI key) of harmonics at these amplitudes."""
    time = _time(seconds)
    phase = 2 * np.pi * 440 * 2 ** ((key - 69) / 12) * time + vibrato * np.sin(2 * np.pi * 5.5 * time)
    tone = sum(amplitude * np.sin(number * phase) for number, amplitude in enumerate(partials, 1))
    edge = np.minimum(1.0, np.minimum(time / 0.01, (seconds - time) / 0.02))
    result: np.ndarray = np.asarray(tone) * np.exp(-time / decay) * edge
    return result


def _music(
    chance: np.random.Generator, partials: Sequence[float], beat: float, decay: float, *, drums: bool
) -> np.ndarray:
    """Return a tune over chords (I vi IV V), with drums where asked for: what is played to those who wait."""
    out = np.zeros(_time().size)
    chords = ((60, 64, 67), (57, 60, 64), (53, 57, 60), (55, 59, 62))
    for number in range(int(SECONDS / beat)):
        start = round(number * beat * RATE)
        chord = chords[number // 4 % 4]
        notes = [_note(key - 12, min(beat, SECONDS - number * beat), partials, decay, 0.02) * 0.4 for key in chord]
        notes.append(_note(int(chance.choice(chord)) + 12, min(beat, SECONDS - number * beat), partials, decay, 0.05))
        for note in notes:
            out[start : start + note.size] += note[: out.size - start]
        if drums:
            hit = np.exp(-_time(0.15) / (0.03 if number % 2 else 0.05)) * chance.standard_normal(round(0.15 * RATE))
            hit = hit[: out.size - start]
            out[start : start + hit.size] += 0.8 * hit
    return out / np.abs(out).max() * 0.5


def _telephone(samples: np.ndarray) -> np.ndarray:
    """Return the sound as a telephone gives it: 300–3,400 Hz, 8-bit µ-law (ITU-T G.711)."""
    narrow = _filtered(samples, _band(300, 3_400))
    narrow = np.clip(narrow / max(1e-9, np.abs(narrow).max()) * 0.5, -1, 1)
    packed = np.round(np.sign(narrow) * np.log1p(255 * np.abs(narrow)) / np.log(256) * 127) / 127
    return np.asarray(np.sign(packed) * np.expm1(np.abs(packed) * np.log(256)) / 255)


def _tones(pairs: Sequence[tuple[float, ...]], on: float, off: float) -> np.ndarray:
    """Return groups of sines one after the other, ``on`` seconds each, ``off`` seconds apart, over and over."""
    time = _time()
    step = np.floor(time / (on + off)).astype(int) % len(pairs)
    playing = (time % (on + off)) < on
    out = np.zeros(time.size)
    for number, group in enumerate(pairs):
        out += np.where(playing & (step == number), sum(np.sin(2 * np.pi * hertz * time) for hertz in group), 0.0)
    return 0.2 * out


def _sweep(low: float, high: float, seconds: float) -> np.ndarray:
    """Return a sine that glides up and down between two pitches."""
    time = _time()
    hertz = low + (high - low) * (0.5 - 0.5 * np.cos(2 * np.pi * time / seconds))
    return np.asarray(0.3 * np.sin(2 * np.pi * np.cumsum(hertz) / RATE))


def _engine(chance: np.random.Generator) -> np.ndarray:
    time = _time()
    turns = np.cumsum(28 + 6 * np.sin(2 * np.pi * 0.2 * time)) / RATE
    return np.asarray(
        0.3 * (2 * (turns * 4 % 1) - 1) * (1 + 0.3 * np.sin(2 * np.pi * turns))
        + 0.05 * chance.standard_normal(time.size)
    )


def _gusts(chance: np.random.Generator) -> np.ndarray:
    slow = 0.5 + 0.5 * np.sin(2 * np.pi * 0.23 * _time() + 2 * np.sin(2 * np.pi * 0.11 * _time()))
    return _shaped(chance, _slope(1.0), 0.15) * slow


def _crowd(chance: np.random.Generator, voices: int) -> np.ndarray:
    """Return a murmur: ``voices`` noises with the spectrum of speech, each beating at 2–6 Hz like syllables."""
    time = _time()
    parts = []
    for _ in range(voices):
        beat = np.sin(
            2 * np.pi * (chance.uniform(2, 6) * time + 0.4 * np.sin(2 * np.pi * chance.uniform(0.2, 0.7) * time))
        )
        parts.append(_shaped(chance, _long_term_speech, 0.1) * np.clip(beat + 0.3, 0, None))
    return np.asarray(sum(parts)) / np.sqrt(voices)


def _breaths(chance: np.random.Generator) -> np.ndarray:
    """Return slow breathing: noise through a throat (peaks near 500, 1,500, 2,500 Hz), in and out."""

    def throat(hertz: np.ndarray) -> np.ndarray:
        return np.asarray(sum(np.exp(-(((hertz - peak) / 300) ** 2)) for peak in (500, 1_500, 2_500)) + 0.05)

    cycle = _time() % 3.0
    shape = np.where(
        cycle < 1.2, np.sin(np.pi * cycle / 1.2), np.where(cycle > 1.5, 0.6 * np.sin(np.pi * (cycle - 1.5) / 1.5), 0)
    )
    return _shaped(chance, throat, 0.08) * np.clip(shape, 0, None) ** 2


def _chirps(chance: np.random.Generator) -> np.ndarray:
    out = np.zeros(_time().size)
    for start in chance.uniform(0, SECONDS - 0.4, 30):
        time = _time(0.15)
        chirp = np.sin(2 * np.pi * np.cumsum(3_000 + 1_500 * np.sin(2 * np.pi * 18 * time)) / RATE) * np.hanning(
            time.size
        )
        first = round(start * RATE)
        out[first : first + chirp.size] += chirp * chance.uniform(0.2, 0.6)
    return out


_ORGAN, _SOFT, _SQUARE = (1.0, 0.6, 0.3, 0.2), (1.0, 0.2), (1.0, 0.0, 0.33, 0.0, 0.2, 0.0, 0.14)
_KEYS = ((697, 1209), (770, 1336), (852, 1477), (941, 1336), (697, 1477))

_MAKERS: dict[str, Maker] = {
    "silence": lambda _: np.zeros(_time().size),
    "dither": lambda chance: chance.integers(-1, 2, _time().size) / 32_768,
    "white": lambda chance: _shaped(chance, np.ones_like, 0.1),
    "white-faint": lambda chance: _shaped(chance, np.ones_like, 0.0005),
    "pink": lambda chance: _shaped(chance, _slope(0.5), 0.1),
    "pink-loud": lambda chance: _shaped(chance, _slope(0.5), 0.3),
    "brown": lambda chance: _shaped(chance, _slope(1.0), 0.1),
    "room-tone": lambda chance: _shaped(chance, _slope(0.8), 0.002) + 0.0005 * np.sin(2 * np.pi * 50 * _time()),
    "hum": lambda _: np.asarray(sum(np.sin(2 * np.pi * 60 * n * _time()) / n for n in (1, 2, 3, 5)) * 0.1),
    "hiss-on-off": lambda chance: _shaped(chance, _band(2_000, 7_000), 0.05) * (_time() % 2 < 1),
    "noise-reversed-bursts": lambda chance: _decays(chance, 3, 0.12)[::-1],
    "speech-shaped": lambda chance: _shaped(chance, _long_term_speech, 0.1),
    "crowd-3": lambda chance: _crowd(chance, 3),
    "crowd-12": lambda chance: _crowd(chance, 12),
    "murmur-1": lambda chance: _crowd(chance, 1),
    "applause": lambda chance: _filtered(_decays(chance, 150, 0.012), _band(500, 5_000)),
    "few-claps": lambda chance: _filtered(_decays(chance, 4, 0.02), _band(500, 5_000)),
    "typing": lambda chance: _decays(chance, 6, 0.004),
    "rain": lambda chance: _decays(chance, 800, 0.002) + _shaped(chance, _slope(0.5), 0.03),
    "breaths": _breaths,
    "wind": _gusts,
    "engine": _engine,
    "birds": _chirps,
    "siren": lambda _: _sweep(500, 1_500, 3.0),
    "whistle": lambda _: _sweep(900, 1_300, 1.1) * (np.sin(2 * np.pi * 0.7 * _time()) > -0.5),
    "hold-organ": lambda chance: _music(chance, _ORGAN, 0.5, 3.0, drums=False),
    "hold-piano": lambda chance: _music(chance, _SOFT, 0.35, 0.3, drums=False),
    "hold-pop": lambda chance: _music(chance, _SQUARE, 0.4, 0.4, drums=True),
    "hold-telephone": lambda chance: _telephone(_music(chance, _ORGAN, 0.45, 0.6, drums=False)),
    "hold-pop-telephone": lambda chance: _telephone(_music(chance, _SQUARE, 0.4, 0.4, drums=True)),
    "music-and-crowd": lambda chance: _music(chance, _SOFT, 0.5, 0.5, drums=True) + _crowd(chance, 6),
    "ringing": lambda _: _tones([(440, 480)], 2.0, 4.0),
    "busy": lambda _: _tones([(480, 620)], 0.5, 0.5),
    "keys": lambda _: _tones(_KEYS, 0.15, 0.1),
    "alarm": lambda _: _tones([(2_000,), (1_500,)], 0.25, 0.05),
}
NAMES = tuple(_MAKERS)
