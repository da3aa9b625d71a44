SHELL := /bin/bash
.DEFAULT_GOAL := help

PY := .venv/bin/python
# The development tools, and the program as it stands here.
VENV := .venv/.ready
# The program alone, as a user installs it; where the development tools are, they hold it too.
PROGRAM := $(or $(wildcard $(VENV)),.venv/.program-ready)
# The same as VENV, with the newest versions of everything.
NEWEST := .tools/newest/.ready
# Each of the many processes that tests start would compile the program anew.
unexport PYTHONDONTWRITEBYTECODE
SOURCES := $(shell find xlplan templates workbook -type f -not -name '*.pyc' -not -name '[~.]*')
SYSTEM := .tools/.system-ready
NODE := .tools/.node-ready
WINDOWS := .tools/.windows-ready
ONLYOFFICE := .tools/onlyoffice/.ready
# The tests that Windows' Python runs, as pytest's -m: what the folders in tests/conftest.py say.
ON_WINDOWS := (core or windows) and not slow
# The stand-in for Excel: its ways, the buttons, and what a host must do; what fails is run once more, with the same host.
ON_STAND_IN = PYTEST_ADDOPTS="--host stand-in" $(PY) -m scripts.windows.run -m scripts.suite -n 1 -p no:cacheprovider -o faulthandler_timeout=300 tests/excel tests/host_conformance

.PHONY: help demo check test test-file test-newest test-windows test-window test-excel test-onlyoffice test-host torture bench docs pictures setup lint format build bundle workbook templates clean clean-all

help: ## 列出全部命令
	@printf '用法：make 命令\n\n'
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: $(PROGRAM) ## 装好程序，用自带的分工表走一遍全过程，结果放在 演示/
	.venv/bin/xlplan demo 演示

check: lint ## 快速检查：写法、类型和规则的测试（约二十秒；不装系统软件，不用屏幕）
	$(PY) -m pytest -m core -n 2 $(ARGS)

test-file: $(VENV) ## 只运行一个文件或文件夹里的测试：make test-file F=tests/plan/test_checks.py
	$(PY) -m pytest $(if $(F),"$(F)",$(error 用法：make test-file F=tests/plan/test_checks.py)) $(ARGS)

test: setup lint ## 装好所需，检查代码，运行全部测试（只跑一部分：make test ARGS="-k 名称"）
	$(if $(ARGS),,@scripts/setup.sh windows $(WINDOWS))
	$(PY) -m $(if $(ARGS),scripts.suite $(ARGS),scripts.side_by_side "$(PY) -m scripts.suite" "$(MAKE) --no-print-directory test-windows")

test-newest: $(NEWEST) $(SYSTEM) $(NODE) ## 全部程序库都用最新版，运行全部测试；constraints.txt 和 .venv 都不动
	.tools/newest/bin/python -m pytest -n auto --dist loadfile --max-worker-restart 0 $(ARGS)

test-windows: $(VENV) ## 用 Windows 的 Python 在 Wine 里运行规则、文件和 Windows 独有的测试（只一个文件或文件夹：make test-windows F=tests/windows）
	@scripts/setup.sh windows $(WINDOWS)
	@if [ -f $(WINDOWS) ]; then \
		$(PY) -m scripts.windows.run -m scripts.suite -n 2 -p no:cacheprovider -o faulthandler_timeout=120 $(if $(F),"$(F)",-m "$(ON_WINDOWS)") $(ARGS) && \
		$(if $(F),true,printf 'Excel 的替身：' && $(ON_STAND_IN) $(ARGS)); \
	else \
		$(PY) -m scripts.windows.left_out "$(ON_WINDOWS)"; \
	fi

test-window: $(VENV) ## 用 Windows 的 Python 在 Wine 里，只用助手的窗口办 16 个部门的一整轮（约两分钟；图在 tests/output/Windows）
	@scripts/setup.sh windows $(WINDOWS)
	@if [ -f $(WINDOWS) ]; then \
		$(PY) -m scripts.windows.run -m pytest -p no:cacheprovider -m slow tests/windows $(ARGS); \
	fi

test-excel: $(VENV) ## 只运行 make test-windows 里对着 Excel 替身的：每个按钮、整整一轮和接口的一致性测试（替身不是 Excel）
	@scripts/setup.sh windows $(WINDOWS)
	@if [ -f $(WINDOWS) ]; then \
		$(ON_STAND_IN) $(ARGS); \
	fi

test-onlyoffice: $(VENV) ## 用 ONLYOFFICE 读一遍写出的文件：每一格的字都在，没有一行被压矮（第一次要下载约一百兆，装在 .tools/onlyoffice）
	@[ -f $(ONLYOFFICE) ] || scripts/setup.sh onlyoffice $(ONLYOFFICE)
	$(PY) -m pytest -rs tests/files/papers/test_onlyoffice.py $(ARGS)

setup: $(VENV) $(SYSTEM) $(NODE) ## 装好演示、测试所需的一切；已经装好就什么也不做

lint: $(VENV) ## 检查代码：写法、格式、类型
	$(PY) -m ruff check
	$(PY) -m ruff format --check
	$(PY) -m mypy

format: $(VENV) ## 整理代码格式
	$(PY) -m ruff check --fix
	$(PY) -m ruff format

build: $(VENV) ## 打包成 dist/ 里的 wheel
	$(PY) -m scripts.docs.manual
	$(PY) -m build --wheel --no-isolation

bundle: $(VENV) ## 离线包，放在 dist/：Windows 的一份自带 Python，其余系统合用一份（给单位用的：make bundle ARGS="--python 官方Python的文件夹或zip"）
	$(PY) -m scripts.docs.manual
	$(PY) -m scripts.bundle.build $(ARGS)

test-host: setup ## 表格软件接口的一致性测试：make test-host HOST=libreoffice（在装有 Excel 的电脑上 HOST=excel）
	$(PY) -m pytest tests/host_conformance --host $(or $(HOST),libreoffice)

bench: setup ## 测速：与同样用途的脚本在同一次运行里比较，汇成一张表，记入 docs/benchmarks.md（一小时以上；ARGS=--once 各测一次；ARGS=--small 只试几分钟，不记）
	PYTHONPATH=tests $(PY) benchmarks/all.py docs/benchmarks.md $(ARGS)
	PYTHONPATH=tests $(PY) benchmarks/time_limits.py

torture: setup ## 折腾测试：损坏、乱改、中断、磁盘满、多人同用……默认约 10 分钟（make torture MINUTES=3 短些）
	PYTHONPATH=tests nice $(PY) -W ignore -m torture --minutes $(or $(MINUTES),10) $(ARGS)

docs: setup ## 照代码更新 docs/ 里的引文和例子；还要人来写的，会说在哪里
	$(PY) -m scripts.docs.build

pictures: setup ## 重新画 README 和文档里的图（通报那一张另要 LibreOffice Writer）
	PYTHONPATH=tests $(PY) -m make_pictures

templates: $(VENV) ## 重新生成 templates/ 里的模板
	$(PY) -m scripts.templates.build

workbook: $(VENV) ## 重新生成 workbook/ 里的 分工表.xlsm，和 Excel、LibreOffice 的加载项 分工表.xlam、分工表.oxt
	$(PY) -m scripts.workbook.build

clean: ## 删除打包、检查、测试留下的文件
	rm -rf build dist tests/output .mypy_cache .ruff_cache .pytest_cache .hypothesis
	find xlplan scripts tests -name __pycache__ -prune -exec rm -rf {} +

clean-all: clean ## 连同装好的环境 .venv、.tools 一起删除
	rm -rf .venv .tools

.venv/.program-ready: pyproject.toml constraints.txt scripts/setup.sh $(SOURCES)
	@scripts/setup.sh program $@

$(VENV): pyproject.toml constraints.txt scripts/setup.sh
	@scripts/setup.sh dev $@

$(NEWEST): pyproject.toml scripts/setup.sh
	@scripts/setup.sh newest $@

$(SYSTEM): scripts/system-packages.txt scripts/setup.sh
	@scripts/setup.sh system $@

$(NODE): package.json scripts/setup.sh
	@scripts/setup.sh node $@
