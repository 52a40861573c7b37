"""VoxCeleb 1 and 2 (robots.ox.ac.uk/~vgg/data/voxceleb): ``wav/id10270/5r0dWxy17C8/00001.wav``, a folder per speaker and video.

Items are named as the trial lists name them, ``id10270/5r0dWxy17C8/00001``; the lists themselves (``veri_test.txt``) are read by
``formats.trials``.
"""

from __future__ import annotations

import re
from pathlib import Path

from sorikit.core.manifest import Item
from sorikit.formats.corpora._files import LOOKED_AT, recordings

_SPEAKER = re.compile(r"id\d{5}")


def recognizes(path: Path) -> bool:
    """Whether there are recordings in folders of speakers below ``path``."""
    if not path.is_dir():
        return False
    return any(_is_one(file) for file, _ in zip(recordings(path), range(LOOKED_AT), strict=False))


def read(path: Path) -> list[Item]:
    """Return an item per recording with its speaker."""
    return [
        Item(f"{'/'.join(file.parts[-3:-1])}/{file.stem}", file, speaker=file.parts[-3])
        for file in recordings(path)
        if _is_one(file)
    ]


def _is_one(file: Path) -> bool:
    return len(file.parts) >= 3 and _SPEAKER.fullmatch(file.parts[-3]) is not None
