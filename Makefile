# One environment in .venv, made from the lock file; every other target needs only that.
# Windows without make: see README.md, "Without make".

PYTHON ?= python3
VENV := .venv
ifeq ($(OS),Windows_NT)
BIN := $(VENV)/Scripts
else
BIN := $(VENV)/bin
endif
READY := $(VENV)/ready

.PHONY: demo test slow check bench docs lock sbom locale clean

demo: $(READY)  ## build the demonstration territory in ./alliances-demo and its map
	$(BIN)/alliances demo --no-open

test: $(READY)  ## all tests, on all cores; those that need a browser or a server that is not there skip
	$(BIN)/python -m pytest --numprocesses logical --dist loadfile

slow: $(READY)  ## Apache Spark 4, alone and with two workers; needs Java 17 and SPARK_HOME
	$(BIN)/python -m pytest tests/slow

check: $(READY)  ## lint, format, types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: $(READY)  ## side-by-side benchmarks; they print ratios and fail never
	$(BIN)/python -m tests.benchmarks

# The lock has the hash of every file and names no host: pip's own settings say where to look.
$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c "import sys; sys.exit('Python 3.11 or newer is needed: make PYTHON=python3.12 demo' if sys.version_info < (3, 11) else 0)"
	$(PYTHON) -m venv --clear $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	$(BIN)/python -c "import pathlib; pathlib.Path('$(READY)').touch()"

docs: $(READY)  ## write the reference pages of docs/ from the code
	$(BIN)/python -m tests.reference

lock:  ## renew requirements.lock from pyproject.toml; needs uv
	uv pip compile pyproject.toml --extra spark --group dev --universal --python-version 3.11 \
		--generate-hashes --no-emit-index-url --no-annotate --no-header \
		--output-file requirements.lock

sbom: $(READY)  ## renew docs/sbom.cdx.json and docs/licences.md after a change of requirements.lock
	$(BIN)/python -m tests.release

locale: $(READY)  ## compile the French of click's own words after a change of messages.po
	$(BIN)/pybabel compile -i cli/locale/fr/LC_MESSAGES/messages.po -o cli/locale/fr/LC_MESSAGES/messages.mo

clean:
	rm -rf $(VENV) alliances-demo
