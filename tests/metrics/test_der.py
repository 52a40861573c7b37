"""DER, JER and the number of speakers: hand-worked tables, pyannote.metrics called directly, and laws."""

from __future__ import annotations

import json
import warnings
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sorikit.core.errors import InvalidOption, RuntimeMissing
from sorikit.core.time import Span, Turn
from sorikit.formats.rttm import loads_turns
from sorikit.metrics import ScoreOptions, SpeakerRule, der
from sorikit.metrics.der import score
from sorikit.metrics.score import Pair, Score

pyannote = pytest.importorskip("pyannote.metrics.diarization", reason="the extra eval")

Turns = tuple[Turn, ...]


def turns(*rows: tuple[float, float, str]) -> Turns:
    return tuple(Turn(Span(start, end), who) for start, end, who in rows)


def scores(*pairs: tuple[Turns, Turns | None], rule: SpeakerRule | None = None) -> dict[str, Score]:
    named = [Pair(f"item {at}", true, said) for at, (true, said) in enumerate(pairs)]
    options = ScoreOptions(speakers=rule or SpeakerRule(), resamples=0)
    return {one.name: one for one in score(named, options)}


TWO = turns((0, 10, "A"), (10, 20, "B"))


@pytest.mark.parametrize(
    ("said", "missed", "alarm", "confusion", "jer", "miscounted"),
    [  # 20 s of speech: A, then B
        (turns((0, 10, "x"), (10, 20, "y")), 0, 0, 0, 0.0, 0),
        (turns((0, 8, "x"), (8, 20, "y")), 0, 0, 2, (2 / 10 + 2 / 12) / 2, 0),
        (turns((0, 8, "x"), (12, 20, "y")), 4, 0, 0, 2 / 10, 0),
        (turns((0, 10, "x"), (10, 25, "y")), 0, 5, 0, (5 / 15) / 2, 0),
        (turns((0, 20, "x")), 0, 0, 10, (10 / 20 + 1) / 2, 1),  # x is A or B, the other has nobody
        (turns((0, 10, "x"), (10, 20, "y"), (0, 4, "z")), 0, 4, 0, 0.0, 1),  # JER does not see speakers too many
        ((), 20, 0, 0, 1.0, 2),
    ],
)
def test_hand_worked(said: Turns, missed: float, alarm: float, confusion: float, jer: float, miscounted: int) -> None:
    found = scores((TWO, said))
    parts = {name: share * 20 for name, share in found["DER"].parts.items()}
    assert parts == pytest.approx({"missed": missed, "false alarm": alarm, "confusion": confusion})
    assert found["DER"].value == pytest.approx((missed + alarm + confusion) / 20)
    assert found["JER"].value == pytest.approx(jer)
    assert found["speaker-count error"].value == miscounted


def test_what_a_collar_forgives() -> None:
    late = turns((0, 10.2, "x"), (10.2, 20, "y"))
    assert scores((TWO, late))["DER"].value == pytest.approx(0.2 / 20)
    # 0.5 in all: 0.25 s on each side of 0, 10 (twice the same) and 20; 19 s of speech remain, without error
    assert scores((TWO, late), rule=SpeakerRule(collar=0.5))["DER, collar 0.5 s"].value == 0.0
    # 0.2 in all: the second tenth of the confusion remains, of 20 − 0.1 − 0.2 − 0.1 s
    assert scores((TWO, late), rule=SpeakerRule(collar=0.2))["DER, collar 0.2 s"].value == pytest.approx(0.1 / 19.6)


def test_overlap_counts_unless_left_out() -> None:
    true, said = turns((0, 10, "A"), (8, 12, "B")), turns((0, 10, "x"), (10, 12, "y"))
    assert scores((true, said))["DER"].value == pytest.approx(2 / 14)
    alone = scores((true, said), rule=SpeakerRule(skip_overlap=True))
    assert alone["DER, no overlap"].value == 0.0


def test_the_customary_variants_come_along() -> None:
    names = [one.name for one in score([Pair("item", TWO, TWO)], ScoreOptions())]
    assert names == ["DER", "DER, collar 0.5 s", "DER, collar 0.5 s, no overlap", "JER", "speaker-count error"]
    assert list(scores((TWO, TWO), rule=SpeakerRule(0.25))) == ["DER, collar 0.25 s", "JER", "speaker-count error"]


def test_items_are_pooled_by_their_seconds() -> None:
    found = scores((TWO, TWO), (turns((0, 5, "A")), None))
    assert found["DER"].value == pytest.approx(5 / 25)
    assert found["JER"].value == pytest.approx(1 / 3)
    assert found["speaker-count error"].value == 0.5


def test_nobody_speaks() -> None:
    assert scores(((), ()))["DER"].value is None
    silent = scores(((), turns((0, 3, "x"))))["DER"]
    assert (silent.value, silent.items[0].parts["false alarm"]) == (None, 3.0)
    assert score([], ScoreOptions())[0].value is None


def test_turns_of_one_speaker_that_overlap_are_one() -> None:
    doubled = turns((0, 6, "A"), (4, 10, "A"), (10, 20, "B"), (3, 3, "B"))
    assert scores((doubled, TWO))["DER"].value == 0.0


def test_turns_that_only_touch_keep_their_border() -> None:
    """A collar forgives around it, as pyannote does: 20 s lose 0.1 at the ends and 0.2 in the middle."""
    true = turns((0, 10, "A"), (10, 20, "A"))
    found = scores((true, ()), rule=SpeakerRule(collar=0.2))["DER, collar 0.2 s"]
    assert found.items[0].denominator == pytest.approx(19.6)


def test_a_library_that_is_missing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "pyannote.core", None)
    with pytest.raises(RuntimeMissing, match=r"pyannote.*sorikit\[eval\]"):
        scores((TWO, TWO))


@pytest.mark.parametrize("collar", [-0.1, 11.0, float("nan")])
def test_a_collar_out_of_range(collar: float) -> None:
    with pytest.raises(InvalidOption, match="collar"):
        ScoreOptions(speakers=SpeakerRule(collar=collar))


TIMES = st.integers(0, 40).map(lambda half: half / 2)
TURN = st.tuples(TIMES, TIMES, st.sampled_from("ABC")).map(lambda row: Turn(Span(min(row[:2]), max(row[:2])), row[2]))
TALK = st.lists(TURN, max_size=6).map(lambda rows: tuple(sorted(rows)))


@given(TALK)
def test_what_is_the_same_has_no_error(talk: Turns) -> None:
    for one in scores((talk, talk)).values():
        assert one.value == pytest.approx(0.0) or one.value is None


@given(TALK, TALK, st.permutations("ABC"))
def test_names_do_not_matter_and_the_parts_are_the_whole(true: Turns, said: Turns, order: list[str]) -> None:
    names = dict(zip("ABC", order, strict=True))
    other = tuple(sorted(Turn(turn.span, names[turn.speaker]) for turn in said))
    first, second = scores((true, said)), scores((true, other))
    for name in ("DER", "JER", "speaker-count error"):
        assert first[name].value == pytest.approx(second[name].value) or name == "JER"  # ties of mapping may differ
    if first["DER"].value is not None:
        assert sum(first["DER"].parts.values()) == pytest.approx(first["DER"].value)
    jer = first["JER"].value
    assert jer is None or 0.0 <= jer <= 1.0 + 1e-9


RULES = pytest.mark.parametrize("rule", [SpeakerRule(), SpeakerRule(0.5), SpeakerRule(0.25, skip_overlap=True)])


def annotation(talk: Turns):
    from pyannote.core import Annotation, Segment

    whole = Annotation()
    for at, turn in enumerate(talk):
        if turn.span.duration:
            whole[Segment(turn.start, turn.end), at] = turn.speaker
    return whole


@RULES
@given(true=st.lists(TURN, max_size=12).map(tuple), said=st.lists(TURN, max_size=12).map(tuple))
def test_pieces_add_up_to_the_whole(rule: SpeakerRule, true: Turns, said: Turns) -> None:
    """Judged two turns at a time, the parts are those that pyannote finds in the whole at once."""
    from pyannote.core import Segment, Timeline

    one = [without_overlaps(side) for side in (true, said)]
    end = max((turn.end for side in one for turn in side), default=0.0)
    judge = pyannote.DiarizationErrorRate(collar=rule.collar, skip_overlap=rule.skip_overlap)
    whole = Timeline([Segment(0.0, end)] if end else [])
    expected = judge(annotation(one[0]), annotation(one[1]), uem=whole, detailed=True)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(der, "TURNS_AT_ONCE", 2)
        item = next(iter(scores((true, said), rule=rule).values())).items[0]
    found = {**item.parts, "total": item.denominator}
    names = {"missed": "missed detection", "false alarm": "false alarm", "confusion": "confusion", "total": "total"}
    assert found == pytest.approx({name: expected[theirs] for name, theirs in names.items()}, abs=1e-6)


def without_overlaps(talk: Turns) -> Turns:
    return tuple(
        Turn(span, who)
        for who in sorted({turn.speaker for turn in talk})
        for span in union_but_touching([turn.span for turn in talk if turn.speaker == who and turn.span.duration])
    )


def union_but_touching(spans: list[Span]) -> list[Span]:
    merged: list[Span] = []
    for span in sorted(spans):
        if merged and span.start < merged[-1].end:
            merged[-1] = Span(merged[-1].start, max(merged[-1].end, span.end))
        else:
            merged.append(span)
    return merged


@RULES
def test_equal_to_pyannote_called_directly(data: Path, rule: SpeakerRule) -> None:
    """Real meetings; the hypothesis is the truth, shifted, thinned and with two speakers taken for one."""
    rows = [json.loads(line) for line in (data / "meetings" / "manifest.jsonl").read_text("utf-8").splitlines()]
    pairs, judge = [], pyannote.DiarizationErrorRate(collar=rule.collar, skip_overlap=rule.skip_overlap)
    jaccard = pyannote.JaccardErrorRate(collar=rule.collar, skip_overlap=rule.skip_overlap)
    for row in rows[:6]:
        true = next(iter(loads_turns((data / "meetings" / row["rttm"]).read_text("utf-8")).values()))
        first = true[0].speaker
        last = true[-1].speaker
        said = tuple(
            Turn(turn.span.shifted(0.13), first if turn.speaker == last else turn.speaker)
            for at, turn in enumerate(true)
            if at % 7
        )
        pairs.append((true, said))
        sides = annotation(true), annotation(said).support()  # two speakers taken for one may talk at once
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)
            judge(*sides), jaccard(*sides)
    found = scores(*pairs, rule=rule)
    assert next(iter(found.values())).value == pytest.approx(abs(judge), abs=1e-9)
    assert found["JER"].value == pytest.approx(abs(jaccard), abs=1e-9)
