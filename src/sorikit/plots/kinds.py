"""The one table of pictures. A new picture is one file, one row here and one test.

Nothing heavy is imported here: the command's help is made from these rows.
"""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from typing import Any

from sorikit.plots.options import wrong


@dataclass(frozen=True, slots=True)
class Kind:
    """One row: a picture that is asked for by one name."""

    name: str
    home: str
    """``module:function`` below ``sorikit.plots``; the module's ``NEEDS`` say what must be heard."""
    en: str
    ko: str
    transcript: bool = False
    """Whether it shows words and speakers where a transcript is given."""
    silent: bool = False
    """Whether it is drawn from the transcript alone: no sound is heard, and a transcript must be given."""

    @property
    def module(self) -> Any:
        """The file that draws it."""
        return importlib.import_module(f"sorikit.plots.{self.home.partition(':')[0]}")


# fmt: off
_ROWS = (
    Kind("overview", "overview:draw", "waveform, speakers and words (with a transcript), spectrogram",
         "파형, 화자와 낱말(녹취록을 주면), 스펙트로그램", transcript=True),
    Kind("turns", "turns:draw", "who speaks when, who speaks after whom, talk time (of a recording or a transcript)",
         "누가 언제 말하는지, 누구 다음에 누가 말하는지, 말한 시간(녹음이나 녹취록에서)", transcript=True, silent=True),
    Kind("waveform", "waveform:draw", "waveform of each channel, with its RMS", "채널별 파형과 실효값"),
    Kind("comparison", "comparison:draw", "waveform, linear spectrogram and mel spectrogram",
         "파형, 선형 스펙트로그램, 멜 스펙트로그램 비교"),
    Kind("stft", "stft:draw", "spectrogram (STFT) in decibels", "스펙트로그램(STFT, 데시벨)"),
    Kind("log-stft", "log_stft:draw", "spectrogram over logarithmic frequency", "로그 주파수 스펙트로그램"),
    Kind("mel", "mel:draw", "mel spectrogram in decibels", "멜 스펙트로그램(데시벨)"),
    Kind("mfcc", "mfcc:draw", "MFCC with Δ and ΔΔ", "MFCC와 Δ, ΔΔ"),
    Kind("chroma", "chroma:draw", "the three chromagrams: STFT, CQT, CENS", "크로마그램 셋: STFT, CQT, CENS"),
    Kind("spectrum", "spectrum:draw", "magnitude spectrum of the whole", "전체의 크기 스펙트럼"),
    Kind("log-spectrum", "spectrum:draw_log", "magnitude spectrum over logarithmic frequency", "로그 주파수 크기 스펙트럼"),
    Kind("pitch", "pitch:draw", "pitch (f0) over the spectrogram", "스펙트로그램 위의 음높이(f0)"),
    Kind("loudness", "loudness:draw", "loudness over time (LUFS, BS.1770)", "시간에 따른 음량(LUFS, BS.1770)"),
    Kind("beats", "beats:draw", "waveform with its beats and tempo", "파형과 박자, 빠르기"),
    Kind("timbre", "timbre:draw", "centroid, bandwidth and roll-off over the spectrogram, and flatness",
         "스펙트로그램 위의 중심·대역폭·롤오프와 평탄도"),
)
# fmt: on
KINDS: dict[str, Kind] = {row.name: row for row in _ROWS}
"""Name → row."""


def find_kind(name: str) -> Kind:
    """Return the row called ``name``. Raises InvalidOption, which names those that there are."""
    row = KINDS.get(name.strip().lower().replace("_", "-"))
    if row is None:
        listed = ", ".join(KINDS)
        raise wrong(
            "kind",
            f"{name!r} is not a kind of picture. Choose from: {listed}",
            f"{name!r}라는 그림은 없습니다. 고를 수 있는 것: {listed}",
        )
    return row
