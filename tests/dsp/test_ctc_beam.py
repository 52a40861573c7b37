"""Prefix beam search against all texts written out; the language model against sums by hand."""

from __future__ import annotations

import itertools
import warnings
from collections.abc import Hashable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sorikit.core.errors import InvalidOption
from sorikit.dsp import ctc
from sorikit.dsp.ctc_beam import BeamOptions, Words, beam_search
from sorikit.dsp.ngram import NGramScorer, read_arpa

WIDE = BeamOptions(beams=10_000, min_log_prob=-1e9, max_loss=1e9)
SEEDS = st.integers(0, 10_000)


def scores(frames: int, tokens: int, seed: int) -> ctc.Scores:
    return ctc.log_softmax(np.random.default_rng(seed).standard_normal((frames, tokens)) * 2)


def all_texts(log_probs: ctc.Scores) -> dict[tuple[int, ...], float]:
    found: dict[tuple[int, ...], list[float]] = {}
    frames, tokens = log_probs.shape
    for path in itertools.product(range(tokens), repeat=frames):
        found.setdefault(tuple(ctc.collapse(path)), []).append(float(log_probs[np.arange(frames), path].sum()))
    return {text: float(np.logaddexp.reduce(paths)) for text, paths in found.items()}


@given(SEEDS, st.integers(1, 5), st.integers(2, 4))
def test_a_wide_search_is_exact(seed: int, frames: int, tokens: int) -> None:
    log_probs = scores(frames, tokens, seed)
    truth = all_texts(log_probs)
    found = beam_search(log_probs, WIDE)
    assert {one.tokens for one in found} == set(truth)
    for one in found:
        assert one.log_prob == pytest.approx(truth[one.tokens])
    assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)


def test_the_best_text_is_not_always_that_of_the_best_path() -> None:
    log_probs = np.log(np.array([[0.4, 0.35, 0.25], [0.4, 0.35, 0.25]]))
    assert ctc.greedy(log_probs) == []  # blank, blank: 0.16
    assert beam_search(log_probs)[0].tokens == (1,)  # 0.35² + 2 · 0.4 · 0.35 = 0.40


@pytest.mark.parametrize("seed", range(3))
def test_a_narrow_search_finds_the_text_of_clear_scores(seed: int) -> None:
    rng = np.random.default_rng(seed)
    path = np.repeat(rng.integers(0, 30, 20), 2)
    logits = rng.standard_normal((40, 30))
    logits[np.arange(40), path] += 9
    log_probs = ctc.log_softmax(logits)
    best = beam_search(log_probs, BeamOptions(beams=8))[0]
    assert list(best.tokens) == ctc.collapse(path)
    assert -best.log_prob == pytest.approx(ctc.loss(log_probs, best.tokens), abs=0.1)


def test_no_frames_and_bad_options() -> None:
    (only,) = beam_search(np.zeros((0, 5)))
    assert (only.tokens, only.score) == ((), 0.0)
    with pytest.raises(InvalidOption, match="at least 1"):
        BeamOptions(beams=0)


LETTERS = ("", " ", "a", "b")  # blank, delimiter, two letters


class Judge:
    """Scores by hand: "ab" is liked after nothing, "ba" after "ab"; others are not."""

    def start(self) -> Hashable:
        return ""

    def word(self, state: Hashable, word: str) -> tuple[Hashable, float]:
        liked = {("", "ab"): 1.5, ("ab", "ba"): 2.0}
        return word, liked.get((str(state), word), -3.0)

    def partial(self, letters: str) -> float:
        return 0.0 if "aba".startswith(letters) or "ba".startswith(letters) else -1.0

    def end(self, state: Hashable) -> float:
        return 0.25 if state == "ba" else 0.0


def judged(text: tuple[int, ...], *, each: bool = False) -> float:
    judge = Judge()
    written = "".join(LETTERS[token] for token in text)
    state, total = judge.start(), 0.0
    for word in list(written.replace(" ", "")) if each else written.split():
        state, score = judge.word(state, word)
        total += score
    return total + judge.end(state)


@given(SEEDS, st.integers(1, 5))
def test_words_are_judged_once_each(seed: int, frames: int) -> None:
    log_probs = scores(frames, 4, seed)
    truth = all_texts(log_probs)
    found = beam_search(log_probs, WIDE, words=Words(LETTERS, 1, Judge()))
    assert {one.tokens for one in found} == set(truth)
    for one in found:
        assert one.log_prob == pytest.approx(truth[one.tokens])
        assert one.word_score == pytest.approx(judged(one.tokens))


def test_where_each_token_is_a_word() -> None:
    log_probs = scores(4, 4, 5)
    for one in beam_search(log_probs, WIDE, words=Words(LETTERS, None, Judge())):
        letters = tuple(token for token in one.tokens if token != 1)
        assert one.word_score == pytest.approx(judged(letters, each=True)) or 1 in one.tokens


def test_a_language_model_turns_a_close_decision() -> None:
    probabilities = np.full((3, 4), 0.02)
    probabilities[0, 2], probabilities[1, 2], probabilities[1, 3], probabilities[2, 0] = 0.94, 0.5, 0.46, 0.94
    log_probs = np.log(probabilities)
    assert beam_search(log_probs)[0].tokens == (2,)  # "a"
    assert beam_search(log_probs, words=Words(LETTERS, 1, Judge()))[0].tokens == (2, 3)  # "ab"


SMALL_MODEL = """\\data\\
ngram 1=7
ngram 2=4

\\1-grams:
-1.0\t<unk>\t0
-99\t<s>\t-0.3
-1\t</s>
-0.6\tab\t-0.2
-0.7\tba\t-0.1
-0.9\tcab\t0
-0.8\td\t0

\\2-grams:
-0.2\t<s> ab
-0.3\tab ba
-0.4\tba d
-0.1\td </s>

\\end\\
"""


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(6))
def test_words_are_judged_as_by_pyctcdecode(tmp_path: Path, seed: int) -> None:
    """All texts that both lists hold, unknown words and the end of the sentence included.

    The last frame is a letter for sure: after a delimiter at the very end pyctcdecode judges one more, empty, word (as
    an unknown one, before the end of the sentence), unless the text without the delimiter was kept as well and comes first.
    """
    pytest.importorskip("kenlm", reason="kenlm is not installed")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        pyctcdecode = pytest.importorskip("pyctcdecode", reason="pyctcdecode is not installed")
    arpa = tmp_path / "small.arpa"
    arpa.write_text(SMALL_MODEL, encoding="utf-8")
    labels = ["", " ", "a", "b", "c", "d"]
    decoder = pyctcdecode.build_ctcdecoder(
        labels, str(arpa), unigrams=["ab", "ba", "cab", "d"], alpha=0.7, beta=1.2, unk_score_offset=-10.0
    )
    words = Words(tuple(labels), 1, NGramScorer(read_arpa(arpa), alpha=0.7, beta=1.2, unknown=-10.0))
    logits = np.random.default_rng(seed).standard_normal((7, 6)) * 2.5
    logits[-1, :2] = -1e4
    log_probs = ctc.log_softmax(logits)
    theirs = decoder.decode_beams(
        log_probs, beam_width=2000, beam_prune_logp=-1e3, token_min_logp=-1e3, prune_history=False
    )
    wide = BeamOptions(beams=2000, min_log_prob=-1e3, max_loss=1e3)
    found = beam_search(log_probs, wide, words=words)
    ours = {" ".join("".join(labels[token] for token in one.tokens).split()): one.word_score for one in found}
    shared = [(text, together - acoustic) for text, *_, acoustic, together in theirs if text in ours]
    assert len(shared) > 500
    for text, score in shared:
        assert ours[text] == pytest.approx(score, abs=1e-4)
    assert theirs[0][0] in [text for text, _ in shared]
