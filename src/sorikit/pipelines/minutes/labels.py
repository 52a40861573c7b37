"""The few words that minutes say of their own, in their language."""

from __future__ import annotations

UNTITLED = {"ko": "회의록", "en": "Meeting minutes", "ja": "議事録"}
MEETING = {"ko": "{subject} 회의", "en": "{subject}", "ja": "{subject} 会議"}
TOPIC = {"ko": "안건", "en": "Topic", "ja": "議題"}
NOTHING_SAID = {
    "ko": "말소리를 찾지 못했습니다. 회의록에 적을 내용이 없습니다.",
    "en": "No speech was found in the recording, so there is nothing to write down.",
    "ja": "音声から発言が見つかりませんでした。議事録に書く内容はありません。",
}
"""Instead of a summary when the transcript is empty."""
UNKNOWN_LANGUAGE = {
    "ko": "이 회의의 언어({language})에서는 결정과 할 일을 찾을 수 없습니다. 한국어, 영어, 일본어만 압니다.",
    "en": "Decisions and action items are recognised in Korean, English and Japanese only, not in this meeting's {language}.",
    "ja": "この会議の言語({language})では決定事項や担当を見つけられません。対応言語は韓国語・英語・日本語です。",
}
"""Where a meeting is in a language without cues."""
