"""The item that every worker does once before its times count: first calls pay for what later ones find ready.

It is the shortest of the data; of long recordings only the beginning.
"""

from __future__ import annotations

import contextlib
from dataclasses import replace

from sorikit.apps.bench.plan import BenchPlan
from sorikit.apps.bench.records import Clip
from sorikit.core.audio import Audio
from sorikit.core.codecs import stream_mono, write
from sorikit.core.errors import InputError
from sorikit.core.manifest import Item
from sorikit.core.media import declared_seconds
from sorikit.core.recording import SPEECH_RATE

LONG_ENOUGH = 20.0
"""Seconds: every engine has done by then all that it does."""
BEGINNING = "warm-up.flac"


def warm_up_clip(plan: BenchPlan, clip: Clip, item: Item) -> Clip:
    """Return ``clip`` as it is, or its beginning, written into the plan's folder, where it is long.

    What cannot be decoded stays as it is: the engines meet it in its turn.
    """
    length = item.duration or declared_seconds(item.source) if plan.task.hears else 0.0
    if length <= LONG_ENOUGH:
        return clip
    path = plan.folder / BEGINNING
    with contextlib.suppress(InputError), contextlib.closing(stream_mono(item.source, SPEECH_RATE)) as blocks:
        beginning = next(blocks, None)
        if beginning is not None:
            write(Audio(beginning, SPEECH_RATE), path)
            return replace(clip, audio=str(path))
    return clip


def shortest(plan: BenchPlan) -> Item:
    """Return the item with the shortest recording, or the shortest text."""
    if not plan.task.hears:
        return min(plan.items, key=lambda item: len(item.text or ""))
    return min(plan.items, key=lambda item: item.duration or float("inf"))
