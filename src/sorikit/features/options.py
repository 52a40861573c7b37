"""The wishes that kinds of features take, as one frozen dataclass."""

from __future__ import annotations

import math
from dataclasses import dataclass, fields

from sorikit.core.errors import InvalidOption

CMVN = ("none", "utterance", "sliding")
WINDOWS = ("hann", "hamming", "blackman", "blackmanharris", "bartlett", "boxcar", "povey")


@dataclass(frozen=True, slots=True)
class FeatureOptions:
    """What a person asked for. None is the kind's own default (see ``sori features --list`` and the docstrings).

    Frequencies are in Hz, times in seconds, lengths of windows in samples at the rate that is looked at. Raises
    InvalidOption for what can never be; what does not fit the sound (``fmax`` above half its rate) is told later.
    """

    sample_rate: int | None = None
    """Resample to this first; None keeps the sound's own rate, or takes the one that the kind's definition fixes."""
    n_fft: int | None = None
    """Samples of the Fourier transform."""
    hop_length: int | None = None
    """Samples from frame to frame."""
    win_length: int | None = None
    """Samples of the window, at most ``n_fft``; None: ``n_fft`` (for MFCC 25 ms)."""
    window: str | None = None
    """One of ``WINDOWS``."""
    n_mels: int | None = None
    n_mfcc: int | None = None
    fmin: float | None = None
    fmax: float | None = None
    htk: bool = False
    """HTK's mel scale with filters of equal height, in place of Slaney's with filters of equal area."""
    deltas: int | None = None
    """0, 1 (with Δ) or 2 (with Δ and ΔΔ)."""
    cmvn: str | None = None
    """Mean and variance normalisation: "none", "utterance" (of the whole) or "sliding" (of the 3 s around a frame)."""
    start: float = 0.0
    """Leave out so many seconds at the beginning …"""
    duration: float | None = None
    """… and take so many; None: to the end."""

    def __post_init__(self) -> None:
        self._check("sample_rate", 1_000, 768_000)
        self._check("n_fft", 2, 1 << 24)
        self._check("hop_length", 1, 1 << 24)
        self._check("win_length", 1, 1 << 24)
        self._check("n_mels", 1, 2_048)
        self._check("n_mfcc", 1, 2_048)
        self._check("deltas", 0, 2)
        self._check("fmin", 0.0, 384_000.0)
        self._check("fmax", 0.0, 384_000.0)
        self._check("start", 0.0, 1e7)
        self._choice("window", WINDOWS)
        self._choice("cmvn", CMVN)
        if self.fmin is not None and self.fmax is not None and self.fmin >= self.fmax:
            raise wrong(
                "fmax",
                f"{self.fmax:g} Hz is not above fmin, {self.fmin:g} Hz",
                f"{self.fmax:g} Hz는 fmin {self.fmin:g} Hz보다 커야 합니다",
            )
        if self.win_length is not None and self.n_fft is not None and self.win_length > self.n_fft:
            raise wrong(
                "win_length",
                f"a window of {self.win_length} samples is longer than n_fft, {self.n_fft}",
                f"창 {self.win_length}샘플이 n_fft {self.n_fft}보다 깁니다",
            )
        if self.duration is not None and not 0.0 < self.duration < math.inf:
            raise wrong(
                "duration",
                f"{self.duration} is not a positive number of seconds",
                f"{self.duration}은(는) 양수인 초가 아닙니다",
            )

    @property
    def given(self) -> tuple[str, ...]:
        """Names of the wishes that differ from their defaults, but for ``start`` and ``duration``."""
        return tuple(
            field.name
            for field in fields(self)
            if field.name not in ("start", "duration") and getattr(self, field.name) not in (None, False)
        )

    def _check(self, name: str, low: float, high: float) -> None:
        value = getattr(self, name)
        if value is None:
            return
        whole = not isinstance(low, float)
        if isinstance(value, bool) or not isinstance(value, (int, float)) or (whole and value != int(value)):
            raise wrong(name, f"{value!r} is not a number", f"{value!r}은(는) 알맞은 수가 아닙니다")
        if not low <= value <= high:
            raise wrong(
                name,
                f"{_plain(value)} is not between {_plain(low)} and {_plain(high)}",
                f"{_plain(value)}은(는) {_plain(low)}~{_plain(high)} 범위 밖입니다",
            )

    def _choice(self, name: str, choices: tuple[str, ...]) -> None:
        value = getattr(self, name)
        if value is not None and value not in choices:
            listed = ", ".join(choices)
            raise wrong(
                name, f"{value!r} is not one of {listed}", f"{value!r}은(는) 없습니다. 고를 수 있는 것: {listed}"
            )


def _plain(value: float) -> str:
    """Return a number as a person writes it: "16,777,216", not "1.67772e+07"."""
    return f"{value:,.12g}"


def wrong(option: str, en: str, ko: str) -> InvalidOption:
    """Return the error of one option, in both languages."""
    return InvalidOption(option=option, detail=en, detail_ko=ko)
