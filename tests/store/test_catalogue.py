"""Each row of the catalogue is complete, pinned and true of the files that are here."""

from __future__ import annotations

import ast
import re
from pathlib import Path, PurePosixPath

import pytest

from sorikit.core.errors import UnknownModel
from sorikit.store import Archived, Embedded, Hub, ModelCard, Packaged, card_of, cards, default_model
from sorikit.store.catalogue import CATALOGUE_FILE, WEIGHTS_FOLDER, Wheel, read_catalogue
from sorikit.store.disk import sha256_of

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "src" / "sorikit"
PYPROJECT = (ROOT / "pyproject.toml").read_text("utf-8")
LICENSES = {"MIT", "Apache-2.0", "ISC", "BSD-2-Clause", "BSD-3-Clause"}
SHA256 = re.compile(r"[0-9a-f]{64}")
TASKS = ("vad", "asr", "segmentation", "speaker", "tts", "pitch", "quality")
HUB_TASKS = ("conversion",)
"""Whose models are all of the hub: what needs none (``pipelines/conversion``) is the default."""

each_card = pytest.mark.parametrize("card", cards(), ids=lambda card: card.name)


def wheels_of(card: ModelCard) -> list[Wheel]:
    wheels = []
    for file in card.files:
        if isinstance(file.source, Packaged):
            wheels += [part.wheel for part in file.source.parts]
        if isinstance(file.source, Archived):
            wheels.append(file.source.part.wheel)
    return wheels


@each_card
def test_row_is_complete(card: ModelCard) -> None:
    assert re.fullmatch(r"[a-z0-9]+([.-][a-z0-9]+)*", card.name)
    assert card.title
    assert card.task in (*TASKS, *HUB_TASKS) or not card.engine
    assert 8000 <= card.sample_rate <= 192_000
    assert card.languages
    assert card.license in LICENSES or card.remote or card.terms  # what is not free is asked for
    assert card.source.startswith("https://")
    assert bool(card.files) != card.remote
    assert len({file.name for file in card.files}) == len(card.files)


@each_card
def test_engine_is_a_class_in_the_room_of_its_task(card: ModelCard) -> None:
    if not card.engine:
        return
    module, _, name = card.engine.partition(":")
    assert module.startswith(f"sorikit.engines.{card.task}.")
    source = (PACKAGE.parent / module.replace(".", "/")).with_suffix(".py").read_text("utf-8")
    assert name in {node.name for node in ast.parse(source).body if isinstance(node, ast.ClassDef)}


@each_card
def test_files_are_pinned_by_size_and_hash(card: ModelCard) -> None:
    for file in card.files:
        path = PurePosixPath(file.name)
        assert not path.is_absolute()
        assert ".." not in path.parts
        if isinstance(file.source, Hub) and file.sha256 is None:
            continue  # asked for at pull time
        assert file.size is not None
        assert file.size > 0
        assert file.sha256 is not None
        assert SHA256.fullmatch(file.sha256)


@each_card
def test_embedded_files_are_the_ones_described(card: ModelCard) -> None:
    for file in card.files:
        if isinstance(file.source, Embedded):
            path = PACKAGE / "store" / file.source.path
            assert path.stat().st_size == file.size
            assert sha256_of(path) == file.sha256


@each_card
def test_hub_revisions_are_commits(card: ModelCard) -> None:
    for file in card.files:
        if isinstance(file.source, Hub):
            assert re.fullmatch(r"[0-9a-f]{40}", file.source.revision)
            assert re.fullmatch(r"[\w.-]+/[\w.-]+", file.source.repository)


@each_card
def test_archives_are_pinned_wheels(card: ModelCard) -> None:
    for wheel in wheels_of(card):
        assert SHA256.fullmatch(wheel.sha256)
        assert wheel.size > 0
        assert wheel.filename.startswith(f"{wheel.package.replace('-', '_')}-{wheel.version}-")
        assert wheel.filename.endswith(".whl")  # a source archive would run code when pip looks at it


@each_card
def test_installable_packages_are_those_of_the_extra(card: ModelCard) -> None:
    for file in card.files:
        if isinstance(file.source, Packaged):
            assert card.extra
            extra = PYPROJECT.split(f"\n{card.extra} = [", 1)[1].split("]", 1)[0]
            for part in file.source.parts:
                assert f'"{part.wheel.package}=={part.wheel.version}"' in extra


def test_names_are_unique() -> None:
    names = [card.name for card in cards()]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("task", TASKS)
def test_each_task_has_one_default_that_needs_no_hub(task: str) -> None:
    defaults = [card for card in cards() if card.task == task and card.default]
    assert [card.name for card in defaults] == [default_model(task).name]
    assert default_model(task).engine
    assert all(isinstance(file.source, Embedded | Packaged) for file in defaults[0].files)


def test_weights_in_the_package_stay_small() -> None:
    sizes = [path.stat().st_size for path in WEIGHTS_FOLDER.iterdir()]
    assert max(sizes) <= 15_000_000
    assert sum(sizes) <= 40_000_000


def test_unknown_names_are_told_with_their_neighbours() -> None:
    with pytest.raises(UnknownModel, match="whisper-base"):
        card_of("wisper-base")
    with pytest.raises(UnknownModel):
        default_model("juggling")


def test_fingerprint_changes_with_any_file() -> None:
    kept = [card for card in cards() if card.files]  # a server's have none
    assert len({card.fingerprint for card in kept}) == len(kept)


def test_malformed_rows_name_themselves(tmp_path: Path) -> None:
    path = tmp_path / "catalogue.toml"
    path.write_text(CATALOGUE_FILE.read_text("utf-8").replace('license = "MIT"', "", 1), "utf-8")
    with pytest.raises(ValueError, match="silero-vad"):
        read_catalogue(path)
