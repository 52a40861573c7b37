"""Fixtures of the store's tests; what they are made of is in ``store_bench``."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from store_bench import (
    REVISION,
    HubModel,
    HubServer,
    Joined,
    MakeHubModel,
    Site,
    make_card,
    make_file,
    random_bytes,
)

from sorikit.store import Hub, ModelFile, Packaged, Store
from sorikit.store.catalogue import Part


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    """The hub of these tests is on this machine; a proxy of the person's would not find it."""
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Site:
    folder = tmp_path / "site"
    folder.mkdir()
    monkeypatch.syspath_prepend(str(folder))
    return Site(folder)


@pytest.fixture
def joined(site: Site, tmp_path: Path) -> Joined:
    big, small = random_bytes(300_000), b'{"config": true}'
    first = site.install("tiny-model-1", {"tiny_model_1/model.bin.part1": big[:200_000]})
    second = site.install(
        "tiny-model-2", {"tiny_model_2/model.bin.part2": big[200_000:], "tiny_model_2/config.json": small}
    )
    parts = (Part(first, "tiny_model_1/model.bin.part1"), Part(second, "tiny_model_2/model.bin.part2"))
    card = make_card(
        make_file("model.bin", big, Packaged(parts)),
        make_file("config.json", small, Packaged((Part(second, "tiny_model_2/config.json"),))),
    )
    return Joined(Store(cache=tmp_path / "cache", catalogue=(card,)), card, big, site)


@pytest.fixture
def hub() -> Iterator[HubServer]:
    server = HubServer()
    yield server
    server.close()


@pytest.fixture
def hub_model(hub: HubServer, tmp_path: Path) -> MakeHubModel:
    """Make a model of the given files; ``known=False`` leaves sizes and hashes to the hub."""

    def make(data: dict[str, bytes] | None = None, *, known: bool = True) -> HubModel:
        data = data or {"model.bin": random_bytes(3_000_000), "config.json": b"{}"}
        files = []
        for name, content in data.items():
            hub.files[f"/owner/tiny/resolve/{REVISION}/{name}"] = content
            source = Hub("owner/tiny", REVISION, name)
            files.append(make_file(name, content, source) if known else ModelFile(name, None, None, source))
        card = make_card(*files)
        return HubModel(Store(cache=tmp_path / "cache", catalogue=(card,)), card, data, hub)

    return make
