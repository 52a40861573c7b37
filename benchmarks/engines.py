"""The recognisers side by side: what each can be asked for, and how well and fast it writes down the same recordings.

    python benchmarks/engines.py [--work FOLDER] [--limit N]

Rewrites the table of docs/engines.md. What ``FOLDER`` already holds is not run again. Needs the ``models``, ``eval`` and
``classic`` extras.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from common import DATA, ROOT, machine

from sorikit.engines.asr import Supports, abilities
from sorikit.store import ModelCard, card_of

PAGE = ROOT / "docs" / "engines.md"
BEGIN, END = "<!-- engines:begin -->", "<!-- engines:end -->"
SETS = {"asr-en": ("whisper-base", "pocketsphinx"), "asr-ko": ("whisper-base", "vosk-ko")}
"""Folder of the recordings → who writes them down; each language's own recogniser beside the default."""
RATES = {"asr-en": "WER", "asr-ko": "CER"}
"""How each language is judged: Korean by its characters, since its spaces are a matter of taste."""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--work", type=Path, default=ROOT / "bench" / "engines")
    parser.add_argument("--limit", type=int, help="only the first recordings of each set")
    given = parser.parse_args()
    limit = [] if given.limit is None else ["--limit", str(given.limit)]
    results = {name: bench(name, engines, given.work / name, limit) for name, engines in SETS.items()}
    text = PAGE.read_text("utf-8")
    before, after = text.split(BEGIN)[0], text.split(END)[1]
    PAGE.write_text(f"{before}{BEGIN}\n{page(results)}\n{END}{after}", "utf-8")
    print(page(results))
    return 0


def bench(name: str, engines: tuple[str, ...], folder: Path, limit: list[str]) -> dict[str, Any]:
    """Run ``sori bench`` and return its document."""
    command = [sys.executable, "-m", "sorikit", "bench", "asr", "--data", DATA / name / "manifest.jsonl"]
    subprocess.run(
        [*command, "--engines", ",".join(engines), "--threads", "1", "-o", folder, *limit],
        check=True,
        stdout=sys.stderr,
    )
    found: dict[str, Any] = json.loads((folder / "bench.json").read_text("utf-8"))
    return found


def page(results: dict[str, dict[str, Any]]) -> str:
    known = abilities()
    head = ["model", "languages", "tasks", "options", "knows the language", "extra", "licence", "size"]
    head += [f"{name} {what}" for name in results for what in (f"{RATES[name]}, %", "CPU s per s")]
    lines = [f"| {' | '.join(head)} |", "|---|" + "---|" * 6 + "---:|" * (1 + 2 * len(results))]
    cards = {card_of(name).engine: card_of(name) for name in reversed(list(known))}  # the first model of each engine
    for card in reversed(list(cards.values())):
        name = card.name
        measured = [cell for key, document in results.items() for cell in scores(document, name, RATES[key])]
        lines.append(f"| {' | '.join([*described(card, known[name]), *measured])} |")
    day = dt.datetime.now(tz=dt.timezone.utc).date()
    facts = [
        f"{name}: {document['items']} recordings, {document['sound_seconds'] / 60:.1f} minutes."
        for name, document in results.items()
    ]
    said = f"`python benchmarks/engines.py`, {day}. {' '.join(facts)} One pass of `sori bench asr`; {machine()}"
    return "\n".join([*lines, "", said])


def described(card: ModelCard, supports: Supports) -> list[str]:
    many = card.languages == ("multilingual",)
    return [
        f"`{card.name}`",
        "99" if many else ", ".join(card.languages),
        ", ".join(supports.tasks),
        ", ".join(f"`{option}`" for option in sorted(supports.options)) or "none",
        "yes" if supports.tells_language else "it has one",
        f"`{card.extra}`" if card.extra else "none",
        "the service's" if card.remote else card.license,
        "none here" if card.remote else f"{card.size / 1e6:.0f} MB",
    ]


def scores(document: dict[str, Any], name: str, metric: str) -> list[str]:
    """Return the errors with their interval, and CPU seconds per second of sound."""
    for engine in document["engines"]:
        if engine["label"] == name:
            rates = {score["name"]: score for score in engine["scores"]}
            return [rate(rates[metric]), f"{engine['rtf'] * engine['cores']:.2f}"]
    return ["", ""]


def rate(score: dict[str, Any]) -> str:
    interval = score.get("interval")
    shown = f"{100 * score['value']:.1f}"
    return f"{shown} ({100 * interval['low']:.1f}–{100 * interval['high']:.1f})" if interval else shown


if __name__ == "__main__":
    sys.exit(main())
