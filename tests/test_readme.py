"""The READMEs are true: their tables, their commands, their files, their Python."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

import sorikit
from sorikit.apps.cli.main import build_parser
from sorikit.apps.settings import read_settings
from sorikit.formats import FORMATS

ROOT = Path(__file__).parent.parent
READMES = ("README.md", "README.ko.md")
needs_tree = pytest.mark.skipif(not (ROOT / "Makefile").exists(), reason="runs in the source tree only")


@needs_tree
def test_the_model_tables_are_what_the_catalogue_says() -> None:
    checked = subprocess.run(
        [sys.executable, ROOT / "scripts" / "readme_table.py", "--check"], capture_output=True, text=True, check=False
    )
    assert checked.returncode == 0, checked.stdout + checked.stderr


@pytest.mark.parametrize("readme", READMES)
def test_make_verbs_and_linked_files_exist(readme: str) -> None:
    text = (ROOT / readme).read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    assert set(re.findall(r"^make ([a-z]+)", text, re.MULTILINE)) == {"meeting", "test"} <= targets
    links = [link for link in re.findall(r"\]\(([^)]+)\)", text) if not link.startswith("http")]
    assert links
    assert not [link for link in links if not (ROOT / link).exists()]


@pytest.mark.parametrize("readme", READMES)
def test_options_and_formats_named_are_understood(readme: str) -> None:
    text = (ROOT / readme).read_text(encoding="utf-8")
    (formats,) = re.findall(r"--formats ([a-z,]+)", text)
    assert set(formats.split(",")) == set(FORMATS)
    parser = build_parser()
    parser.parse_args(
        ["meeting", "my.m4a", "-o", "minutes", "--llm", "http://x/v1", "--llm-model", "m", "--formats", formats]
    )


@pytest.mark.parametrize("readme", READMES)
def test_python_in_the_readme_uses_public_names(readme: str) -> None:
    text = (ROOT / readme).read_text(encoding="utf-8")
    for block in re.findall(r"```python\n(.*?)```", text, re.DOTALL):
        for node in ast.walk(ast.parse(block)):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "sorikit":
                assert node.attr in sorikit.__all__


@pytest.mark.parametrize("readme", READMES)
def test_variables_named_are_read(readme: str) -> None:
    source = Path(sys.modules[read_settings.__module__].__file__ or "").read_text(encoding="utf-8")
    for variable in re.findall(r"`((?:SORI|HF)_[A-Z_]+)`", (ROOT / readme).read_text(encoding="utf-8")):
        assert f'"{variable}"' in source, variable


def test_both_readmes_tell_the_same() -> None:
    english, korean = ((ROOT / name).read_text(encoding="utf-8") for name in READMES)
    assert english.count("\n## ") == korean.count("\n## ")
    code = re.compile(r"`([^`\n]+)`")
    assert {c for c in code.findall(english) if c.isupper()} == {c for c in code.findall(korean) if c.isupper()}


def test_the_public_names_are_these() -> None:
    assert set(dir(sorikit)) == set(sorikit.__all__)
    for name in sorikit.__all__:
        assert getattr(sorikit, name) is not None
    with pytest.raises(AttributeError):
        sorikit.no_such_name  # noqa: B018
