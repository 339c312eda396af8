# Two commands do everything: `make demo` and `make test`. Both set up what is missing.

BENCH ?= ../shared/bench
SCANS ?= ../shared/reference/scans/government
EVERY ?= 1
TRIALS ?= build/trials
READINGS ?= var/store/derived
STORED ?= var
SEED ?= 11
DOCUMENTS ?= 1000000
FILED ?= 1000
FAULTS ?= 100
PAGES ?= 200
FUZZ ?= 5000
SETS := skew:150 turned:400 blank:1000 conditions:30 codes:80 boxes:60 stamped:24
PYTHON ?=
RUN := .venv/bin
export PYTHON

.DEFAULT_GOAL := help
.PHONY: help setup demo test bench bench-reading bench-throughput bench-ablation \
	bench-pages bench-sense bench-memory bench-extraction bench-extraction-ablation \
	bench-boxes bench-words bench-exports bench-linking bench-find bench-queue bench-dashboard bench-campaign bench-filing bench-whole \
	bench-scaling bench-machines bench-faults fuzz model samples clean

help: ## Say what can be made
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/make \1\t\2/p' Makefile | expand -t 24

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
	$(RUN)/pytest -n auto --maxprocesses 4 --dist worksteal

bench: ## Score on a folder of scans with known truth: BENCH=FOLDER
	@./setup.sh
	$(RUN)/python tests/bench/score.py $(BENCH)

# Without a bench folder pages are made, which needs what training needs.
OWN := $(if $(wildcard $(BENCH)/dev/truth),,train)
READING = --bench $(BENCH) --scans $(SCANS) --every $(EVERY)

bench-reading: ## How well text is read, beside OCRmyPDF: BENCH=FOLDER SCANS=FOLDER
	@./setup.sh bench $(OWN)
	$(RUN)/python -m tests.bench.reading $(READING)

bench-throughput: ## Pages a minute, beside OCRmyPDF, and where the CPU goes: BENCH=FOLDER
	@./setup.sh bench $(OWN)
	$(RUN)/python -m tests.bench.throughput $(READING)

bench-ablation: ## What each step and each reader is worth: BENCH=FOLDER SCANS=FOLDER
	@./setup.sh $(OWN)
	$(RUN)/python -m tests.bench.ablation $(READING)

bench-pages: ## Skew, turns, blanks, codes, checkboxes, on sets made for it in TRIALS
	@./setup.sh train
	for set in $(SETS); do $(RUN)/python -m training.trials $${set%:*} --out $(TRIALS)/$${set%:*} \
		--seed $(SEED) --count $${set#*:} || exit 1; done
	$(RUN)/python -m tests.bench.pages $(TRIALS)
	$(RUN)/python -m tests.bench.marks $(TRIALS)/codes
	$(RUN)/python -m tests.bench.marks $(TRIALS)/boxes

bench-sense: ## How often cross-checks doubt right values and wrong ones: BENCH=FOLDER
	@./setup.sh train
	$(RUN)/python -m tests.bench.sense $(BENCH)
	$(RUN)/python -m tests.bench.sense --own 600 --rounds 1

bench-extraction: ## Pages a second from kept readings to fields: READINGS=FOLDER
	@./setup.sh
	$(RUN)/python -m tests.bench.extraction $(READINGS)

bench-extraction-ablation: ## What each part of the extraction is worth: BENCH=FOLDER READINGS=FOLDER
	@./setup.sh
	$(RUN)/python -m tests.bench.worth $(BENCH) --readings $(READINGS)

bench-boxes: ## Whether fields' boxes, read back, give their text: BENCH=FOLDER READINGS=FOLDER
	@./setup.sh
	$(RUN)/python -m tests.bench.boxes $(BENCH) --readings $(READINGS)

bench-words: ## Words a second of the language model, from kept readings: READINGS=FOLDER
	@./setup.sh
	$(RUN)/python -m tests.bench.words $(READINGS)

bench-exports: ## Whether all documents of a home go out as valid FHIR and insurer's XML: STORED=FOLDER
	@./setup.sh dev
	$(RUN)/python -m tests.bench.exports $(STORED)

bench-linking: ## Links to a made register of 1,000,000 patients: precision, recall, time
	@./setup.sh
	$(RUN)/python -m tests.bench.linking

bench-find: ## How soon documents are found among DOCUMENTS made ones
	@./setup.sh
	$(RUN)/python -m tests.bench.find --documents $(DOCUMENTS)

bench-queue: ## How soon the queue answers with 100,000 tasks
	@./setup.sh
	$(RUN)/python -m tests.bench.queue

bench-dashboard: ## How soon the dashboard answers with 100,000 words of stewards
	@./setup.sh
	$(RUN)/python -m tests.bench.dashboard

bench-campaign: ## How soon the director's page answers, and how long a count of a million documents takes
	@./setup.sh
	$(RUN)/python -m tests.bench.campaign

bench-filing: ## Times and sizes for each 1,000 documents, filed from the kept readings of a home: STORED=FOLDER
	@./setup.sh
	$(RUN)/python -m tests.bench.filing $(STORED) --documents $(FILED)

bench-whole: ## Memory and time of verify with 10,000 objects and with 200,000
	@./setup.sh
	$(RUN)/python -m tests.bench.whole

bench-scaling: ## 2 cores against 1, pages a minute of short and long runs, urgent scans beside a long run
	@./setup.sh
	for what in cores flat lanes; do $(RUN)/python -m tests.bench.scaling $$what || exit 1; done

bench-machines: ## A run on two network namespaces, a worker killed in it; as root
	@./setup.sh dev
	$(RUN)/python -m tests.bench.machines

bench-faults: ## 100 faults at seeded moments of runs of 200 pages; goes on where it stopped: FAULTS=100 PAGES=200
	@./setup.sh dev
	$(RUN)/python -m tests.bench.faults --seeds $(FAULTS) --pages $(PAGES)

fuzz: ## Every parser of our own on FUZZ things that nobody wrote
	@./setup.sh dev train
	FUZZ=$(FUZZ) $(RUN)/pytest tests/fuzz -n auto --maxprocesses 4

bench-memory: ## Peak memory on a file of 1,000 pages and on one of 60
	@./setup.sh
	$(RUN)/python -m tests.bench.memory

model: ## Train the language model anew, and score it; PAPERS=FOLDER: VietBioNER; CORRECTIONS=FILE: of sohoa learn --data
	@./setup.sh train
	$(RUN)/python -m training.train $(if $(PAPERS),--vietbioner $(PAPERS)) $(if $(CORRECTIONS),--corrections $(CORRECTIONS))

samples: ## Make samples/ anew
	@./setup.sh train
	$(RUN)/python -m training.samples

clean: ## Remove the environment and caches; ./var stays
	rm -rf .venv build .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
