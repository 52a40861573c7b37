"""Frames: a signal cut into overlapping pieces of one length, whole or as it arrives.

Frame ``t`` covers samples ``t × hop − pad … t × hop − pad + length``; there are ``1 + (n + 2 × pad − length) // hop``
of them, and none of an empty signal. The border of ``pad`` samples on each side is zeros, or the signal mirrored at
its first and last sample (``numpy.pad(mode="reflect")``).

Bad input, for everything in ``dsp`` that takes samples: not one-dimensional, or holding NaN, infinity or more than 1e12 → InvalidAudio;
a length or a hop below 1 → InvalidOption; empty, or too short for one frame → no frames.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from sorikit.core.audio import Samples, as_float32
from sorikit.core.errors import InvalidAudio, InvalidOption

Border = Literal["zeros", "reflect"]
SMALL = 64
"""Pieces shorter than so many frames are copied behind what is left of the last one; longer ones are only looked at."""


LARGEST = 1e12
"""Of a sample; sound lies in −1 … 1, and 16-bit numbers taken as they are in −32768 … 32767."""


@dataclass(frozen=True, slots=True)
class FrameRule:
    """How a signal is cut. All in samples."""

    length: int
    hop: int
    pad: int = 0
    """Border on each side."""
    border: Border = "zeros"

    def __post_init__(self) -> None:
        at_least("length", self.length, 1)
        at_least("hop_length", self.hop, 1)
        at_least("pad", self.pad, 0)
        one_of("pad_mode", self.border, ("zeros", "reflect"))

    def count(self, samples: int) -> int:
        """Return how many frames a signal of so many samples has."""
        room = samples + 2 * self.pad - self.length
        return 1 + room // self.hop if samples > 0 and room >= 0 else 0


def at_least(option: str, value: float, least: float) -> None:
    """Raise InvalidOption where a number is below ``least`` (or NaN)."""
    if not value >= least:
        raise InvalidOption(
            option=option,
            detail=f"must be at least {least}, not {value}",
            detail_ko=f"{least} 이상이어야 합니다({value})",
        )


def one_of(option: str, value: object, choices: tuple[object, ...]) -> None:
    """Raise InvalidOption where ``value`` is none of the choices."""
    if value not in choices:
        names = ", ".join(map(str, choices))
        raise InvalidOption(
            option=option, detail=f"{value!r} is none of {names}", detail_ko=f"{value!r}: 다음 가운데 고르세요: {names}"
        )


def checked(samples: Samples) -> Samples:
    """Return one channel of sound as float32 ``(samples,)``, not copied where it is that already.

    Raises InvalidAudio for another shape, and for NaN, infinity or numbers beyond ±1e12, whose power would not be a
    number any more (saying where the first one is).
    """
    audio = one_channel(samples)
    with unsaid():
        doubtful = suspicious(audio)
    if doubtful:
        refuse_unless_sound(audio)
    return audio


def one_channel(samples: Samples) -> Samples:
    """Return what ``checked`` does, the numbers not looked at yet."""
    audio = np.asarray(samples)
    if audio.ndim != 1:
        raise InvalidAudio(
            detail=f"samples must be one channel of shape (samples,), not {audio.shape}",
            detail_ko=f"샘플은 한 채널 (samples,) 모양이어야 합니다({audio.shape})",
        )
    return np.ascontiguousarray(as_float32(audio))


def suspicious(audio: Samples) -> bool:
    """Return whether a second, slower look is needed: one fast pass, which numpy warns of unless that is ``unsaid``."""
    return not np.dot(audio, audio) < LARGEST


def unsaid() -> np.errstate:
    """Return the context in which numpy says nothing of numbers that are none: they are refused in our own words."""
    return np.errstate(over="ignore", invalid="ignore")


def refuse_unless_sound(audio: Samples) -> None:
    """Raise InvalidAudio where a number is none that sound can have."""
    wrong = np.flatnonzero(~(np.abs(audio) <= LARGEST))
    if wrong.size:
        raise InvalidAudio(
            detail=f"sample {wrong[0]} is {audio[wrong[0]]}, no number that sound can have",
            detail_ko=f"{wrong[0]}번째 샘플({audio[wrong[0]]})은 소리가 가질 수 없는 값입니다",
        )


class Framer:
    """Cuts a signal that arrives in pieces; every frame is the one that the whole signal has at its place.

    ``push`` and ``finish`` return views ``(frames, length)`` one after another: look at them before the next call,
    and do not write to them. What is kept between calls is shorter than a frame and a border.
    """

    def __init__(self, rule: FrameRule) -> None:
        self._rule = rule
        self.samples = 0
        """How many samples have come."""
        self.frames = 0
        """How many frames have been cut."""
        self._begun = rule.pad == 0
        self._rest = np.zeros(0, np.float32)
        self._skip = 0
        self._tail = np.zeros(0, np.float32)
        self._memory = self._room = np.zeros(0, np.float32)
        self._before_room = 0

    def missing(self, frames: int) -> int:
        """Return how many more samples complete so many more frames, at least one."""
        rule = self._rule
        return max(1, (self.frames + frames - 1) * rule.hop + rule.length - rule.pad - self.samples)

    def room(self, samples: int) -> Samples:
        """Return memory (samples,) for what comes next: where that is written into it and pushed, nothing is copied."""
        rest = self._rest.size if self._begun and not self._skip else 0
        if self._memory.size < rest + samples:
            self._memory = np.empty(rest + samples, np.float32)
        self._memory[:rest] = self._rest[:rest]
        self._room, self._before_room = self._memory[rest : rest + samples], rest
        return self._room

    def push(self, samples: Samples, *, known: bool = False) -> list[Samples]:
        """Return the frames that these samples complete; what is ``known`` to be sound is not checked again."""
        return self._take(samples if known else checked(samples))

    def finish(self) -> list[Samples]:
        """Return the frames that reach over the end."""
        rule = self._rule
        if not self.samples or not rule.pad:
            return []
        if not self._begun:  # fewer samples than the border mirrors: numpy mirrors them again and again
            self._begun = True
            whole, self._rest = self._rest, self._rest[:0]
            return self._cut(np.pad(whole, rule.pad, mode="reflect"))
        border = np.zeros(rule.pad, np.float32)
        if rule.border == "reflect":
            border = self._tail[-2::-1]
        return self._cut(np.ascontiguousarray(border))

    def _take(self, audio: Samples) -> list[Samples]:
        rule = self._rule
        self.samples += audio.size
        if not audio.size:
            return []
        if not self._begun:
            audio = np.concatenate([self._rest, audio]) if self._rest.size else audio  # a long sound is not copied
            if audio.size <= rule.pad and rule.border == "reflect":
                self._rest = audio.copy()
                return []
            self._begun = True
            border = audio[rule.pad : 0 : -1] if rule.border == "reflect" else np.zeros(rule.pad, np.float32)
            self._rest = np.ascontiguousarray(border)
        if rule.border == "reflect":
            joined = audio if audio.size > rule.pad else np.concatenate([self._tail, audio])
            self._tail = joined[-(rule.pad + 1) :].copy()
        return self._cut(audio)

    def _cut(self, audio: Samples) -> list[Samples]:
        """Cut behind what is left: one view over the seam, one over the piece itself."""
        rule = self._rule
        skipped = min(self._skip, audio.size)
        self._skip -= skipped
        views = []
        if audio is self._room and self._before_room == self._rest.size and not skipped:  # behind the rest already
            audio, self._rest = self._memory[: self._rest.size + audio.size], audio[:0]
        audio = audio[skipped:]
        if self._rest.size:
            seam_frames = -(-self._rest.size // rule.hop)
            needed = (seam_frames - 1) * rule.hop + rule.length - self._rest.size
            if audio.size <= SMALL * rule.length or audio.size < needed:
                audio, self._rest = np.concatenate([self._rest, audio]), audio[:0]
            else:
                views.append(self._view(np.concatenate([self._rest, audio[:needed]]), seam_frames))
                start = seam_frames * rule.hop - self._rest.size
                self._skip = max(0, start - audio.size)
                audio = audio[start:]
        count = 0 if audio.size < rule.length else 1 + (audio.size - rule.length) // rule.hop
        if count:
            views.append(self._view(audio, count))
        self._skip += max(0, count * rule.hop - audio.size)
        self._rest = audio[count * rule.hop :].copy()
        return views

    def _view(self, audio: Samples, count: int) -> Samples:
        self.frames += count
        steps = (self._rule.hop * audio.itemsize, audio.itemsize)  # a tenth of the time of sliding_window_view
        return np.ndarray((count, self._rule.length), np.float32, audio, strides=steps)
