# naba: `make help` lists what there is. Nothing needs to be installed by hand but Python (3.11 or later) and make.

PYTHON    ?= $(or $(shell command -v python3.11),$(shell command -v python3))
VENV      := .venv
BIN       := $(VENV)/bin
PIP       := $(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt
NABA      := $(BIN)/naba

IN        ?= corpora/samples
OUT       ?= out
PUBLISHED ?=
GOLD      ?= corpora/gold/dev corpora/gold/train corpora/gold/test corpora/gold/pages
# Further gold of the project's founders, scored where it lies beside the clone; its floors are in a test.
BESIDE    ?= $(wildcard ../shared/dev/gold ../shared/gold)

# For the shell: one path as it is, spaces and all. IN is a list of paths, unless all of it is the name of one.
quote     = '$(subst ','\'',$(1))'
INPUTS     = $(if $(word 2,$(IN)),$(if $(shell test -e $(call quote,$(IN)) && echo yes),$(call quote,$(IN)),$(IN)),$(IN))
RUNFILES  := articles.jsonl facts.jsonl events.jsonl rejected.jsonl explain.jsonl run.json

MAKEFLAGS += --no-print-directory
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help extract show report test browser evaluate lint docs bench benchmore clean distclean

help: ## list the targets
	@echo 'naba reads Arabic news about outages and gives back facts as JSON. Targets:'
	@sed -n 's/^\([a-z]*\):.*## /  make \1|/p' Makefile | awk -F'|' '{ printf "%-18s%s\n", $$1, $$2 }'
	@echo 'Variables: IN=files or folders, OUT=folder, PUBLISHED=2021-10-05, GOLD=folders, ARGS=more options of naba.'
	@echo 'IN="my articles" is one folder where there is one of this name. Several with spaces: IN="'"'a b' 'c d'"'".'

# Three layers in one environment, each with a stamp: the light core, the tools for work on the code, and the
# peers that need torch. A change of the dependencies installs again.
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
	@echo 'Installing torch, camel-tools, stanza and what trains models into $(VENV), for the tests (1.7 GB, a few minutes)'
	@$(PIP) torch==2.13.0
	@$(PIP) --editable '.[dev,camel,stanza,train]'
	@touch $@

extract: $(VENV)/core.stamp ## read IN (our samples), write JSON to OUT
	@$(NABA) extract $(INPUTS) -o $(call quote,$(OUT)) $(if $(PUBLISHED),--published $(call quote,$(PUBLISHED))) $(ARGS)

show: $(VENV)/core.stamp ## print the articles and facts of OUT in the terminal
	@$(NABA) show $(call quote,$(OUT)) $(ARGS)

# The tests of the report drive a real browser. Without one they are skipped, and say so.
CHROMIUM := chromium chromium-browser google-chrome

browser: ## install Debian's chromium for the tests of the report, where there is none
	@if for name in $(CHROMIUM); do command -v $$name > /dev/null && break; done; then exit 0; fi; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get > /dev/null; then \
		echo "Installing Debian's chromium, which the tests of the report drive (350 MB)"; \
		apt-get update -qq > /dev/null && apt-get install -qq -y --no-install-recommends chromium > /dev/null && exit 0; \
	fi; \
	echo 'No chromium here: the tests of the report in a browser will be skipped. On Debian, as root: apt-get install chromium'

test: $(VENV)/full.stamp browser ## run the whole suite
	@$(BIN)/python -m pytest --numprocesses 2 --dist loadfile $(ARGS)

evaluate: $(VENV)/core.stamp ## score an extraction against the checked articles in GOLD; fails below the floors
	@for set in $(GOLD); do echo; echo "$$set"; $(NABA) evaluate $$set --gate $(ARGS) || exit 1; done
	@for set in $(BESIDE); do echo; echo "$$set"; $(NABA) evaluate $$set $(ARGS) || exit 1; done

lint: $(VENV)/dev.stamp ## ruff, mypy (strict), the layers of the packages
	@$(BIN)/ruff check --output-format concise .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

docs: $(VENV)/dev.stamp ## write schemas, tables, scores and example outputs of README and docs anew
	@$(NABA) schema -o docs/schema
	@$(BIN)/python tests/doc_tables.py
	@$(BIN)/python benchmarks/scores.py
	@$(BIN)/python benchmarks/speed_page.py
	@$(BIN)/python tests/doc_examples.py

report: $(VENV)/core.stamp ## write the run in OUT as one page, report.html
	@$(NABA) report $(call quote,$(OUT)) -o report.html $(ARGS)

bench: $(VENV)/full.stamp ## measure speed, memory, start beside camel-tools, BERT and stanza (ten minutes)
	@$(BIN)/python benchmarks/bench.py $(ARGS)

benchmore: $(VENV)/dev.stamp ## measure the start in parts, the way from a clone to the first fact, pages, stores
	@$(BIN)/python benchmarks/cold_start.py
	@$(BIN)/python benchmarks/first_fact.py
	@$(BIN)/python benchmarks/pages.py
	@$(BIN)/python benchmarks/stores.py

clean: ## remove the run in OUT and the caches
	@if [ -f $(call quote,$(OUT)/run.json) ]; then (cd $(call quote,$(OUT)) && rm -f $(RUNFILES)); \
		rmdir $(call quote,$(OUT)) 2> /dev/null || echo 'OUT has more than a run; that stays.'; fi
	@rm -rf dist build .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis .coverage
	@find pipeline tests benchmarks -name __pycache__ -type d -prune -exec rm -rf {} +

distclean: clean ## also remove the environment
	@rm -rf $(VENV)
