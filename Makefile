# make run · make test · make lint · make types · make bench · make evals · make lock
# Needs git, make and Python 3.11 or newer (with venv). Everything else is installed into .venv.

PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11 python; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$p; break; }; done)
VENV := .venv
BIN := $(VENV)/bin
PINGTI_HOME ?= home
PORT ?= 8000
SERVE ?= 1
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet install --no-deps

.PHONY: run test lint types bench evals lock clean
.DELETE_ON_ERROR:

run: $(VENV)/run.stamp
	@$(BIN)/pingti --home $(PINGTI_HOME) demo --port $(PORT) $(if $(filter 0 no false,$(SERVE)),--no-serve,--serve)

test: $(VENV)/dev.stamp
	$(BIN)/python -m pytest -n 2 --dist loadgroup

lint: $(VENV)/dev.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	$(BIN)/mypy

types: $(VENV)/dev.stamp
	$(BIN)/mypy

bench: $(VENV)/bench.stamp
	@for file in bench/*.py; do echo "== $$file"; $(BIN)/python $$file || exit 1; done

evals: $(VENV)/dev.stamp
	$(BIN)/python -m pytest tests/evals
	$(BIN)/python tests/evals/public.py

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "pingti needs Python 3.11 or newer; install it, or say where it is: make PYTHON=/path/to/python3"; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/run.stamp: requirements.lock pyproject.toml | $(BIN)/python
	@echo "Installing into $(VENV) (about a minute, once) ..."
	@$(PIP) --require-hashes -r requirements.lock
	@$(PIP) --editable .
	@touch $@

$(VENV)/dev.stamp: requirements-dev.lock pyproject.toml | $(BIN)/python
	@echo "Installing into $(VENV) (about a minute, once) ..."
	@$(PIP) --require-hashes -r requirements-dev.lock
	@$(PIP) --editable .
	@touch $@ $(VENV)/run.stamp

$(VENV)/bench.stamp: requirements-bench.lock | $(VENV)/dev.stamp
	@$(PIP) --require-hashes -r requirements-bench.lock
	@touch $@

# Needs uv. sentence-transformers, umap and others that BERTopic names but we do not use stay out.
LOCK := uv pip compile --quiet --no-header --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --overrides lock-overrides.txt
lock:
	$(LOCK) pyproject.toml --extra themes -o requirements.lock
	$(LOCK) requirements-dev.in -o requirements-dev.lock
	$(LOCK) requirements-bench.in -o requirements-bench.lock

clean:
	rm -rf $(VENV) build *.egg-info
