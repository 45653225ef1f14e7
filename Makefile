# The two commands are `make demo` and `make test`; `make help` lists the rest.
SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PY_READY := $(VENV)/.ready
NODE_READY := node_modules/.ready
# What holds the management account's credentials has an environment of its own, without tests and linters.
DEPLOY := .venv-deploy
DEPLOY_READY := $(DEPLOY)/.ready
SOURCES := app.py guardrails emulator demo scripts benchmarks tests
export PATH := $(CURDIR)/$(BIN):$(PATH)
export PIP_DISABLE_PIP_VERSION_CHECK := 1
# Else every start compiles all that it imports anew, which takes about as long as a synth.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help setup setup-deploy demo test unit quick e2e mutate coverage benchmark-live lint generate snapshots lock facts sbom reset clean

# An environment with exactly what a lock file names.
define environment
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Python 3.11 or newer is needed: make PYTHON=/path/to/python3.12 $(MAKECMDGOALS)"; exit 1; }
	@$(PYTHON) scripts/install.py $(1) $(2)
endef

help: ## List what can be made
	@grep -hE '^[a-z0-9-]+:.*## ' Makefile | awk -F':.*## ' '{printf "  make %-19s %s\n", $$1, $$2}'

setup: $(PY_READY) $(NODE_READY) ## Install Python packages, Node and the CDK CLI inside this folder

$(PY_READY): requirements-dev.txt
	@echo "==> Python packages into $(VENV), pinned by hash (once)"
	$(call environment,$(VENV),requirements-dev.txt)
	@touch $@

$(NODE_READY): package-lock.json $(PY_READY)
	@echo "==> The CDK CLI into node_modules, pinned by package-lock.json"
	@rm -f $@
	@npm ci --no-audit --no-fund --loglevel=error
	@touch $@

setup-deploy: $(DEPLOY_READY) ## Install into .venv-deploy only what a deployment needs

$(DEPLOY_READY): requirements.txt package.json package-lock.json
	@echo "==> Python packages, Node and the CDK CLI into $(DEPLOY), pinned by hash"
	$(call environment,$(DEPLOY),requirements.txt)
	@cp package.json package-lock.json $(DEPLOY)
	@PATH=$(CURDIR)/$(DEPLOY)/bin:$$PATH npm ci --prefix $(DEPLOY) --no-audit --no-fund --loglevel=error
	@touch $@

demo: setup ## Deploy the example into a local AWS and show the guardrails at work
	@echo "==> The example baseline in a local AWS"
	@$(BIN)/python -m demo

test: setup lint ## Lint, type-check and run every test
	@echo "==> Tests"
	@$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder

QUICK = HYPOTHESIS_PROFILE=unit $(BIN)/python -m pytest -q -n 2 --dist loadfile --no-loadscope-reorder -m "not slow"
UNIT ?= tests/policy tests/posture tests/changes tests/controls

unit: setup ## Run in seconds the quick tests of packing, proving and comparing; UNIT=FOLDER names others
	@$(QUICK) $(UNIT)

quick: setup ## Run all quick tests, which need neither CDK nor the local AWS
	@$(QUICK)

e2e: setup ## Run only the tests that deploy into the local AWS
	@$(BIN)/python -m pytest -m e2e

mutate: setup ## Put 400 small faults into the code, and count those that a test notices (about an hour)
	@$(BIN)/python -m scripts.mutate

coverage: setup ## Show which lines and branches no test runs, but for those that deploy (minutes)
	@mkdir -p .local
	@$(BIN)/python -m coverage erase
	@$(BIN)/python -m coverage run -m pytest -q -n 2 --dist loadfile --no-loadscope-reorder -m "not e2e"
	@$(BIN)/python -m coverage combine --quiet
	@$(BIN)/python -m coverage report

benchmark-live: setup ## Measure capture and adopt of up to 5,000 accounts of a local AWS (20 minutes)
	@$(BIN)/python benchmarks/live.py --accounts 12 300 5000 --write
	@$(BIN)/python benchmarks/live_adopt.py --write

lint: setup ## Check style, types and imports
	@echo "==> ruff, mypy, import contracts"
	@$(BIN)/ruff check $(SOURCES)
	@$(BIN)/ruff format --check $(SOURCES)
	@$(BIN)/mypy
	@$(BIN)/lint-imports

generate: setup ## Write anew what is derived: JSON Schemas, generated pages, deployment policies
	@$(BIN)/python -m guardrails schema > baseline.schema.json
	@$(BIN)/python -m guardrails schema posture > docs/posture.schema.json
	@$(BIN)/python -m guardrails schema capture > docs/capture.schema.json
	@$(BIN)/python -m scripts.rules_page
	@$(BIN)/python -m scripts.lint_page
	@$(BIN)/python -m scripts.warnings_page
	@$(BIN)/python -m scripts.controls_pages
	@$(BIN)/python -m scripts.alarms_page
	@$(BIN)/python -m scripts.costs_table
	@$(BIN)/python -m scripts.proof_page
	@$(BIN)/python -m scripts.handlers
	@$(BIN)/python -m scripts.repair_page
	@$(BIN)/python -m scripts.capture_page
	@$(BIN)/python -m scripts.preflight_page
	@$(BIN)/python -m scripts.execution_policies
	@$(BIN)/python -m scripts.local_aws_page

snapshots: setup ## Accept the changed templates and policies as the new snapshots
	@$(BIN)/python -m pytest -q tests/stacks/test_snapshots.py --snapshot-update

COMPILE = $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header

lock: setup ## Compile requirements*.txt from requirements*.in, then do what facts and sbom do
	@$(COMPILE) requirements-dev.in -o requirements-dev.txt
	@$(COMPILE) requirements.in -c requirements-dev.txt -o requirements.txt
	@$(COMPILE) requirements-uv.in -c requirements-dev.txt -o requirements-uv.txt
	@$(MAKE) --no-print-directory facts sbom

facts: setup ## Pin what packages know of AWS, and print the new actions to look at
	@$(BIN)/python -m scripts.facts

sbom: setup ## Write the licences of all packages, docs/licences.md, and a bill of materials, sbom.cdx.json
	@$(BIN)/python -m scripts.licences
	@$(BIN)/python -m scripts.sbom

reset: ## Forget the local AWS of the last demo
	@rm -rf .local

clean: reset ## Remove everything that was installed or generated
	@rm -rf $(VENV) $(DEPLOY) node_modules cdk.out sbom.cdx.json .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
