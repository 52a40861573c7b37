"""Zeroth-Korean (openslr.org/40): ``test_data_01/003/104/104_003_0019.flac`` and ``104_003.trans.txt`` beside it.

The folder of a script (003) holds a folder for each speaker (104). Texts are in hangul without punctuation or digits.
"""

from __future__ import annotations

from pathlib import Path

from sorikit.core.manifest import Item
from sorikit.formats.corpora._files import any_file
from sorikit.formats.corpora._trans import read_trans

LIST = "*_*.trans.txt"


def recognizes(path: Path) -> bool:
    """Whether there are lists of its kind below ``path``."""
    return any_file(path, LIST)


def read(path: Path) -> list[Item]:
    """Return an item per utterance with its text and its speaker's number. Raises InvalidDocument with the line's number."""
    return read_trans(path, LIST, "_", "ko")
