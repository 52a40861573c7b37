"""One language for each window: no flapping, no deafness to a second language."""

from __future__ import annotations

import pytest

from sorikit.core.errors import InvalidOption
from sorikit.core.time import Span
from sorikit.pipelines.languages import LanguageVote, askable, by_language

KNOWN = ("en", "ko", "ja", "cy", "nn")


def mostly(code: str, probability: float = 0.97) -> dict[str, float]:
    rest = (1 - probability) / (len(KNOWN) - 1)
    return {other: probability if other == code else rest for other in KNOWN}


def vote_after(*heard: tuple[dict[str, float], float], allowed: tuple[str, ...] = ()) -> LanguageVote:
    vote = LanguageVote(allowed, KNOWN)
    for probabilities, seconds in heard:
        vote.hear(probabilities, seconds)
    return vote


def test_one_odd_window_does_not_change_the_language() -> None:
    odd = mostly("cy", 0.7)
    vote = vote_after(*[(mostly("en"), 15.0)] * 8, (odd, 6.0))
    assert vote.decide(odd, 6.0) == "en"


def test_a_clear_second_language_is_heard() -> None:
    english = {**dict.fromkeys(KNOWN, 0.0001), "en": 0.9996}
    vote = vote_after(*[(mostly("ko", 0.999), 15.0)] * 8, (english, 10.0))
    assert vote.decide(english, 10.0) == "en"
    assert vote.decide(mostly("ko", 0.999), 10.0) == "ko"


def test_a_mixed_recording_follows_each_window() -> None:
    vote = vote_after(*[(mostly("ko"), 10.0), (mostly("en"), 10.0)] * 4)
    assert vote.decide(mostly("ko", 0.6), 5.0) == "ko"
    assert vote.decide(mostly("en", 0.6), 5.0) == "en"
    assert vote.decide(mostly("en", 0.6), 0.8) == "en"


def test_a_very_short_window_brings_no_new_language() -> None:
    sure = {**dict.fromkeys(KNOWN, 0.0), "nn": 1.0}
    vote = vote_after(*[(mostly("en"), 15.0)] * 8, (sure, 0.6))
    assert vote.decide(sure, 0.6) == "en"


def test_only_allowed_languages_are_chosen() -> None:
    vote = vote_after((mostly("cy"), 10.0), allowed=("ko", "en"))
    assert vote.decide(mostly("cy"), 10.0) in {"ko", "en"}
    assert LanguageVote(("ja",), KNOWN).decide(mostly("en"), 10.0) == "ja"
    assert LanguageVote(("ja",), KNOWN).decided


def test_an_unknown_language_is_a_clear_mistake() -> None:
    with pytest.raises(InvalidOption, match="xx"):
        LanguageVote(("xx",), [f"{number:02d}" for number in range(99)])
    with pytest.raises(InvalidOption, match="it knows ko"):
        LanguageVote(("en",), ("ko",))


def test_shares_sum_to_one() -> None:
    shares = vote_after((mostly("ko"), 10.0), (mostly("en"), 30.0)).shares()
    assert list(shares)[:2] == ["en", "ko"]
    assert sum(shares.values()) == pytest.approx(1.0)
    assert vote_after().shares() == {}


def test_short_pieces_are_joined_to_their_nearest_neighbour() -> None:
    pieces = askable([Span(0, 3), Span(3.2, 3.6), Span(5, 9)])
    assert pieces == [Span(0, 3.6), Span(5, 9)]
    assert askable([Span(1, 1.2)]) == [Span(1, 1.2)]
    assert askable([]) == []


def test_a_window_is_divided_in_the_pauses_between_languages() -> None:
    pieces = [Span(1, 3), Span(4, 6), Span(7, 9)]
    assert by_language(Span(0.5, 9.5), pieces, ["ko", "ko", "ko"]) == [(Span(0.5, 9.5), "ko")]
    assert by_language(Span(0.5, 9.5), pieces, ["ko", "ko", "en"]) == [(Span(0.5, 6.5), "ko"), (Span(6.5, 9.5), "en")]


def test_a_piece_is_no_witness_for_itself() -> None:
    odd = {**dict.fromkeys(KNOWN, 0.01), "cy": 0.6, "en": 0.02}
    vote = vote_after((mostly("en"), 10.0), (odd, 2.0))  # cy has a share of a tenth, all from this piece
    assert vote.decide(odd, 2.0) == "en"
