# Every step of Clusterscape's work. A step runs again only when what it is made from has changed.
# Paths are relative throughout, so that a folder with spaces in its name works too.

# From the command line, as in `make run PORT=8080`; some shells and tools export a HOST that means something else.
HOST = $(or $(CLUSTERSCAPE_HOST),127.0.0.1)
PORT ?= $(or $(CLUSTERSCAPE_PORT),8000)
STORE = $(or $(CLUSTERSCAPE_STORE),var/store)
PYTHON ?=
JOBS := $(shell expr $$(getconf _NPROCESSORS_ONLN) + 1)
ARGS =

BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet install
COMPILE := CUSTOM_COMPILE_COMMAND="make lock" $(BIN)/pip-compile --quiet --generate-hashes --strip-extras --allow-unsafe \
	--no-emit-options --no-emit-index-url --no-emit-find-links --no-emit-trusted-host
# Some images set it: each of the many programs that tests and services start would then compile all modules anew.
unexport PYTHONDONTWRITEBYTECODE
ASSETS := $(shell find viz/assets -name node_modules -prune -o -type f -print)

.DEFAULT_GOAL := help
.PHONY: help run demo load setup dev assets test coverage check format bench pictures release lock hooks clean

help:
	@echo "make run      set up, load the data, serve on http://$(HOST):$(PORT) (PORT=… HOST=… STORE=… PYTHON=…)"
	@echo "make test     set up, run all tests, some at once (ARGS='-k name' for some)"
	@echo "make coverage the same, and which lines no test runs; twice as long"
	@echo "make setup    virtual environment, locked packages, front end; leaves $(BIN)/clusterscape"
	@echo "make check    ruff, mypy, import-linter, audit and reasoning over the vocabulary, types of the front end"
	@echo "make format   let ruff write what it can put right"
	@echo "make load     bring the graph in $(STORE) up to date with the shipped data"
	@echo "make assets   build the front end from npm, by its lock file"
	@echo "make bench    measure loading and answering, print a table"
	@echo "make pictures make the pictures of the guides anew, and docs/guides, from the running program (needs Chromium)"
	@echo "make release  build the wheel, front end included, in dist/"
	@echo "make lock     write the lock files anew from pyproject.toml"
	@echo "make hooks    let git run the checks before each commit"
	@echo "make clean    remove everything that the steps above have made"

run: load
	@exec $(BIN)/clusterscape serve --host "$(HOST)" --port "$(PORT)" --store "$(STORE)"

# The shipped data are the sample: they load in seconds.
demo: run

load: setup
	@$(BIN)/clusterscape load --store "$(STORE)"

setup: .venv/.project assets

dev: .venv/.dev .venv/.project

assets: viz/static/.built

# One process more than there are cores: tests wait for deadlines, kills and browsers.
test: dev assets
	@$(BIN)/python -m pytest --numprocesses $(JOBS) --dist worksteal $(ARGS)

# To look at every line takes twice as long.
coverage: dev assets
	@rm -f .coverage .coverage.*
	@$(BIN)/python -m pytest --numprocesses $(JOBS) --dist worksteal --cov --cov-report=term $(if $(ARGS),--cov-fail-under=0) $(ARGS)

check: dev viz/assets/node_modules/.ready
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/clusterscape ontology audit
	@if command -v java >/dev/null; then $(BIN)/clusterscape ontology check; \
	else echo "Left out: clusterscape ontology check, which needs Java (Debian, Ubuntu: apt install default-jre-headless)"; fi
	cd viz/assets && npm run --silent check

format: dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: dev assets
	@$(BIN)/python -m bench $(ARGS)

pictures: dev load
	@$(BIN)/python -m tests.journeys.pictures "$(STORE)"

release: dev assets
	@rm -rf dist
	$(BIN)/python -m build --wheel --no-isolation

lock: dev
	$(COMPILE) --build-deps-for editable --output-file requirements.lock pyproject.toml
	$(COMPILE) --extra dev --constraint requirements.lock --output-file requirements-dev.lock pyproject.toml

hooks:
	@git config core.hooksPath .githooks
	@echo "git runs .githooks/pre-commit before each commit from now on"

clean:
	rm -rf .venv var dist viz/static viz/assets/node_modules .coverage .coverage.* .mypy_cache .ruff_cache .pytest_cache .import_linter_cache

.venv/.made:
	@for python in $(if $(PYTHON),"$(PYTHON)",python3 python3.14 python3.13 python3.12 python3.11); do \
		"$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || continue; \
		"$$python" -c 'import ensurepip, venv' 2>/dev/null || { \
			echo "$$("$$python" --version) cannot make virtual environments: install its venv package (Debian, Ubuntu: apt install python3-venv)." >&2; exit 1; }; \
		echo "Making .venv with $$("$$python" --version)"; \
		"$$python" -m venv --clear .venv && touch $@; exit; \
	done; \
	echo "Clusterscape needs Python 3.11 or newer; found: $$("$(or $(PYTHON),python3)" --version 2>/dev/null || echo none)." >&2; \
	echo "Install one from your system's packages or python.org, or name one: make run PYTHON=/path/to/python3.11" >&2; exit 1

.venv/.runtime: .venv/.made requirements.lock
	@echo "Installing the locked packages"
	@$(PIP) --require-hashes --requirement requirements.lock && touch $@

.venv/.dev: .venv/.runtime requirements-dev.lock
	@echo "Installing the locked packages for development"
	@$(PIP) --require-hashes --requirement requirements-dev.lock && touch $@

# The build tool stands in requirements.lock, so nothing unlocked is fetched here.
.venv/.project: .venv/.runtime pyproject.toml
	@$(PIP) --no-deps --no-build-isolation --editable . && touch $@

viz/assets/node_modules/.ready: viz/assets/package.json viz/assets/package-lock.json
	@node -e 'process.exit(parseInt(process.versions.node) < 20 ? 1 : 0)' 2>/dev/null || { \
		echo "Clusterscape needs Node.js 20 or newer; found: $$(node --version 2>/dev/null || echo none). Install it from nodejs.org or your system's packages." >&2; exit 1; }
	@command -v npm >/dev/null || { \
		echo "Clusterscape needs npm, which comes with Node.js or as a package of its own (Debian, Ubuntu: apt install npm)." >&2; exit 1; }
	@echo "Installing the front end's packages"
	@cd viz/assets && npm ci --no-audit --no-fund --loglevel=error && touch node_modules/.ready

viz/static/.built: viz/assets/node_modules/.ready $(ASSETS)
	@echo "Building the front end"
	@cd viz/assets && npm run --silent build
	@mkdir -p viz/static && touch $@
