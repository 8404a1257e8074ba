# make demo · make demo-all · make validate · make test · make test-slurm · make test-full · make bench · make lint · make site · make config-reference · make config-schema
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
REPORT := results/report.html
# One thread per process: two processes share the machine, and oversubscribed threads spin.
PYTEST := OMP_NUM_THREADS=1 $(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder

.PHONY: demo demo-all validate test test-slurm test-full bench lint site config-reference config-schema lock clean
.DELETE_ON_ERROR:

# elasticdeform's wheels were built for numpy 1: it is compiled here.
$(VENV)/.ready: pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	PIP_NO_BINARY=elasticdeform $(BIN)/pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	@touch $@

demo: $(VENV)/.ready
	$(BIN)/snakemake --cores all
	@if [ ! $(REPORT) -nt results/spottune_mgmt/provenance.json ]; then $(BIN)/snakemake --report $(REPORT); fi
	@$(BIN)/python -m radiogenomics.report.headline results/spottune_mgmt/metrics.csv config/config.yaml
	@echo "The study: $(CURDIR)/results/spottune_mgmt/report.html; with the run's statistics: $(CURDIR)/$(REPORT)"

# All studies at demo scale, one configuration after the other, and one page that links them.
DEMOS := radiomics_mgmt efficientnet_mgmt pseudocolour_idh resnet10_mgmt segmentation twin_tower_response
demo-all: $(VENV)/.ready
	$(BIN)/snakemake --cores all all results/published/published.html
	for study in $(DEMOS); do $(BIN)/snakemake --cores all --configfile config/$$study.yaml || exit 1; done
	@$(BIN)/radiogenomics compare $(foreach study,config $(DEMOS),--configfile config/$(study).yaml)
	@$(BIN)/python -m radiogenomics.report.index results

# Negative and positive controls of the default config, without training; fails where one of them does.
validate: $(VENV)/.ready
	$(BIN)/snakemake --cores all validate

test: $(VENV)/.ready
	$(PYTEST) -m 'not full and not slurm'

# On a cluster that the test data of `tests/conftest.py` can start; one test after the other, for they share it.
test-slurm: $(VENV)/.ready
	OMP_NUM_THREADS=1 $(BIN)/python -m pytest -m slurm

test-full: $(VENV)/.ready
	$(PYTEST)

# A table of speeds, with ratios to the straightforward way; results/bench holds it as CSV. Takes up to 20 minutes.
bench: $(VENV)/.ready
	$(BIN)/python benchmarks/table.py

lint: $(VENV)/.ready
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/snakefmt --check Snakefile workflow/rules
	$(BIN)/snakemake --lint
	$(BIN)/codespell

# The documentation, into site/; a broken link stops it (not with --quiet, which hides warnings from the strict mode, too).
site: $(VENV)/.ready
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build

config-reference: $(VENV)/.ready
	$(BIN)/python -m radiogenomics.config_reference config

# For editors that check YAML; the first line of config/config.yaml names it.
config-schema: $(VENV)/.ready
	$(BIN)/python -m radiogenomics.config_schema config

# Versions that were installed and run together; torch's local suffix (+cpu) is left to the platform.
lock: $(VENV)/.ready
	$(BIN)/pip freeze --exclude-editable | sed 's/+cpu$$//' > constraints.txt

# What is read: pages, tables, figures. All of it is made again in minutes, for what it is made of stays: downloads, scans,
# checkpoints, trained networks, searches, predictions, measured times.
READ := report.html tables figures cards checklists workflow ro-crate-metadata.json
clean:
	@for cohort in results/*/cohort.csv; do for name in $(READ); do rm -rf "$${cohort%/*}/$$name"; done; done
	rm -rf site results/published $(REPORT) results/index.html results/index.csv results/compare.html results/compare.csv results/compare_tests.csv
