# Two commands for everyone: `make demo` and `make test`. Both set up a private environment in .venv by themselves.
PYTHON ?= python3
VENV := .venv
ifeq ($(OS),Windows_NT)
BIN := $(VENV)/Scripts
else
BIN := $(VENV)/bin
endif

# Compiled code is kept: the many processes of the suite would compile the same files again.
unexport PYTHONDONTWRITEBYTECODE
# One thread a process for linear algebra: threads that wait for each other keep every core busy.
test coverage mutants: export OMP_NUM_THREADS = 1
test coverage mutants: export OPENBLAS_NUM_THREADS = 1

.PHONY: demo test lint docs figures sbom coverage mutants dead clean

demo: $(VENV)/.installed
	$(BIN)/copress demo --fast

test: $(VENV)/.installed-test
	$(BIN)/python -m pytest -n auto --dist loadfile $(if $(SLOW),--slow)

lint: $(VENV)/.installed-lint
	$(BIN)/ruff check .
	$(BIN)/ruff format --check doe surrogate hardware campaigns tests benchmarks
	$(BIN)/mypy
	$(BIN)/lint-imports

docs: $(VENV)/.installed-docs
	$(BIN)/sphinx-build -q -W --keep-going -b html docs docs/_build/html
	@echo "docs/_build/html/index.html is written."

$(VENV)/.created:
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Copress needs Python 3.11 or newer; this is " + sys.version.split()[0] + ". Name a newer one: make PYTHON=python3.12 ...")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade pip
	@touch $@

$(VENV)/.installed: pyproject.toml | $(VENV)/.created
	$(BIN)/python -m pip install --quiet --editable .
	@touch $@

$(VENV)/.installed-test: pyproject.toml | $(VENV)/.created
	$(BIN)/python -m pip install --quiet --editable '.[test]'
	@touch $(VENV)/.installed $@

$(VENV)/.installed-lint: pyproject.toml | $(VENV)/.created
	$(BIN)/python -m pip install --quiet --editable '.[test,lint]'
	@touch $(VENV)/.installed $(VENV)/.installed-test $@

$(VENV)/.installed-docs: pyproject.toml | $(VENV)/.created
	$(BIN)/python -m pip install --quiet --editable '.[docs]'
	@touch $(VENV)/.installed $@

$(VENV)/.installed-quality: pyproject.toml | $(VENV)/.created
	$(BIN)/python -m pip install --quiet --editable '.[test,quality]'
	@touch $(VENV)/.installed $(VENV)/.installed-test $@

coverage: $(VENV)/.installed-quality
	$(BIN)/coverage erase
	$(BIN)/coverage run -m pytest -n auto --dist loadfile --slow
	$(BIN)/coverage combine --quiet
	$(BIN)/coverage report

mutants: $(VENV)/.installed-quality
	$(BIN)/python benchmarks/mutants.py

dead: $(VENV)/.installed-quality
	$(BIN)/vulture

figures: $(VENV)/.installed
	$(BIN)/python docs/images/make.py

sbom: $(VENV)/.installed
	$(PYTHON) -m venv $(VENV)-sbom
	$(VENV)-sbom/bin/python -m pip install --quiet cyclonedx-bom
	mkdir -p build
	$(VENV)-sbom/bin/cyclonedx-py environment --output-file build/copress.cdx.json $(BIN)/python
	rm -rf $(VENV)-sbom
	@echo "build/copress.cdx.json is written (CycloneDX). Licences: $(BIN)/copress doctor --licences"

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis docs/_build
