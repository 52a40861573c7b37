# make meeting   the main job: installs if needed, then minutes of the shipped example (or RECORDING=my.m4a)
# make test      all fast tests
# Needs Python >= 3.10 and make, nothing else.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
OUT ?= minutes
EXAMPLE := src/sorikit/data/example/meeting.ogg
RECORDING ?= $(EXAMPLE)
# The example was "held" on this day; your own recording tells its own, or: MEETING_OPTIONS="--date 2026-03-31"
ifeq ($(RECORDING),$(EXAMPLE))
MEETING_OPTIONS ?= --date 2026-12-01
endif

.DEFAULT_GOAL := help
.PHONY: help setup meeting test lint types check slow bench lock clean

help: ## Show the verbs
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-10s %s\n", $$1, $$2}'

setup: $(STAMP) ## Make .venv with the kit, its default models, and what the tests need

$(STAMP): pyproject.toml requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 10))' || \
		{ echo "sorikit needs Python 3.10 or newer: make PYTHON=python3.11 $(MAKECMDGOALS)"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation -e .
	@touch $@

meeting: setup ## Minutes of the shipped example, or of RECORDING=my.m4a, into minutes/
	$(BIN)/sori meeting "$(RECORDING)" -o "$(OUT)" $(MEETING_OPTIONS)

test: setup ## The fast tests
	$(BIN)/python -m pytest

slow: setup ## All tests, also the slow ones
	$(BIN)/python -m pytest -m "not gpu and not network"

lint: setup ## ruff: rules and formatting
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: setup ## mypy, strict
	$(BIN)/mypy

check: lint types test ## What continuous integration runs

bench: setup ## All benchmarks; writes docs/benchmarks.md
	$(BIN)/python benchmarks/run.py

lock: ## Pin all dependencies anew, for every Python from 3.10 on
	uv pip compile --universal --python-version 3.10 --generate-hashes --no-emit-index-url --no-annotate \
		--extra dev pyproject.toml scripts/build-requirements.in -o requirements.lock

clean: ## Remove what was made
	rm -rf $(VENV) minutes .pytest_cache .mypy_cache .ruff_cache
