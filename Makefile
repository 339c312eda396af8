# Two commands do everything: `make demo` and `make test`. Both set up what is missing.

BENCH ?= ../shared/bench
PYTHON ?=
RUN := .venv/bin
export PYTHON

.DEFAULT_GOAL := help
.PHONY: help setup demo test bench bench-speed model samples clean

help: ## Say what can be made
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/make \1\t\2/p' Makefile | expand -t 18

setup: ## Install what is missing, nothing more
	@./setup.sh

demo: ## Digitise the project's own samples into ./var
	@./setup.sh
	@$(RUN)/sohoa run samples --batch samples

test: ## Format, lint, types, import rules and every test
	@./setup.sh dev train
	$(RUN)/ruff format --check .
	$(RUN)/ruff check .
	$(RUN)/mypy
	$(RUN)/lint-imports
	$(RUN)/pytest

bench: ## Score on a folder of scans with known truth: BENCH=FOLDER
	@./setup.sh
	$(RUN)/python tests/bench/score.py $(BENCH)

bench-speed: ## Time against bare tesseract, both on one core: BENCH=FOLDER
	@./setup.sh
	$(RUN)/python tests/bench/speed.py $(BENCH)

model: ## Train the language model anew and write its scores beside it
	@./setup.sh train
	$(RUN)/python -m training.train

samples: ## Make samples/ anew
	@./setup.sh train
	$(RUN)/python -m training.samples

clean: ## Remove the environment and caches; ./var stays
	rm -rf .venv build .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
