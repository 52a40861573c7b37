"""EMO-DB (Burkhardt et al., "A database of German emotional speech", Interspeech 2005; emodb.bilderbar.info).

``wav/03a01Fa.wav`` = speaker 03, text a01, emotion F (Freude), take a. Ten texts, ten speakers, seven emotions. The text a05 is
left out: its documented wording is not what the recordings say.
"""

from __future__ import annotations

import re
from pathlib import Path

from sorikit.core.manifest import Item
from sorikit.formats.corpora._files import LOOKED_AT, recordings

EMOTIONS = {
    "W": "angry",
    "L": "boredom",
    "E": "disgust",
    "A": "fearful",
    "F": "happy",
    "T": "sad",
    "N": "neutral",
}
"""Letter (Wut, Langeweile, Ekel, Angst, Freude, Trauer, neutral) → label."""
TEXTS = {
    "a01": "Der Lappen liegt auf dem Eisschrank.",
    "a02": "Das will sie am Mittwoch abgeben.",
    "a04": "Heute Abend könnte ich es ihm sagen.",
    "a07": "In sieben Stunden wird es soweit sein.",
    "b01": "Was sind denn das für Tüten, die da unter dem Tisch stehen?",
    "b02": "Sie haben es gerade hochgetragen und jetzt gehen sie wieder runter.",
    "b03": "An den Wochenenden bin ich jetzt immer nach Hause gefahren und habe Agnes besucht.",
    "b09": "Ich will das eben wegbringen und dann mit Karl was trinken gehen.",
    "b10": "Die wird auf dem Platz sein, wo wir sie immer hinlegen.",
}
WOMEN = ("08", "09", "13", "14", "16")
_NAME = re.compile(r"(\d\d)([ab]\d\d)([WLEAFTN])[a-z]")


def recognizes(path: Path) -> bool:
    """Whether there are recordings named like its below ``path``."""
    if not path.is_dir():
        return False
    return any(_NAME.fullmatch(file.stem) for file, _ in zip(recordings(path), range(LOOKED_AT), strict=False))


def read(path: Path) -> list[Item]:
    """Return an item per recording with emotion, text (where it is sure), speaker and gender."""
    named = ((file, _NAME.fullmatch(file.stem)) for file in recordings(path))
    return [
        Item(
            file.stem,
            file,
            text=TEXTS.get(match[2]),
            speaker=match[1],
            label=EMOTIONS[match[3]],
            language="de",
            extra={"gender": "female" if match[1] in WOMEN else "male"},
        )
        for file, match in named
        if match
    ]
