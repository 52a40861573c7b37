"""ARPA models: probabilities worked out by hand, files that are none, and KenLM where it is installed."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from sorikit.core.errors import InvalidDocument
from sorikit.dsp.ngram import LN10, UNKNOWN_LOG10, NGramScorer, read_arpa

ARPA = """\

\\data\\
ngram 1=6
ngram 2=4
ngram 3=1

\\1-grams:
-2.0\t<unk>
-99\t<s>\t-0.30
-1.0\t</s>
-0.5\t나는\t-0.20
-0.7\t학교에\t-0.10
-0.9\t간다

\\2-grams:
-0.2\t<s> 나는\t-0.05
-0.3\t나는 학교에\t-0.15
-0.4\t학교에 간다
-0.1\t간다 </s>

\\3-grams:
-0.01\t<s> 나는 학교에

\\end\\
"""


@pytest.fixture
def arpa(tmp_path: Path) -> Path:
    path = tmp_path / "model.arpa"
    path.write_text(ARPA, encoding="utf-8")
    return path


def test_back_off_by_hand(arpa: Path) -> None:
    model = read_arpa(arpa)
    assert model.order == 3
    assert len(model.entries) == 11
    assert model.log10(("<s>", "나는"), "학교에") == pytest.approx(-0.01)
    assert model.log10(("나는", "학교에"), "간다") == pytest.approx(-0.15 - 0.4)  # back-off of the history
    assert model.log10(("<s>",), "간다") == pytest.approx(-0.30 - 0.9)
    assert model.log10(("<s>", "나는"), "간다") == pytest.approx(-0.05 - 0.20 - 0.9)
    assert model.log10(("학교에", "간다"), "</s>") == pytest.approx(-0.1)  # no weight: 0
    assert model.log10((), "나는") == pytest.approx(-0.5)
    assert model.log10(("나는",), "비행기") == pytest.approx(-0.20 - 2.0)
    assert model.log10(("비행기",), "나는") == pytest.approx(-0.5)  # <unk> has no weight
    # <s> 나는 학교에 간다 </s>
    assert model.sentence_log10(("나는", "학교에", "간다")) == pytest.approx(-0.2 - 0.01 - 0.55 - 0.1)


def test_without_unknown_words_and_compressed(tmp_path: Path) -> None:
    path = tmp_path / "model.arpa.gz"
    text = "\\data\\\nngram 1=1\n\n\\1-grams:\n-0.5 a\n\n\\end\\\n"
    path.write_bytes(gzip.compress(text.encode()))
    model = read_arpa(path)
    assert model.log10((), "b") == UNKNOWN_LOG10


@pytest.mark.parametrize(
    ("old", "new", "where"),
    [
        ("\\data\\", "", "not an ARPA"),
        ("-0.4\t학교에 간다", "-0.4\t간다", "line 18: expected a probability and 2 words"),
        ("-0.4\t학교에", "x\t학교에", "line 18: expected numbers"),
        ("-0.4\t학교에", "0.4\t학교에", "line 18: 0.4 is not the log"),
        ("ngram 2=4", "ngram 2=5", "line 21: 4 2-grams, not 5"),
        ("ngram 2=4", "ngram 3=4", "line 4: expected ngram 2"),
        ("ngram 3=1", "nonsense", "line 5: expected ngram"),
        ("\\end\\", "", "ends without"),
        ("\\3-grams:", "\\4-grams:", "line 21: expected"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(tmp_path: Path, old: str, new: str, where: str) -> None:
    path = tmp_path / "wrong.arpa"
    path.write_text(ARPA.replace(old, new), encoding="utf-8")
    with pytest.raises(InvalidDocument) as caught:
        read_arpa(path)
    assert where in str(caught.value)


def test_a_file_that_is_no_text(tmp_path: Path) -> None:
    (tmp_path / "binary.arpa").write_bytes(b"\xff\xfe\x00")
    for name in ("binary.arpa", "absent.arpa"):
        with pytest.raises(InvalidDocument, match="cannot be read"):
            read_arpa(tmp_path / name)


def test_scores_of_words(arpa: Path) -> None:
    scorer = NGramScorer(read_arpa(arpa), alpha=0.5, beta=1.5, unknown=-10)
    state, first = scorer.word(scorer.start(), "나는")
    assert first == pytest.approx(0.5 * LN10 * -0.2 + 1.5)
    state, second = scorer.word(state, "학교에")
    assert second == pytest.approx(0.5 * LN10 * -0.01 + 1.5)
    assert state == ("나는", "학교에")
    _, stranger = scorer.word(state, "비행기")
    assert stranger == pytest.approx(0.5 * LN10 * (-0.15 - 0.10 - 2.0 - 10) + 1.5)
    assert scorer.end(("학교에", "간다")) == pytest.approx(0.5 * LN10 * -0.1)
    assert scorer.partial("학") == 0.0
    assert scorer.partial("비") == -10.0
    assert scorer.partial("가" * 12) == -20.0


@pytest.mark.slow
def test_equal_to_kenlm(arpa: Path) -> None:
    kenlm = pytest.importorskip("kenlm")
    reference, model = kenlm.Model(str(arpa)), read_arpa(arpa)
    for text in ("나는 학교에 간다", "간다 나는", "비행기 나는 비행기", ""):
        ours = model.sentence_log10(tuple(text.split()))
        assert ours == pytest.approx(reference.score(text, bos=True, eos=True), abs=1e-5)
