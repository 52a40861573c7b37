"""Dictionaries that numpy pickled, read without a pickle machine: equal to numpy's own reading, and deaf to anything else."""

from __future__ import annotations

import pickle
from pathlib import Path

import numpy as np
import pytest

from sorikit.engines.workers.statistics import UnreadableError, read_dictionary

STATS = {
    "mel_mean": np.linspace(-4, 4, 80),
    "mel_std": np.ones(80, ">f4"),
    "linear_mean": np.asfortranarray(np.arange(6.0).reshape(2, 3)),
    "frames": np.int64(7),
    "scale": np.float32(2.5),
    "audio_config": {"sample_rate": 22_050, "stats_path": None, "log_func": "np.log10", "list": [1, 2.5, True, "가"]},
}


def saved(path: Path, value: object, protocol: int) -> Path:
    with path.open("wb") as file:
        np.lib.format.write_array_header_1_0(file, {"descr": "|O", "fortran_order": False, "shape": ()})
        pickle.dump(np.array(value, dtype=object), file, protocol=protocol)
    return path


@pytest.mark.parametrize("protocol", [2, 3, 4])
def test_it_reads_what_numpy_reads(tmp_path: Path, protocol: int) -> None:
    found = read_dictionary(saved(tmp_path / "stats.npy", STATS, protocol))
    assert found.keys() == STATS.keys()
    for name, value in STATS.items():
        np.testing.assert_array_equal(found[name], value)


def test_it_reads_what_numpy_saves_today(tmp_path: Path) -> None:
    np.save(tmp_path / "stats.npy", np.array(STATS, dtype=object), allow_pickle=True)
    np.testing.assert_array_equal(read_dictionary(tmp_path / "stats.npy")["mel_mean"], STATS["mel_mean"])


class Evil:
    def __init__(self, bait: Path) -> None:
        self.bait = bait

    def __reduce__(self) -> tuple[object, ...]:
        return (open, (str(self.bait), "w"))


@pytest.mark.parametrize("protocol", [0, 2, 3, 4, 5])
def test_nothing_is_run(tmp_path: Path, protocol: int) -> None:
    path = saved(tmp_path / "stats.npy", {"mel_mean": Evil(tmp_path / "bait")}, protocol)
    with pytest.raises(UnreadableError):
        read_dictionary(path)
    assert not (tmp_path / "bait").exists()


@pytest.mark.parametrize("content", [b"", b"\x93NUMPY\x01\x00", b"\x93NUMPY\x01\x00\x05\x00{}  \n", b"PK\x03\x04 what"])
def test_what_is_no_such_file_is_told(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "stats.npy").write_bytes(content)
    with pytest.raises(UnreadableError):
        read_dictionary(tmp_path / "stats.npy")


def test_cut_files_are_told(tmp_path: Path) -> None:
    whole = saved(tmp_path / "stats.npy", STATS, 4).read_bytes()
    for size in range(130, len(whole) - 1, 97):
        (tmp_path / "cut.npy").write_bytes(whole[:size])
        with pytest.raises(UnreadableError):
            read_dictionary(tmp_path / "cut.npy")
    np.save(tmp_path / "plain.npy", np.zeros(3))
    with pytest.raises(UnreadableError):
        read_dictionary(tmp_path / "plain.npy")
