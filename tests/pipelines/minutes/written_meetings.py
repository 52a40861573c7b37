"""The hand-written meetings of ``meetings/``: read them, damage them as a recogniser would, and score minutes.

A line is ``SPEAKER: words {tags}``; a tag is D (decision), A (action, with owner and due), Q (open question) or N
(next meeting) and a number. Lines with the same tag belong together: finding one of them is enough. Files marked
``held_out: yes`` were unseen when the rules first ran on them (see ``meetings/README.md``).
"""

from __future__ import annotations

import datetime as dt
import random
import re
from dataclasses import dataclass, field, replace
from pathlib import Path

from sorikit.core.minutes import ActionItem, Item, Minutes
from sorikit.core.text import Segment, Transcript
from sorikit.core.time import Span, Turn

MEETINGS = Path(__file__).parent / "meetings"
_TAG = re.compile(r"\{(?P<kind>[DAQN])(?P<number>\d)(?P<rest>[^}]*)\}")


@dataclass
class Gold:
    """What one tag expects."""

    kind: str
    lines: set[int] = field(default_factory=set)
    owners: set[str] = field(default_factory=set)
    due: str = ""


@dataclass
class Meeting:
    """One hand-written meeting."""

    name: str
    transcript: Transcript
    date: dt.date | None
    held_out: bool
    gold: dict[str, Gold]


@dataclass
class Score:
    """Counts of one kind of item."""

    hits: int = 0
    wrong: int = 0
    missed: int = 0

    @property
    def precision(self) -> float:
        return self.hits / (self.hits + self.wrong) if self.hits + self.wrong else 1.0

    @property
    def recall(self) -> float:
        return self.hits / (self.hits + self.missed) if self.hits + self.missed else 1.0

    def add(self, other: Score) -> None:
        self.hits += other.hits
        self.wrong += other.wrong
        self.missed += other.missed


def read_meeting(path: Path) -> Meeting:
    header: dict[str, str] = {}
    gold: dict[str, Gold] = {}
    segments: list[Segment] = []
    clock = 0.0
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            key, _, value = line[1:].partition(":")
            header[key.strip()] = value.strip()
            continue
        speaker, _, text = line.partition(":")
        for match in _TAG.finditer(text):
            _note(gold, match, len(segments))
        text = _TAG.sub("", text).strip()
        length = 0.6 + len(text) * 0.09
        segments.append(Segment(len(segments), clock, clock + length, text, speaker=f"SPEAKER_0{speaker[1:]}"))
        clock += length + 0.4
    turns = tuple(Turn(Span(s.start, s.end), str(s.speaker)) for s in segments)
    transcript = Transcript(tuple(segments), header["language"], 1.0, clock, turns, source=path.name)
    date = None if header["date"] == "none" else dt.date.fromisoformat(header["date"])
    return Meeting(path.stem, transcript, date, header.get("held_out") == "yes", gold)


def _note(gold: dict[str, Gold], match: re.Match[str], line: int) -> None:
    entry = gold.setdefault(match["kind"] + match["number"], Gold(match["kind"]))
    entry.lines.add(line)
    for option in match["rest"].split("owner=")[1:]:
        owners, _, due = option.partition(" due=")
        entry.owners = {re.sub(r"^S(\d)$", r"SPEAKER_0\1", owner.strip()) for owner in owners.split("|")}
        entry.due = due.strip()


def all_meetings() -> list[Meeting]:
    return [read_meeting(path) for path in sorted(MEETINGS.glob("*.txt"))]


def as_recognised(meeting: Meeting, seed: int = 7) -> Meeting:
    """Return the meeting as a small recogniser writes it: no or odd punctuation, odd spacing, a few slips."""
    chance = random.Random(f"{meeting.name}{seed}")
    segments = tuple(replace(s, text=_damaged(s.text, chance)) for s in meeting.transcript.segments)
    return replace(meeting, transcript=replace(meeting.transcript, segments=segments))


_SLIPS = {
    "했습니다": "햇습니다",
    "됐": "됬",
    "게요": "께요",
    "겠습니다": "겟습니다",
    "에서": "에 서",
    "the ": "the the ",
}


def _damaged(text: str, chance: random.Random) -> str:
    kept = []
    for index, letter in enumerate(text):
        korean = index > 0 and "가" <= text[index - 1] <= "힣"
        if letter in ".,。、" and chance.random() < 0.6:
            continue
        if letter == " " and korean and chance.random() < 0.12:
            continue
        kept.append(letter)
        if "가" <= letter <= "힣" and chance.random() < 0.01:
            kept.append(" ")
    damaged = "".join(kept)
    for right, wrong in _SLIPS.items():
        if chance.random() < 0.3:
            damaged = damaged.replace(right, wrong)
    return damaged if damaged.strip() else text


def judge(meeting: Meeting, minutes: Minutes) -> tuple[dict[str, Score], list[str]]:
    """Return scores of D, A, Q, N and of the owners and dates of the actions found; and what went wrong, in words."""
    scores = {kind: Score() for kind in ("D", "A", "Q", "N", "owner", "due")}
    remarks: list[str] = []
    lists: dict[str, tuple[Item | ActionItem, ...]] = {
        "D": minutes.decisions, "A": minutes.actions, "Q": minutes.questions, "N": minutes.next_meeting,
    }  # fmt: skip
    for kind, items in lists.items():
        open_gold = {name: entry for name, entry in meeting.gold.items() if entry.kind == kind}
        for item in items:
            cited = {evidence.segment_id for evidence in item.evidence}
            name = next((name for name, entry in open_gold.items() if entry.lines & cited), None)
            if name is None:
                scores[kind].wrong += 1
                remarks.append(f"{meeting.name} invented {kind}: {item.text}")
                continue
            entry = open_gold.pop(name)
            scores[kind].hits += 1
            if isinstance(item, ActionItem):
                _judge_action(meeting, item, entry, scores, remarks)
        for name, entry in open_gold.items():
            scores[kind].missed += 1
            words = " / ".join(meeting.transcript.segments[line].text for line in sorted(entry.lines))
            remarks.append(f"{meeting.name} missed {name}: {words}")
    return scores, remarks


def _judge_action(
    meeting: Meeting, item: ActionItem, entry: Gold, scores: dict[str, Score], remarks: list[str]
) -> None:
    owner_right = item.owner in entry.owners or any(
        not owner.startswith("SPEAKER") and item.owner is not None and item.owner.startswith(owner)
        for owner in entry.owners
    )
    due = item.due.isoformat() if item.due else "none"
    for kind, right in (("owner", owner_right), ("due", due == entry.due)):
        if right:
            scores[kind].hits += 1
        else:
            scores[kind].wrong += 1
            remarks.append(
                f"{meeting.name} {kind}: {item.owner} {due} {item.due_text!r} wanted {entry} for {item.text}"
            )
