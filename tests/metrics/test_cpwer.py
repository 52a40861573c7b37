"""cpWER, cpCER and WDER: hand-worked tables, MeetEval's own examples, and what must never change them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from transcripts import said, transcript

from sorikit.core.text import Segment, Transcript, Word
from sorikit.metrics import ScoreOptions, TextRule
from sorikit.metrics.cpwer import count_errors, score, spoken
from sorikit.metrics.score import Pair, Score

pytest.importorskip("rapidfuzz", reason="the extra eval")
pytest.importorskip("scipy", reason="the extra eval")

PLAIN = ScoreOptions(text=TextRule(normalizer="none"))


def scores(*pairs: tuple[Transcript, Transcript | None]) -> dict[str, Score]:
    named = [Pair(f"item {at}", true, heard) for at, (true, heard) in enumerate(pairs)]
    return {one.name: one for one in score(named, PLAIN)}


@pytest.mark.parametrize(
    ("reference", "hypothesis", "errors"),
    [  # the examples of meeteval.wer.cp_word_error_rate: (substitutions, deletions, insertions, words)
        (["a b c", "d e f"], ["a b c", "d e f"], (0, 0, 0, 6)),
        (["a b", "c d"], ["a b", "c d", "e f"], (0, 0, 2, 4)),
        (["a", "b", "c d"], ["a", "b"], (0, 2, 0, 4)),
        (["a", "b", "c"], ["b", "c", "d", "a"], (0, 0, 1, 3)),
        (["a b"], ["z", "a e f"], (1, 0, 2, 2)),
        (["a b", "k"], ["", "a e f"], (1, 1, 1, 3)),
    ],
)
def test_the_examples_of_meeteval(
    reference: list[str], hypothesis: list[str], errors: tuple[int, int, int, int]
) -> None:
    true, heard = (
        said({f"{side}{at}": text for at, text in enumerate(texts)})
        for side, texts in (("r", reference), ("h", hypothesis))
    )
    found = scores((true, heard))["cpWER"]
    words = errors[3]
    assert found.value == pytest.approx(sum(errors[:3]) / words)
    assert [round(found.parts[name] * words) for name in ("substitutions", "deletions", "insertions")] == list(
        errors[:3]
    )


@pytest.mark.parametrize(
    ("heard", "cpwer", "wder"),
    [  # the reference: A says "one two three", B "four five", A "six"
        ([("X", "one two three"), ("Y", "four five"), ("X", "six")], 0.0, 0.0),
        ([("Y", "one two three"), ("X", "four five"), ("Y", "six")], 0.0, 0.0),
        ([("X", "one two three"), ("Y", "four five"), ("Y", "six")], 2 / 6, 1 / 6),  # one word moved: lost and invented
        ([("X", "one two three"), ("X", "four five"), ("X", "six")], 4 / 6, 2 / 6),  # B's two are lost, and are A's
        ([("X", "one two tree"), ("Y", "four five"), ("X", "six")], 1 / 6, 0.0),  # misheard, by the right speaker
        ([("X", "one two"), ("Y", "tree four five"), ("X", "six")], 2 / 6, 1 / 6),  # misheard and moved
        ([("X", "one two three"), ("X", "six")], 2 / 6, 0.0),  # WDER does not see deletions
    ],
)
def test_hand_worked(heard: list[tuple[str, str]], cpwer: float, wder: float) -> None:
    true = transcript((0, 3, "A", "one two three"), (3, 5, "B", "four five"), (5, 6, "A", "six"))
    lines = [(float(at), at + 1.0, who, text) for at, (who, text) in enumerate(heard)]
    found = scores((true, transcript(*lines)))
    assert found["cpWER"].value == pytest.approx(cpwer)
    assert found["WDER"].value == pytest.approx(wder)


def test_items_are_pooled_by_their_words() -> None:
    true = said({"A": "a b c d e f g h", "B": "i j"})
    found = scores((true, true), (said({"A": "a b"}), said({"X": "a x"})))
    assert found["cpWER"].value == pytest.approx(1 / 12)
    assert [item.value for item in found["cpWER"].items] == [0.0, 0.5]
    assert found["cpWER"].interval is not None


def test_a_missing_answer_is_wrong_altogether() -> None:
    found = scores((said({"A": "a b", "B": "c"}), None))
    assert (found["cpWER"].value, found["cpCER"].value, found["WDER"].value) == (1.0, 1.0, 1.0)
    assert found["cpWER"].parts["deletions"] == 1.0


def test_nothing_said_and_nothing_heard() -> None:
    found = scores((Transcript(), Transcript()))
    assert (found["cpWER"].value, found["WDER"].value) == (None, None)
    assert scores((Transcript(), said({"X": "hello"})))["cpWER"].items[0].numerator == 1.0
    assert score([], PLAIN)[0].value is None


def test_words_of_a_segment_may_have_their_own_speakers() -> None:
    words = (Word(" yes", 0, 1, speaker="A"), Word(" no", 1, 2, speaker="B"))
    mixed = Transcript((Segment(0, 0, 2, "yes no", words),))
    assert spoken(mixed, str.split) == [("yes", "A"), ("no", "B")]


def test_texts_are_read_in_their_language() -> None:
    true = replace(said({"A": "회의는 세 시에", "B": "네"}), language="ko")
    heard = replace(said({"X": "회의는 3시에.", "Y": "네!"}), language="ko")
    found = {one.name: one.value for one in score([Pair("item", true, heard)], ScoreOptions())}
    assert found["cpCER"] == 0.0
    english = score(
        [Pair("item", said({"A": "It's fine, Mr. Kim!"}), said({"X": "it is fine mister kim"}))], ScoreOptions()
    )
    assert english[0].value == 0.0


WORDS = st.lists(st.sampled_from(["a", "b", "c", "d"]), max_size=6).map(" ".join)
MEETING = st.lists(st.tuples(st.sampled_from("ABC"), WORDS), max_size=6).map(
    lambda lines: transcript(*((float(at), at + 1.0, who, text) for at, (who, text) in enumerate(lines)))
)


def renamed(meeting: Transcript, names: dict[str, str]) -> Transcript:
    return replace(meeting, segments=tuple(replace(one, speaker=names[one.speaker or ""]) for one in meeting.segments))


@given(MEETING)
def test_what_is_the_same_has_no_error(meeting: Transcript) -> None:
    for one in scores((meeting, meeting)).values():
        assert one.value in (0.0, None)


@given(MEETING, MEETING, st.permutations("ABC"))
def test_names_of_speakers_do_not_matter(true: Transcript, heard: Transcript, order: list[str]) -> None:
    other = renamed(heard, dict(zip("ABC", order, strict=True)))
    assert {k: v.value for k, v in scores((true, heard)).items()} == {
        k: v.value for k, v in scores((true, other)).items()
    }


@given(MEETING, MEETING)
def test_errors_are_fewest_over_all_pairings(true: Transcript, heard: Transcript) -> None:
    """Brute force: no renaming of the hypothesis's speakers has fewer errors, label by label."""
    import itertools

    from sorikit.metrics.alignment import count_edits

    sides = [
        {who: [word for word, one in spoken(side, str.split) if one == who] for who in "ABC"} for side in (true, heard)
    ]
    fewest = min(
        sum(count_edits(sides[0][who], sides[1][other]).errors for who, other in zip("ABC", order, strict=True))
        for order in itertools.permutations("ABC")
    )
    assert count_errors(spoken(true, str.split), spoken(heard, str.split)).errors == fewest
