"""Letters are always there: the shipped font covers Korean, Japanese and European text."""

from __future__ import annotations

import hashlib
import subprocess
import sys

import matplotlib as mpl
import pytest

from sorikit.plots import fonts

HANGUL = "".join(map(chr, range(0xAC00, 0xD7A4)))
KANA = "".join(chr(code) for code in (*range(0x3041, 0x3097), *range(0x30A1, 0x30FB)))


def test_the_font_is_the_one_that_its_page_tells_of() -> None:
    page = (fonts.FILE.parent / "README.md").read_text(encoding="utf-8")
    assert hashlib.sha256(fonts.FILE.read_bytes()).hexdigest() in page
    assert fonts.FILE.stat().st_size <= 4_000_000
    assert "SIL OPEN FONT LICENSE" in (fonts.FILE.parent / "OFL.txt").read_text(encoding="utf-8").upper()


@pytest.mark.parametrize(
    "text", [HANGUL, KANA, "0:12 kHz −80 dB · × Δ ±", "会議 東京 学校 第一", "Žluťoučký Привет Γειά"]
)
def test_two_fonts_that_need_no_system_cover_the_text(text: str) -> None:
    assert fonts.families(text) == ["Sori Sans", "DejaVu Sans"]
    assert fonts.printable(text) == text


def test_what_no_font_draws_becomes_a_question_mark() -> None:
    assert fonts.printable("a\U00013000b\tc\n") == "a?b c "


def test_global_settings_stay_as_they_are() -> None:
    code = (
        "import matplotlib as mpl, numpy as np;"
        "now = lambda: {key: mpl.rcParams[key] for key in list(mpl.rcParams) if key != 'backend'}; before = now();"
        "from sorikit.core.audio import Audio; from sorikit.plots import draw;"
        "draw(Audio(np.zeros(1600), 16000), 'waveform');"
        "import sys; assert now() == before; assert 'matplotlib.pyplot' not in sys.modules"
    )
    subprocess.run([sys.executable, "-W", "error", "-c", code], check=True)
    assert "Sori Sans" not in mpl.rcParams["font.family"]
