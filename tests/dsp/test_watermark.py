"""The inaudible mark: there where it was put, nowhere else, not heard."""

from __future__ import annotations

import functools
import io
import itertools
from collections.abc import Callable

import av
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sorikit.core.audio import Audio
from sorikit.core.codecs import decode
from sorikit.core.resample import resample
from sorikit.dsp.watermark import (
    BANDS,
    CHIPS,
    FOUND,
    PERIOD,
    SAMPLE_RATE,
    STRENGTH,
    Marker,
    Watermark,
    WatermarkFinder,
    find,
    marked,
    pattern,
)

RATE = 24_000


@functools.cache
def voice(seconds: float, seed: int = 0, rate: int = RATE) -> Audio:
    """Return something like speech: harmonics of a gliding pitch under moving formants, in syllables, with breath noise."""
    random = np.random.default_rng(seed)
    count = round(seconds * rate)
    times = np.arange(count) / rate
    pitch = 130 + 30 * np.sin(2 * np.pi * 0.7 * times + seed) + 8 * np.sin(2 * np.pi * 3.1 * times)
    phase = 2 * np.pi * np.cumsum(pitch) / rate
    sound = np.zeros(count)
    formant = 600 + 300 * np.sin(2 * np.pi * 2.3 * times)
    for number in range(1, 50):
        height = number * pitch
        level = (
            np.exp(-(((height - formant) / 500) ** 2)) + 0.4 * np.exp(-(((height - 2.5 * formant) / 900) ** 2)) + 0.02
        )
        sound += level * np.sin(number * phase)
    sound += 0.3 * random.normal(size=count)
    syllables = np.clip(np.sin(2 * np.pi * 3.5 * times) + 0.6, 0, 1)
    return Audio((0.15 * sound * syllables).astype(np.float32), rate)


def look(audio: Audio) -> Watermark:
    return find([resample(audio, SAMPLE_RATE).samples[0]])


def encoded(audio: Audio, form: tuple[str, str, str], bit_rate: int, rate: int) -> Audio:
    sound, file = resample(audio, rate), io.BytesIO()
    with av.open(file, "w", format=form[0]) as out:
        stream = out.add_stream(form[1], rate=rate, layout="mono")
        stream.bit_rate = bit_rate
        frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(sound.samples), format=form[2], layout="mono")
        frame.sample_rate = rate
        for packet in (*stream.encode(frame), *stream.encode(None)):
            out.mux(packet)
    return decode(file.getvalue())


def test_the_pattern_is_this_one_for_ever() -> None:
    chips = pattern()
    assert chips.shape == (2 * CHIPS, BANDS)
    assert set(np.unique(chips)) == {-1.0, 1.0}
    assert np.array_equal(chips[0::2], -chips[1::2])
    assert "".join("+" if chip > 0 else "-" for chip in chips[0, :24]) == "+-++-+----+------++---+-"


@pytest.mark.parametrize(
    "change",
    [
        lambda one: one,
        lambda one: encoded(one, ("mp3", "libmp3lame", "fltp"), 128_000, 24_000),
        lambda one: encoded(one, ("mp3", "libmp3lame", "fltp"), 64_000, 24_000),
        lambda one: encoded(one, ("ogg", "libopus", "flt"), 32_000, 48_000),
        lambda one: encoded(one, ("adts", "aac", "fltp"), 64_000, 24_000),
        lambda one: resample(resample(one, 16_000), 24_000),
        lambda one: resample(one, 44_100),
        lambda one: resample(one, 8_000),
        lambda one: one.scaled(0.1),
        lambda one: Audio(one.samples[:, 7_777:], one.sample_rate),
        lambda one: Audio(one.samples[:, 40_000:100_000], one.sample_rate),
        lambda one: Audio(np.rint(one.samples * 32767).astype(np.int16), one.sample_rate),
    ],
    ids=[
        "same",
        "mp3-128",
        "mp3-64",
        "opus-32",
        "aac-64",
        "24-16-24",
        "44.1k",
        "8k",
        "softer",
        "trimmed",
        "cut",
        "16bit",
    ],
)
def test_it_outlives_what_files_go_through(change: Callable[[Audio], Audio]) -> None:
    plain = voice(6.0)
    assert look(change(plain)).score < FOUND - 1
    found = look(change(marked(plain)))
    assert found.found
    assert found.score > FOUND + 1
    assert len(found.spans) == 1


def test_what_changes_is_small_and_within_its_bands() -> None:
    plain = voice(6.0)
    changed = marked(plain)
    assert (changed.samples.shape, changed.sample_rate) == (plain.samples.shape, RATE)
    difference = changed.samples[0] - plain.samples[0]
    level = 10 * np.log10(np.square(difference).mean() / np.square(plain.samples).mean())
    assert -30 < level < 20 * np.log10(10 ** (STRENGTH / 20) - 1)  # −15 dB were the change the same everywhere
    power = np.square(np.abs(np.fft.rfft(difference)))
    hertz = np.fft.rfftfreq(difference.size, 1 / RATE)
    assert power[(hertz < 250) | (hertz > 7_200)].sum() < 1e-4 * power.sum()


@pytest.mark.parametrize(
    "audio",
    [
        Audio(np.zeros(RATE, np.float32), RATE),
        Audio(np.zeros(0, np.float32), RATE),
        Audio(np.full(100, 0.5, np.float32), RATE),
        Audio(np.full(RATE, 0.5, np.float32), RATE),
    ],
    ids=["silence", "nothing", "a click", "constant"],
)
def test_nothing_is_added_to_nothing(audio: Audio) -> None:
    changed = marked(audio)
    assert changed.frames == audio.frames
    assert np.abs(changed.samples[:, 2_000:-2_000]).max(initial=0) == pytest.approx(
        np.abs(audio.samples[:, 2_000:-2_000]).max(initial=0), abs=1e-4
    )
    assert look(changed).score < FOUND


def test_pieces_carry_one_pattern() -> None:
    whole = voice(7.0)
    cuts = [0, 30_011, 71_003, whole.frames]
    pieces = [Audio(whole.samples[:, a:b], RATE) for a, b in itertools.pairwise(cuts)]
    apart = np.concatenate([marked(one, a / RATE).samples[0] for one, a in zip(pieces, cuts, strict=False)])
    one = marked(whole).samples[0]
    inside = np.ones(whole.frames, bool)
    for cut in cuts:
        inside[max(0, cut - 1_000) : cut + 1_000] = False
    assert np.abs(apart - one)[inside].max() < 2e-3
    assert look(Audio(apart, RATE)).score > 0.9 * look(Audio(one, RATE)).score


@settings(max_examples=10, deadline=None)
@given(st.lists(st.integers(0, 20_000), min_size=1, max_size=12), st.sampled_from([16_000, 22_050, 24_000, 44_100]))
def test_streams_are_marked_as_the_whole(sizes: list[int], rate: int) -> None:
    samples = voice(1.2, rate=rate).samples[0]
    marker, pieces, at = Marker(rate), [], 0
    for size in sizes:
        pieces.append(marker.push(samples[at : at + size]))
        at += size
    pieces += [marker.push(samples[at:]), marker.finish()]
    joined = np.concatenate(pieces)
    assert joined.shape == samples.shape
    assert np.abs(joined - marked(Audio(samples, rate)).samples[0]).max() < 3e-3


@settings(max_examples=8, deadline=None)
@given(st.lists(st.integers(1, 60_000), min_size=1, max_size=8))
def test_blocks_are_searched_as_the_whole(sizes: list[int]) -> None:
    samples = resample(marked(voice(6.0)), SAMPLE_RATE).samples[0]
    blocks, at = [], 0
    for size in sizes:
        blocks.append(samples[at : at + size])
        at += size
    assert find([*blocks, samples[at:]]).score == pytest.approx(look(Audio(samples, SAMPLE_RATE)).score, rel=1e-6)


def test_a_marked_part_of_a_long_recording_is_found_with_its_place() -> None:
    sound = [voice(13.0, 1), marked(voice(9.0, 2), 123.4), voice(13.0, 3)]
    found = look(Audio(np.concatenate([one.samples for one in sound], axis=1), RATE))
    assert found.found
    (span,) = found.spans
    assert 9 < span.start < 16
    assert 19 < span.end < 29
    assert found.heard == pytest.approx(35.0, abs=0.01)


def test_other_sounds_do_not_carry_it() -> None:
    random, times = np.random.default_rng(5), np.arange(20 * SAMPLE_RATE) / SAMPLE_RATE
    clicks = np.zeros(times.size)
    clicks[:: PERIOD // 8] = 1.0  # as regular as the pattern
    sounds = {
        "noise": 0.1 * random.normal(size=times.size),
        "clicks": clicks,
        "chirps": 0.3 * np.sin(2 * np.pi * (500 * (times % 1) + 2_000 * (times % 1) ** 2)),
        "beats": 0.3 * np.sin(2 * np.pi * 440 * times) * (np.sin(2 * np.pi * 2 / 3 * times) > 0),
        "tone": 0.3 * np.sin(2 * np.pi * 997 * times),
        "full scale": np.sign(np.sin(2 * np.pi * 100 * times)),
    }
    for name, samples in sounds.items():
        assert find([samples.astype(np.float32)]).score < FOUND - 1, name


def test_memory_of_the_search_does_not_grow() -> None:
    finder, block = WatermarkFinder(), voice(10.0, rate=SAMPLE_RATE).samples[0]
    for _ in range(6):
        finder.push(block)
        assert finder._held.size < 2 * PERIOD
    assert finder.finish().heard == pytest.approx(60.0)
