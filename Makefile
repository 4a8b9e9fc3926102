# The commands of Lodge. `make` alone lists them.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
CONFORMANCE_CHECK ?= $(wildcard ../shared/conformance/check.py)

.PHONY: help run test test-fast demo check conformance bench load attack chaos chaos-queue chaos-tokens strip-pictures pictures format lock clean

help:  ## List the commands
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 14

run: $(VENV)/runs  ## Start everything here: web, worker, schedule and a simulated Atlassian; ARGS="--port 9000"
	@exec $(BIN)/python -m config.run --die-with-parent $(ARGS)

test: $(VENV)/tests  ## Run the whole suite, on the PostgreSQL, Redis and Chromium found here
	@$(BIN)/python -m tests $(ARGS)

test-fast: $(VENV)/tests  ## In a minute: unit and integration tests on SQLite, without browser, Redis and what is slow by nature
	@$(BIN)/python -m tests --fast $(ARGS)

demo: $(VENV)/tests  ## Play the main job over real HTTP: sign in, link, file, comment, refresh; KIND=api_token or data_center for another credential
	@$(BIN)/python -m tests.demo $(ARGS)

check: $(VENV)/tests  ## Format, lint, types, import contracts, house rules, migrations, deploy check, templates
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy .
	$(BIN)/lint-imports
	$(BIN)/python -m tests.rules
	$(BIN)/python -m tests.support.deploy_check
	$(BIN)/djlint templates --check --lint --quiet

conformance: $(VENV)/tests  ## Record the journeys (or take RECORDED=folder) and hold them against Atlassian's contracts
	@mkdir -p var
	$(BIN)/python -m tests.conformance var/traffic.har $(RECORDED)
	@if [ -n "$(CONFORMANCE_CHECK)" ]; then $(BIN)/python $(CONFORMANCE_CHECK) var/traffic.har; \
	else echo "var/traffic.har is recorded; set CONFORMANCE_CHECK to a checker to hold it against the contracts."; fi

bench: $(VENV)/tests  ## Measure the numbers of docs/numbers.md here, side by side; ARGS="--tick 1000000", AGAINST=a revision
	@$(BIN)/python -m tests.bench $(if $(AGAINST),--against $(AGAINST)) $(ARGS)

load: $(VENV)/tests  ## Let people work through two web processes, Jira slow with faults; N=200 SECONDS=600, or FULL=1
	@$(BIN)/python -m tests.campaigns.load

attack: $(VENV)/tests  ## Do what one hostile person or server can do, and print what others feel; ARGS="pictures mail", FULL=1
	@$(BIN)/python -m tests.campaigns.attack $(ARGS)

chaos-tokens: $(VENV)/tests  ## Kill, race and rotate while tokens are renewed; N=40 kills at each point in full, KIND=api_token and so on
	@$(BIN)/python -m tests.campaigns.tokens

chaos: $(VENV)/tests  ## File in a storm of faults and kills, and count what became of each report; N=2000 in full
	@$(BIN)/python -m tests.campaigns.filing

chaos-queue: $(VENV)/tests  ## Kill those who put into the queue without Redis and take from it; N=20000 messages in full
	@$(BIN)/python -m tests.campaigns.queue

strip-pictures: $(VENV)/tests  ## Clean pictures of every format and count what is refused, grows, changes or is left; N=200 in full
	@$(BIN)/python -m tests.campaigns.pictures

pictures: $(VENV)/tests  ## Take README's pictures again
	$(BIN)/python -m tests.support.screenshots docs/pictures

format: $(VENV)/tests  ## Format code and templates
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .
	$(BIN)/djlint templates --reformat --quiet

lock: $(VENV)/tests  ## Pin requirements*.in again
	for name in requirements requirements-sandbox requirements-dev; do $(BIN)/uv pip compile --quiet --universal --python-version 3.11 \
	--generate-hashes --no-header --no-emit-index-url --no-emit-find-links $$name.in --output-file $$name.txt; done

clean:  ## Forget var/: database, simulated Atlassian, demo accounts
	rm -rf var

# Debian's python3 may come without venv's pip: then the pip beside it serves.
$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Lodge needs Python 3.11 or newer: make PYTHON=python3.11")'
	@$(PYTHON) -m venv $(VENV) >/dev/null 2>&1 || $(PYTHON) -m venv --without-pip --clear $(VENV)

define install
	@echo "Installing what $(1) names (once) …"
	@if $(BIN)/python -m pip --version >/dev/null 2>&1; then $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $(1); \
	else $(PYTHON) -m pip --python $(BIN)/python install --quiet --disable-pip-version-check --require-hashes -r $(1); fi
	@touch $@
endef

$(VENV)/runs: requirements-sandbox.txt | $(VENV)/bin/python
	$(call install,requirements-sandbox.txt)

$(VENV)/tests: requirements-dev.txt | $(VENV)/bin/python
	$(call install,requirements-dev.txt)
	@touch $(VENV)/runs
