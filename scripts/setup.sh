#!/usr/bin/env bash
# Sets up one part of what the Makefile's targets need, and marks it with a stamp file.
#
#   scripts/setup.sh program|dev|newest|system|node|windows|onlyoffice STAMP
#
# The first three are Python environments, in the folder of their stamp: the program alone; the program as it stands here
# with the tools to develop it; the same in the newest versions, whatever constraints.txt says.
#
# A part that only tests need may be missing: it is named with its cure, no stamp is written, and the
# tests that want it are skipped. With CI=true that is a failure, but for `windows`: what its tests found on this machine's
# Linux still counts where Wine cannot be had, and `make test-windows` says how many were left out. `onlyoffice` is no part of
# what a server runs: its package is large, under the AGPL, in an environment of its own.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

part=${1:?用法：scripts/setup.sh program|dev|newest|system|node|windows|onlyoffice 标记文件}
stamp=${2:?用法：scripts/setup.sh program|dev|newest|system|node|windows|onlyoffice 标记文件}
gaps=0
# Seconds after which Windows' Python is given up: no server waits for a network that does not answer.
WINDOWS_TAKES=400

say() { printf '%s\n' "$*" >&2; }

gap() {
    say "$1"
    gaps=1
}

have() { command -v "$1" >/dev/null 2>&1; }

is_root() { [ "$(id -u)" = 0 ]; }

as_root() {
    if is_root; then "$@"; else sudo -n "$@"; fi
}

# apt_install PACKAGE...: false, after saying why and what to do, where it cannot be done
apt_install() {
    local log=.tools/apt.log
    if ! have apt-get; then
        gap "缺少 $*：本机没有 apt。请用本机的软件管理工具装好后重试。"
        return 1
    fi
    if ! is_root && ! sudo -n true 2>/dev/null; then
        gap "缺少 $*：当前不是 root，sudo 又要输密码。请先运行：sudo apt-get install --no-install-recommends $*"
        return 1
    fi
    say "正在安装系统软件（只需一次）：$*"
    mkdir -p .tools
    local apt=(env DEBIAN_FRONTEND=noninteractive apt-get -qy -o DPkg::Lock::Timeout=120 -o Acquire::http::Timeout=30)
    if ! {
        as_root "${apt[@]}" update && as_root "${apt[@]}" install --no-install-recommends "$@"
    } >"$log" 2>&1 </dev/null; then
        tail -n 5 "$log" >&2
        gap "没有装上 $*。全部经过在 $log；若是网络不通或软件源没有配置好，请解决后重试。"
        return 1
    fi
}

# Python 3.11 or newer that can make a virtual environment. The system's own minor version goes first:
# Debian's python3-uno, by which LibreOffice is driven, imports in no other.
find_python() {
    local name own
    own=$(/usr/bin/python3 -c 'import sys; print("python%d.%d" % sys.version_info[:2])' 2>/dev/null || true)
    for name in ${PYTHON:-$own python3.13 python3.12 python3.11 python3}; do
        if "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null &&
            "$name" -c 'import ensurepip, venv' 2>/dev/null; then
            printf '%s\n' "$name"
            return
        fi
    done
    return 1
}

# set_up_venv WORD...: an environment in which pip installed what these words say
set_up_venv() {
    local python folder log
    folder=$(dirname "$stamp")
    log=$folder/pip.log
    if ! "$folder/bin/python" -c 'import sys, pip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
        if ! python=$(find_python); then
            apt_install python3 python3-venv || return 0
            if ! python=$(find_python); then
                gap "没有 3.11 或更新的 Python：本机的太旧。请装好新版后运行：make PYTHON=新版程序的路径"
                return
            fi
        fi
        say "正在建立 Python 环境 $folder（$("$python" --version)）"
        "$python" -m venv --clear "$folder"
    fi
    say "正在安装 Python 程序库到 $folder（第一次约一两分钟）"
    if ! "$folder/bin/python" -m pip install --disable-pip-version-check "$@" >"$log" 2>&1 </dev/null; then
        tail -n 5 "$log" >&2
        gap "Python 程序库没有装上。全部经过在 $log；若是网络不通，请接通后重试。"
    fi
}

is_installed() {
    local package=$1 program=$2
    if have dpkg-query; then
        [ "$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null)" = installed ]
    else
        [ "$program" = - ] || have "$program"
    fi
}

# set_up_packages LIST: installs those of a list's packages that are not there
set_up_packages() {
    local package program missing=()
    while read -r package program; do
        case $package in '' | '#'*) continue ;; esac
        is_installed "$package" "$program" || missing+=("$package")
    done <"$1"
    if [ ${#missing[@]} -gt 0 ]; then
        apt_install "${missing[@]}" || say "用得着它们的测试将跳过。"
    fi
}

set_up_system() { set_up_packages scripts/system-packages.txt; }

# Asked anew each time: the mark may be kept where the system's packages are not.
set_up_windows() {
    rm -f "$stamp"
    set_up_packages scripts/windows/system-packages.txt
    [ "$gaps" = 1 ] || timeout "$WINDOWS_TAKES" .venv/bin/python -m scripts.windows.build </dev/null ||
        gap "Windows 的 Python 没有装好，要用它的测试不能运行。"
}

set_up_node() {
    local log=.tools/npm.log
    if ! have npm; then
        gap "缺少 npm：Open XML 校验器装不上，用得着它的测试将跳过。请先运行：sudo apt-get install npm"
        return
    fi
    say "正在安装 Open XML 校验器到 .tools（只需一次）"
    mkdir -p .tools
    cp package.json .tools/
    if ! npm install --prefix .tools --no-package-lock --ignore-scripts --no-audit --no-fund >"$log" 2>&1 </dev/null; then
        tail -n 5 "$log" >&2
        gap "Open XML 校验器没有装上，用得着它的测试将跳过。全部经过在 $log；若是网络不通，请接通后重试。"
    fi
}

case $part in
program) set_up_venv --constraint constraints.txt . ;;
dev) set_up_venv --constraint constraints.txt --editable '.[dev]' ;;
onlyoffice) set_up_venv document-builder==10.0.0.170 ;;
newest) set_up_venv --upgrade --upgrade-strategy eager --editable '.[dev]' ;;
system | node | windows) "set_up_$part" ;;
*)
    say "没有这一部分：$part。可选 program、dev、newest、system、node、windows、onlyoffice。"
    exit 2
    ;;
esac

if [ "$gaps" = 0 ]; then
    mkdir -p "$(dirname "$stamp")"
    touch "$stamp"
elif [[ $part != windows && $part != onlyoffice ]] && { [[ $part != system && $part != node ]] || [ "${CI:-}" = true ]; }; then
    exit 1
fi
