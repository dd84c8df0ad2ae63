# The two commands of this repository are `make demo` and `make test`. Both install what a bare Debian 12 machine lacks.
SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help demo test bench crds format clean

help: ## says what there is
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1\t/' | expand -t 20

demo: ## a real cluster, operator and gateway as pods of their image, and endpoints that run, stream, pause, fall asleep, wake, update and fail
	@tests/install.sh
	@tests/Cluster/cluster.sh run tests/Demo/demo.sh

test: ## builds everything and runs all tests; ends with 'N passed, N failed'
	@tests/install.sh
	@tests/run.sh

bench: ## measures the budgets side by side with a peer; BENCH=gateway, BENCH=waking or BENCH='100 1000': a part of it
	@tests/install.sh
	@dotnet publish tests/Benchmarks -c Release --use-current-runtime --no-self-contained -p:PublishReadyToRun=true -o tests/Benchmarks/bin/bench -nologo -v q
	@tests/Benchmarks/bin/bench/Benchmarks $(BENCH)

crds: ## writes crds/, deploy/catalogue and deploy/rbac from the code
	@dotnet run --project src/Crds -- --output .

format: ## formats the code, as the build demands
	@dotnet format Operator.sln

clean: ## removes what was built; not the caches below ~/.cache
	@find src tests -type d \( -name bin -o -name obj \) -prune -exec rm -rf {} +
	@rm -rf TestResults
