"""Change how high a voice is without changing how fast it speaks or whom it sounds like: pitch-synchronous overlap and add.

Moulines and Charpentier, "Pitch-synchronous waveform processing techniques for text-to-speech synthesis using diphones" (1990).
A period is found where the phase of the fundamental passes a whole turn; pieces of two periods are laid down again at the
wished distance. What is not voiced is laid down where it was: it comes back as it went in.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from sorikit.core.audio import Samples

Numbers = npt.NDArray[np.float64]

STEP = 0.004
"""Seconds between pieces where nothing is voiced."""
SMOOTHING = 0.02
"""Seconds over which the phase of the fundamental is averaged."""
HIGHEST, LOWEST = 2.0, 0.5
"""Times the pitch that it can be changed by; beyond, pieces would leave gaps or pile up."""


def shift_pitch(samples: Samples, sample_rate: int, f0: Numbers, target: Numbers) -> Samples:
    """Return mono ``samples`` (frames,) with another pitch, float32 of the same length.

    ``f0``: the pitch at each sample in Hz, 0 where nothing is voiced; ``target``: the wished one (same shape), held within
    ``LOWEST`` … ``HIGHEST`` times the old one.
    """
    if not samples.size:
        return samples
    marks, periods, voiced = pitch_marks(samples, sample_rate, f0)
    ratio = np.where(f0 > 0.0, np.clip(target / np.maximum(f0, 1.0), LOWEST, HIGHEST), 1.0)
    sound = np.zeros(samples.size + 2 * _longest(periods), np.float64)
    weight = np.zeros_like(sound)
    border = _longest(periods)
    padded = np.pad(samples.astype(np.float64), border)
    for place, index in _places(marks, periods, voiced, ratio):
        half = int(periods[index])
        window = 0.5 + 0.5 * np.cos(np.pi * np.arange(-half, half + 1) / max(half, 1))
        source, to = int(marks[index]) + border, place + border
        if to + half >= sound.size or to < half:
            continue
        sound[to - half : to + half + 1] += window * padded[source - half : source + half + 1]
        weight[to - half : to + half + 1] += window
    out = sound / np.maximum(weight, 1.0)
    return np.asarray(out[border : border + samples.size], np.float32)


def pitch_marks(
    samples: Samples, sample_rate: int, f0: Numbers
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], npt.NDArray[np.bool_]]:
    """Return where pieces have their middle (samples), the samples to the next one, and whether each is voiced."""
    turns = np.cumsum(f0) / sample_rate
    angle = _fundamental(samples.astype(np.float64), turns, sample_rate)
    phase = turns + angle
    step = max(1, round(STEP * sample_rate))
    marks: list[int] = []
    periods: list[int] = []
    voiced: list[bool] = []
    edges = np.flatnonzero(np.diff(np.concatenate([[0], (f0 > 0.0).astype(np.int8), [0]])))
    at = 0
    for first, last in [*zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True), (samples.size, samples.size)]:
        still = list(range(at, first, step))
        marks += still
        periods += [step] * len(still)
        voiced += [False] * len(still)
        if last > first:
            whole = np.maximum.accumulate(np.floor(phase[first:last]))
            beats = (np.flatnonzero(np.diff(whole) > 0) + first).tolist()
            marks += beats
            periods += [max(2, round(sample_rate / f0[beat])) for beat in beats]
            voiced += [True] * len(beats)
        at = last
    return np.array(marks, np.int64), np.array(periods, np.int64), np.array(voiced, np.bool_)


def _fundamental(samples: Numbers, turns: Numbers, sample_rate: int) -> Numbers:
    """Return the phase of the fundamental beyond ``turns``, in turns, without jumps."""
    size = max(3, round(SMOOTHING * sample_rate)) | 1
    window = np.hanning(size + 2)[1:-1]
    base = _smoothed(samples * np.exp(-2j * np.pi * turns), window)
    return np.asarray(np.unwrap(np.angle(base)) / (2.0 * np.pi), np.float64)


def _smoothed(values: npt.NDArray[np.complex128], window: Numbers) -> npt.NDArray[np.complex128]:
    """Return ``values`` convolved with a short window, block by block through the spectrum; same length."""
    block = 1 << 15
    size = 1 << int(np.ceil(np.log2(block + window.size)))
    spectrum = np.fft.fft(window, size)
    out = np.zeros(values.size + window.size - 1, np.complex128)
    for first in range(0, values.size, block):
        part = values[first : first + block]
        made = np.fft.ifft(np.fft.fft(part, size) * spectrum)[: part.size + window.size - 1]
        out[first : first + made.size] += made
    start = window.size // 2
    return out[start : start + values.size]


def _places(
    marks: npt.NDArray[np.int64],
    periods: npt.NDArray[np.int64],
    voiced: npt.NDArray[np.bool_],
    ratio: Numbers,
) -> list[tuple[int, int]]:
    """Return (sample, piece): unvoiced pieces in their places, voiced stretches filled at the wished distance."""
    found: list[tuple[int, int]] = []
    index = 0
    while index < marks.size:
        if not voiced[index]:
            found.append((int(marks[index]), index))
            index += 1
            continue
        last = index
        while last + 1 < marks.size and voiced[last + 1] and marks[last + 1] - marks[last] < 3 * periods[last]:
            last += 1
        place = float(marks[index])
        end = marks[last] + periods[last] / 2
        piece = index
        while place < end:
            while piece < last and abs(marks[piece + 1] - place) <= abs(marks[piece] - place):
                piece += 1
            found.append((round(place), piece))
            gap = marks[piece + 1] - marks[piece] if piece < last else periods[piece]
            place += max(1.0, gap / ratio[marks[piece]])
        index = last + 1
    return found


def _longest(periods: npt.NDArray[np.int64]) -> int:
    return int(periods.max(initial=1)) + 1
