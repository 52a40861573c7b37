"""LibriSpeech (openslr.org/12): ``test-clean/1089/134686/1089-134686-0000.flac`` and ``1089-134686.trans.txt`` beside it.

Texts are in capitals without punctuation. The parts (``test-clean`` …) are told apart by the folder that is given.
"""

from __future__ import annotations

from pathlib import Path

from sorikit.core.manifest import Item
from sorikit.formats.corpora._files import any_file
from sorikit.formats.corpora._trans import read_trans

LIST = "*-*.trans.txt"


def recognizes(path: Path) -> bool:
    """Whether there are lists of its kind below ``path``."""
    return any_file(path, LIST)


def read(path: Path) -> list[Item]:
    """Return an item per utterance with its text and its reader's number. Raises InvalidDocument with the line's number."""
    return read_trans(path, LIST, "-", "en")
