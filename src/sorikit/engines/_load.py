"""The one way from a model's name to a ready engine: catalogue row → verified files → class → object."""

from __future__ import annotations

import importlib
from typing import Any

from sorikit.core.device import Device
from sorikit.core.errors import InvalidOption
from sorikit.store import card_of, default_model, find_model


def load_engine(task: str, name: str | None = None, device: Device | None = None) -> Any:
    """Return the engine of ``task`` for model ``name`` (None takes the task's default, always offline).

    Raises UnknownModel, ModelNotInstalled, ModelCorrupted, RuntimeMissing, or InvalidOption where the model is of
    another task.
    """
    card = card_of(name) if name else default_model(task)
    if card.task != task:
        raise InvalidOption(
            option=card.name,
            detail=f"is a model for {card.task}, not for {task}",
            detail_ko=f"{task}이(가) 아니라 {card.task}용 모델입니다",
        )
    module, _, attribute = card.engine.partition(":")
    engine_class = getattr(importlib.import_module(module), attribute)
    return engine_class(find_model(card.name), device or Device())
