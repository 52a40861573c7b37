"""A made-up meeting of four in Korean and English, with a sound whose pitch tells its time.

Nothing in it is real. The pitch rises by 10 Hz a second from 300 Hz, so that a test can hear where a player is.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np

from sorikit.core.audio import Audio
from sorikit.core.minutes import ActionItem, Attendee, Evidence, Item, Minutes, Topic
from sorikit.core.recording import Recording
from sorikit.core.text import Segment, Transcript, Word
from sorikit.core.time import Span, Turn, talk_time

RATE = 16_000
FIRST_PITCH = 300.0
PITCH_PER_SECOND = 10.0
NAMES = {"SPEAKER_00": "김민수", "SPEAKER_01": "이서연", "SPEAKER_02": "Daniel"}

# speaker, seconds of silence before (negative: spoken over the one before), language, words.
# ~ behind a word: hard to hear.
LINES: tuple[tuple[int, float, str, str], ...] = (
    (
        0,
        1.2,
        "ko",
        "자, 그럼 시작하겠습니다. 오늘은 모바일 앱 2.0 출시 일정이랑 마케팅 준비 상황을 같이 확인하려고 합니다.",
    ),
    (0, 0.4, "ko", "먼저 서연 님, 개발 상황부터 말씀해 주시겠어요?"),
    (1, 0.5, "ko", "네, 결제 모듈은 지난주에 끝났고요, 지금은 알림 기능을 마무리하고 있습니다."),
    (1, 0.3, "ko", "다만 안드로이드 구형 단말에서 알림이 늦게 오는 문제가 남아 있어요."),
    (2, 0.6, "en", "Is that the same delay we saw in the beta? About forty seconds?"),
    (1, 0.4, "ko", "맞아요, 같은 문제입니다. 원인은 찾았고 이번 주 안에 고칠 수 있을 것 같습니다."),
    (0, -0.8, "ko", "아, 그럼 다행이네요."),
    (3, 0.9, "ko", "저는 심사~ 기간이 걱정인데요, 앱 스토어 심사가 요즘 나흘쯤 걸립니다."),
    (3, 0.3, "ko", "그래서 늦어도 다음 주 수요일에는 제출해야 12월 8일 출시가 가능해요."),
    (0, 0.5, "ko", "좋습니다. 그럼 출시일은 12월 8일 월요일로 확정하겠습니다."),
    (2, 0.4, "en", "Agreed. I will update the release plan and share it with the partners by Friday."),
    (0, 0.5, "ko", "고마워요, Daniel. 서연 님은 알림 수정하고 회귀 테스트까지 목요일까지 부탁드려요."),
    (1, 0.3, "ko", "네, 목요일까지 하겠습니다."),
    (3, 1.1, "ko", "마케팅 쪽은 사전 예약 페이지를 이번 주에 열려고 해요. 예산은 삼천만 원 안쪽입니다."),
    (3, 0.3, "ko", "그런데 영상 광고는 제작사~ 사정으로~ 한 주 늦어질 수 있습니다."),
    (2, -1.1, "en", "Can we launch without the video, and add it later?"),
    (3, 0.5, "ko", "네, 가능합니다. 출시 첫 주에는 배너만 쓰고 영상은 둘째 주부터 내보내는 걸로 하죠."),
    (0, 0.4, "ko", "그렇게 합시다. 영상은 둘째 주에 공개하기로 결정합니다."),
    (1, 0.7, "ko", "하나 더요. 고객 센터 인력은 출시 주에 늘려야 하지 않을까요?"),
    (3, 0.4, "ko", "음, 그건 아직 정해진 게 없어요. 인사팀에 물어봐야 합니다."),
    (0, 0.5, "ko", "그 부분은 다음 회의 때 다시 이야기하죠. 다음 회의는 11월 27일 목요일 오전 10시, 3층 회의실입니다."),
    (2, 0.4, "en", "Works for me. Thanks, everyone."),
    (1, -0.7, "ko", "수고하셨습니다."),
    (3, -0.5, "ko", "수고하셨습니다!"),
)


@dataclass(frozen=True)
class MadeUpMeeting:
    transcript: Transcript
    minutes: Minutes


def meeting() -> MadeUpMeeting:
    """The transcript and its minutes."""
    segments, turns = _segments()
    both = [turn for turn in turns if any(o.span.overlaps(turn.span) for o in turns if o.speaker != turn.speaker)]
    segments = tuple(
        _marked(segment, [turn.span for turn in both if turn.speaker != segment.speaker]) for segment in segments
    )
    transcript = Transcript(
        segments,
        "ko",
        0.97,
        segments[-1].end + 4.0,
        tuple(turns),
        tuple(turn.span for turn in turns),
        (Span(segments[12].end + 0.1, segments[12].end + 1.0), Span(segments[-1].end + 1.0, segments[-1].end + 2.5)),
        NAMES,
        "2025-11-20 앱 출시 회의.m4a",
    )
    return MadeUpMeeting(transcript, _minutes(transcript))


def recording(seconds: float) -> Recording:
    """A tone that rises with time, with a breath between the words."""
    time = np.arange(int(seconds * RATE)) / RATE
    phase = 2 * np.pi * (FIRST_PITCH * time + PITCH_PER_SECOND * time**2 / 2)
    return Recording.of(Audio((0.3 * np.sin(phase)).astype(np.float32), RATE), name="meeting")


def _segments() -> tuple[tuple[Segment, ...], list[Turn]]:
    segments, turns, now = [], [], 0.0
    for number, (who, gap, language, line) in enumerate(LINES):
        start = now = now + gap
        words = []
        for index, raw in enumerate(line.split()):
            spoken, hard = raw.rstrip("~"), raw.endswith("~")
            length = 0.11 * len(spoken) + 0.12 if language == "ko" else 0.055 * len(spoken) + 0.14
            words.append(
                Word(
                    ("" if index == 0 else " ") + spoken,
                    round(now, 2),
                    round(now + length, 2),
                    0.31 if hard else 0.94,
                    f"SPEAKER_{who:02d}",
                )
            )
            now += length + 0.04
        now = words[-1].end
        text = "".join(word.text for word in words)
        segments.append(
            Segment(number, round(start, 2), now, text, tuple(words), f"SPEAKER_{who:02d}", language, -0.2, 0.01)
        )
        turns.append(Turn(Span(round(start, 2), now), f"SPEAKER_{who:02d}"))
    return tuple(segments), turns


def _marked(segment: Segment, others: list[Span]) -> Segment:
    from dataclasses import replace

    words = tuple(replace(word, overlapped=any(word.span.overlaps(span) for span in others)) for word in segment.words)
    return replace(segment, words=words, overlapped=sum(word.overlapped for word in words) * 2 > len(words))


def _minutes(transcript: Transcript) -> Minutes:
    segments = transcript.segments

    def at(*numbers: int) -> tuple[Evidence, ...]:
        return tuple(
            Evidence(n, segments[n].start, segments[n].end, segments[n].text, segments[n].speaker) for n in numbers
        )

    talk = talk_time(transcript.turns)
    people = [(label, transcript.name_of(label)) for label in transcript.speakers]
    return Minutes(
        "모바일 앱 2.0 출시 준비 회의",
        "ko",
        transcript.duration,
        dt.date(2025, 11, 20),
        tuple(
            Attendee(label, name, talk[label], sum(t.speaker == label for t in transcript.turns))
            for label, name in people
        ),
        summary=(
            Item(
                "앱 2.0은 12월 8일 월요일에 출시하기로 했고, 늦어도 다음 주 수요일까지 심사를 제출해야 한다.", at(8, 9)
            ),
            Item("결제 모듈은 끝났고, 구형 안드로이드 단말의 알림 지연만 남아 있다.", at(2, 3)),
            Item("영상 광고는 한 주 늦어질 수 있어 출시 첫 주에는 배너만 쓴다.", at(14, 16)),
        ),
        topics=(
            Topic(
                "개발 상황과 알림 지연",
                segments[1].start,
                segments[6].end,
                (
                    Item("결제 모듈은 지난주에 끝났고 알림 기능을 마무리하고 있다.", at(2)),
                    Item("구형 단말의 40초 지연은 베타 때와 같은 문제이며 원인을 찾았다.", at(4, 5)),
                ),
            ),
            Topic(
                "심사와 출시일",
                segments[7].start,
                segments[12].end,
                (
                    Item("앱 스토어 심사는 요즘 나흘쯤 걸린다.", at(7)),
                    Item("수요일까지 제출해야 12월 8일 출시가 가능하다.", at(8)),
                ),
            ),
            Topic(
                "마케팅",
                segments[13].start,
                segments[17].end,
                (
                    Item("사전 예약 페이지를 이번 주에 열고, 예산은 3,000만 원 안쪽으로 한다.", at(13)),
                    Item("The team can launch without the video and add it later.", at(15, 16)),
                    Item("인플루언서 협업을 12월 중순에 시작한다.", (), verified=False),
                ),
            ),
        ),
        decisions=(
            Item("출시일은 12월 8일 월요일로 확정한다.", at(9)),
            Item("영상 광고는 둘째 주에 공개한다.", at(17)),
        ),
        actions=(
            ActionItem("출시 계획을 고쳐 파트너에게 공유", "SPEAKER_02", dt.date(2025, 11, 21), "by Friday", at(10)),
            ActionItem("알림 수정과 회귀 테스트", "이서연", dt.date(2025, 11, 20), "목요일까지", at(11, 12)),
            ActionItem("사전 예약 페이지 열기", "SPEAKER_03", None, "이번 주", at(13)),
            ActionItem("파트너사에 계약서 초안 보내기", None, None, "", (), verified=False),
        ),
        questions=(Item("출시 주에 고객 센터 인력을 늘릴 것인가? 인사팀에 확인이 필요하다.", at(18, 19)),),
        next_meeting=(Item("11월 27일 목요일 오전 10시, 3층 회의실.", at(20)),),
    )
