"""Ctrl-C ends a command with its own exit code and one sentence, wherever it strikes."""

from __future__ import annotations

import subprocess
import sys

import pytest


@pytest.mark.parametrize("strike", ["raise KeyboardInterrupt", "exec('raise KeyboardInterrupt')"])
def test_the_exit_code_is_that_of_ctrl_c(strike: str) -> None:
    """Also inside exec(), as when a dataclass is being made: CPython would end as killed by the signal."""
    code = f"""
import sys
from sorikit.apps.cli import models
from sorikit.apps.cli.main import main

def run(args, console):
    {strike}

models.run = run
sys.exit(main(["models", "list"]))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 130, done.stderr
    assert "Finished parts are kept" in done.stderr or "멈췄습니다" in done.stderr
    assert "Traceback" not in done.stderr
