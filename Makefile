# Two commands do all the set-up on a machine with Python 3.11+, git and make:
#   make run    the main job on SQLite, no server needed
#   make test   everything that is checked
PYTHON ?= python3
VENV   ?= .venv
BIN    := $(VENV)/bin
PIP     = $(BIN)/python -m pip --disable-pip-version-check

# SEEDS is a folder of text renderings, saved pages or WARC files to import before the crawl.
SEEDS ?= $(wildcard seeds ../shared/seeds)
ARGS  ?=

# Where it is set, each process that a run or a test starts would compile all our modules anew.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: run demo test lint format bench bench-extraction faults fuzz lock clean help

help:
	@sed -n 's/^#\{1,2\} \{0,1\}//p' Makefile | head -20

# The locks hold names, versions and hashes; --no-deps because they are complete.
$(VENV)/.run: requirements.lock pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed, this is " + sys.version.split()[0] if sys.version_info < (3, 11) else 0)'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(PIP) install --quiet --no-deps --require-hashes -r requirements.lock
	$(PIP) install --quiet --no-deps --editable .
	@touch $@

$(VENV)/.dev: $(VENV)/.run requirements-dev.lock
	$(PIP) install --quiet --no-deps --require-hashes -r requirements-dev.lock
	@touch $@

# Peers of the extraction benchmark, beside the same pins.
$(VENV)/.bench: $(VENV)/.dev requirements-bench.lock
	$(PIP) install --quiet --no-deps --require-hashes -r requirements-bench.lock
	@touch $@

## run: import the seeds if there are any, then fetch every active outlet once
run: $(VENV)/.run
	@status=0; \
	if [ -n "$(SEEDS)" ]; then $(BIN)/aipolicy import $(SEEDS) || status=$$?; fi; \
	$(BIN)/aipolicy run $(ARGS) || status=$$?; \
	exit $$status

## demo: the whole pipeline against the press room, twice, in a folder of its own
demo: $(VENV)/.run
	$(BIN)/aipolicy demo $(ARGS)

# loadfile: what a module sets up (a crawl, a server) is set up once. In their own order: the slow ones
# are among the first.
## test: lint, types, floors, and the tests on SQLite and PostgreSQL
test: lint
	$(BIN)/python -m pytest -n 3 --dist loadfile --no-loadscope-reorder $(ARGS)

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(VENV)/.dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

## bench: pages a second, stage by stage; then extraction, matching and relevance beside their peers
bench: $(VENV)/.bench
	$(BIN)/python -m bench.ingest $(ARGS)
	$(BIN)/python -m bench.extraction
	$(BIN)/python -m bench.matching
	$(BIN)/python -m bench.relevance

## bench-extraction: how right and how fast, beside four peers on the same pages
bench-extraction: $(VENV)/.bench
	$(BIN)/python -m bench.extraction $(ARGS)

## faults: the long tests, then everything around a run taken away, ten kinds, twenty times each; an hour
faults: $(VENV)/.dev
	$(BIN)/python -m pytest -m long
	$(BIN)/python -m bench.faults $(ARGS)

## fuzz: broken pages, lists and texts through everything that reads them
fuzz: $(VENV)/.dev
	$(BIN)/python -m bench.fuzz $(ARGS)

## lock: write the locks anew (needs uv)
lock:
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url --no-annotate pyproject.toml -o requirements.lock
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url --no-annotate --extra dev pyproject.toml -o requirements-dev.lock
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url --no-annotate --extra dev --extra bench -c requirements-dev.lock pyproject.toml -o requirements-bench.lock

clean:
	rm -rf $(VENV) data .pytest_cache .mypy_cache .ruff_cache .hypothesis
