# Everything is done by bootstrap.py, which needs nothing but Python 3.11.
# make demo [PORT=8000]   make test   make check   make bench [PEERS=folder]   make proof [DATA=folder]   make soak
PYTHON ?= python3
COMMANDS = demo test check bench proof soak setup bundle catalogues

.PHONY: help $(COMMANDS)
help:
	@$(PYTHON) bootstrap.py help
$(COMMANDS):
	@$(PYTHON) bootstrap.py $@
