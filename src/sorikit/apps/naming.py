"""Names for the speakers of a finished transcript: every file that was made of it is written anew, nothing is computed again.

Only files that are still as they were written are touched: what a person changed by hand is left as it is, and said.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from sorikit.apps.recordings import ending_of
from sorikit.apps.settings import Settings
from sorikit.apps.voices import Follow
from sorikit.core.errors import AudioNotFound, InvalidDocument, InvalidOption
from sorikit.core.minutes import ActionItem, Attendee, Minutes
from sorikit.core.text import Transcript
from sorikit.formats import FORMATS, dump_bytes, html, write
from sorikit.formats.files import read_text, writing_text
from sorikit.formats.json import Meeting, load_document
from sorikit.pipelines.diarize import Diarization
from sorikit.pipelines.voiceprints import HeardVoices, hear_turns
from sorikit.store import default_model
from sorikit.voices.entry import checked_name


@dataclass(frozen=True, slots=True)
class Finished:
    """A transcript that was written, with its minutes where there are any."""

    path: Path
    transcript: Transcript
    minutes: Minutes | None


@dataclass(frozen=True, slots=True)
class Renaming:
    """What was written anew."""

    files: tuple[Path, ...]
    left: tuple[Path, ...]
    """Files that are not as they were written, and were left alone."""


def read_finished(path: Path) -> Finished:
    """Read the JSON of a meeting or a transcript. Raises AudioNotFound for no file, InvalidDocument."""
    if not path.exists():
        raise AudioNotFound(path=path)
    document = load_document(read_text(path), name=str(path))
    if isinstance(document, Meeting):
        return Finished(path, document.transcript, document.minutes)
    if isinstance(document, Transcript):
        return Finished(path, document, None)
    raise InvalidDocument(
        name=str(path), detail="holds minutes only, and no transcript", detail_ko="회의록만 있고 녹취록이 없습니다"
    )


def labels_of(names: Mapping[str, str], transcript: Transcript) -> dict[str, str]:
    """Return label → name; who already has a name can be called by it. Raises InvalidOption for somebody who is not there."""
    known = {name: label for label, name in transcript.speaker_names.items()}
    there = transcript.speakers
    found = {}
    for asked, name in names.items():
        label = asked if asked in there else known.get(asked, asked)
        if label not in there:
            everybody = ", ".join(
                one if transcript.name_of(one) == one else f"{one} ({transcript.name_of(one)})" for one in there
            )
            raise InvalidOption(
                option=asked,
                detail=f"does not speak in this recording; it has: {everybody or '-'}",
                detail_ko=f"이 녹음에 없는 화자입니다. 있는 화자: {everybody or '-'}",
            )
        found[label] = checked_name(name)
    return found


def renamed(finished: Finished, names: Mapping[str, str]) -> Finished:
    """Return the same with these names (label → name) in the transcript and in the minutes."""
    transcript, minutes = finished.transcript, finished.minutes
    if minutes is not None:
        labels = {one.name: one.speaker for one in minutes.attendees if one.speaker in names}
        minutes = replace(
            minutes,
            attendees=tuple(_attendee(one, names) for one in minutes.attendees),
            actions=tuple(_owned(one, labels) for one in minutes.actions),
        )
    return Finished(finished.path, transcript.renamed(dict(names)), minutes)


def rewrite(before: Finished, after: Finished, *, overwrite: bool = False) -> Renaming:
    """Write the document, and every other format of it that lies beside it.

    ``overwrite`` also those that were changed since. Raises OutputNotWritable or DiskFull.
    """
    folder, stem = before.path.parent, before.path.stem
    written, left = [], []
    for name in FORMATS:
        for path in dict.fromkeys((folder / f"{stem}.{name}", folder / f"{stem}.{ending_of(name)}")):
            if path == before.path or not path.is_file():
                continue
            if _as_written(path, name, before) or (overwrite and name != "html"):  # no page loses its sound
                _write(path, name, after, before)
                written.append(path)
            else:
                left.append(path)
    _write(before.path, "json", after, before)
    return Renaming((before.path, *written), tuple(left))


def find_recording(finished: Finished, given: str | None) -> Path:
    """Return the recording of a transcript: as given, else by its name beside the transcript, one folder up, or here.

    Raises AudioNotFound for one that was given, else InvalidOption, which says how to give it.
    """
    name = Path(finished.transcript.source).name
    places = [Path(given)] if given else [at / name for at in _places(finished.path)] if name else []
    found = next((place for place in places if place.is_file()), None)
    if found is not None:
        return found
    if given:
        raise AudioNotFound(path=given)
    raise InvalidOption(
        option="--enroll",
        detail=f"hears the voice in {name or 'the recording'}, which is not near the transcript; give it with --recording FILE",
        detail_ko=f"{name or '녹음'}에서 목소리를 들어야 하는데 녹취록 가까이에 없습니다. --recording 파일로 알려 주세요",
    )


def hear_speakers(finished: Finished, recording: Path, settings: Settings, follow: Follow) -> HeardVoices:
    """Return what the speakers of a transcript sound like in its recording. Raises what ``hear_turns`` raises."""
    transcript = finished.transcript
    turns = Diarization(turns=transcript.turns, speech=transcript.speech, duration=transcript.duration)
    job = hear_turns(recording, turns, default_model("speaker").name, settings.device)
    return follow(job, recording.name)


def _places(document: Path) -> Sequence[Path]:
    return (document.parent, document.absolute().parent.parent, Path())


def _attendee(one: Attendee, names: Mapping[str, str]) -> Attendee:
    return replace(one, name=names.get(one.speaker, one.name))


def _owned(action: ActionItem, labels: Mapping[str, str]) -> ActionItem:
    """An owner who was called by the name that they had is called by their label, which every format shows as a name."""
    return replace(action, owner=labels.get(action.owner or "", action.owner))


def _as_written(path: Path, name: str, before: Finished) -> bool:
    """Whether a file is what the transcript gave before, so that no work of anybody is lost."""
    if name == "html":
        try:
            _sound_of(path, before)
        except InvalidDocument:
            return False
        return True
    return path.read_bytes() == dump_bytes(before.transcript, name, minutes=before.minutes)


def _write(path: Path, name: str, after: Finished, before: Finished) -> None:
    if name != "html":
        write(after.transcript, path, name, minutes=after.minutes)
        return
    audio = _sound_of(path, before)
    with writing_text(path) as file:
        html.dump(file, after.transcript, after.minutes, audio=audio)


def _sound_of(path: Path, finished: Finished) -> html.PageAudio | None:
    return html.sound_of_page(read_text(path), finished.transcript, finished.minutes)
