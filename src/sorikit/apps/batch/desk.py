"""Hands out one recording at a time, looks whether it is done already, takes its transcript and writes its results.

The desk is the same whoever does the work. An item is locked from the moment it is handed out, so that several runs over one
folder share the work; results appear whole, and only then the journal says that the item is finished.
"""

from __future__ import annotations

import contextlib
import hashlib
import shutil
from collections.abc import Generator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from types import TracebackType

from sorikit.apps.batch.journal import Finished, Journal, facts_of
from sorikit.apps.batch.plan import DONE, FAILED, SKIPPED, BatchPlan, Item, Row
from sorikit.apps.recordings import STDIN
from sorikit.core.codecs import check_file, write_error
from sorikit.core.errors import InputError, SorikitError
from sorikit.core.events import Event
from sorikit.core.text import Transcript
from sorikit.formats import write
from sorikit.formats.subtitles import SubtitleRule
from sorikit.pipelines.sources import transcript_stage
from sorikit.pipelines.stages import Workspace, digest_file
from sorikit.store.fetch import fetch, is_url, shown_url, unchanged
from sorikit.store.locks import try_locked

RESULTS = "results"
"""Folder in an item's workspace where results are made, so that a killed run leaves nothing among the finished ones."""


@dataclass(frozen=True, slots=True)
class Task:
    """An item in work. Use it with ``with``: that lets it go."""

    item: Item
    path: Path
    """File to hear."""
    digest: str
    """Of its bytes."""
    workspace: Workspace
    missing: dict[str, Path]
    """Format → file, of the results that are still to be written."""
    held: ExitStack

    def __enter__(self) -> Task:  # noqa: PYI034
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.held.close()


class Desk:
    """Where items are handed out and results come in. Safe to use from several threads."""

    def __init__(self, plan: BatchPlan, journal: Journal) -> None:
        self.plan = plan
        self._journal = journal
        self._versions: dict[str, str] = {}
        """Item → what the server calls the version that was fetched."""
        self._stage = transcript_stage(plan.options)
        self._wish = self._stage if plan.word_times else f"{self._stage}-plain"
        if plan.rule != SubtitleRule():  # the words stay, the files are written anew
            self._wish += f"-{hashlib.blake2b(repr(plan.rule).encode(), digest_size=6).hexdigest()}"

    def take(self, item: Item) -> Generator[Event, None, Task | Row | None]:
        """Return the item as a Task; as a Row where it is finished already; None while another run works on it.

        Yields what there is to tell of a download. Raises what ``fetch`` and ``check_file`` raise.
        """
        with ExitStack() as stack:
            if not stack.enter_context(try_locked(self.plan.lock(item))):
                return None
            files = self.plan.files(item)
            before = None if self.plan.overwrite else self._journal.finished(item.name)
            if before is not None and self._still_there(item, before):
                self._put_away(item)
                return Row(item, SKIPPED, files, before.facts)
            path = yield from self._bring(item)
            check_file(path, name=item.source)
            digest = digest_file(path)
            missing = files
            if before is not None and (before.digest, before.wish) == (digest, self._wish):
                missing = {ending: file for ending, file in files.items() if not file.exists()}
                if not missing:
                    self._put_away(item)
                    return Row(item, SKIPPED, files, before.facts)
            space = Workspace(self.plan.place(item, digest))
            shutil.rmtree(space.folder / RESULTS, ignore_errors=True)  # a run that was killed may have left some
            if self.plan.overwrite:
                space.forget(self._stage)
            return Task(item, path, digest, space, missing, stack.pop_all())

    def kept(self, task: Task) -> Transcript | None:
        """Return the transcript that an earlier run made of the task's recording, with the same options."""
        return task.workspace.load(self._stage, Transcript)

    def keep(self, task: Task, transcript: Transcript) -> None:
        """Keep a transcript that was made elsewhere. Raises DiskFull or OutputNotWritable."""
        task.workspace.save(self._stage, transcript)

    def finish(self, task: Task, transcript: Transcript, seconds: float) -> Row:
        """Write what is missing of an item's results, then remember that it is finished. Raises DiskFull or OutputNotWritable."""
        item = task.item
        transcript = replace(transcript, source=item.title)
        before = self._journal.finished(item.name)
        facts = facts_of(transcript, seconds)
        if before is not None and len(task.missing) < len(self.plan.formats):  # the words are those of before
            facts = before.facts
        if not self.plan.word_times:
            transcript = replace(transcript, segments=tuple(replace(one, words=()) for one in transcript.segments))
        making = task.workspace.folder / RESULTS
        try:
            for name, file in task.missing.items():
                _publish(write(transcript, making / file.name, name, rule=self.plan.rule), file)
        finally:
            shutil.rmtree(making, ignore_errors=True)
        files = self.plan.files(item)
        finished = Finished(item.name, item.identity, task.digest, self._wish, tuple(files), facts)
        self._journal.finish(finished, self._versions.get(item.name, ""))
        self._put_away(item)
        return Row(item, DONE, files, facts)

    def failed(self, item: Item, error: Exception) -> Row:
        """Return the row of an item that could not be done."""
        if not isinstance(error, SorikitError):
            what = f"{type(error).__name__}: {error}"
            error = SorikitError(
                detail=f"{item.source}: this is a mistake of ours ({what}); the other files go on",
                detail_ko=f"{item.source}: 저희 쪽 오류입니다({what}). 다른 파일은 계속합니다",
            )
        elif isinstance(error, InputError) and "path" in error.fields:  # our copy of it has a name that nobody knows
            error = type(error)(**{**error.fields, "path": _shown(item)})
        return Row(item, FAILED, error=error)

    def _bring(self, item: Item) -> Generator[Event, None, Path]:
        """Return the file of an item, fetched where it lies at an address."""
        if item.source == STDIN and self.plan.stdin is not None:
            return self.plan.stdin
        if item.identity.startswith("url:") and is_url(item.source):
            target = self.plan.fetched(item)
            version = yield from fetch(item.source, target, self.plan.fetching)
            self._versions[item.name] = version
            return target
        return Path(item.source)

    def _still_there(self, item: Item, before: Finished) -> bool:
        """Whether an address needs no download: its results are all there, and the server says that it has not changed."""
        if not item.identity.startswith("url:") or before.wish != self._wish:
            return False
        there = all(file.exists() for file in self.plan.files(item).values())
        return there and unchanged(item.source, self._journal.version(item.name), self.plan.fetching)

    def _put_away(self, item: Item) -> None:
        """Remove what was fetched (next time the address may hold something new) and the lock of a finished item.

        Whoever gets hold of the lock after this looks into the journal first, and finds the item finished.
        """
        with contextlib.suppress(OSError):  # Windows keeps open files
            self.plan.lock(item).unlink()
        if item.identity.startswith("url:"):
            shutil.rmtree(self.plan.fetched(item).parent, ignore_errors=True)


def _shown(item: Item) -> str:
    if item.source == STDIN:
        return "stdin"
    return shown_url(item.source) if item.identity.startswith("url:") else item.source


def _publish(made: Path, target: Path) -> None:
    """Move a whole result to its place. Raises DiskFull or OutputNotWritable."""
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        made.replace(target)
    except OSError as error:
        raise write_error(error, target) from error
