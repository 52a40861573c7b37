"""Every kind: its axes, labels and units; energy where it belongs; letters that exist (a missing glyph warns, and fails)."""

from __future__ import annotations

import io
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from matplotlib.figure import Figure
from PIL import Image
from tests.sounds import many, noise, tone

from sorikit.core.audio import Audio
from sorikit.core.errors import InvalidAudio, InvalidOption, OutputNotWritable, UnsupportedFormat
from sorikit.plots import KINDS, PlotOptions, draw, plot

RATE = 16_000
SMALL = PlotOptions(width=700, dpi=90)
SOUND = Audio(tone(1000.0, 1.2, RATE), RATE)


def panels(figure: Figure) -> dict[str, object]:
    return {axes.get_title(loc="left"): axes for axes in figure.axes if axes.get_title(loc="left")}


HEARD = sorted(name for name, row in KINDS.items() if not row.silent)
"""Kinds that are drawn from a sound alone."""


def png(figure: Figure) -> np.ndarray:
    file = io.BytesIO()
    figure.savefig(file, format="png", dpi=figure.get_dpi(), facecolor=figure.get_facecolor())
    return np.asarray(Image.open(file).convert("RGB"))


@pytest.mark.parametrize("kind", HEARD)
def test_every_kind_has_named_panels_units_and_a_title(kind: str) -> None:
    figure = draw(SOUND, kind, SMALL)
    found = panels(figure)
    assert len(found) == {"comparison": 3, "mfcc": 3, "chroma": 3, "overview": 2, "timbre": 2}.get(kind, 1)
    assert figure.get_suptitle() == "audio  ·  0:01.20  ·  16 kHz mono"
    for axes in found.values():
        assert axes.get_ylabel()
    bottom = list(found.values())[-1]
    assert bottom.get_xlabel() in ("time (m:ss)", "frequency (kHz)")
    bars = [axes for axes in figure.axes if axes not in found.values()]
    assert all(axes.get_ylabel() in ("dBFS", "dB", "strength") for axes in bars)
    pixels = png(figure)
    assert pixels.shape[1] == 700
    assert pixels.std() > 5


@pytest.mark.parametrize("kind", HEARD)
def test_every_kind_speaks_korean_in_the_dark(kind: str) -> None:
    pixels = png(draw(SOUND, kind, PlotOptions(width=700, dpi=90, theme="dark", language="ko", title="회의 녹음 똠쀍")))
    assert tuple(pixels[0, 0]) == (0x15, 0x17, 0x1C)


@pytest.mark.parametrize("kind", ["stft", "log-stft", "mel", "comparison", "overview", "pitch"])
@pytest.mark.parametrize("hertz", [300.0, 1000.0, 3000.0])
def test_a_tone_stands_at_its_frequency(kind: str, hertz: float) -> None:
    figure = draw(Audio(tone(hertz, 1.0, RATE), RATE), kind, SMALL)
    for axes in figure.axes:
        if not axes.images or axes.get_ylabel() == "dBFS":
            continue
        image = axes.images[0]
        values = np.asarray(image.get_array())
        _, _, bottom, top = image.get_extent()
        row = values[:, values.shape[1] // 2].argmax()
        at = bottom + (top - bottom) * (row + 0.5) / values.shape[0]
        name = axes.get_title(loc="left")
        if "Mel" in name:
            assert at == pytest.approx(
                hertz * 3 / 200 if hertz < 1000 else 15 + np.log(hertz / 1000) / (np.log(6.4) / 27), abs=0.6
            )
        elif "linear" in name:
            assert at == pytest.approx(hertz, abs=16)
        else:
            assert 2**at == pytest.approx(hertz, rel=0.03)


def test_the_pitch_line_follows_the_tone() -> None:
    figure = draw(Audio(tone(220.0, 1.0, RATE), RATE), "pitch", SMALL)
    line = figure.axes[0].lines[0].get_ydata()
    assert np.nanmedian(2 ** np.asarray(line, float)) == pytest.approx(220.0, rel=0.02)


def test_the_spectrum_peaks_at_the_tone_and_its_level() -> None:
    figure = draw(Audio(tone(1000.0, 1.0, RATE, level=0.5), RATE), "spectrum", SMALL)
    hz, level = (np.asarray(data) for data in figure.axes[0].lines[0].get_data())
    assert hz[level.argmax()] == pytest.approx(1000.0, abs=8)
    assert level.max() == pytest.approx(-6.0, abs=0.3)


def test_time_starts_where_the_part_starts() -> None:
    figure = draw(Audio(noise(10.0, RATE), RATE), "stft", PlotOptions(start=4.0, duration=2.0, width=700, dpi=90))
    assert figure.axes[0].get_xlim() == (4.0, 6.0)
    assert figure.get_suptitle().startswith("audio  ·  0:04.0 – 0:06.0")


@pytest.mark.parametrize("channels", [2, 8, 12])
def test_channels_get_a_panel_each_up_to_eight(channels: int) -> None:
    figure = draw(Audio(many(channels, 0.3, RATE), RATE), "waveform", SMALL)
    assert len(panels(figure)) == min(channels, 8)
    assert ("Left" in panels(figure)) == (channels == 2)
    png(figure)


@pytest.mark.parametrize("kind", HEARD)
@pytest.mark.parametrize(
    "samples", [np.zeros(RATE), np.zeros(1), tone(1000.0, 0.02), tone(100.0, 0.3, level=1e-6)], ids=len
)
def test_silent_and_tiny_sounds_give_a_picture_or_one_sentence(kind: str, samples: np.ndarray) -> None:
    said = ""
    try:
        png(draw(Audio(samples, RATE), kind, PlotOptions(width=400, dpi=80)))
    except InvalidAudio as error:
        said = str(error)
    assert not said or (len(samples) < RATE and "short" in said)


@pytest.mark.parametrize("rate", [4_000, 8_000, 192_000])
def test_odd_rates(rate: int) -> None:
    for kind in ("comparison", "log-stft", "spectrum"):
        figure = draw(Audio(tone(rate / 10, 0.5, rate), rate), kind, SMALL)
        png(figure)


@pytest.mark.parametrize(("width", "height", "dpi"), [(200, 200, 160), (320, 240, 100), (4000, 600, 300)])
def test_any_size(width: int, height: int, dpi: int) -> None:
    pixels = png(draw(SOUND, "comparison", PlotOptions(width=width, height=height, dpi=dpi)))
    assert pixels.shape == (height, width, 3)


@pytest.mark.parametrize(
    "name", ["a$b$ x_1^2 \\frac.wav", "회의 %d {x}.wav", "東京.wav", "ąę 😀 \u200b.wav", "x" * 120 + ".wav"]
)
def test_names_are_shown_as_they_are(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    from sorikit.core.codecs import write

    write(SOUND, path)
    figure = draw(path, "waveform", SMALL)
    assert figure.get_suptitle().startswith(name[:5])
    png(figure)


@pytest.mark.parametrize(("ending", "magic"), [("png", b"\x89PNG"), ("svg", b"<?xml"), ("pdf", b"%PDF")])
def test_three_formats_and_the_same_bytes_each_time(ending: str, magic: bytes, tmp_path: Path) -> None:
    first = plot(SOUND, tmp_path / f"one.{ending}", "stft", SMALL).read_bytes()
    assert first.startswith(magic)
    if ending == "png":
        assert plot(SOUND, tmp_path / "two.PNG", "stft", SMALL).read_bytes() == first


def test_threads_draw_the_same_pictures(tmp_path: Path) -> None:
    kinds = ["waveform", "stft", "mel", "log-stft", "spectrum", "comparison"]
    alone = [png(draw(SOUND, kind, SMALL)) for kind in kinds]
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda kind: png(draw(SOUND, kind, SMALL)), kinds))
    assert all(np.array_equal(one, other) for one, other in zip(alone, together, strict=True))


def test_wrong_wishes(tmp_path: Path) -> None:
    with pytest.raises(InvalidOption, match="not a kind"):
        draw(SOUND, "sonnet")
    with pytest.raises(UnsupportedFormat):
        plot(SOUND, tmp_path / "a.bmp")
    with pytest.raises(OutputNotWritable):
        plot(SOUND, "/dev/null/a.png", "waveform", SMALL)
    with pytest.raises(InvalidAudio, match="NaN"):
        draw(Audio(np.array([0.0, np.nan]), RATE))
    for wishes in (
        {"width": 5},
        {"dpi": 0},
        {"duration": 0},
        {"start": -1.0},
        {"theme": "pink"},
        {"width": 20000, "height": 20000},
    ):
        with pytest.raises(InvalidOption):
            PlotOptions(**wishes)
    with pytest.raises(InvalidOption, match="end"):
        draw(SOUND, "waveform", PlotOptions(start=9.0))
