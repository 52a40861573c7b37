"""The overview with a transcript: bars where people speak, words that do not touch, talk time in the legend."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from matplotlib.figure import Figure
from matplotlib.text import Text
from tests.sounds import noise

from sorikit.core.audio import Audio
from sorikit.core.errors import InvalidOption
from sorikit.core.text import Segment, Transcript, Word
from sorikit.core.time import Span, Turn
from sorikit.plots import PlotOptions, draw

RATE = 8_000
SENTENCES = (
    "안녕하세요. 저는 오늘 진행을 맡은 김민수입니다.",
    "Hi everyone, I can show you two options at the next meeting.",
    "今日は新しい計画について話します。",
    "네.",
)


def sound(seconds: float) -> Audio:
    return Audio(noise(seconds, RATE), RATE)


def transcript(
    seconds: float, *, speakers: int = 3, length: float = 3.0, step: float = 3.2, words: bool = True
) -> Transcript:
    segments, turns, number, start = [], [], 0, 0.4
    while start + length < seconds:
        text = SENTENCES[number % len(SENTENCES)]
        label = f"SPEAKER_{number % speakers:02d}"
        parts = text.split(" ")
        times = np.linspace(start, start + length, len(parts) + 1)
        spoken = tuple(
            Word(" " + part, float(a), float(b), speaker=label)
            for part, a, b in zip(parts, times, times[1:], strict=False)
        )
        segments.append(Segment(number, start, start + length, text, spoken if words else (), label, "ko"))
        turns.append(Turn(Span(start, start + length), label))
        number, start = number + 1, start + step
    return Transcript(tuple(segments), "ko", 1.0, seconds, tuple(turns), speaker_names={"SPEAKER_00": "김민수"})


def words_of(figure: Figure) -> list[Text]:
    return [text for text in figure.findobj(Text) if text.get_gid() == "words"]


def who(figure: Figure) -> object:
    return next(axes for axes in figure.axes if axes.get_title(loc="left") == "Who speaks")


@pytest.mark.parametrize("seconds", [8.0, 40.0, 150.0])
@pytest.mark.parametrize(("width", "dpi"), [(1600, 160), (800, 100)])
def test_words_never_touch_each_other_nor_leave_their_panel(seconds: float, width: int, dpi: int) -> None:
    figure = draw(sound(seconds), "overview", PlotOptions(width=width, dpi=dpi), transcript=transcript(seconds))
    figure.draw_without_rendering()
    boxes = [text.get_window_extent() for text in words_of(figure)]
    panel = who(figure).get_window_extent()
    assert boxes or seconds > 100
    for one, other in combinations(boxes, 2):
        assert (
            min(one.x1, other.x1) <= max(one.x0, other.x0) + 0.5 or min(one.y1, other.y1) <= max(one.y0, other.y0) + 2.5
        )
    for box in boxes:
        assert box.x0 >= panel.x0 - 1
        assert box.x1 <= panel.x1 + 2
        assert box.y0 >= panel.y0 - 4


def test_a_sentence_that_fits_is_written_whole() -> None:
    spoken = transcript(14.0, speakers=2, length=5.0, step=6.0)
    figure = draw(sound(14.0), "overview", transcript=spoken)
    written = " ".join(text.get_text() for text in words_of(figure))
    assert "김민수입니다." in written
    assert "two options" in written


def test_words_stand_at_their_own_times_where_all_fit() -> None:
    words = tuple(
        Word(f" {name}", at, at + 0.5, speaker="SPEAKER_00") for name, at in (("하나", 1.0), ("둘", 3.0), ("셋", 5.0))
    )
    spoken = Transcript((Segment(0, 1.0, 5.5, "하나 둘 셋", words, "SPEAKER_00"),), "ko", 1.0, 8.0)
    figure = draw(sound(8.0), "overview", transcript=spoken)
    assert [(text.get_text(), text.get_position()[0]) for text in words_of(figure)] == [
        ("하나", pytest.approx(1.0, abs=0.01)),
        ("둘", pytest.approx(3.0, abs=0.01)),
        ("셋", pytest.approx(5.0, abs=0.01)),
    ]


def test_the_legend_tells_names_talk_time_and_shares() -> None:
    figure = draw(sound(33.0), "overview", transcript=transcript(33.0, speakers=2))
    texts = [text.get_text() for text in figure.legends[0].get_texts()]
    assert texts == ["김민수  0:15 (50%)", "SPEAKER_01  0:15 (50%)"]
    colours = {patch.get_facecolor() for patch in figure.legends[0].get_patches()}
    assert len(colours) == 2


def test_bars_stand_where_they_speak() -> None:
    spoken = transcript(20.0, speakers=2)
    figure = draw(sound(20.0), "overview", transcript=spoken)
    starts = sorted(path.vertices[:, 0].min() for bars in who(figure).collections for path in bars.get_paths())
    assert starts == pytest.approx([turn.start for turn in spoken.turns])


def test_an_hour_of_turns_has_bars_but_no_words_and_many_voices_share_a_lane() -> None:
    turns = tuple(Turn(Span(i * 2.0, i * 2.0 + 1.9), f"SPEAKER_{i % 14:02d}") for i in range(1800))
    figure = draw(sound(60.0), "overview", transcript=Transcript(duration=3600.0, turns=turns))
    assert words_of(figure) == []
    labels = [label.get_text() for label in who(figure).get_yticklabels()]
    assert len(labels) == 10
    assert labels[-1] == "+5"


def test_subtitles_without_speakers_and_transcripts_of_elsewhere() -> None:
    nobody = Transcript((Segment(0, 1.0, 4.0, "안녕하세요"),), "ko", 1.0, 5.0)
    assert "speech" in figure_texts(draw(sound(5.0), "overview", transcript=nobody))
    for empty in (Transcript(), Transcript((Segment(0, 90.0, 95.0, "later"),), duration=100.0)):
        figure = draw(sound(5.0), "overview", transcript=empty)
        assert not figure.legends


def test_other_kinds_take_no_transcript() -> None:
    with pytest.raises(InvalidOption, match="overview"):
        draw(sound(1.0), "mel", transcript=Transcript())


def figure_texts(figure: Figure) -> str:
    return " ".join(text.get_text() for text in figure.findobj(Text))
