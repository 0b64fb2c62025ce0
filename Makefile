# demo: the whole job over the sample outlets. test, lint, bench: what they say. lock: pin anew.
# fuzz: every reader of outside bytes for FUZZ_SECONDS together; what is found lands among the tests.
# dist: wheel and source archive. package: installs the wheel into a new environment with what is
# pinned, and does the demonstration there, in an empty folder. licences: docs/licences.md anew.
# sbom: the bill of materials of what is installed (CycloneDX), checked against its schema.
# soak: two simulated lives, of SOAK_DAYS days and SOAK_ARTICLES articles; see docs/soak.md.
# validator: the W3C's validator of pages, which `make test` then asks as well; it takes Java.
PYTHON ?= python3
BIN := .venv/bin
SOAK_DAYS ?= 730
SOAK_ARTICLES ?= 30000
VNU := vnu-jar-26.9.27
VNU_SHA256 := 5970d3ffca91a627cf0965e5d91bb2e4242307c29292998de0b419d6a901b2b7

FUZZ_SECONDS ?= 600

.PHONY: demo test lint bench fuzz lock dist package licences sbom validator soak

demo: .venv/installed
	$(BIN)/digest demo demo --output output

test: .venv/installed
	OPENBLAS_NUM_THREADS=1 $(BIN)/pytest -n 3 --dist worksteal

lint: .venv/installed
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

soak: .venv/installed
	OPENBLAS_NUM_THREADS=1 SOAK_DAYS=$(SOAK_DAYS) SOAK_ARTICLES=$(SOAK_ARTICLES) \
		$(BIN)/python -m tests.soak

bench: .venv/installed
	@for file in benchmarks/*.py; do echo "$$file"; $(BIN)/python $$file || exit 1; done

fuzz: .venv/installed
	$(BIN)/python -m tests.fuzzing.run --seconds $(FUZZ_SECONDS)

# --no-deps: the lock names everything, so no resolver is needed, however old the venv's pip.
.venv/installed: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Python 3.11 or later is needed; name it with 'make PYTHON=...'" >&2; exit 1; }
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --no-deps --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation \
		--config-settings editable_mode=compat --editable . >.venv/install.log 2>&1 \
		|| { cat .venv/install.log >&2; exit 1; }
	@touch $@

lock: .venv/installed
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --all-extras --generate-hashes \
		--no-header --no-annotate --no-emit-index-url --no-emit-find-links \
		--output-file requirements.lock pyproject.toml

dist: .venv/installed
	rm -f dist/*.whl dist/*.tar.gz
	$(BIN)/uv build --quiet --no-build-isolation --python $(BIN)/python --out-dir dist .

package: dist
	rm -rf .venv/package
	$(PYTHON) -m venv .venv/package/venv
	.venv/package/venv/bin/python -m pip install --quiet --no-deps --require-hashes \
		-r requirements.lock
	.venv/package/venv/bin/python -m pip install --quiet --no-deps dist/*.whl
	mkdir .venv/package/empty
	cd .venv/package/empty && ../venv/bin/digest init mine && ../venv/bin/digest demo

licences: .venv/installed
	$(BIN)/python -m supply.licences

sbom: .venv/installed
	mkdir -p dist
	$(BIN)/cyclonedx-py environment --output-reproducible --validate --pyproject pyproject.toml \
		--mc-type application --output-format JSON --output-file dist/sbom.cdx.json $(BIN)/python

validator: .venv/$(VNU)/vnu.jar

.venv/$(VNU)/vnu.jar: | .venv/installed
	npm pack --silent --pack-destination .venv $(subst jar-,jar@,$(VNU)) >/dev/null
	echo "$(VNU_SHA256)  .venv/$(VNU).tgz" | sha256sum --check --quiet
	mkdir -p $(@D)
	tar -xzf .venv/$(VNU).tgz -C $(@D) --strip-components=3 -m package/build/dist/vnu.jar
	rm .venv/$(VNU).tgz
