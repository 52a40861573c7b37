"""Any transcript and any minutes, for property tests."""

from __future__ import annotations

import datetime as dt

from hypothesis import strategies as st

from sorikit.core.minutes import ActionItem, Attendee, Evidence, Item, Minutes, Topic
from sorikit.core.text import Segment, Transcript, Word
from sorikit.core.time import Span, Turn

texts = st.text(max_size=12)
numbers = st.floats(allow_nan=False)
times = st.floats(0, 1e6, allow_nan=False)
spans = st.tuples(times, times).map(lambda pair: Span(min(pair), max(pair)))
names = st.none() | texts
words = st.builds(Word, texts, numbers, numbers, numbers, names, st.booleans(), st.booleans())
segments = st.builds(
    Segment,
    st.integers(-(2**70), 2**70),
    numbers,
    numbers,
    texts,
    st.lists(words, max_size=3).map(tuple),
    names,
    names,
    numbers,
    numbers,
    st.booleans(),
)
transcripts = st.builds(
    Transcript,
    st.lists(segments, max_size=3).map(tuple),
    names,
    numbers,
    numbers,
    st.lists(st.builds(Turn, spans, texts), max_size=3).map(tuple),
    st.lists(spans, max_size=3).map(tuple),
    st.lists(spans, max_size=3).map(tuple),
    st.dictionaries(texts, texts, max_size=3),
    texts,
)
evidence = st.lists(st.builds(Evidence, st.integers(), numbers, numbers, texts, names), max_size=2).map(tuple)
items = st.lists(st.builds(Item, texts, evidence, st.booleans()), max_size=2).map(tuple)
dates = st.none() | st.dates()
actions = st.lists(st.builds(ActionItem, texts, names, dates, texts, evidence, st.booleans()), max_size=2).map(tuple)
any_minutes = st.builds(
    Minutes,
    title=texts,
    language=texts,
    duration=numbers,
    date=dates,
    attendees=st.lists(st.builds(Attendee, texts, texts, numbers, st.integers()), max_size=2).map(tuple),
    summary=items,
    topics=st.lists(st.builds(Topic, texts, numbers, numbers, items), max_size=2).map(tuple),
    decisions=items,
    actions=actions,
    questions=items,
    next_meeting=items,
    author=texts,
    notices=st.lists(texts, max_size=2).map(tuple),
)

KOREAN = (
    "안녕하세요 오늘 회의는 다음 분기 예산과 채용 계획에 대해서 이야기하려고 합니다. "
    "먼저 지난번에 정한 것부터 확인하겠습니다."
)
ENGLISH = (
    "So the first thing that I would like to talk about today is the budget for the next quarter, which, as you know, "
    "has been cut by about ten percent since our last meeting in March."
)
JAPANESE = (
    "今日は次の四半期の予算について話したいと思います。"
    "皆さんご存じのように、三月の会議から約十パーセント削減されました。"
)
MEETING_TEXTS = (
    ("SPEAKER_00", "ko", KOREAN),
    ("SPEAKER_01", "en", ENGLISH),
    ("SPEAKER_00", "ko", "네."),
    ("SPEAKER_02", "ja", JAPANESE),
)


def meeting() -> Transcript:
    """Return a short meeting in three languages, whose segments have words with times."""
    segments, turns, clock = [], [], 1.0
    for number, (speaker, language, text) in enumerate(MEETING_TEXTS):
        pieces = list(text) if language == "ja" else [f" {word}" for word in text.split()]
        length = 0.09 if language == "ja" else 0.3
        words = tuple(
            Word(piece, round(clock + at * length, 3), round(clock + (at + 1) * length, 3), 0.9, speaker)
            for at, piece in enumerate(pieces)
        )
        segments.append(Segment(number, words[0].start, words[-1].end, text, words, speaker, language))
        turns.append(Turn(Span(words[0].start, words[-1].end), speaker))
        clock = words[-1].end + 0.5
    return Transcript(
        tuple(segments),
        "ko",
        0.9,
        clock,
        tuple(turns),
        speech=tuple(turn.span for turn in turns),
        unrecognized=(Span(clock - 0.4, clock),),
        speaker_names={"SPEAKER_00": "민수"},
        source="주간 회의.m4a",
    )


def minutes_of(transcript: Transcript) -> Minutes:
    """Return minutes with something in every part; one item unverified."""
    proof = (Evidence(0, 754.2, 760.0, "다음 분기 예산과 채용 계획", "SPEAKER_00"),)
    line = (Item("예산을 10% 줄인다", proof),)
    return Minutes(
        "주간 회의",
        "ko",
        transcript.duration,
        dt.date(2026, 5, 29),
        (Attendee("SPEAKER_00", "민수", 12.0, 2), Attendee("SPEAKER_01", "SPEAKER_01", 36.0, 1)),
        summary=line,
        topics=(Topic("예산", 1.0, 3700.0, line),),
        decisions=(Item("다음 분기 예산과 채용 계획", proof), Item("아무도 말하지 않은 것", (), verified=False)),
        actions=(
            ActionItem("예산안 작성", "SPEAKER_00", dt.date(2026, 6, 5), "다음 주 금요일", proof),
            ActionItem("회의실 예약"),
        ),
        questions=(Item("누가 발표하나요?", proof),),
        next_meeting=(Item("다음 주 월요일 10시", proof),),
        notices=("LLM 서버가 응답하지 않았습니다.",),
    )
