# Two commands: `make run` serves the application with its demonstration world, `make test` proves it.

.PHONY: run test check lint unit benchmarks screenshots messages lock clean

run:                ## set up everything and serve http://127.0.0.1:8000 (embedded database in .home)
	@scripts/setup.sh run
	@.venv/bin/comity demo
	@.venv/bin/comity run

test:               ## set up everything and run every check and test, in the browser and on both databases
	@scripts/setup.sh test
	@scripts/test.sh

lint:               ## style, imports and types only
	@scripts/setup.sh test
	@scripts/lint.sh

unit:               ## the tests without a browser, on the embedded database only
	@scripts/setup.sh test
	@.venv/bin/python -m pytest -m "not browser" -n 2

benchmarks:         ## print how fast the first pages are, beside a bare view
	@scripts/setup.sh test
	@.venv/bin/python -m tests.benchmarks.pages
	@.venv/bin/python -m tests.benchmarks.overviews

screenshots:        ## make docs/tour/*.png anew from the demonstration world
	@scripts/setup.sh test
	@.venv/bin/python -m tests.stories.screenshots

messages:           ## collect what is to be translated into comity/locale/ and compile it
	@scripts/setup.sh test
	@scripts/messages.sh

lock:               ## resolve the dependencies anew into requirements/ and frontend/package-lock.json
	@scripts/lock.sh

clean:              ## remove what was set up; the database in .home stays
	rm -rf .venv .cache comity/web/static/vendor
