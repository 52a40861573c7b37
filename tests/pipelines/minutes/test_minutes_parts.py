"""The pieces: sentences, phrases, topics, ranking, anchors."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sorikit.core.errors import InvalidOption
from sorikit.core.text import Segment, Transcript, Word
from sorikit.pipelines.minutes import MinutesOptions
from sorikit.pipelines.minutes.anchors import TranscriptIndex, nearest
from sorikit.pipelines.minutes.cues import cues_of
from sorikit.pipelines.minutes.drafts import Cite
from sorikit.pipelines.minutes.phrases import key_phrases
from sorikit.pipelines.minutes.ranking import features, pick, text_rank
from sorikit.pipelines.minutes.sentences import language_of, main_language, sentences_of, tidy
from sorikit.pipelines.minutes.topics import announced, topic_borders


def talk(*texts: str, gap: float = 0.5, speakers: str = "") -> Transcript:
    """Return a transcript of texts, five seconds each."""
    rows = [
        Segment(i, i * (5 + gap), i * (5 + gap) + 5, text, speaker=speakers[i] if speakers else "A")
        for i, text in enumerate(texts)
    ]
    return Transcript(tuple(rows), None, 0.0, len(texts) * (5 + gap))


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (["확인했습니다 그리고 내일 보내겠습니다"], ["확인했습니다", "그리고 내일 보내겠습니다"]),
        (["그러니까 이건 안 됩니다"], ["그러니까 이건 안 됩니다"]),
        (["비용은 3.5 퍼센트입니다. 네."], ["비용은 3.5 퍼센트입니다.", "네."]),
        (
            ["Dr. Kim came at 3.30 p.m. to see us. Then he left."],
            ["Dr. Kim came at 3.30 p.m. to see us.", "Then he left."],
        ),
        (["そうですね。それで決定です。"], ["そうですね。", "それで決定です。"]),
        (["제가 보고서를", "내일까지 보내겠습니다."], ["제가 보고서를 내일까지 보내겠습니다."]),
        (["we will send the", "report tomorrow."], ["we will send the report tomorrow."]),
        (["We are done", "Let me see"], ["We are done", "Let me see"]),
    ],
)
def test_sentences_follow_the_words_not_the_breaths(texts: list[str], expected: list[str]) -> None:
    assert [sentence.text for sentence in sentences_of(talk(*texts))] == expected


def test_sentences_stop_at_another_speaker_and_at_a_long_silence() -> None:
    assert len(sentences_of(talk("제가 보고서를", "내일까지 보내겠습니다", speakers="AB"))) == 2
    assert len(sentences_of(talk("제가 보고서를", "내일까지 보내겠습니다", gap=3.0))) == 2


def test_a_quote_has_the_times_of_its_own_words() -> None:
    words = tuple(Word(text, float(i), i + 0.9) for i, text in enumerate([" Yes.", " Let's", " go."]))
    segment = Segment(0, 0.0, 3.0, "Yes. Let's go.", words, speaker="A")
    second = sentences_of(Transcript((segment,)))[1]
    assert (second.start, second.end) == (1.0, 2.9)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("이번 sprint review", "ko"),
        ("Android OS 지원", "ko"),
        ("リリースは明日", "ja"),
        ("Well, hello there 네", "en"),
        ("123", "ko"),
        ("会議", "ja"),
    ],
)
def test_language_of_a_sentence(text: str, language: str) -> None:
    assert language_of(text, "ja" if language == "ja" else "ko") == language


def test_main_language_is_that_of_most_words() -> None:
    assert main_language(talk("Hello there.", "오늘은 예산을 이야기하겠습니다.", "다음 안건입니다.")) == "ko"
    assert main_language(talk("Hello there, let us talk about the budget.", "네.")) == "en"
    assert main_language(Transcript(language="ja")) == "ja"


def test_cues_see_through_spacing_and_spelling() -> None:
    cues = cues_of("ko")
    for text in ("하기로 했습니다", "하기로했습니다", "하 기로 햇습니다.", "하기로 됬습니다"):
        assert cues.has("decision", "firm", cues.key_of(text)), text
    for text in ("제가 할게요", "제가 할께요", "제가할게요."):
        assert cues.has("action", "commit", cues.key_of(text)), text


def test_every_language_has_the_same_cues() -> None:
    names = {language: set(cues_of(language).patterns) for language in ("ko", "en", "ja")}
    assert names["ko"] == names["en"] == names["ja"]
    assert cues_of("fr") == cues_of(None)


def test_fillers_fall_off() -> None:
    first = sentences_of(talk("음 어, 네, 그럼 출시일은 금요일로 확정하겠습니다."))[0]
    assert tidy(first) == "출시일은 금요일로 확정하겠습니다."
    assert tidy(sentences_of(talk("Okay, so let's ship it on Monday."))[0]) == "Let's ship it on Monday."


def test_korean_phrases_lose_their_particles_and_verbs_are_none() -> None:
    texts = [
        "마케팅 예산을 늘려야 합니다.",
        "마케팅 예산이 부족합니다.",
        "예산은 재무팀에서 정합니다.",
        "고양이가 늘어났습니다.",
    ]
    phrases = key_phrases(sentences_of(talk(*texts)))
    assert phrases[0] == "마케팅 예산"
    assert not any(phrase.endswith(("다", "을", "이")) for phrase in phrases)


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ("다음 안건은 마케팅 예산입니다.", "마케팅 예산"),
        ("첫 번째 안건은 체육대회 날짜입니다.", "체육대회 날짜"),
        ("Next item is the pricing page.", "Pricing page"),
        ("Moving on to the parking lot.", "Parking lot"),
        ("次の議題は予算です。", "予算"),
        ("다음 안건으로 넘어가겠습니다.", ""),
        ("예산이 부족합니다.", ""),
    ],
)
def test_announced_subjects(text: str, subject: str) -> None:
    assert announced(sentences_of(talk(text))) == subject


def test_topics_turn_where_the_words_change() -> None:
    food = [
        f"급식 반찬 메뉴가 {w} 김치와 국이 맛있습니다."
        for w in ("어제는", "오늘은", "대체로", "요즘은", "정말로", "아무튼")
    ]
    cars = [
        f"주차장 차량 등록은 {w} 출입구 차단기 공사와 같이 합니다."
        for w in ("먼저", "이제", "아마", "반드시", "결국", "계속")
    ]
    sentences = sentences_of(talk(*(food * 2), *(cars * 2), gap=20.0))
    assert topic_borders(sentences, features(sentences)) == [0, 12]


def test_ranking_prefers_what_others_share_and_never_repeats() -> None:
    texts = [
        "The budget for the launch is too small.",
        "The launch budget is too small for us.",
        "The launch needs a larger budget for ads.",
        "My cat sleeps all day long at home.",
    ]
    sentences = sentences_of(talk(*texts))
    rows = features(sentences)
    scores = text_rank(rows, np.ones(4, np.float32))
    assert int(scores.argmin()) == 3
    chosen = pick(rows, scores, range(4), 2)
    assert len(set(chosen) & {0, 1}) <= 1
    assert text_rank(features([]), np.zeros(0, np.float32)).size == 0


@given(st.text("ab c", min_size=1, max_size=12), st.text("abc ", max_size=30), st.integers(0, 4))
def test_nearest_is_the_best_piece_by_edit_distance(wanted: str, text: str, edits: int) -> None:
    def distance(a: str, b: str) -> int:
        row = list(range(len(b) + 1))
        for i, x in enumerate(a, 1):
            before, row[0] = row[0], i
            for j, y in enumerate(b, 1):
                before, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, before + (x != y))
        return row[-1]

    pieces = [text[i:j] for i in range(len(text) + 1) for j in range(i + 1, len(text) + 1)]
    best = min((distance(wanted, piece) for piece in pieces), default=None)
    place = nearest(wanted, text, edits)
    if place is None:
        assert best is None or best > edits or best >= len(wanted)
    else:
        assert distance(wanted, text[place[0] : place[1]]) == best <= edits


@given(st.lists(st.text("가나 다.,AB１ｱ", min_size=1, max_size=12), min_size=1, max_size=5), st.data())
def test_any_piece_of_a_segment_is_anchored_to_a_verbatim_quote(texts: list[str], data: st.DataObject) -> None:
    transcript = talk(*texts)
    index = TranscriptIndex.of(transcript)
    at = data.draw(st.integers(0, len(texts) - 1))
    first = data.draw(st.integers(0, len(texts[at]) - 1))
    last = data.draw(st.integers(first + 1, len(texts[at])))
    known = {segment.id: segment.text for segment in transcript.segments}
    for evidence in index.anchor(Cite(at, texts[at][first:last])):
        assert evidence.quote
        assert evidence.quote in known[evidence.segment_id]


def test_a_quote_over_two_segments_has_two_pieces_of_evidence() -> None:
    index = TranscriptIndex.of(talk("제가 보고서를", "내일까지 보내겠습니다."))
    assert [e.quote for e in index.anchor(Cite(0, "보고서를 내일까지"))] == ["보고서를", "내일까지"]


@pytest.mark.parametrize("wish", [{"language": "fr"}, {"chunk_tokens": 3}, {"call_seconds": 0}, {"budget_seconds": -1}])
def test_options_out_of_range(wish: dict[str, object]) -> None:
    with pytest.raises(InvalidOption):
        MinutesOptions(**wish)  # type: ignore[arg-type]
