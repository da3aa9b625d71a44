#!/bin/sh
# Finds a Python, has it set up what is needed (first run only) and open the workbook.
# Double-click it, or drop a workbook on it. Nothing is installed outside the user's own home.
here=$(cd -- "$(dirname -- "$0")" && pwd) || exit 2

wait_for_reader() {
    if [ -t 0 ]; then
        printf '\n看完请按回车键关闭。'
        read -r _
    fi
}

suits() {
    "$1" -I -c 'import sys; sys.exit(not @OLDEST@ <= sys.version_info[:2] <= @NEWEST@ or sys.maxsize < 2**32)' >/dev/null 2>&1
}

find_python() {
    if [ "$(uname)" = Darwin ]; then
        # The one of the system itself is left alone: asking it may open a dialogue that offers to download tools.
        set -- "$here/python/bin/python3" /Library/Frameworks/Python.framework/Versions/3.*/bin/python3 \
            /opt/homebrew/bin/python3 /usr/local/bin/python3
    else
        # The system's own goes first: LibreOffice can be talked to from that alone.
        set -- /usr/bin/python3 "$here/python/bin/python3" python3.14 python3.13 python3.12 python3.11 python3
    fi
    for each; do
        if suits "$each"; then
            printf '%s\n' "$each"
            return
        fi
    done
    return 1
}

if ! python=$(find_python); then
    cat "$here/program/no-python.txt"
    wait_for_reader
    exit 2
fi
"$python" -I "$here/program/start.py" "$@"
code=$?
[ "$code" = 0 ] || wait_for_reader
exit "$code"
