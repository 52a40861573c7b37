"""Holds the house to its rules: who may import whom, file and function sizes, no surprises at import.

Reads every file with ``ast``, so imports inside functions count as well; this file is also the table of rules.
"""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "src" / "sorikit"
FILES = sorted(PACKAGE.rglob("*.py"))

ROOM_MAY_IMPORT: dict[str, tuple[str, ...]] = {
    "core": ("core",),
    "dsp": ("core", "dsp"),
    "formats": ("core", "formats"),
    "metrics": ("core", "metrics"),
    "store": ("core", "store"),
    "voices": ("core", "dsp", "voices"),
    "reading": ("core", "reading"),
    "engines": (
        "core",
        "dsp",
        "store",
        "reading",
        "engines._load",
        "engines._onnx",
        "engines._on_disk",
        "engines._openvino",
        "engines._remote",
        "engines._worker",
        "engines.workers",
    ),  # and its own task, see below
    "features": ("core", "dsp", "features"),  # and the doors of engines, see below
    "plots": ("core", "dsp", "features", "plots"),
    "pipelines": ("core", "dsp", "formats", "voices", "reading", "pipelines"),  # and the doors of engines, see below
    "apps": ("",),
}
"""Room → prefixes (below ``sorikit.``) that it may import. ``""`` is everything."""

THIRD_PARTY: dict[str, set[str]] = {
    "core/codecs.py": {"soundfile"},
    "core/encode.py": {"av"},
    "core/media.py": {"av"},
    "core/sound_files.py": {"av"},
    "core/resample.py": {"soxr"},
    "features": {"librosa", "scipy", "pyarrow"},
    "plots": {"matplotlib"},
    "metrics": {"jiwer", "rapidfuzz", "pyannote", "mir_eval", "scipy", "pystoi", "pesq"},
    "store/catalogue.py": {"tomllib", "tomli"},
    "store/engine_rows.py": {"tomllib", "tomli"},
    "store/environments.py": {"platformdirs"},
    "store/files.py": {"filelock", "platformdirs"},
    "store/locks.py": {"filelock"},
    "store/pull.py": {"filelock", "httpx"},
    "store/transfer.py": {"httpx"},
    "store/fetch.py": {"httpx"},
    "reading/script": {"markdown_it"},
    "engines/_onnx.py": {"onnxruntime"},
    "engines/asr": {"ctranslate2", "tokenizers"},
    "engines/_openvino.py": {"openvino"},
    "engines/asr/_whisper_openvino.py": {"openvino"},
    "engines/asr/openai_api.py": {"httpx"},
    "engines/vad": {"onnxruntime"},
    "engines/segmentation": {"onnxruntime"},
    "engines/speaker": {"onnxruntime"},
    "engines/pitch": {"onnxruntime"},
    "engines/quality": {"onnxruntime"},
    "engines/tts": {"onnxruntime"},
    "engines/tts/openai_api.py": {"httpx"},
    "engines/workers/coqui.py": {"torch", "torchaudio", "TTS"},  # in its environment, never in ours
    "engines/workers/openvoice.py": {"torch", "TTS"},
    "engines/chat": {"httpx"},
    "engines/spacing": {"kiwipiepy"},
    "pipelines/minutes": {"tomllib", "tomli"},
    "apps": {"rich"},
    "apps/video": {"av"},
    "apps/voices.py": {"platformdirs"},
    "apps/bench/runners": {"faster_whisper", "kaldi_native_fbank", "librosa", "pyannote", "torch", "whisper"},
}
"""Path prefix → third-party modules allowed there; numpy is allowed everywhere."""

NETWORK = {"socket", "ssl", "urllib.request", "http.client", "httpx", "requests", "ftplib", "aiohttp", "edge_tts"}
NETWORK_ROOMS = (
    "store/pull.py",
    "store/fetch.py",
    "store/transfer.py",
    "engines/asr/openai_api.py",
    "engines/tts/openai_api.py",
    "engines/tts/edge.py",
    "engines/chat/openai_http.py",
    "apps/server",
    "apps/batch/cluster.py",
)
ENVIRONMENT_ROOMS = ("apps/settings.py", "engines/workers/wire.py")
"""The second is a program of its own: it tells its library, before that is loaded, to stay offline."""
PRINT_ROOM = "apps/cli"
MAX_FILE_LINES = 400
MAX_FUNCTION_LINES = 60


def path_of(file: Path) -> str:
    return file.relative_to(PACKAGE).as_posix()


def room_of(file: Path) -> str:
    parts = file.relative_to(PACKAGE).parts
    return parts[0] if len(parts) > 1 else ""


def tree_of(file: Path) -> ast.Module:
    return ast.parse(file.read_text(encoding="utf-8"), filename=str(file))


def imports_of(file: Path) -> Iterator[tuple[str, int]]:
    """Yield ``(module, line)`` for each import, wherever it stands; ``from a import b`` gives ``a`` and ``a.b``."""
    for node in ast.walk(tree_of(file)):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name, node.lineno
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path_of(file)}:{node.lineno}: relative import"
            assert node.module is not None
            yield node.module, node.lineno
            for alias in node.names:
                yield f"{node.module}.{alias.name}", node.lineno


def is_module(dotted: str) -> bool:
    inside = PACKAGE.joinpath(*dotted.split(".")[1:])
    return inside.with_suffix(".py").exists() or (inside / "__init__.py").exists()


def house_imports(file: Path) -> Iterator[tuple[str, int]]:
    for module, line in imports_of(file):
        if module.startswith("sorikit.") and is_module(module):
            yield module.removeprefix("sorikit."), line


def allowed(file: Path, target: str) -> bool:
    room = room_of(file)
    prefixes = list(ROOM_MAY_IMPORT[room])
    parts = file.relative_to(PACKAGE).parts
    if room == "engines" and len(parts) > 2:
        prefixes.append(f"engines.{parts[1]}")  # an engine knows its own task, never another
    if room in ("pipelines", "features") and target.startswith("engines.") and target.count(".") == 1:
        return not target.split(".")[1].startswith("_")  # doors only
    if target in ("pipelines", "engines", "features", "plots", "metrics", "formats", "store", "core", "dsp", "reading"):
        return True  # the package itself, on the way to a module in it
    return any(not prefix or target == prefix or target.startswith(prefix + ".") for prefix in prefixes)


@pytest.mark.parametrize("file", [f for f in FILES if room_of(f)], ids=path_of)
def test_imports_within_the_house(file: Path) -> None:
    wrong = [f"line {line}: {target}" for target, line in house_imports(file) if not allowed(file, target)]
    assert not wrong, f"{path_of(file)} may not import {wrong}"


@pytest.mark.parametrize("file", FILES, ids=path_of)
def test_third_party_imports(file: Path) -> None:
    path = path_of(file)
    permitted = {"numpy", "sorikit"} | set(sys.stdlib_module_names)
    for prefix, modules in THIRD_PARTY.items():
        if path.startswith(prefix):
            permitted |= modules
    wrong = {module.split(".")[0] for module, _ in imports_of(file)} - permitted
    assert not wrong, f"{path} may not import {sorted(wrong)}"


@pytest.mark.parametrize("file", FILES, ids=path_of)
def test_network_environment_and_print_stay_in_their_rooms(file: Path) -> None:
    path = path_of(file)
    if not path.startswith(NETWORK_ROOMS):
        assert not {module for module, _ in imports_of(file)} & NETWORK, f"{path} may not open the network"
    for node in ast.walk(tree_of(file)):
        if isinstance(node, ast.Attribute) and node.attr in ("environ", "getenv", "environb"):
            assert path in ENVIRONMENT_ROOMS, f"{path}:{node.lineno} reads the environment"
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print":
            assert path.startswith(PRINT_ROOM), f"{path}:{node.lineno} prints"


@pytest.mark.parametrize("file", FILES, ids=path_of)
def test_files_and_functions_stay_small(file: Path) -> None:
    lines = file.read_text(encoding="utf-8").count("\n")
    assert lines <= MAX_FILE_LINES, f"{path_of(file)} has {lines} lines"
    for node in ast.walk(tree_of(file)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert node.end_lineno is not None
            length = node.end_lineno - node.lineno + 1
            assert length <= MAX_FUNCTION_LINES, f"{path_of(file)}:{node.lineno} {node.name} has {length} lines"


@pytest.mark.parametrize("file", FILES, ids=path_of)
def test_no_code_is_executed_from_data(file: Path) -> None:
    forbidden = {"pickle", "marshal", "shelve", "dill", "joblib"}
    assert not {module.split(".")[0] for module, _ in imports_of(file)} & forbidden
    for node in ast.walk(tree_of(file)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            assert node.func.id not in ("eval", "exec"), f"{path_of(file)}:{node.lineno}"
        if isinstance(node, ast.keyword) and node.arg in ("allow_pickle", "shell"):
            assert isinstance(node.value, ast.Constant), f"{path_of(file)}:{node.value.lineno}"
            assert node.value.value is False, f"{path_of(file)}:{node.value.lineno}"


def test_there_are_no_import_cycles() -> None:
    graph = {
        ".".join(f.relative_to(PACKAGE).with_suffix("").parts).removesuffix(".__init__"): {
            target for target, _ in house_imports(f)
        }
        for f in FILES
        if room_of(f) and room_of(f) != "apps"
    }
    finished: set[str] = set()

    def visit(module: str, path: tuple[str, ...]) -> None:
        assert module not in path, " → ".join((*path[path.index(module) :], module))
        if module in finished or module not in graph:
            return
        for target in graph[module]:
            if not module.startswith(target + "."):  # a package on the way to its own module is no cycle
                visit(target, (*path, module))
        finished.add(module)

    for module in graph:
        visit(module, ())


def test_importing_the_package_loads_nothing_heavy() -> None:
    code = "import sorikit, sys; print(*sorted({m.split('.')[0] for m in sys.modules}))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    heavy = {"numpy", "onnxruntime", "ctranslate2", "av", "soxr", "rich", "httpx", "torch", "tokenizers"}
    assert not heavy & set(loaded)


def test_help_loads_no_runtime() -> None:
    code = (
        "import sys; from sorikit.apps.cli.main import build_parser; build_parser();"
        "print(*sorted({m.split('.')[0] for m in sys.modules}))"
    )
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert not {"numpy", "onnxruntime", "ctranslate2", "av", "rich", "httpx", "tokenizers"} & set(loaded)


def test_no_module_is_installed_that_the_core_must_not_need() -> None:
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    core = text.split("dependencies = [", 1)[1].split("]", 1)[0]
    assert "torch" not in core.replace("free of torch", "")


def test_the_tree_of_architecture_md_is_true() -> None:
    """Every folder that ARCHITECTURE.md draws exists, and every room of the package is drawn."""
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    rooms = {p.relative_to(PACKAGE).as_posix() for p in PACKAGE.rglob("*") if (p / "__init__.py").exists()}
    missing = [room for room in rooms if f"{room.split('/')[-1]}/" not in text]
    assert not missing, f"ARCHITECTURE.md does not draw {missing}"
