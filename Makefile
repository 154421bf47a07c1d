# The shared language of this project. Every target uses the `python` on PATH and creates no environment.
.DEFAULT_GOAL := help
.PHONY: help setup check test journeys demo official access policies credentials bench bench-live growth mutants kill storm leaks

CONTESTS ?= $(SAIPING_CONTESTS)
N ?= 200
SAMPLE ?= 400
TABLETS ?= 60
MARKS ?= 6000
WORKERS ?= auto

help:  ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

setup:  ## install the product, its extras and its test tools into the python on PATH
	python -m pip install --quiet --upgrade pip
	python -m pip install --quiet --editable '.[all,test]'

check:  ## lint and types
	ruff check .
	ruff format --check .
	mypy

test:  ## every test: SQLite, PostgreSQL, sockets, browser journeys, official contests where there are any; WORKERS=n
	python -m pytest -n $(WORKERS) --dist loadfile

journeys:  ## browser journeys; screenshots go to screenshots/
	SAIPING_SCREENSHOTS=yes python -m pytest tests/journeys
	@echo screenshots: screenshots/

demo:  ## a contest that plays by itself on a live board
	python run.py demo

official:  ## score real contests and compare every official figure; CONTESTS=path takes any folder of packages
	python -m tests.contests.official $(if $(CONTESTS),--contests '$(CONTESTS)')

access:  ## every route, socket and command as every role, in a wrong event and as nobody; planted holes are found
	python -m pytest tests/test_access_matrix.py

policies:  ## every worked case of every award policy; POLICIES=path takes any folder of policy folders
	python -m tests.policies $(if $(POLICIES),--policies '$(POLICIES)')

credentials:  ## credentials held against software that is not ours (needs node and npm) and the published schemas
	python -m tests.credentials

bench:  ## what benchmarks/goals.toml promises, measured side by side
	python -m benchmarks

bench-live:  ## boards in the air: CPU a message beside a C loop, nginx+nchan and node ws; waits, stampede, the page
	python -m benchmarks.live $(if $(NODE_MODULES),--node-modules $(NODE_MODULES))

growth:  ## a chart of what a mark, a replay, certainty and a board cost, from 100 to 10,000 entrants: growth/growth.svg
	python -m benchmarks.growth

mutants:  ## SAMPLE=400 small faults planted in the core at random, SEED=n for those of a run before; 90 % must be found
	python -m tests.mutants --sample $(SAMPLE) $(if $(SEED),--seed $(SEED))

kill:  ## N=200 kills at random moments under load, on both databases
	python -m tests.competition.kill --n $(N)

storm:  ## TABLETS=60 give MARKS=6000 through a bad network and a killed server; PAGES=n in Chromium, DATABASE=postgresql
	python -m tests.judges.storm --tablets $(TABLETS) --marks $(MARKS) $(if $(PAGES),--pages $(PAGES)) $(if $(DATABASE),--database $(DATABASE)) $(if $(SEED),--seed $(SEED))

leaks:  ## hidden marks, names and keys at every door and socket: nothing that they change reaches who may not see them
	python -m pytest tests/judges/leaks tests/judges/test_leaks.py tests/judges/test_leaks_layers.py tests/competition/ceremony/test_console.py tests/journeys/test_tablet_storage.py
