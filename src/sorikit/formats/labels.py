"""The words that the kit itself puts into documents, per language; Markdown and HTML share them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Labels:
    """Headings and remarks of the minutes in one language."""

    minutes: str
    date: str
    length: str
    attendees: str
    name: str
    talk_time: str
    share: str
    turns: str
    summary: str
    decisions: str
    actions: str
    action: str
    owner: str
    due: str
    evidence: str
    topics: str
    questions: str
    next_meeting: str
    transcript: str
    unverified: str
    """Mark of a line whose evidence was not found in the transcript."""
    overlapped: str
    """Mark of a line that was spoken over."""
    unrecognized: str
    """Heading of the speech that has no words."""
    no_speech: str
    none: str
    """What stands under a heading with nothing to list."""
    unknown: str
    """An owner or date that nobody named."""
    written_by: str
    """Footer; ``{author}`` is replaced."""
    extractive: str
    """The author's name where no language model wrote."""


ENGLISH = Labels(
    minutes="Minutes",
    date="Date",
    length="Length",
    attendees="Attendees",
    name="Name",
    talk_time="Talk time",
    share="Share",
    turns="Turns",
    summary="Summary",
    decisions="Decisions",
    actions="Action items",
    action="What",
    owner="Who",
    due="By when",
    evidence="Evidence",
    topics="Discussion",
    questions="Open questions",
    next_meeting="Next meeting",
    transcript="Transcript",
    unverified="unverified",
    overlapped="spoken over",
    unrecognized="Speech that was not understood",
    no_speech="No speech was found in this recording.",
    none="None.",
    unknown="not said",
    written_by="Written by {author}. Times in brackets point to the recording.",
    extractive="sorikit from the words of the recording, without a language model",
)

KOREAN = Labels(
    minutes="회의록",
    date="날짜",
    length="길이",
    attendees="참석자",
    name="이름",
    talk_time="발언 시간",
    share="비율",
    turns="발언 횟수",
    summary="요약",
    decisions="결정 사항",
    actions="할 일",
    action="내용",
    owner="담당",
    due="기한",
    evidence="근거",
    topics="논의 내용",
    questions="남은 질문",
    next_meeting="다음 회의",
    transcript="대화록",
    unverified="확인되지 않음",
    overlapped="겹친 발언",
    unrecognized="알아듣지 못한 발언",
    no_speech="이 녹음에서는 말소리를 찾지 못했습니다.",
    none="없음.",
    unknown="언급 없음",
    written_by="작성: {author}. 대괄호 안의 시각은 녹음의 위치입니다.",
    extractive="sorikit(언어 모델 없이 녹음 속의 말에서 뽑음)",
)

JAPANESE = Labels(
    minutes="議事録",
    date="日付",
    length="長さ",
    attendees="出席者",
    name="名前",
    talk_time="発言時間",
    share="割合",
    turns="発言回数",
    summary="要約",
    decisions="決定事項",
    actions="アクションアイテム",
    action="内容",
    owner="担当",
    due="期限",
    evidence="根拠",
    topics="議論の内容",
    questions="残った質問",
    next_meeting="次回の会議",
    transcript="発言録",
    unverified="未確認",
    overlapped="重なった発言",
    unrecognized="聞き取れなかった発言",
    no_speech="この録音からは音声が見つかりませんでした。",
    none="なし。",
    unknown="言及なし",
    written_by="作成：{author}。角括弧内の時刻は録音の位置です。",
    extractive="sorikit（言語モデルなしで録音の言葉から抽出）",
)

LABELS = {"en": ENGLISH, "ko": KOREAN, "ja": JAPANESE}
"""Language → labels."""


def labels_for(language: str | None) -> Labels:
    """Return the labels of a language; English where the kit does not write it."""
    return LABELS.get(language or "en", ENGLISH)
