# make demo: the product on the demonstration world · make test: everything that must pass
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
PORT   ?= 8050
SCALE  ?= small

.PHONY: demo test lint unit bench lock clean env env-dev browser

demo: env            ## build the demonstration world if needed, and serve it
	$(BIN)/cigogne demo --scale $(SCALE) --port $(PORT)

test: lint unit      ## lint, types, imports, then every test (browser journeys included)

lint: env-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache

unit: env-dev browser
	$(BIN)/python -m pytest -n 2 --dist loadgroup

bench: env-dev       ## print the figures quoted in README and docs
	$(BIN)/python -m bench

# A stamp carries the lock it was made from: a changed lock installs again, an unchanged one costs nothing.
env: $(VENV)/.runtime
env-dev: $(VENV)/.dev

$(VENV)/bin/python:
	@echo "cigogne: creating the virtual environment $(VENV)"
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "cigogne needs Python 3.11 or newer: make PYTHON=python3.11 demo")'
	$(PYTHON) -m venv $(VENV)

$(VENV)/.runtime: locks/runtime.txt pyproject.toml | $(VENV)/bin/python
	@test -e $(VENV)/.dev -a ! locks/runtime.txt -nt $(VENV)/.dev || { \
	  echo "cigogne: installing the packages of locks/runtime.txt (about a minute, once)"; \
	  $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r locks/build.txt -r locks/runtime.txt; \
	  $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .; }
	@touch $@

$(VENV)/.dev: locks/dev.txt pyproject.toml | $(VENV)/bin/python
	@echo "cigogne: installing the packages of locks/dev.txt (about two minutes, once)"
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r locks/dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

browser:
	@sh scripts/ensure-browser.sh

lock:                ## resolve the locks again (needs uv)
	sh scripts/lock.sh

clean:
	rm -rf $(VENV) data .mypy_cache .ruff_cache .pytest_cache
