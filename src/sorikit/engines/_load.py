"""The one way from a model's name to a ready engine: catalogue row → verified files → class → object.

Engines are immutable and safe to share, so that a second request for the same one gets the same object: a folder of
recordings loads each model once. ``unload`` lets them go.
"""

from __future__ import annotations

import importlib
import threading
from collections.abc import Callable
from typing import Any

from sorikit.core.device import Device
from sorikit.core.errors import EngineMissing, InvalidOption
from sorikit.store import ModelCard, ModelFiles, Store, default_store

_ready: dict[tuple[Store, ModelCard, Device], Any] = {}
_loading = threading.Lock()


def load_engine(task: str, name: str | None = None, device: Device | None = None) -> Any:
    """Return the engine of ``task`` for model ``name`` (None takes the task's default, always offline).

    Raises UnknownModel, ModelNotInstalled, ModelCorrupted, RuntimeMissing, EngineMissing, or InvalidOption where the
    model is of another task.
    """
    store = default_store()
    card = store.card_of(name) if name else store.default_model(task)
    if card.task != task:
        raise InvalidOption(
            option=card.name,
            detail=f"is a model for {card.task}, not for {task}",
            detail_ko=f"{task}이(가) 아니라 {card.task}용 모델입니다",
        )
    if not card.engine:
        raise EngineMissing(name=card.name)
    return load_card(card, device, lambda: store.find(card.name))


def load_card(card: ModelCard, device: Device | None, find: Callable[[], ModelFiles]) -> Any:
    """Return the engine that a card names; ``find`` is asked for the files where it is not loaded yet."""
    key = (default_store(), card, device or Device())
    with _loading:  # two threads that ask at once must not load twice
        if key not in _ready:
            module, _, attribute = card.engine.partition(":")
            engine_class = getattr(importlib.import_module(module), attribute)
            _ready[key] = engine_class(find(), key[2])
        return _ready[key]


def unload() -> None:
    """Forget all loaded engines; their memory is freed when nobody uses them any more."""
    with _loading:
        _ready.clear()
