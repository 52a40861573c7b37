"""One voice made like another. One verb, ``toward``: a source and a reference in, what changes parts of the source out.

The default needs no engine (``pipelines/conversion``); those here are learned.
"""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from sorikit.core.audio import Audio
from sorikit.core.device import Device
from sorikit.engines._load import load_card, load_engine
from sorikit.engines._on_disk import card_at, files_at, refused_path
from sorikit.store import ModelCard

__all__ = ["DEFAULT", "ENGINES", "Changer", "Converter", "load"]

ENGINES = {"openvoice": "openvoice-v2"}
"""Name of an engine → the model that it takes where none is named."""
DEFAULT = "spectral"
"""What is not here: analysis and synthesis in the pipeline."""
WEIGHTS, SETTINGS = "checkpoint.pth", "config.json"
_OPENVOICE = "sorikit.engines.conversion.openvoice:OpenVoiceConverter"


class Changer(Protocol):
    """Moves parts of one recording towards one voice. Safe to share between threads."""

    @property
    def sample_rate(self) -> int:
        """Hz of what it takes and gives."""
        ...

    def change(self, audio: Audio) -> Audio:
        """Return mono ``audio`` in the other voice: the same rate, the same length. The same part gives the same samples."""
        ...


class Converter(Protocol):
    """Makes one voice like another. Immutable, safe to share between threads."""

    @property
    def sample_rate(self) -> int:
        """Hz that it works at."""
        ...

    def toward(self, source: Audio, reference: Audio) -> Changer:
        """Return what changes the voice of ``source`` to that of ``reference``: mono, any rate, speech of one person each."""
        ...


def load(name: str | None = None, device: Device | None = None) -> Converter:
    """Return a converter: a name of the catalogue (None: ``openvoice-v2``) or a folder.

    A folder holds OpenVoice's ``config.json`` and ``checkpoint.pth``, or has them in ``converter/``. Raises what ``load_engine``
    raises, and InvalidOption for a folder that holds none.
    """
    if name and _is_folder(name):
        card = _card_of(Path(name).expanduser().absolute())
        found: Converter = load_card(card, device, lambda: files_at(card))
        return found
    converter: Converter = load_engine("conversion", name or ENGINES["openvoice"], device)
    return converter


def _is_folder(name: str) -> bool:
    return name.startswith((".", "~", "/", "\\")) or Path(name).is_dir() or Path(name).is_absolute()


def _card_of(folder: Path) -> ModelCard:
    places = (folder, folder / "converter", folder / "checkpoints_v2" / "converter")
    place = next((one for one in places if (one / WEIGHTS).is_file() and (one / SETTINGS).is_file()), None)
    if place is None:
        raise refused_path(
            folder,
            f"is no converter of OpenVoice: {SETTINGS} and {WEIGHTS} are not there, nor in its folder converter",
            f"OpenVoice 변환 모델이 아닙니다. {SETTINGS}과 {WEIGHTS}가 그 폴더나 그 안의 converter에 있어야 합니다",
        )
    return card_at(place, "conversion", _OPENVOICE, title=f"OpenVoice in {folder.name}")
