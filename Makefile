# One task file. CI and the commit hook call these recipes, nothing else.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
MESSAGES := $(wildcard src/gelijkop/web/locale/*/LC_MESSAGES/django.po)
STAMP := $(VENV)/.ready
DEV := $(VENV)/.ready-dev

.PHONY: demo test check fix docs messages record bench clean $(addprefix test-,unit spec generative reference privacy snapshot functional docs architecture)

demo: $(STAMP)  ## make the synthetic region and its page in demo/
	$(BIN)/gelijkop demo demo --force

test: $(DEV) check  ## everything CI checks
	$(BIN)/python scripts/need_browser.py
	$(BIN)/python -m pytest -n 2 --dist loadfile --cov --cov-report=term:skip-covered

check: $(DEV)  ## formatter, linter, types, layers, docs drift
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python scripts/make_reference.py --check
	$(BIN)/python scripts/messages.py --check

fix: $(DEV)  ## let the tools settle form
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

test-%: $(DEV)
	$(BIN)/python -m pytest tests/$*

docs: $(DEV)  ## write the generated reference pages
	$(BIN)/python scripts/make_reference.py

messages: $(DEV)  ## extract the messages of the web pages and compile the catalogues
	$(BIN)/python scripts/messages.py

record: $(DEV)  ## record the catalogue that the next version is compared with
	$(BIN)/python scripts/record_catalogue.py

bench: $(DEV)  ## measure side by side; prints ratios
	$(BIN)/python -m bench

clean:
	rm -rf $(VENV) demo build dist *.egg-info src/*.egg-info .coverage .mypy_cache .ruff_cache .pytest_cache .hypothesis

$(STAMP): pyproject.toml constraints.txt setup.py $(MESSAGES)  # the install compiles the messages
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable .
	touch $@

$(DEV): $(STAMP)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable ".[dev]"
	touch $@
