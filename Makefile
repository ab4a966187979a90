# `make run` tries it, `make test` checks it; both install what they need into .venv first.

PYTHON ?= python3
BIN := .venv/bin
LOCKED := .venv/locked
INSTALLED := .venv/installed
COMPILER := .venv/compiler

.DEFAULT_GOAL := help
.PHONY: help run test bench lock

help:
	@echo "make run            start everything on this machine: http://127.0.0.1:8000"
	@echo "make run DEMO=200   the same, with 200 simulated responses per questionnaire"
	@echo "make test           format, types and every test"
	@echo "make bench          measure speed and memory beside their budgets"
	@echo "make lock           pin the newest versions that pyproject.toml allows"

run: $(INSTALLED)
	@$(BIN)/survey run $(if $(DEMO),--demo $(DEMO))

test: $(INSTALLED)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	@left_out=$$(sh tests/system-packages) && sh tests/with-postgresql $(BIN)/pytest $$left_out $(TESTS)

bench: $(INSTALLED)
	@$(BIN)/python tests/bench

# The lock names versions and hashes only, no place they come from.
# What else pip is told on this machine (extra indexes, local wheels) must not leak into it.
lock: $(COMPILER)
	env -u PIP_FIND_LINKS -u PIP_EXTRA_INDEX_URL -u PIP_INDEX_URL PIP_CONFIG_FILE=/dev/null \
		$(COMPILER)/bin/pip-compile --quiet --upgrade --generate-hashes --all-extras --all-build-deps \
		--allow-unsafe --strip-extras --no-header --no-emit-options --no-emit-index-url \
		--no-emit-find-links --no-emit-trusted-host --output-file requirements.lock pyproject.toml

$(COMPILER):
	$(PYTHON) -m venv $(COMPILER)
	$(COMPILER)/bin/pip install --quiet pip-tools

$(LOCKED): requirements.lock
	@PYTHON=$(PYTHON) sh tests/python-with-venv
	@echo "Installing into .venv; the first time takes a minute or two."
	@$(PYTHON) -m venv --clear .venv
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@touch $@

# Editable, and built by the locked setuptools: nothing unlocked is fetched.
$(INSTALLED): $(LOCKED) pyproject.toml
	@$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@
