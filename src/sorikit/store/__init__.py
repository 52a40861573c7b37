"""Where models are: a catalogue, the files on this machine, and the only way to the network.

``find_model("whisper-base")`` → verified local files, or an error that says what to type. Nothing here imports a
runtime, and nothing but ``Store.pull`` opens the network.
"""

from __future__ import annotations

from sorikit.store.catalogue import (
    Archived,
    Embedded,
    FileSource,
    Hub,
    ModelCard,
    ModelFile,
    Packaged,
    card_of,
    cards,
    default_model,
)
from sorikit.store.files import ModelFiles
from sorikit.store.home import ModelState, Store, Verified

__all__ = [
    "Archived",
    "Embedded",
    "FileSource",
    "Hub",
    "ModelCard",
    "ModelFile",
    "ModelFiles",
    "ModelState",
    "Packaged",
    "Store",
    "Verified",
    "card_of",
    "cards",
    "default_model",
    "default_store",
    "find_model",
    "set_default_store",
]

_default = [Store()]


def default_store() -> Store:
    """Return the store that is used where nobody names one."""
    return _default[0]


def set_default_store(store: Store) -> None:
    """Choose the store that is used where nobody names one. For apps, once, at their start (see ``apps/settings``)."""
    _default[0] = store


def find_model(name: str, store: Store | None = None) -> ModelFiles:
    """Return a model's verified local files; never opens the network. Raises as ``Store.find``."""
    return (store or default_store()).find(name)
