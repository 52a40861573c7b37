"""Entries as plain values and back: what is sealed in the library. Vectors travel as float32 bytes in base 64."""

from __future__ import annotations

import base64
from datetime import datetime
from typing import Any

import numpy as np

from sorikit.voices.entry import Consent, KnownVoice, Sample


def to_record(voice: KnownVoice) -> dict[str, Any]:
    """Return an entry as values that JSON can hold."""
    return {
        "name": voice.name,
        "model": voice.model,
        "consent": {
            "who": voice.consent.who,
            "when": voice.consent.when.isoformat(),
            "purpose": voice.consent.purpose,
        },
        "samples": [
            {
                "vector": base64.b64encode(sample.vector.astype("<f4").tobytes()).decode(),
                "seconds": sample.seconds,
                "source": sample.source,
            }
            for sample in voice.samples
        ],
    }


def from_record(record: dict[str, Any]) -> KnownVoice:
    """Return the entry of such values. Raises ValueError, KeyError or TypeError for anything else."""
    consent = record["consent"]
    return KnownVoice(
        name=str(record["name"]),
        model=str(record["model"]),
        consent=Consent(str(consent["who"]), datetime.fromisoformat(consent["when"]), str(consent["purpose"])),
        samples=tuple(
            Sample(
                np.frombuffer(base64.b64decode(sample["vector"], validate=True), "<f4").astype(np.float32),
                float(sample["seconds"]),
                str(sample["source"]),
            )
            for sample in record["samples"]
        ),
    )
