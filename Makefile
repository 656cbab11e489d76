# The commands of this house. Only git, make and Python 3.11 or newer are needed; each target says what else it misses.
#   make run     make the environment, prepare the database, serve http://localhost:8000
#   make test    every test; what cannot run here is shown as skipped, with the one command that adds it
#   make check   ruff, mypy, import directions, law  (make format mends what it can)
#   make env     only the environment         make bench   measurements, for an hour or so (QUICK=1: a minute)
#   make spark   add PySpark to the environment (only for tables on a Spark cluster)
#   make lock    write requirements/*.txt anew make clean   remove what was made (not var/)

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

# The oldest Python that will do; another may be named: make env PYTHON=python3.12
PYTHON ?= $(shell command -v python3.11 >/dev/null 2>&1 && python3.11 -c '' >/dev/null 2>&1 && echo python3.11 || echo python3)
VENV ?= .venv
BIN := $(VENV)/bin
PORT ?= 8000
PYTEST_ARGS ?=
# One worker more than cores, for tests that wait; the suite holds no state that two workers would share.
WORKERS ?= auto
STAMP := $(VENV)/.made-from

export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PYTHONUTF8 := 1
# Where it is set, every process would read every module's text anew: a second of each start, and tests start hundreds.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help env spark run test check format law-check imports bench lock clean

help:
	@sed -n 's/^#  \{0,1\}//p' Makefile | head -7

env: $(STAMP)

# install ENVIRONMENT'S BIN, LOCK. uv takes seconds where pip takes a minute, but knows nothing of an index or of wheels that
# pip was told of: where it cannot, pip does the same. Both refuse what has another hash.
install = $(BIN)/uv pip install --quiet --python $(1)/python --require-hashes --only-binary :all: -r $(2) 2>/dev/null || \
    $(1)/python -m pip install --quiet --quiet --require-hashes --only-binary :all: -r $(2)

# The stamp is newer than the lock and pyproject: a second `make env` does nothing.
$(STAMP): requirements/dev.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	    echo "Hamroh needs Python 3.11 or newer; $(PYTHON) is older or missing."; \
	    echo "On Debian 12:  sudo apt-get install python3"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
	    echo "This Python cannot make an environment: its venv part is missing."; \
	    echo "On Debian 12:  sudo apt-get install python3-venv"; exit 1; }
	@echo "Making the environment in $(VENV) (once; about half a minute)..."
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --quiet --require-hashes --only-binary :all: -r requirements/uv.txt
	@$(call install,$(BIN),requirements/dev.txt)
	@$(BIN)/python -m pip install --quiet --quiet --no-deps --no-build-isolation --no-index -e .
	@touch $(STAMP)
	@echo "The environment is ready."

run: env
	@$(BIN)/hamroh serve --port $(PORT)

test: env
	@$(BIN)/python tests/run_all.py --workers $(WORKERS) $(PYTEST_ARGS)

check: env
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache
	@$(BIN)/hamroh law check

format: env
	@$(BIN)/ruff check --fix --quiet --exit-zero .
	@$(BIN)/ruff format .

# PySpark comes as source with its Java archives: built here, from its hash. It needs a Java 17 or newer to run.
SPARK_STAMP := $(VENV)/.spark-from
spark: $(SPARK_STAMP)
$(SPARK_STAMP): $(STAMP) requirements/spark.txt
	@echo "Adding PySpark (once; half a gigabyte)..."
	@$(BIN)/python -m pip install --quiet --quiet --require-hashes --no-build-isolation \
	    --only-binary :all: --no-binary pyspark -r requirements/spark.txt
	@touch $(SPARK_STAMP)

law-check: env
	@$(BIN)/hamroh law check

imports: env
	@$(BIN)/lint-imports --no-cache

bench: env
	@mkdir -p build
	@$(BIN)/python -m bench $(if $(QUICK),--quick)

# One solution for the product's four files: dev is solved first and binds the others.
COMPILE := pip compile pyproject.toml requirements/build.in --generate-hashes --universal --python-version 3.11 \
    --no-header --annotation-style line --quiet
lock: env
	@$(BIN)/uv $(COMPILE) --extra site --extra tables --extra kernel --extra proofs --extra test --extra dev $(if $(UPGRADE),--upgrade) -o requirements/dev.txt
	@$(BIN)/uv $(COMPILE) --extra site --extra tables -c requirements/dev.txt --upgrade -o requirements/site.txt
	@$(BIN)/uv $(COMPILE) -c requirements/dev.txt --upgrade -o requirements/base.txt
	@$(BIN)/uv $(COMPILE) --extra tables --extra kernel --extra proofs --extra test -c requirements/dev.txt --upgrade -o requirements/pure.txt
	@$(BIN)/uv pip compile requirements/opponent.in --generate-hashes --universal --python-version 3.11 \
	    --no-header --annotation-style line --quiet $(if $(UPGRADE),--upgrade) -o requirements/opponent.txt
	@$(BIN)/uv $(COMPILE) --extra spark -c requirements/dev.txt --upgrade -o requirements/spark.txt
	@$(BIN)/uv pip compile requirements/uv.in -c requirements/dev.txt --generate-hashes --universal --python-version 3.11 \
	    --no-header --annotation-style line --quiet --upgrade -o requirements/uv.txt
	@git --no-pager diff --stat -- requirements

clean:
	@rm -rf build $(VENV) .pytest_cache .ruff_cache src/hamroh.egg-info
