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
    conversation: str
    """Heading of the statistics of turns."""
    speech: str
    silence: str
    overlap: str
    longest_silence: str
    response_gap: str
    """Median time from the end of another's turn to one's own."""
    mean_turn: str
    longest_turn: str
    signals: str
    """Short listening signals, such as "yeah"."""
    interruptions: str
    interrupted: str
    follows: str
    """Heading of the matrix of who speaks after whom."""
    after: str
    """``{name}`` is replaced."""
    seconds: str
    """``{count}`` is replaced."""


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
    conversation="How the conversation went",
    speech="Speech",
    silence="Silence",
    overlap="At the same time",
    longest_silence="Longest silence",
    response_gap="Time to answer",
    mean_turn="Mean turn",
    longest_turn="Longest turn",
    signals="Listening signals",
    interruptions="Interrupts",
    interrupted="Is interrupted",
    follows="Who speaks after whom",
    after="after {name}",
    seconds="{count} s",
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
    conversation="대화 흐름",
    speech="말소리",
    silence="침묵",
    overlap="동시에 말한 시간",
    longest_silence="가장 긴 침묵",
    response_gap="대답까지",
    mean_turn="평균 발언",
    longest_turn="가장 긴 발언",
    signals="맞장구",
    interruptions="끼어듦",
    interrupted="말 끊김",
    follows="누구 다음에 누가 말했나",
    after="{name} 다음",
    seconds="{count}초",
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
    conversation="会話の流れ",
    speech="発話",
    silence="沈黙",
    overlap="同時に話した時間",
    longest_silence="最長の沈黙",
    response_gap="応答まで",
    mean_turn="平均の発言",
    longest_turn="最長の発言",
    signals="相づち",
    interruptions="割り込み",
    interrupted="割り込まれた",
    follows="誰の次に誰が話したか",
    after="{name}の次",
    seconds="{count}秒",
)

LABELS = {"en": ENGLISH, "ko": KOREAN, "ja": JAPANESE}
"""Language → labels."""


def labels_for(language: str | None) -> Labels:
    """Return the labels of a language; English where the kit does not write it."""
    return LABELS.get(language or "en", ENGLISH)
