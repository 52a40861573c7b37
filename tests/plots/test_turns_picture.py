"""The picture of a conversation: a lane a voice, the counts of who follows whom, a bar a speaker; no sound is heard."""

from __future__ import annotations

import io

import numpy as np
import pytest
from made_up_meeting import meeting
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from PIL import Image

from sorikit.core.errors import InvalidOption
from sorikit.core.text import Transcript
from sorikit.core.time import Span, Turn
from sorikit.plots import PlotOptions, draw

SMALL = PlotOptions(width=800, dpi=90)


def panel(figure: Figure, title: str) -> Axes:
    return next(axes for axes in figure.axes if axes.get_title(loc="left") == title)


def pixels(figure: Figure) -> np.ndarray:
    file = io.BytesIO()
    figure.savefig(file, format="png", dpi=figure.get_dpi(), facecolor=figure.get_facecolor())
    return np.asarray(Image.open(file).convert("RGB"))


def many(count: int, seconds: float = 2.0) -> Transcript:
    turns = tuple(
        Turn(
            Span(number * seconds, number * seconds + seconds * (1.0 - number / 2000)), f"SPEAKER_{number % count:02d}"
        )
        for number in range(count * 4)
    )
    return Transcript(turns=turns, duration=count * 4 * seconds, source="talk.m4a")


def test_the_numbers_are_those_of_the_statistics() -> None:
    transcript = meeting().transcript
    figure = draw("", "turns", SMALL, transcript=transcript)
    counts = [int(text.get_text()) for text in panel(figure, "Who speaks (across) after whom (down)").texts]
    assert counts == [count for row in transcript.turn_statistics.follows for count in row if count]
    bars = [bar.get_width() for bar in panel(figure, "Talk time").patches]
    assert bars == pytest.approx([one.talk_seconds for one in transcript.turn_statistics.speakers])
    assert len(panel(figure, "Who speaks").collections) == len(bars)
    assert figure.get_suptitle() == "2025-11-20 앱 출시 회의.m4a  ·  1:57"


def test_korean_names_and_labels_are_drawn_with_letters(recwarn: pytest.WarningsRecorder) -> None:
    options = PlotOptions(width=800, dpi=90, theme="dark", language="ko")
    figure = draw("", "turns", options, transcript=meeting().transcript)
    assert tuple(pixels(figure)[0, 0]) == (0x15, 0x17, 0x1C)
    assert "김민수" in [label.get_text() for label in panel(figure, "말하는 사람").get_yticklabels()]
    assert not [one for one in recwarn if "Glyph" in str(one.message)]  # a letter that no font has


@pytest.mark.parametrize("transcript", [many(1), many(2), many(20), many(40, 0.1), Transcript(duration=5.0)], ids=str)
def test_any_number_of_speakers(transcript: Transcript) -> None:
    assert pixels(draw("", "turns", SMALL, transcript=transcript)).shape[1] == 800


def test_a_part_counts_its_own_turns() -> None:
    options = PlotOptions(width=800, dpi=90, start=2.0, duration=4.0)
    figure = draw("", "turns", options, transcript=many(4))
    assert len(panel(figure, "Talk time").patches) == 2
    assert panel(figure, "Who speaks").get_xlim() == (2.0, 6.0)


@pytest.mark.parametrize(
    ("transcript", "options", "said"),
    [(None, SMALL, "RTTM"), (Transcript(), SMALL, "no turns"), (many(2), PlotOptions(start=99.0), "behind the end")],
)
def test_mistakes(transcript: Transcript | None, options: PlotOptions, said: str) -> None:
    with pytest.raises(InvalidOption, match=said):
        draw("", "turns", options, transcript=transcript)
