# Consult: `make demo` shows it, `make test` proves it, `make check` is every gate.
PYTHON ?= python3
unexport PYTHONDONTWRITEBYTECODE # each process would compile everything anew
BIN := .venv/bin
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps
CATALOGUES := $(wildcard translations/*/LC_MESSAGES/messages.po)

.DEFAULT_GOAL := help
.PHONY: help demo test test-whole check lint types contracts strings lock extract browser-needed clean

help: ## say what can be made
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 14

.venv/ready: requirements-build.lock requirements-dev.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Consult needs Python 3.11 or newer")'
	@$(PYTHON) -c 'import venv, ensurepip' || { echo 'Python has no venv module: install the python3-venv package'; exit 1; }
	@echo 'Setting up .venv (once, a minute or two)'
	@$(PYTHON) -m venv --clear .venv
	@$(INSTALL) --only-binary :all: -r requirements-build.lock
	@$(INSTALL) --only-binary :all: --no-binary flask-principal --no-build-isolation --use-pep517 -r requirements-dev.lock
	@$(BIN)/python -m pip check
	@touch $@

.venv/consult: .venv/ready pyproject.toml
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

.venv/catalogues: .venv/consult $(CATALOGUES)
	@$(BIN)/consult i18n compile
	@touch $@

demo: .venv/catalogues ## set up, load the fictitious demonstration, print its address
	@$(BIN)/consult demo

test: .venv/catalogues ## every test, on SQLite and PostgreSQL, in a browser where there is one
	@$(BIN)/python -m pytest -n auto --dist loadgroup

test-whole: .venv/catalogues ## the same, everything on both databases and on both screens
	@CONSULT_TESTS=whole $(BIN)/python -m pytest -n 3 --dist loadgroup

check: .venv/catalogues lint types contracts strings test-whole ## every gate

lint: .venv/consult ## style
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .

types: .venv/consult ## strict types
	@$(BIN)/mypy

contracts: .venv/consult ## what may import what
	@$(BIN)/lint-imports

strings: .venv/catalogues ## the catalogues hold every string and are whole
	@$(BIN)/consult i18n check

extract: .venv/consult ## bring the catalogues up to date with the code
	@$(BIN)/consult i18n extract

COMPILE = $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate
lock: .venv/ready ## write the lock files anew
	$(COMPILE) requirements-build.in -o requirements-build.lock
	$(COMPILE) requirements.in -o requirements.lock
	$(COMPILE) -c requirements.lock requirements-dev.in -o requirements-dev.lock
	@! grep -nE '://|^-' requirements.lock requirements-dev.lock requirements-build.lock

clean: ## forget everything made
	rm -rf .venv build
