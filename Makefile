# make demo: build the graph from examples/ and serve it.   make test: run the tests, or with ARGS=tests/extraction some of them.
# make check: lint and types.   make fix: format, and mend what ruff can mend.   make docs: the documentation site.
# make lock: pin what tests need.   make mutants: see CONTRIBUTING.md.
PYTHON ?= python3
VENV ?= .venv
PORT ?= 8000
ARGS ?=
BIN := $(VENV)/bin
INSTALLED := $(VENV)/installed
PIP := $(BIN)/pip --quiet --disable-pip-version-check

.PHONY: demo test check fix docs mutants lock clean

demo: $(INSTALLED)
	@$(BIN)/python tools/fetch_yasgui.py
	@echo "Building a release from examples/ into demo-data/"
	@$(BIN)/esrgraph build examples --data demo-data --base http://localhost:$(PORT)/ --keep 2 --nature fictional
	@$(BIN)/esrgraph serve --data demo-data --port $(PORT)

test: $(INSTALLED)
	@echo "Running the tests"
	@$(BIN)/python -m pytest --numprocesses auto --dist loadfile $(ARGS)

check: $(INSTALLED)
	@echo "Checking style and types"
	@$(BIN)/ruff check --quiet .
	@$(BIN)/ruff format --quiet --check .
	@$(BIN)/mypy --no-error-summary

fix: $(INSTALLED)
	@$(BIN)/ruff check --quiet --fix .
	@$(BIN)/ruff format --quiet .

docs: $(INSTALLED)
	@echo "Building the documentation into docs/_build/"
	@$(BIN)/sphinx-build --quiet --fail-on-warning --keep-going docs docs/_build

mutants: $(INSTALLED)
	@$(PIP) install uv
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --group mutants --constraint requirements.lock
	@$(BIN)/mutmut run $(ARGS)
	@$(BIN)/mutmut results | grep -v ': not checked$$' || echo 'Every mutant was noticed'

lock: $(INSTALLED)
	@$(PIP) install uv
	@$(BIN)/uv pip compile pyproject.toml --group dev --universal --quiet --no-annotate --no-header -o requirements.lock

clean:
	@rm -rf $(VENV) demo-data .pytest_cache .mypy_cache .ruff_cache .hypothesis mutants

$(INSTALLED): pyproject.toml requirements.lock
	@echo "Installing into $(VENV)/ (a minute or two the first time)"
	@$(PYTHON) -c 'import sys; sys.version_info >= (3, 11) or sys.exit("esrgraph needs Python 3.11 or newer; say which with make PYTHON=...")'
	@$(PYTHON) -m venv $(VENV)
	@$(PIP) install --requirement requirements.lock
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@
