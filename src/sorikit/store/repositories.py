"""Models of a hub that the catalogue does not list: ``sori pull owner/name`` looks one up, and its card is kept beside it.

The card names the commit that was looked up, so that the model is the same until it is removed and pulled again.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from sorikit.core.errors import ModelNotInstalled
from sorikit.store.catalogue import Hub, ModelCard, ModelFile
from sorikit.store.disk import Expected, write_whole

RECORDS = ".repositories"
"""Folder of the cache that holds the cards, one JSON file each."""
_NAME = re.compile(r"[A-Za-z0-9][\w.-]*/[A-Za-z0-9][\w.-]*")
_COMMIT = re.compile(r"[0-9a-f]{40}")
_SHARD = re.compile(r"model-\d+-of-\d+\.safetensors")
_CONVERTED = {
    "model.bin",
    "config.json",
    "tokenizer.json",
    "vocabulary.json",
    "vocabulary.txt",
    "preprocessor_config.json",
}
_CHECKPOINT = {
    "config.json", "generation_config.json", "preprocessor_config.json", "tokenizer.json", "tokenizer_config.json",
    "vocab.json", "merges.txt", "added_tokens.json", "special_tokens_map.json", "model.safetensors",
    "model.safetensors.index.json",
}  # fmt: skip
_MELOTTS = {"model.onnx", "tokens.txt", "lexicon.txt"}
"""As k2-fsa publishes MeloTTS for sherpa-onnx."""


def is_repository(name: str) -> bool:
    """Return whether a name is written like a repository of the hub: ``owner/name``."""
    return bool(_NAME.fullmatch(name)) and ".." not in name


def chosen_files(names: Iterable[str]) -> list[str]:
    """Return the files of a repository that its engine needs: a CTranslate2 model, else safetensors, else MeloTTS, else one ONNX network with its settings.

    None for others: weights in other formats, pickles above all, are never fetched.
    """
    there = set(names)
    if "model.bin" in there and there & {"vocabulary.json", "vocabulary.txt"}:
        return sorted(there & _CONVERTED)
    if "model.safetensors" in there:
        return sorted(there & (_CHECKPOINT - {"model.safetensors.index.json"}))
    if "model.safetensors.index.json" in there:
        return sorted((there & _CHECKPOINT) | {name for name in there if _SHARD.fullmatch(name)})
    networks = [name for name in there if name.endswith(".onnx") and "/" not in name]
    if there >= _MELOTTS:
        return sorted(_MELOTTS)
    settings = there & {f"{name}.json" for name in networks}  # as Piper keeps its voices
    return sorted({*networks, *settings}) if len(networks) == 1 else []


def repository_card(name: str, revision: str, files: Iterable[str], license_name: str = "") -> ModelCard:
    """Return the card of a repository at a commit; sizes and hashes are asked for when it is pulled.

    Raises ValueError for what is no commit.
    """
    if not _COMMIT.fullmatch(revision):
        raise ValueError(f"{revision!r} is not a commit")
    return ModelCard(
        name=name,
        title=name,
        task="asr",
        engine="",
        default=False,
        sample_rate=16_000,
        languages=("*",),
        license=license_name,
        source=f"https://huggingface.co/{name}",
        extra="",
        files=tuple(ModelFile(file, None, None, Hub(name, revision, file)) for file in files),
    )


def keep_record(cache: Path, card: ModelCard) -> None:
    """Remember the card of a repository. Raises CacheNotWritable, DiskFull."""
    revisions = {file.source.revision for file in card.files if isinstance(file.source, Hub)}
    row = {"revision": min(revisions), "files": [file.name for file in card.files], "license": card.license}
    write_whole(_record(cache, card.name), [json.dumps(row, indent=1).encode()], Expected())


def drop_record(cache: Path, name: str) -> None:
    """Forget a repository's card."""
    _record(cache, name).unlink(missing_ok=True)


def recorded(cache: Path, name: str) -> ModelCard | None:
    """Return the card of a repository that was looked up before; None where it was not, or cannot be read."""
    try:
        row = json.loads(_record(cache, name).read_text("utf-8"))
        files = [str(file) for file in row["files"] if Path(str(file)).name == file]
        return repository_card(name, str(row["revision"]), files, str(row.get("license", "")))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def all_recorded(cache: Path) -> Iterator[ModelCard]:
    """Yield the cards of all repositories that were looked up, by name."""
    for path in sorted((cache / RECORDS).glob("*.json")):
        card = recorded(cache, path.stem.replace("--", "/", 1))
        if card is not None:
            yield card


def not_here(name: str) -> ModelNotInstalled:
    """Return the error for a repository that was never pulled."""
    return ModelNotInstalled(name=name, command=f"sori pull {name}")


def _record(cache: Path, name: str) -> Path:
    return cache / RECORDS / f"{name.replace('/', '--', 1)}.json"
