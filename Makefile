# Everything here sets itself up: it needs Python 3.11 or later, git and make.

# The Python that .venv is made with; name another with `make test PYTHON=/path/to/python`.
PYTHON ?= $(shell for python in python3.14 python3.13 python3.12 python3.11 python3 python; do \
	"$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo "$$python"; break; }; done)
BIN := .venv/bin
# Only a folder that an earlier `make demo` has made is removed; the heading of its README says so.
FORGET_DEMO = if head -n 1 demo/README.md 2>/dev/null | grep -qx ". A target for Syndicate's demo"; then rm -rf demo; fi

# Without the address of any registry, for every system and Python; `--upgrade`, since each lock is a new look.
LOCKED = $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --upgrade \
  --no-emit-index-url --no-emit-find-links --no-header --no-annotate

# How many feeds and pages `make fuzz` tries.
FUZZ ?= 100000

.PHONY: help demo test check audit cover fuzz load lowest mutants format lock hooks docs dist released bench bench-extraction clean

help: ## what can be made
	@sed -n 's/^\([a-z-]*\):.*## /  make \1\t/p' Makefile

demo: .venv/package ## the whole job on the built-in blog, offline, into the folder demo
	@$(FORGET_DEMO)
	@$(BIN)/syndicate demo demo

test: .venv/ready ## all tests
	@$(BIN)/python -m pytest

check: .venv/ready ## lint, formatting and types
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy

cover: .venv/ready ## how much of the code the tests reach, by branches
	$(BIN)/python -m pytest --cov --cov-report=term

fuzz: .venv/ready ## generated feeds, pages and texts for each pattern, FUZZ=100000 of each, and many more of what the tests generate
	@mkdir -p .fuzz/feed .fuzz/page
	$(BIN)/python -m tests.fuzzing feed -timeout=60 -runs=$(FUZZ) -artifact_prefix=.fuzz/ .fuzz/feed fixtures/feeds
	$(BIN)/python -m tests.fuzzing page -timeout=60 -runs=$(FUZZ) -artifact_prefix=.fuzz/ .fuzz/page fixtures/hostile/articles fixtures/articles
	$(BIN)/python -m tests.fuzzing patterns $(FUZZ)
	HYPOTHESIS_PROFILE=long $(BIN)/python -m pytest tests/unit tests/integration/test_shown.py tests/integration/test_two_clones.py tests/integration/test_identity.py
	SAFE=$(FUZZ) SAME=10000 $(BIN)/python -m pytest tests/integration/test_renderers.py -k generated

load: .venv/ready ## 5,000 articles at a rate, and an import that is stopped at 400 instants
	LONG=1 KILLS=100 $(BIN)/python -m pytest -n 0 -s tests/integration/test_load.py tests/integration/test_crashes.py

lowest: .venv/ready ## all tests with the oldest dependencies that pyproject.toml admits
	@$(BIN)/python -m venv --clear .venv/lowest
	@sed -n '/^dependencies/,/^]/s/>=/==/p' pyproject.toml | tr -d ' ",' > .venv/lowest/oldest.txt
	@.venv/lowest/bin/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@# Afterwards, though pip calls it a conflict: the tools of [dev] want newer versions than a user must have.
	.venv/lowest/bin/python -m pip install --quiet --disable-pip-version-check -r .venv/lowest/oldest.txt
	@# Without two checks by tools: the oldest have no types, or others, and an older click than one of them.
	.venv/lowest/bin/python -m pytest \
	  --deselect tests/integration/test_package.py::test_the_checks_before_a_commit_refuse_what_make_check_refuses \
	  --deselect tests/integration/test_actions.py::test_the_action_and_the_workflows_fit_githubs_schemas

audit: .venv/ready ## known holes in the dependencies; needs the network
	$(BIN)/python -m pip install --quiet --disable-pip-version-check pip-audit
	$(BIN)/python -m pip_audit --skip-editable

mutants: .venv/ready ## which small changes of the code no test notices; MUTANTS='syndicate.planner*', or all in an hour
	$(BIN)/python -m pip install --quiet --disable-pip-version-check mutmut
	$(BIN)/mutmut run $(MUTANTS)
	$(BIN)/mutmut results

format: .venv/ready ## put the code into its form
	$(BIN)/ruff check --fix-only --quiet
	$(BIN)/ruff format

docs: .venv/ready ## docs/reference.md and the JSON Schema, from the code
	@$(BIN)/python -m tests.reference

lock: .venv/ready ## the exact versions, with hashes, that the action installs; needs the network
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	@$(LOCKED) pyproject.toml --output-file .github/requirements.txt
	@echo uv | $(LOCKED) - --output-file .github/uv.txt

hooks: .venv/ready ## let git run the checks before each commit
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check pre-commit
	@$(BIN)/pre-commit install

dist: .venv/ready ## the wheel and the sdist, checked, in dist/
	@rm -rf dist
	@$(BIN)/python -m build --no-isolation --outdir dist >/dev/null
	@$(BIN)/python -m twine check --strict dist/*

released: ## whether TAG=v1.2.3 is this version, and CHANGELOG.md has it
	@version=$$(sed -n 's/^version = "\(.*\)"/\1/p' pyproject.toml); \
	test "$(TAG)" = "v$$version" || { echo "The tag $(TAG) is not v$$version, the version in pyproject.toml." >&2; exit 1; }; \
	grep -q "^## \[$$version\] - 20" CHANGELOG.md || { echo "CHANGELOG.md has no heading [$$version] with a date." >&2; exit 1; }

bench: .venv/ready ## times it beside its peers, which need npm
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[bench]'
	@npm install --prefix tests/bench --no-package-lock --no-audit --no-fund --silent
	@$(BIN)/python -m tests.bench

bench-extraction: .venv/ready ## how well the article is found on pages of themes, and on those of ../shared/extraction
	@$(BIN)/python -m tests.bench.extraction

clean: ## remove what was made here
	@$(FORGET_DEMO)
	rm -rf .venv .fuzz mutants .coverage .pytest_cache .mypy_cache .ruff_cache .hypothesis build dist *.egg-info
	find . -name __pycache__ -not -path './.git/*' -prune -exec rm -rf {} +

# The tools of those who change it, beside the package.
.venv/ready: .venv/package
	@echo "Installing the tools for tests and checks; this takes a minute."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch .venv/ready

# Made anew where pyproject.toml has changed since.
.venv/package: pyproject.toml
	@python="$(PYTHON)"; \
	fail() { echo "$$1" >&2; exit 1; }; \
	test -n "$$python" || fail "Syndicate needs Python 3.11 or later, and none was found. Install one, or name it: make PYTHON=/path/to/python"; \
	"$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || fail "Syndicate needs Python 3.11 or later, and $$python is not one. Name another: make PYTHON=/path/to/python"; \
	"$$python" -c 'import ensurepip, venv' 2>/dev/null || fail "$$python cannot make a virtual environment. On Debian and Ubuntu: apt install python3-venv"; \
	echo "Setting up .venv with $$("$$python" --version)."; \
	"$$python" -m venv --clear .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	@touch .venv/package
