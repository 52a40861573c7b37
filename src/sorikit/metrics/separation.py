"""Sound against clean sound: SI-SDR, SDR, STOI, ESTOI, PESQ. Both sides have the same length and rate.

**SI-SDR** (Le Roux et al., "SDR – half-baked or well done?", 2019): 10 log10 |αs|² / |αs − ŝ|² with α = ⟨ŝ, s⟩ / |s|²,
means removed; louder or quieter is as good. **SDR** (Vincent et al., "Performance measurement in blind audio source
separation", 2006; BSSEval 3): what a filter of 512 taps makes of the reference counts as reference too, so a delay of
up to 32 ms at 16 kHz and colouring are forgiven; equal to ``mir_eval.separation.bss_eval_sources``, whose SDR needs
only the estimate's own reference. It is written here because mir_eval announced to drop it and fast_bss_eval has no
wheel. **STOI** and **ESTOI** (Taal et al. 2011; Jensen and Taal 2016) by pystoi, intelligibility 0 … 1. **PESQ** (ITU-T
P.862.2 wide band; P.862.1 narrow band for 8 kHz) by the package ``pesq``, if it is installed.

Decibels are held between −50 (nothing of the reference) and 100 (no difference that float32 can hold), so that means
exist. Channels are judged apart, and their mean is the item's score.
"""

from __future__ import annotations

import importlib.util
import itertools
import warnings
from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

from sorikit.core.audio import Audio
from sorikit.core.errors import InvalidAudio
from sorikit.core.events import Notice
from sorikit.core.resample import resample
from sorikit.metrics import ScoreOptions
from sorikit.metrics._libraries import library
from sorikit.metrics.bootstrap import pooled
from sorikit.metrics.score import ItemScore, Pair, Score

Signal = npt.NDArray[np.float64]
"""One channel, (frames,)."""

TAPS = 512
WORST_DB, BEST_DB = -50.0, 100.0
SHORTEST_STOI = 0.3968
"""Seconds: thirty frames of 25.6 ms, half overlapping, make one of STOI's segments."""
WORST_PESQ = 1.0
"""Where the mapping of P.862.2 to opinion scores begins (1.04), rounded down."""
_WIDE, _NARROW = 16_000, 8_000


def score(pairs: Sequence[Pair[Audio]], options: ScoreOptions) -> list[Score]:
    """Return SI-SDR, SDR, STOI, ESTOI and (see ``notices``) PESQ, each the mean over items.

    A missing or silent estimate has the worst score; an item whose reference is silent (for STOI: holds less than 0.4 s
    of sound) is not judged. Raises InvalidAudio, naming the item, where lengths, rates or channels differ or a sample
    is not a number; RuntimeMissing without pystoi.
    """
    for pair in pairs:
        _check(pair)
    judges: list[tuple[str, str, float, Callable[[Signal, Signal, int], float | None]]] = [
        ("SI-SDR", "dB", WORST_DB, lambda true, said, _: si_sdr(true, said)),
        ("SDR", "dB", WORST_DB, lambda true, said, _: sdr(true, said)),
        ("STOI", "", 0.0, stoi),
        ("ESTOI", "", 0.0, lambda true, said, rate: stoi(true, said, rate, extended=True)),
    ]
    if _has_pesq():
        judges.append(("PESQ", "MOS", WORST_PESQ, pesq))
    scores = []
    for name, unit, worst, judge in judges:
        items = tuple(_item(pair, judge, worst) for pair in pairs)
        scores.append(pooled(Score(name, None, unit, lower_is_better=False, pooling="mean", items=items), options))
    return scores


def notices() -> list[Notice]:
    """Return what a reader of the scores should know: that PESQ is left out where its package is not installed."""
    if _has_pesq():
        return []
    return [
        Notice(
            "PESQ is left out: it needs the package pesq, which is built from source with: pip install pesq",
            "PESQ는 빠졌습니다. 소스에서 빌드하는 pesq 패키지가 필요합니다: pip install pesq",
        )
    ]


def si_sdr(reference: Signal, estimate: Signal) -> float | None:
    """Return the scale-invariant signal-to-distortion ratio in dB, −50 … 100; None for a silent reference."""
    true, said = _centred(reference), _centred(estimate)
    energy = float(true @ true)
    if energy == 0.0:
        return None
    target = (float(said @ true) / energy) * true
    return _decibels(target, said - target)


def sdr(reference: Signal, estimate: Signal) -> float | None:
    """Return the signal-to-distortion ratio of BSSEval in dB, −50 … 100; None for a silent reference."""
    if not np.any(reference):
        return None
    length = reference.size + TAPS - 1
    size = 1 << (length - 1).bit_length()
    true, said = np.fft.rfft(reference, size), np.fft.rfft(estimate, size)
    lags = np.fft.irfft(np.abs(true) ** 2, size)[:TAPS]
    shared = np.fft.irfft(np.conj(true) * said, size)[:TAPS]
    taps = np.arange(TAPS)
    correlations = lags[np.abs(taps[:, None] - taps)]
    try:
        taps_of_filter = np.linalg.solve(correlations, shared)
    except np.linalg.LinAlgError:
        taps_of_filter = np.linalg.lstsq(correlations, shared, rcond=None)[0]
    target = np.fft.irfft(true * np.fft.rfft(taps_of_filter, size), size)[:length]
    return _decibels(target, np.pad(estimate, (0, TAPS - 1)) - target)


def stoi(reference: Signal, estimate: Signal, sample_rate: int, *, extended: bool = False) -> float | None:
    """Return the short-time objective intelligibility; None where the reference holds too little sound to tell (0.4 s).

    Raises RuntimeMissing without pystoi.
    """
    judge = library("pystoi", "STOI")
    if not np.any(reference) or reference.size < SHORTEST_STOI * sample_rate:
        return None
    if not np.any(estimate):
        return 0.0
    with warnings.catch_warnings():
        warnings.simplefilter("error", RuntimeWarning)  # "not enough frames"
        try:
            return float(judge.stoi(reference, estimate, sample_rate, extended=extended))
        except RuntimeWarning:
            return None


def pesq(reference: Signal, estimate: Signal, sample_rate: int) -> float | None:
    """Return PESQ as a mean opinion score: wide band, or narrow band for 8 kHz; other rates are resampled to 16 kHz.

    None for a silent reference. Raises RuntimeMissing without the package pesq.
    """
    judge = library("pesq", "PESQ")
    if not np.any(reference):
        return None
    if not np.any(estimate):
        return WORST_PESQ
    rate = _NARROW if sample_rate == _NARROW else _WIDE
    true, said = (resample(Audio(side.astype(np.float32), sample_rate), rate) for side in (reference, estimate))
    return float(judge.pesq(rate, true.samples[0], said.samples[0], "nb" if rate == _NARROW else "wb"))


def best_order(references: Sequence[Audio], estimates: Sequence[Audio]) -> tuple[int, ...]:
    """Return which estimate belongs to each reference so that the mean SI-SDR is highest: indices, one per reference.

    For at most eight sources. Raises InvalidAudio where the numbers, lengths, rates or channels differ.
    """
    if len(references) != len(estimates) or len(references) > 8:
        raise InvalidAudio(detail=f"{len(references)} references and {len(estimates)} estimates")
    table = [
        [_mean_si_sdr(Pair(f"source {at}", one, other)) for other in estimates] for at, one in enumerate(references)
    ]
    orders = itertools.permutations(range(len(estimates)))
    return max(orders, key=lambda order: sum(table[row][column] for row, column in enumerate(order)))


def _mean_si_sdr(pair: Pair[Audio]) -> float:
    _check(pair)
    return _item(pair, lambda true, said, _: si_sdr(true, said), WORST_DB).numerator


def _item(pair: Pair[Audio], judge: Callable[[Signal, Signal, int], float | None], worst: float) -> ItemScore:
    """Return the mean over channels; denominator 0 where there was nothing to be judged."""
    if pair.hypothesis is None:
        return ItemScore(pair.item, worst)
    rate = pair.reference.sample_rate
    channels = zip(pair.reference.samples.astype(np.float64), pair.hypothesis.samples.astype(np.float64), strict=True)
    values = [value for true, said in channels if (value := judge(true, said, rate)) is not None]
    return ItemScore(pair.item, sum(values) / len(values)) if values else ItemScore(pair.item, 0.0, 0.0)


def _check(pair: Pair[Audio]) -> None:
    true, said = pair.reference, pair.hypothesis
    for side in (true, said):
        if side is not None and not np.all(np.isfinite(side.samples)):
            raise InvalidAudio(
                detail=f"{pair.item} holds samples that are not numbers",
                detail_ko=f"{pair.item}에 숫자가 아닌 샘플이 있습니다",
            )
    if said is not None and (said.sample_rate, said.samples.shape) != (true.sample_rate, true.samples.shape):
        shapes = [f"{side.channels} × {side.frames} @ {side.sample_rate} Hz" for side in (true, said)]
        raise InvalidAudio(
            detail=(
                f"{pair.item}: reference ({shapes[0]}) and estimate ({shapes[1]}) must have the same channels, "
                "length and rate"
            ),
            detail_ko=f"{pair.item}: 기준({shapes[0]})과 결과({shapes[1]})의 채널 수, 길이, 표본화율이 같아야 합니다",
        )


def _decibels(target: Signal, rest: Signal) -> float:
    kept, lost = float(target @ target), float(rest @ rest)
    if lost == 0.0:
        return BEST_DB if kept else WORST_DB
    return WORST_DB if kept == 0.0 else float(np.clip(10.0 * np.log10(kept / lost), WORST_DB, BEST_DB))


def _centred(signal: Signal) -> Signal:
    return signal - signal.mean() if signal.size else signal


def _has_pesq() -> bool:
    return importlib.util.find_spec("pesq") is not None
