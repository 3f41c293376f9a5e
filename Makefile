# naba: `make help` lists what there is. Nothing needs to be installed by hand but Python (3.11 or later) and make.

PYTHON    ?= $(or $(shell command -v python3.11),$(shell command -v python3))
VENV      := .venv
BIN       := $(VENV)/bin
PIP       := $(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt
NABA      := $(BIN)/naba

IN        ?= corpora/samples
OUT       ?= out
PUBLISHED ?=
GOLD      ?= corpora/gold/dev corpora/gold/train corpora/gold/test

MAKEFLAGS += --no-print-directory
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help extract show test evaluate lint docs bench clean distclean

help: ## list the targets
	@echo 'naba reads Arabic news about outages and gives back facts as JSON. Targets:'
	@sed -n 's/^\([a-z]*\):.*## /  make \1|/p' Makefile | awk -F'|' '{ printf "%-18s%s\n", $$1, $$2 }'
	@echo 'Variables: IN=files or folders, OUT=folder, PUBLISHED=2021-10-05, GOLD=folders, ARGS=more options of naba.'

# Three layers in one environment, each with a stamp: the light core, the tools for work on the code, and the
# engines that need torch. A change of the dependencies installs again.
$(BIN)/python:
	@echo 'Making $(VENV) with $(PYTHON)'
	@$(PYTHON) -m venv --clear $(VENV)

$(VENV)/core.stamp: pyproject.toml constraints.txt | $(BIN)/python
	@echo 'Installing the core into $(VENV) (only when the dependencies change)'
	@$(PIP) --editable .
	@touch $@

$(VENV)/dev.stamp: $(VENV)/core.stamp
	@echo 'Installing the tools for tests and checks into $(VENV)'
	@$(PIP) --editable '.[dev]'
	@touch $@

# torch comes first and by exactly this pin: asked for it through the extras, pip takes gigabytes of CUDA.
$(VENV)/full.stamp: $(VENV)/dev.stamp
	@echo 'Installing torch and the optional engines into $(VENV) (1.5 GB, a few minutes)'
	@$(PIP) torch==2.13.0
	@$(PIP) --editable '.[dev,camel,stanza]'
	@touch $@

extract: $(VENV)/core.stamp ## read IN (our samples), write JSON to OUT
	@$(NABA) extract $(IN) -o $(OUT) $(if $(PUBLISHED),--published $(PUBLISHED)) $(ARGS)

show: $(VENV)/core.stamp ## print the articles and facts of OUT in the terminal
	@$(NABA) show $(OUT) $(ARGS)

test: $(VENV)/full.stamp ## run the whole suite
	@$(BIN)/python -m pytest $(ARGS)

evaluate: $(VENV)/core.stamp ## score an extraction against the checked articles in GOLD; fails below the floors
	@for set in $(GOLD); do $(NABA) evaluate $$set --gate $(ARGS) || exit 1; done

lint: $(VENV)/dev.stamp ## ruff, mypy (strict), the layers of the packages
	@$(BIN)/ruff check --output-format concise .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

docs: $(VENV)/core.stamp ## write schemas, scores and example outputs of README and docs anew
	@$(NABA) schema -o docs/schema
	@$(BIN)/python benchmarks/scores.py
	@$(BIN)/python tests/doc_examples.py

bench: $(VENV)/core.stamp ## measure the start and the way from a clone to the first fact
	@$(BIN)/python benchmarks/cold_start.py
	@$(BIN)/python benchmarks/first_fact.py

clean: ## remove OUT and the caches
	@rm -rf $(OUT) dist build .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis .coverage
	@find pipeline tests benchmarks -name __pycache__ -type d -prune -exec rm -rf {} +

distclean: clean ## also remove the environment
	@rm -rf $(VENV)
