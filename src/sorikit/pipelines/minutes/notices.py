"""What the reader is told when a language model did not do its part."""

from __future__ import annotations

from sorikit.core.events import Notice
from sorikit.core.time import format_clock


def stopped(start: float, reason: str) -> Notice:
    """Tell that the model was given up for good at ``start`` seconds."""
    clock = format_clock(start)
    return Notice(
        f"The language model failed at {clock} ({_end(reason)}). From there on the minutes are extractive.",
        f"언어 모델이 {clock}에서 실패했습니다({_end(reason)}). 그 뒤는 언어 모델 없이 발췌한 회의록입니다.",
    )


def part_failed(start: float, reason: str) -> Notice:
    """Tell that one part, from ``start`` seconds, has extractive lines only."""
    clock = format_clock(start)
    return Notice(
        f"The language model gave no usable answer for the part from {clock} ({_end(reason)}); that part is extractive.",
        f"{clock}부터의 한 부분에서 언어 모델의 답을 쓸 수 없었습니다({_end(reason)}). 그 부분은 발췌로 채웠습니다.",
    )


def no_outline(reason: str = "") -> Notice:
    """Tell that summary and topics are extractive."""
    why = f" ({_end(reason)})" if reason else ""
    return Notice(
        f"The language model did not put its notes together{why}; summary and topics are extractive.",
        f"언어 모델이 내용을 묶지 못했습니다{why}. 요약과 안건은 발췌입니다.",
    )


def unverified(count: int) -> Notice:
    """Tell that ``count`` lines are not borne out by the transcript."""
    return Notice(
        f"{count} lines that the language model wrote could not be found in the recording; they are marked unverified.",
        f"언어 모델이 쓴 내용 가운데 {count}개는 녹음에서 근거를 찾지 못해 '확인되지 않음'으로 표시했습니다.",
    )


def _end(reason: str) -> str:
    return reason.rstrip(" .")
