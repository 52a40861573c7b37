"""The library of known voices: one SQLite file, every entry sealed, forgotten for good when asked.

Outside the seals stand only a version, the salt, and random record numbers: neither names nor how a voice sounds can be
read without the passphrase. SQLite overwrites what is deleted (``secure_delete``) and the file is rewritten after each
change (``VACUUM``), so that a forgotten voice leaves no trace in it; its journal, which is removed, never held more than
sealed records either.
"""

from __future__ import annotations

import difflib
import json
import os
import secrets
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import replace
from pathlib import Path

import numpy as np

from sorikit.core.errors import (
    InvalidOption,
    OutputNotWritable,
    UnknownVoice,
    VoiceExists,
    VoiceLibraryBusy,
    VoiceLibraryDamaged,
    VoiceLibraryMissing,
)
from sorikit.voices._records import from_record, to_record
from sorikit.voices.entry import KnownVoice, checked_name
from sorikit.voices.vault import Lock, Vault, unlock

VERSION = 1
PATIENCE = 20.0
"""Seconds that one program waits for another one to finish its change."""
_SCHEMA = """
CREATE TABLE library (version INTEGER NOT NULL, salt BLOB NOT NULL, n INTEGER NOT NULL, r INTEGER NOT NULL,
                      p INTEGER NOT NULL, proof BLOB NOT NULL);
CREATE TABLE voices (id TEXT PRIMARY KEY, sealed BLOB NOT NULL);
"""
_PROOF = b"sorikit library of voices"


class VoiceLibrary:
    """An open library. Each change is one transaction; several programs may use one file at once."""

    def __init__(self, path: Path, vault: Vault) -> None:
        """Use ``open_library``, which checks the passphrase."""
        self._path = path
        self._vault = vault

    def voices(self) -> list[KnownVoice]:
        """Return all entries, by name."""
        with self._connected() as database:
            return sorted((voice for _, voice in self._entries(database)), key=lambda voice: voice.name.casefold())

    def find(self, name: str) -> KnownVoice:
        """Return the entry called ``name`` (any case). Raises UnknownVoice, which offers the closest names."""
        with self._connected() as database:
            return self._row(database, name)[1]

    def enroll(self, voice: KnownVoice) -> KnownVoice:
        """Add a voice, or samples to the one that has its name, and return the entry.

        A recording that is there already is not added twice. The newer consent stands. Raises InvalidOption where the entry was made by another embedding model.
        """
        voice = replace(voice, name=checked_name(voice.name))
        with self._changing() as database:
            known = self._by_name(database, voice.name)
            if known is None:
                self._put(database, _new_id(), voice)
                return voice
            row, older = known
            merged = replace(_together(older, voice), consent=voice.consent)
            self._put(database, row, merged)
            return merged

    def rename(self, name: str, new_name: str) -> KnownVoice:
        """Give an entry another name. Raises UnknownVoice, or VoiceExists for the name of somebody else."""
        new_name = checked_name(new_name)
        with self._changing() as database:
            row, voice = self._row(database, name)
            taken = self._by_name(database, new_name)
            if taken is not None and taken[0] != row:
                raise VoiceExists(
                    name=new_name,
                    detail=f'To make one of both: sori speakers merge "{name}" "{new_name}"',
                    detail_ko=f'하나로 합치려면: sori speakers merge "{name}" "{new_name}"',
                )
            renamed = replace(voice, name=new_name)
            self._put(database, row, renamed)
            return renamed

    def merge(self, name: str, into: str) -> KnownVoice:
        """Move the samples of one entry into another, which keeps its name and consent. Raises UnknownVoice."""
        with self._changing() as database:
            row, voice = self._row(database, name)
            other_row, other = self._row(database, into)
            if row == other_row:
                raise InvalidOption(
                    option="merge", detail=f"{name!r} is one entry", detail_ko=f"{name!r}은(는) 같은 목소리입니다"
                )
            merged = _together(other, voice)
            self._put(database, other_row, merged)
            database.execute("DELETE FROM voices WHERE id = ?", (row,))
            return merged

    def forget(self, name: str) -> None:
        """Remove an entry for good. Raises UnknownVoice."""
        with self._changing() as database:
            database.execute("DELETE FROM voices WHERE id = ?", (self._row(database, name)[0],))

    def add_all(self, voices: Sequence[KnownVoice]) -> list[str]:
        """Add the entries of another library, those of a name that is here already as more samples; return the names.

        All or none. Raises InvalidOption where an entry of that name was made by another embedding model.
        """
        with self._changing() as database:
            for voice in voices:
                known = self._by_name(database, voice.name)
                row, merged = (_new_id(), voice) if known is None else (known[0], _together(known[1], voice))
                self._put(database, row, merged)
        return [voice.name for voice in voices]

    def _put(self, database: sqlite3.Connection, row: str, voice: KnownVoice) -> None:
        sealed = self._vault.seal(json.dumps(to_record(voice), ensure_ascii=False).encode(), row.encode())
        database.execute("INSERT OR REPLACE INTO voices (id, sealed) VALUES (?, ?)", (row, sealed))

    def _entries(self, database: sqlite3.Connection) -> Iterator[tuple[str, KnownVoice]]:
        for row, sealed in database.execute("SELECT id, sealed FROM voices"):
            try:
                yield row, from_record(json.loads(self._vault.open(sealed, row.encode())))
            except (ValueError, KeyError, TypeError) as error:
                raise VoiceLibraryDamaged(path=self._path, detail=f"record {row}", detail_ko=f"기록 {row}") from error

    def _by_name(self, database: sqlite3.Connection, name: str) -> tuple[str, KnownVoice] | None:
        wanted = " ".join(name.split()).casefold()
        return next((pair for pair in self._entries(database) if pair[1].name.casefold() == wanted), None)

    def _row(self, database: sqlite3.Connection, name: str) -> tuple[str, KnownVoice]:
        found = self._by_name(database, name)
        if found is None:
            names = [voice.name for _, voice in self._entries(database)]
            near = ", ".join(difflib.get_close_matches(name, names, n=3, cutoff=0.5))
            raise UnknownVoice(
                name=name,
                detail=f"Did you mean: {near}? " if near else "",
                detail_ko=f"혹시: {near}? " if near else "",
            )
        return found

    @contextmanager
    def _connected(self) -> Iterator[sqlite3.Connection]:
        with _database(self._path) as database:
            yield database

    @contextmanager
    def _changing(self) -> Iterator[sqlite3.Connection]:
        """One transaction, whole or not at all; then the file is rewritten without what is no longer in it."""
        with _database(self._path) as database:
            database.execute("BEGIN IMMEDIATE")
            try:
                yield database
            except BaseException:
                database.execute("ROLLBACK")
                raise
            database.execute("COMMIT")
            with suppress(sqlite3.OperationalError):  # somebody reads just now: what was deleted is overwritten already
                database.execute("VACUUM")


def open_library(path: str | os.PathLike[str], passphrase: str, *, create: bool = False) -> VoiceLibrary:
    """Open the library at ``path``; ``create`` makes one where there is none.

    Raises VoiceLibraryMissing where there is none and ``create`` is False, InvalidOption for an empty passphrase,
    WrongPassphrase, VoiceLibraryDamaged, VoiceLibraryBusy, OutputNotWritable, RuntimeMissing without the extra ``voices``.
    """
    file = Path(path)
    if not passphrase:
        raise InvalidOption(option="passphrase", detail="must not be empty", detail_ko="비어 있으면 안 됩니다")
    if not file.exists():
        if not create:
            raise VoiceLibraryMissing(path=file)
        _create(file, passphrase)
    with _database(file) as database:
        row = database.execute("SELECT version, salt, n, r, p, proof FROM library").fetchone()
    if row is None or row[0] != VERSION:
        raise VoiceLibraryDamaged(path=file, detail="unknown version", detail_ko="모르는 판")
    vault = unlock(passphrase, Lock(*row[1:5]))
    vault.open(row[5], _PROOF)
    return VoiceLibrary(file, vault)


def _create(path: Path, passphrase: str) -> None:
    """Make the file under another name first, readable by its owner alone, so that nobody ever sees half of it."""
    lock = Lock.new()
    vault = unlock(passphrase, lock)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        os.close(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        with closing(sqlite3.connect(draft)) as database:
            database.executescript(_SCHEMA)
            row = (VERSION, lock.salt, lock.n, lock.r, lock.p, vault.seal(_PROOF, _PROOF))
            database.execute("INSERT INTO library VALUES (?, ?, ?, ?, ?, ?)", row)
            database.commit()
        with suppress(FileExistsError):
            os.link(draft, path)  # unlike a rename, never over a library that somebody else made meanwhile
    except OSError as error:
        raise OutputNotWritable(path=path, detail=error.strerror or str(error)) from error
    finally:
        draft.unlink(missing_ok=True)


@contextmanager
def _database(path: Path) -> Iterator[sqlite3.Connection]:
    try:
        with closing(sqlite3.connect(path, timeout=PATIENCE, isolation_level=None)) as database:
            database.execute("PRAGMA journal_mode = DELETE")
            database.execute("PRAGMA secure_delete = ON")
            database.execute("PRAGMA temp_store = MEMORY")
            yield database
    except sqlite3.OperationalError as error:
        text = str(error)
        if "locked" in text or "busy" in text:
            raise VoiceLibraryBusy(path=path) from error
        if "readonly" in text or "unable to open" in text:
            raise OutputNotWritable(path=path, detail=text) from error
        raise VoiceLibraryDamaged(path=path, detail=text) from error
    except sqlite3.DatabaseError as error:
        raise VoiceLibraryDamaged(path=path, detail=str(error)) from error


def _new_id() -> str:
    return secrets.token_hex(8)


def _same_model(known: KnownVoice, other: KnownVoice) -> None:
    if known.model != other.model:
        raise InvalidOption(
            option=known.name,
            detail=f"was enrolled with the model {known.model}, which {other.model} cannot add to; forget it first",
            detail_ko=f"{known.model} 모델로 등록되어 있어 {other.model} 모델로 더할 수 없습니다. 먼저 지우세요",
        )


def _together(known: KnownVoice, other: KnownVoice) -> KnownVoice:
    """Return ``known`` with the samples of ``other`` that it does not have yet."""
    _same_model(known, other)
    fresh = [one for one in other.samples if not any(np.array_equal(one.vector, own.vector) for own in known.samples)]
    return replace(known, samples=(*known.samples, *fresh))
