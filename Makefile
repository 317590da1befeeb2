# Own Time: everything a newcomer needs. `make help` lists it.
.DEFAULT_GOAL := help
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
NO_VENV := Own Time needs Python's venv. On Debian: sudo apt-get install python3-venv
TOO_OLD := Own Time needs Python 3.12 or later; this $(PYTHON) is older. Try: make PYTHON=python3.13 $(MAKECMDGOALS)

.PHONY: help setup demo test exam check messages bench lock clean

help: ## list these commands
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 12

setup: $(READY) ## put everything into .venv

$(READY): requirements.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 12))' || { echo "$(TOO_OLD)" >&2; exit 2; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); echo "$(NO_VENV)" >&2; exit 2; }
	$(BIN)/python -m pip install --quiet --require-hashes --no-deps -r requirements.txt
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

demo: setup ## show the reminder for a sample school in lesson time
	@$(BIN)/owntime demo

test: setup ## run the tests (real Chromium and Firefox among them)
	@sh .ci/browsers
	$(BIN)/python -m pytest

exam: setup ## run what takes longer than a test should
	@sh .ci/browsers
	$(BIN)/python -m pytest -m exam

check: setup ## format, lint, types
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/python .ci/module_size.py
	$(BIN)/mypy

messages: setup ## renew the reminder's catalogues from its templates, its Python and the .po files
	@PYBABEL=$(BIN)/pybabel sh .ci/messages

bench: setup ## measure, each figure a ratio within one run
	$(BIN)/python -m bench

lock: setup ## renew the hashed requirements from pyproject.toml
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile --quiet --universal --python-version 3.12 --generate-hashes --no-header --no-emit-index-url --extra dev --output-file requirements.txt pyproject.toml .ci/build-requirements.in

clean: ## remove what setup made
	rm -rf $(VENV) build dist *.egg-info
