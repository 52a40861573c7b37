"""RAVDESS (Livingstone and Russo, PLoS ONE 13(5), 2018; zenodo.org/records/1188976): everything stands in the file's name.

``Actor_12/03-01-06-01-02-01-12.wav`` = modality - vocal channel - emotion - intensity - statement - repetition - actor. Actors with
even numbers are women. Songs (channel 02) are read like speech; ``extra["channel"]`` tells them apart.
"""

from __future__ import annotations

import re
from pathlib import Path

from sorikit.core.manifest import Item
from sorikit.formats.corpora._files import LOOKED_AT, recordings

EMOTIONS = ("neutral", "calm", "happy", "sad", "angry", "fearful", "disgust", "surprised")
STATEMENTS = ("Kids are talking by the door", "Dogs are sitting by the door")
_NAME = re.compile(r"0[1-3]-(0[12])-(0[1-8])-(0[12])-(0[12])-(0[12])-(\d\d)")


def recognizes(path: Path) -> bool:
    """Whether there are recordings named like its below ``path``."""
    if not path.is_dir():
        return False
    return any(_NAME.fullmatch(file.stem) for file, _ in zip(recordings(path), range(LOOKED_AT), strict=False))


def read(path: Path) -> list[Item]:
    """Return an item per recording with emotion, text, speaker, intensity and gender."""
    named = ((file, _NAME.fullmatch(file.stem)) for file in recordings(path))
    return [_item(file, match) for file, match in named if match]


def _item(file: Path, match: re.Match[str]) -> Item:
    channel, emotion, intensity, statement, repetition, actor = map(int, match.groups())
    return Item(
        file.stem,
        file,
        text=STATEMENTS[statement - 1],
        speaker=f"{actor:02d}",
        label=EMOTIONS[emotion - 1],
        language="en",
        extra={
            "channel": ("speech", "song")[channel - 1],
            "intensity": ("normal", "strong")[intensity - 1],
            "gender": "female" if actor % 2 == 0 else "male",
            "repetition": repetition,
        },
    )
