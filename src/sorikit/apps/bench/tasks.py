"""What can be benched: one row a task."""

from __future__ import annotations

from dataclasses import dataclass

from sorikit.core.errors import InvalidOption

JUDGES = "sorikit.apps.bench.judges"


@dataclass(frozen=True, slots=True)
class Task:
    """One row."""

    name: str
    title: str
    title_ko: str
    judge: str
    """Function of ``judges``: the answers to the items → scores."""
    shown: tuple[str, ...] = ()
    """Scores that the table shows; none shows all. The document holds them all."""
    hears: bool = True
    """Whether it takes recordings; if not, it takes texts."""
    is_heard: bool = False
    """Whether what it makes is written down by our recogniser, to be judged."""


TASKS: dict[str, Task] = {
    row.name: row
    for row in (
        Task("asr", "what is said", "받아쓰기", "judge_text"),
        Task("diarization", "who speaks when", "화자 나누기", "judge_turns", ("DER", "JER", "speaker-count error")),
        Task("vad", "where somebody speaks", "말소리 찾기", "judge_speech"),
        Task("features", "features of a sound", "특징 뽑기", "judge_features"),
        Task("tts", "speech from text", "소리 내어 읽기", "judge_spoken", hears=False, is_heard=True),
        Task("speaker", "same voice or not", "목소리 비교", "judge_voices", ("EER", "minDCF 0.01")),
    )
}
"""Name → row."""


def find_task(name: str) -> Task:
    """Return the row called ``name``. Raises InvalidOption."""
    row = TASKS.get(name.strip().lower())
    if row is None:
        listed = ", ".join(TASKS)
        raise InvalidOption(
            option="TASK",
            detail=f"{name!r} is not one of {listed}",
            detail_ko=f"{name!r}은(는) 없습니다. 고를 수 있는 것: {listed}",
        )
    return row
