"""Transcription as the apps run it: wishes checked, recordings found and named, everything ready before the first second of work."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from sorikit.apps.batch.items import Found, find_items
from sorikit.apps.batch.journal import Journal
from sorikit.apps.batch.names import name_items, wished_name
from sorikit.apps.batch.plan import BatchPlan, Item
from sorikit.apps.recordings import STDIN, ending_of, prepare_folder, spooled_stdin
from sorikit.core.codecs import check_file
from sorikit.core.device import Device
from sorikit.core.events import Notice
from sorikit.engines import asr
from sorikit.formats.subtitles import SubtitleRule
from sorikit.pipelines.languages import LanguageVote
from sorikit.pipelines.stages import digest_file
from sorikit.pipelines.transcribe import TranscribeOptions
from sorikit.store.fetch import FetchOptions


@dataclass(frozen=True, slots=True)
class TranscribeWishes:
    """What a person asked for."""

    inputs: tuple[str, ...]
    """Files, folders, addresses, ``-``."""
    folder: Path
    """Where the results go."""
    formats: tuple[str, ...]
    options: TranscribeOptions = field(default_factory=TranscribeOptions)
    device: Device = field(default_factory=Device)
    word_times: bool = True
    rule: SubtitleRule = field(default_factory=SubtitleRule)
    """How the results that are subtitles are laid out."""
    overwrite: bool = False
    fetching: FetchOptions = field(default_factory=FetchOptions)


def check_wishes(wishes: TranscribeWishes) -> None:
    """Raise InvalidOption for what the recogniser cannot do, and what loading it raises; loads it only where it must be asked."""
    options = wishes.options
    usual = (wishes.device.name, wishes.device.compute_type) == ("cpu", "auto")
    if options.languages or options.model or options.recognition != asr.AsrOptions() or not usual:
        recognizer = asr.load(options.model, wishes.device)
        LanguageVote(options.languages, recognizer.languages)
        asr.check_options(options.recognition, recognizer, options.languages, model=options.model)


def plan_transcriptions(wishes: TranscribeWishes) -> tuple[BatchPlan, list[Notice]]:
    """Find the recordings, name their results, and return what is to be done with what there is to say about it.

    Raises the errors of ``find_items``, those of a single recording that is not there, DiskFull and OutputNotWritable.
    Standard input is copied to a file here, so that it can be told from what came through it another time.
    """
    found = find_items(wishes.inputs)
    if len(found) == 1 and _is_path(found[0]):
        check_file(found[0].source)
    prepare_folder(wishes.folder)
    plan = BatchPlan(
        items=(),
        folder=wishes.folder,
        formats=wishes.formats,
        options=wishes.options,
        device=wishes.device,
        word_times=wishes.word_times,
        rule=wishes.rule,
        overwrite=wishes.overwrite,
        fetching=wishes.fetching,
    )
    found, stdin = _with_stdin(found, plan.work)
    items, notices = _named(found, wishes)
    return replace(plan, items=tuple(items), stdin=stdin), notices


def _is_path(item: Found) -> bool:
    return item.source != STDIN and not item.identity.startswith("url:")


def _with_stdin(found: Sequence[Found], work: Path) -> tuple[list[Found], Path | None]:
    """Copy standard input to a file, where it is asked for; its identity is the digest of what came."""
    if all(item.source != STDIN for item in found):
        return list(found), None
    prepare_folder(work)
    path = spooled_stdin(work)
    identity = f"stdin:{digest_file(path)}"
    known = [Found(item.source, item.name, identity) if item.source == STDIN else item for item in found]
    return known, path


def _named(found: Sequence[Found], wishes: TranscribeWishes) -> tuple[list[Item], list[Notice]]:
    there = [item for item in found if not _is_path(item) or Path(item.source).exists()]

    def is_taken(name: str) -> bool:
        return not wishes.overwrite and any(
            (wishes.folder / f"{name}.{ending_of(one)}").exists() for one in wishes.formats
        )

    names = Journal(wishes.folder).name(lambda owners: name_items(there, owners, is_taken)) if there else {}
    items = [Item(one.source, one.identity, names.get(one.identity, wished_name(one)), one.name.name) for one in found]
    return items, [_renamed(one, item) for one, item in zip(found, items, strict=True) if item.name != wished_name(one)]


def _renamed(found: Found, item: Item) -> Notice:
    wished, name = wished_name(found), item.name
    return Notice(
        f"{found.source}: its results are called {name}.*, because {wished}.* belongs to something else "
        "(--overwrite takes names that no recording has).",
        f"{found.source}: {wished}.*은(는) 다른 것이 쓰고 있어 결과 이름을 {name}.*(으)로 합니다"
        "(--overwrite를 쓰면 녹음의 것이 아닌 파일은 덮어씁니다).",
    )
