"""From answers to scores: hand-worked cases, and what happens to answers that are not there."""

from __future__ import annotations

from pathlib import Path

import pytest

from sorikit.apps.bench.data import Dataset, Trial
from sorikit.apps.bench.judges import (
    Answers,
    judge_features,
    judge_speech,
    judge_spoken,
    judge_text,
    judge_turns,
    judge_voices,
    true_text,
    true_turns,
)
from sorikit.apps.bench.records import Outcome
from sorikit.core.manifest import Item
from sorikit.core.text import Segment
from sorikit.core.time import Span, Turn
from sorikit.metrics import ScoreOptions

pytest.importorskip("jiwer")
OPTIONS = ScoreOptions(resamples=50)


def dataset(*items: Item, trials: tuple[Trial, ...] = ()) -> Dataset:
    return Dataset(Path("m.jsonl"), "m", items, trials)


def item(name: str, text: str | None = None, language: str | None = None, **more: object) -> Item:
    return Item(name, Path(f"{name}.wav"), text=text, language=language, **more)  # type: ignore[arg-type]


def test_texts_are_judged_by_words_or_characters_as_their_language_is_written() -> None:
    data = dataset(
        item("a", "red green blue grey", "en"),
        item("b", "rot blau", "de"),
        item("c", "가나다라", "ko"),
        item("d", None, "ko"),
    )
    said = {
        "a": Outcome(text="red green glue grey", language="en"),
        "b": Outcome(text="rot blau", language="nl"),
        "c": Outcome(text="가나다마", language="ko"),
        "d": Outcome(text="아무 말", language="ko"),
    }
    scores = {score.name: score for score in judge_text(data, Answers(said), OPTIONS)}
    assert scores["WER"].value == pytest.approx(1 / 6)
    assert {one.item for one in scores["WER"].items} == {"a", "b"}
    assert scores["CER"].value == pytest.approx(1 / 4)
    assert scores["wrong language"].value == pytest.approx(1 / 4)


def test_an_unknown_language_is_told_by_its_script() -> None:
    data = dataset(item("a", "red green"), item("b", "가나다라"))
    said = Answers({"a": Outcome(text="red green"), "b": Outcome(text="가나다마")})
    scores = {score.name: score.value for score in judge_text(data, said, OPTIONS)}
    assert scores == {"WER": 0, "CER": pytest.approx(1 / 4)}


def test_an_answer_that_is_not_there_is_all_wrong() -> None:
    data = dataset(item("a", "red green", "en"), item("b", "blue grey", "en"))
    (score,) = judge_text(data, Answers({"a": Outcome(text="red green", language="en")}), OPTIONS)
    assert score.value == pytest.approx(0.5)
    assert [one.numerator for one in score.items] == [0, 2]


def test_speech_is_judged_by_what_was_heard_of_it() -> None:
    data = dataset(item("a", "가나다라", "ko"))
    (score,) = judge_spoken(data, Answers({"a": Outcome(made="a.flac")}, {"a": "가나다라"}), OPTIONS)
    assert score.value == 0
    (score,) = judge_spoken(data, Answers({"a": Outcome(made="a.flac")}), OPTIONS)
    assert score.value == 1


def test_no_truth_no_score() -> None:
    data = dataset(item("a"))
    said = Answers({"a": Outcome(text="words")})
    assert judge_text(data, said, OPTIONS) == []
    assert judge_turns(data, said, OPTIONS) == []
    assert judge_speech(data, said, OPTIONS) == []


def test_turns_are_read_from_rttm_or_segments(tmp_path: Path) -> None:
    rttm = tmp_path / "all.rttm"
    rttm.write_text(
        "SPEAKER a 1 0.0 2.0 <NA> <NA> anna <NA> <NA>\nSPEAKER b 1 1.0 2.0 <NA> <NA> bora <NA> <NA>\n", encoding="utf-8"
    )
    assert true_turns(item("a", rttm=rttm)) == (Turn(Span(0, 2), "anna"),)
    assert true_turns(item("b", rttm=rttm)) == (Turn(Span(1, 3), "bora"),)
    assert true_turns(item("c", segments=(Segment(0, 1.0, 2.0, "x", speaker="cho"),))) == (Turn(Span(1, 2), "cho"),)


def test_the_text_may_stand_in_the_segments() -> None:
    segments = (Segment(0, 0.0, 1.0, " red "), Segment(1, 1.0, 2.0, ""), Segment(2, 2.0, 3.0, "green"))
    assert true_text(item("a", segments=segments)) == "red green"
    assert true_text(item("a", text="", segments=segments)) == ""
    assert true_text(item("a", segments=(Segment(0, 0.0, 1.0, ""),))) is None


def test_turns_and_speech() -> None:
    pytest.importorskip("pyannote.metrics")
    data = dataset(item("a", segments=(Segment(0, 0.0, 4.0, "", speaker="x"), Segment(1, 4.0, 8.0, "", speaker="y"))))
    turns = (Turn(Span(0.0, 8.0), "SPEAKER_00"),)
    scores = {score.name: score.value for score in judge_turns(data, Answers({"a": Outcome(turns=turns)}), OPTIONS)}
    assert scores["DER"] == pytest.approx(0.5)
    assert scores["speaker-count error"] == 1
    spans = (Span(0.0, 6.0), Span(8.0, 10.0))
    (score,) = judge_speech(data, Answers({"a": Outcome(spans=spans)}), OPTIONS)
    assert (score.name, score.value) == ("detection error", pytest.approx(0.5))  # 2 s missed, 2 s too many, of 8
    (score,) = judge_speech(data, Answers({}), OPTIONS)
    assert score.value == 1


def test_voices() -> None:
    trials = (Trial("a", "b", same=True), Trial("a", "c", same=False), Trial("b", "c", same=False))
    data = dataset(item("a"), item("b"), item("c"), trials=trials)
    vectors = {"a": Outcome(values=(2.0, 0.0)), "b": Outcome(values=(3.0, 0.3)), "c": Outcome(values=(0.0, 1.0))}
    scores = {score.name: score.value for score in judge_voices(data, Answers(vectors), OPTIONS)}
    assert scores["EER"] == 0
    del vectors["b"]  # what failed counts as wrong
    scores = {score.name: score.value for score in judge_voices(data, Answers(vectors), OPTIONS)}
    assert scores["EER"] is not None
    assert scores["EER"] > 0


def test_features_are_compared_with_the_first_engines() -> None:
    data = dataset(item("a"), item("b"))
    first = {"a": Outcome(shape=(2, 1), values=(1.0, 2.0)), "b": Outcome(shape=(1, 1), values=(0.0,))}
    mine = {"a": Outcome(shape=(2, 1), values=(1.5, 2.0)), "b": Outcome(shape=(1, 1), values=(0.25,))}
    assert judge_features(data, Answers(first, first=first), OPTIONS) == []
    (score,) = judge_features(data, Answers(mine, first=first), OPTIONS)
    assert score.value == 0.5
    mine["b"] = Outcome(shape=(1, 2), values=(0.0, 0.0))
    (score,) = judge_features(data, Answers(mine, first=first), OPTIONS)
    assert score.value == float("inf")
