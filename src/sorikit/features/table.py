"""The one table of kinds. A new feature is one file (or a class in a file of its family), one row here and one test.

Nothing heavy is imported here: the command's help is made from these rows.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sorikit.core.errors import InvalidOption

if TYPE_CHECKING:
    from sorikit.features.analysis import Analysis
    from sorikit.features.options import FeatureOptions

GRID = ("sample_rate", "hop_length")
STFT = ("sample_rate", "n_fft", "hop_length", "win_length", "window")
MEL = (*STFT, "n_mels", "fmin", "fmax", "htk")
MFCC = (*MEL, "n_mfcc", "deltas", "cmvn")


@dataclass(frozen=True, slots=True)
class Kind:
    """One row: a feature that is asked for by one name."""

    name: str
    home: str
    """``module:function`` below ``sorikit.features``: ``(sample_rate, options) -> Analysis``."""
    en: str
    ko: str
    shape: str
    unit: str
    takes: tuple[str, ...] = ()
    """Which of ``FeatureOptions`` it takes; any other is an error."""
    streams: bool = True
    """Whether memory stays bounded however long the sound is."""
    sample_rate: int | None = None
    """Hz at which it is defined; None: the sound's own. It can be changed only where ``takes`` has "sample_rate"."""
    library: str = ""
    """The library of the extra ``analysis`` that it needs, if any."""
    mono: bool = True
    """Whether channels are mixed to one first."""


# fmt: off
_ROWS = (
    Kind("spectrum", "fourier:open_spectrum", "amplitude of each frequency (FFT)", "주파수별 진폭(FFT)",
         "(bins,)", "amplitude", ("sample_rate", "n_fft", "window"), streams=False),
    Kind("stft", "fourier:open_stft", "short-time spectrum: magnitude", "단시간 스펙트럼(STFT)의 크기",
         "(n_fft/2+1, frames)", "magnitude", STFT),
    Kind("stft-phase", "fourier:open_phase", "short-time spectrum: phase", "단시간 스펙트럼의 위상",
         "(n_fft/2+1, frames)", "rad", STFT),
    Kind("stft-db", "fourier:open_decibels", "short-time spectrum in decibels", "단시간 스펙트럼의 데시벨 값",
         "(n_fft/2+1, frames)", "dB", STFT),
    Kind("spectrogram", "fourier:open_power", "short-time spectrum: power", "파워 스펙트로그램",
         "(n_fft/2+1, frames)", "power", STFT),
    Kind("mel", "bands:open_mel", "mel spectrogram, power", "멜 스펙트로그램(파워)",
         "(n_mels, frames)", "power", MEL),
    Kind("mel-db", "bands:open_decibels", "mel spectrogram in decibels", "멜 스펙트로그램(데시벨)",
         "(n_mels, frames)", "dB", MEL),
    Kind("whisper", "bands:open_whisper", "log-mel as Whisper hears it (80 or 128 bands)", "위스퍼가 듣는 로그 멜(80 또는 128개)",
         "(n_mels, frames)", "", ("n_mels",), sample_rate=16_000),
    Kind("fbank", "bands:open_fbank", "Kaldi filter bank, as speaker models hear it", "화자 모델이 듣는 칼디 필터뱅크",
         "(n_mels, frames)", "ln power", ("sample_rate", "n_mels", "fmin", "fmax", "cmvn"), sample_rate=16_000),
    Kind("mfcc", "cepstrum:open_mfcc", "MFCC, 25 ms every 10 ms (13; --deltas 2 gives 39)", "MFCC, 25ms 창 10ms 간격(13개, --deltas 2면 39개)",
         "(n_mfcc × (1 + deltas), frames)", "", MFCC),
    Kind("mfcc-deltas", "cepstrum:open_with_deltas", "MFCC with Δ and ΔΔ: (39, frames); (120, …) with --n-mfcc 40", "MFCC와 Δ, ΔΔ: (39, 프레임), --n-mfcc 40이면 (120, …)",
         "(3 n_mfcc, frames)", "", MFCC),
    Kind("mfcc-stats", "cepstrum:open_stats", "mean and deviation of MFCC over time: one vector", "MFCC의 시간 평균과 표준편차: 벡터 하나",
         "(2 n_mfcc × (1 + deltas),)", "", (*MEL, "n_mfcc", "deltas")),
    Kind("chroma-stft", "pitch_classes:open_stft", "12 pitch classes, from the STFT", "12 음이름 세기(STFT)",
         "(12, frames)", "", STFT, streams=False, library="librosa"),
    Kind("chroma-cqt", "pitch_classes:open_cqt", "12 pitch classes, from the constant-Q transform", "12 음이름 세기(상수 Q)",
         "(12, frames)", "", GRID, streams=False, library="librosa"),
    Kind("chroma-cens", "pitch_classes:open_cens", "12 pitch classes, smoothed and loudness-free (CENS)", "12 음이름 세기(CENS)",
         "(12, frames)", "", GRID, streams=False, library="librosa"),
    Kind("centroid", "shapes:open_centroid", "spectral centroid: where the middle of the spectrum is", "스펙트럼 중심",
         "(1, frames)", "Hz", STFT, library="librosa"),
    Kind("bandwidth", "shapes:open_bandwidth", "spectral bandwidth", "스펙트럼 대역폭",
         "(1, frames)", "Hz", STFT, library="librosa"),
    Kind("rolloff", "shapes:open_rolloff", "spectral roll-off: 85 % of the spectrum lies below", "스펙트럼 롤오프(85 %)",
         "(1, frames)", "Hz", STFT, library="librosa"),
    Kind("contrast", "shapes:open_contrast", "spectral contrast: peaks against valleys", "스펙트럼 대비",
         "(7, frames)", "dB", (*STFT, "fmin"), streams=False, library="librosa"),
    Kind("flatness", "shapes:open_flatness", "spectral flatness: 1 is noise, 0 a tone", "스펙트럼 평탄도(1 잡음, 0 순음)",
         "(1, frames)", "", STFT, library="librosa"),
    Kind("zcr", "levels:open_zcr", "zero-crossing rate", "영교차율",
         "(1, frames)", "per sample", ("sample_rate", "n_fft", "hop_length")),
    Kind("rms", "levels:open_rms", "root mean square", "실효값(RMS)",
         "(1, frames)", "amplitude", ("sample_rate", "n_fft", "hop_length")),
    Kind("loudness", "bs1770:open_integrated", "integrated loudness (BS.1770, EBU R128)", "통합 음량(BS.1770, EBU R128)",
         "(1,)", "LUFS", ("sample_rate",), library="scipy", mono=False),
    Kind("loudness-momentary", "bs1770:open_momentary", "loudness over 0.4 s, every 0.1 s", "순간 음량(0.4초)",
         "(1, frames)", "LUFS", ("sample_rate",), library="scipy", mono=False),
    Kind("loudness-short-term", "bs1770:open_short_term", "loudness over 3 s, every 0.1 s", "단기 음량(3초)",
         "(1, frames)", "LUFS", ("sample_rate",), library="scipy", mono=False),
    Kind("tempo", "rhythm:open_tempo", "tempo", "빠르기",
         "(1,)", "BPM", GRID, streams=False, sample_rate=22_050, library="librosa"),
    Kind("beats", "rhythm:open_beats", "times of the beats", "박자의 시각",
         "(beats,)", "s", GRID, streams=False, sample_rate=22_050, library="librosa"),
    Kind("f0", "voice:open_swift", "pitch by SwiftF0, and its confidence", "기본 주파수(SwiftF0)와 확신도",
         "(2, frames)", "Hz, probability", ("fmin", "fmax"), sample_rate=16_000),
    Kind("f0-pyin", "voice:open_pyin", "pitch by pYIN, and its probability", "기본 주파수(pYIN)와 확률",
         "(2, frames)", "Hz, probability", (*GRID, "n_fft", "fmin", "fmax"), streams=False, library="librosa"),
    Kind("genre", "vectors:open_genre", "56 numbers about a piece of music (as in GTZAN lessons)", "음악을 나타내는 56개 수(GTZAN 실습)",
         "(56,)", "mixed", ("sample_rate",), streams=False, sample_rate=22_050, library="librosa"),
    Kind("emotion", "vectors:open_emotion", "180 numbers about a voice (as in RAVDESS lessons)", "목소리를 나타내는 180개 수(RAVDESS 실습)",
         "(180,)", "mixed", ("sample_rate",), streams=False, sample_rate=16_000, library="librosa"),
)
# fmt: on
KINDS: dict[str, Kind] = {row.name: row for row in _ROWS}
"""Name → row."""


def find_kind(name: str) -> Kind:
    """Return the row called ``name``. Raises InvalidOption, which names those that there are."""
    row = KINDS.get(name.strip().lower().replace("_", "-"))
    if row is None:
        near = [known for known in KINDS if name.strip().lower() and known.startswith(name.strip().lower()[:3])]
        listed = ", ".join(near or KINDS)
        raise InvalidOption(
            option="kind",
            detail=f"{name!r} is not a kind of feature. Choose from: {listed}. See all: sori features --list",
            detail_ko=f"{name!r}라는 특징은 없습니다. 고를 수 있는 것: {listed}. 전체 목록: sori features --list",
        )
    return row


def open_analysis(kind: str, sample_rate: int, options: FeatureOptions) -> Analysis:
    """Return the analysis of ``kind`` for a sound at ``sample_rate``. Raises InvalidOption or RuntimeMissing."""
    row = find_kind(kind)
    module, _, function = row.home.partition(":")
    analysis: Analysis = getattr(importlib.import_module(f"sorikit.features.{module}"), function)(sample_rate, options)
    return analysis


def check_wishes(kinds: Iterable[Kind], given: Iterable[str]) -> None:
    """Raise InvalidOption for a wish that none of ``kinds`` takes: it would be silently ignored."""
    rows = tuple(kinds)
    for name in given:
        if not any(name in row.takes for row in rows):
            names = ", ".join(row.name for row in rows)
            taken = ", ".join(sorted({wish for row in rows for wish in row.takes})) or "–"
            fixed = {row.sample_rate for row in rows if row.sample_rate}
            why = f" (its rate is {min(fixed)} Hz by definition)" if name == "sample_rate" and fixed else ""
            why_ko = f" (정의상 {min(fixed)} Hz입니다)" if why else ""
            raise InvalidOption(
                option=name,
                detail=f"has no meaning for {names}{why}; it takes: {taken}",
                detail_ko=f"{names}에는 쓰지 않습니다{why_ko}. 쓸 수 있는 것: {taken}",
            )
