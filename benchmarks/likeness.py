"""How near ``sori speak --like`` and ``sori convert`` come to real voices, beside pairs of one voice and of two.

    python benchmarks/likeness.py [--references N] [--only speak|convert] [--json FILE.json]

References are one recording of each of the first N speakers of ``speakers/manifest.jsonl`` that last 5 s or more. Measured are cosines
of CAM++ (which chose) and of Resemblyzer (which did not) and their calibrated probabilities: of another recording of the same
speaker, of every other speaker (``same``, ``different``), of the default voice and of the likeness that was found, saying a sentence
that was not searched with; and of the next speaker's recording before and after it was converted, with DNSMOS.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Mapping
from pathlib import Path

import numpy as np
from common import DATA, Table, save_all

from sorikit.core.audio import Audio, join
from sorikit.core.codecs import decode
from sorikit.core.resample import resample
from sorikit.engines import quality, tts
from sorikit.pipelines.conversion import RATE
from sorikit.pipelines.converting import convert_source
from sorikit.pipelines.likeness import Nearness, find_likeness, nearness
from sorikit.pipelines.reference import Reference
from sorikit.pipelines.timbre import Ear, Timbre

LEAST_SECONDS, MOST_SECONDS = 5.0, 12.0


def recordings(data: Path) -> dict[str, list[Path]]:
    """Return speaker → recordings that are long enough."""
    found: dict[str, list[Path]] = {}
    for line in (data / "speakers" / "manifest.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        if row["duration_s"] >= LEAST_SECONDS:
            found.setdefault(row["speaker"], []).append(data / "speakers" / row["audio"])
    return found


def sound(path: Path) -> Audio:
    """Return the first seconds of a recording."""
    whole = decode(path, sample_rate=RATE)
    return Audio(whole.samples[:, : round(MOST_SECONDS * RATE)], RATE)


def summary(name: str, several: list[Nearness]) -> dict[str, object]:
    """Print and return the middle of several measurements."""
    row = {
        "pairs": len(several),
        "cosine": round(float(np.mean([one.cosine for one in several])), 3),
        "second": round(float(np.mean([one.second_cosine for one in several])), 3),
        "same by CAM++": round(float(np.mean([one.probability > 0.5 for one in several])), 3),
        "same by both": round(
            float(np.mean([min(one.probability, one.second_probability) > 0.5 for one in several])), 3
        ),
        "pitch off": round(float(np.median([abs(one.pitch) for one in several])), 2),
    }
    print(f"{name:24}", row, flush=True)
    return row


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--references", type=int, default=12)
    parser.add_argument("--only", choices=("speak", "convert"))
    parser.add_argument("--json", type=Path)
    args = parser.parse_args()
    speakers = recordings(DATA)
    names = list(speakers)[:: max(1, len(speakers) // args.references)][: args.references]
    ear = Ear()
    rows: dict[str, dict[str, object]] = {}
    sounds = {name: [sound(path) for path in speakers[name][:2]] for name in names}
    heard: dict[str, list[Timbre]] = {name: [ear.timbre(one) for one in several] for name, several in sounds.items()}
    same = [nearness(two[1], two[0]) for two in heard.values() if len(two) > 1]
    others = [nearness(heard[one][0], heard[other][0]) for one in names for other in names if one < other]
    rows["same"], rows["different"] = summary("same speaker", same), summary("different speakers", others)
    if args.only != "convert":
        rows.update(spoken(ear, {name: two[0] for name, two in heard.items()}))
    if args.only != "speak":
        rows.update(converted(ear, {name: two[0] for name, two in sounds.items()}, heard))
    save_all([table(rows)], args.json, keep=bool(args.only))


def table(rows: Mapping[str, Mapping[str, object]]) -> Table:
    """Return the table of the page."""
    columns = ("pairs", "cosine", "second", "same by CAM++", "same by both", "pitch off", "dnsmos")
    return Table(
        "Voices like somebody's",
        "python benchmarks/likeness.py",
        ("", "pairs", "CAM++", "Resemblyzer", "same person, says CAM++", "say both", "pitch off, semitones", "DNSMOS"),
        [(name, *(str(row.get(column, "")) for column in columns)) for name, row in rows.items()],
        (
            "Cosines (means), and the share of pairs that calibrated models take for one person; Resemblyzer had no say in the choice.",
        ),
    )


def spoken(ear: Ear, wanted: dict[str, Timbre]) -> dict[str, dict[str, object]]:
    """Return how near the default voice and the likeness come."""
    engine, found, began = tts.load("kokoro"), [], time.process_time()
    for name, timbre in wanted.items():
        found.append(find_likeness(timbre, engine, ear).run())
        print(name, found[-1].voice, round(found[-1].nearness.cosine, 3), flush=True)
    print(f"CPU {(time.process_time() - began) / len(found):.0f} s a search")
    return {
        "default voice": summary("default voice", [one.default for one in found]),
        "likeness": summary("likeness", [one.nearness for one in found]),
    }


def converted(ear: Ear, sounds: dict[str, Audio], heard: dict[str, list[Timbre]]) -> dict[str, dict[str, object]]:
    """Return how near converted recordings come, each to the next speaker's voice."""
    rater, before, after, opinions = quality.load(), [], [], []
    names = list(sounds)
    for name, other in zip(names, [*names[1:], names[0]], strict=True):
        wanted = heard[other][0]
        parts: list[Audio] = []
        done = convert_source(sounds[name], Reference(other, sounds[other], wanted, 30.0), ear, parts.append).run()
        before.append(done.before)
        after.append(done.after)
        opinions.append([rater.rate(resample(one, rater.sample_rate)).ovr for one in (sounds[name], join(parts))])
    print("DNSMOS before and after", np.round(np.mean(opinions, axis=0), 2))
    return {
        "source": {**summary("source", before), "dnsmos": round(float(np.mean(opinions, axis=0)[0]), 3)},
        "converted": {**summary("converted", after), "dnsmos": round(float(np.mean(opinions, axis=0)[1]), 3)},
    }


if __name__ == "__main__":
    main()
