"""Conversion part by part: the same as the whole, whatever is changed, and never more of it in memory than a part."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
import pytest

from sorikit.core.audio import Audio
from sorikit.core.errors import InvalidOption
from sorikit.engines.pitch import VOICED
from sorikit.pipelines import converting
from sorikit.pipelines.conversion import RATE, SpectralChanger, Way, outline_of
from sorikit.pipelines.converting import GRID, MARGIN, PART, ConversionOptions, parts
from sorikit.pipelines.timbre import Ear


def syllables(seconds: float, seed: int = 1) -> np.ndarray:
    """Return something like speech: buzzing syllables of changing pitch and colour with gaps between them, and a little noise."""
    draw = np.random.default_rng(seed)
    sound = draw.normal(0, 1e-4, round(seconds * RATE))
    at = 0
    while at < sound.size:
        size = round(draw.uniform(0.12, 0.3) * RATE)
        times = np.arange(size) / RATE
        pitch = draw.uniform(100, 160) * (1.0 + 0.05 * np.sin(2 * np.pi * 2 * times))
        turns = np.cumsum(pitch) / RATE
        centre = draw.uniform(500, 2500)
        buzz = sum(
            np.exp(-(((n * 130 - centre) / 900) ** 2)) * np.sin(2 * np.pi * n * turns + n) + 0.3 / n
            for n in range(1, 30)
        )
        end = min(sound.size, at + size)
        sound[at:end] += (0.05 * (buzz - buzz.mean()) * np.hanning(size))[: end - at]
        at = end + round(draw.uniform(0.08, 0.2) * RATE)
    return np.asarray(sound, np.float32)


@dataclass
class Louder:
    """Doubles, and remembers how much it was given at once."""

    sample_rate: int = RATE
    sizes: list[int] = field(default_factory=list)

    def change(self, audio: Audio) -> Audio:
        self.sizes.append(audio.frames)
        return audio.scaled(2.0)


def blocks(samples: np.ndarray, size: int) -> Iterator[np.ndarray]:
    yield from (samples[first : first + size] for first in range(0, samples.size, size))


@pytest.mark.parametrize("seconds", [0.2, 29.9, 30.1, 200.0])
def test_parts_make_the_whole_and_stay_small(seconds: float) -> None:
    sound = syllables(5.0)
    long = np.resize(sound, round(seconds * RATE))
    changer = Louder()
    made = list(parts(blocks(long, 7_000), changer, 0.5))
    assert np.allclose(np.concatenate(made), long, atol=1e-6)
    assert max(changer.sizes) <= PART[1] * RATE + 2 * MARGIN
    assert all(part.size % GRID == 0 for part in made[:-1])


def test_nothing_gives_nothing() -> None:
    assert not list(parts(iter(()), Louder()))


def test_spectral_parts_are_what_the_whole_is(monkeypatch: pytest.MonkeyPatch) -> None:
    sound = syllables(20.0)
    ear = Ear()
    assert (ear.track(Audio(sound, RATE)).confidence >= VOICED).mean() > 0.3
    own, other = (outline_of(Audio(syllables(6.0, seed), RATE), ear) for seed in (1, 5))
    changer = SpectralChanger((own, other), Way(1.06, 1.0), ear)
    (whole,) = parts([sound], changer)
    monkeypatch.setattr(converting, "PART", (3.0, 5.0))
    pieces = list(parts(blocks(sound, 24_000), changer))
    assert len(pieces) >= 4
    together = np.concatenate(pieces)
    assert together.shape == whole.shape == sound.shape
    error = np.sqrt(np.square(together - whole).mean() / np.square(whole).mean())
    assert error < 1e-4
    assert np.abs(whole - sound).max() > 0.01


def test_peaks_are_turned_down() -> None:
    (made,) = parts([syllables(2.0)], Louder(), 20.0)
    assert 0.8 < np.abs(made).max() < 0.9


def test_options() -> None:
    assert ConversionOptions().learned is None
    assert ConversionOptions("spectral").learned is None
    assert ConversionOptions("openvoice").learned == "openvoice-v2"
    assert ConversionOptions(model="folder").learned == "folder"
    with pytest.raises(InvalidOption, match="spectral, openvoice"):
        ConversionOptions("seed-vc")
    with pytest.raises(InvalidOption, match="has none"):
        ConversionOptions("spectral", "folder")
