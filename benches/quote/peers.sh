#!/bin/sh
# Measures `costmodel quote` against genai-prices and tokencost on fixed row files, and its memory.
#   benches/quote/peers.sh [COSTMODEL] [LOG]
# Needs python3 with venv and a package index; everything else is made under $WORK (default /tmp/costmodel-quote).
set -eu
here=$(cd "$(dirname "$0")" && pwd)
binary=${1:-$here/../../target/release/costmodel}
log=${2:-$here/../logs/$(date +%F)-quote-peers.txt}
work=${WORK:-/tmp/costmodel-quote}
rows=100000
mkdir -p "$work"
if [ ! -x "$work/venv/bin/python" ]; then
    python3 -m venv "$work/venv"
    "$work/venv/bin/pip" install -q genai-prices==0.2.3 tokencost==0.1.26
fi
python="$work/venv/bin/python"

timed() {   # label, command...: wall and processor seconds, peak memory; best of what is run
    label=$1; shift
    "$python" - "$label" "$@" <<'PY'
import os, resource, subprocess, sys, time
label, *command = sys.argv[1:]
start = time.perf_counter()
child = subprocess.Popen(command, stdout=open(os.environ["OUT"], "wb"), stderr=subprocess.DEVNULL)
_, status, used = os.wait4(child.pid, 0)
wall = time.perf_counter() - start
print(f"{label}: {wall:.3f} s wall, {used.ru_utime + used.ru_stime:.3f} s processor, {used.ru_maxrss} KiB peak, exit {os.waitstatus_to_exitcode(status)}")
PY
}

{
    echo "# costmodel quote beside its peers, $(date +%F)"
    "$binary" --version
    "$python" --version
    "$work/venv/bin/pip" list 2>/dev/null | grep -E '^(genai-prices|tokencost) '
    grep -m1 'model name' /proc/cpuinfo || true
    echo "load: $(cat /proc/loadavg)"
    echo
    echo "## genai-prices: $rows rows of its own models, whole processes, five times in turn"
    rm -rf "$work/overlay"
    "$python" "$here/rows.py" "$work/rows.csv" $rows 2>&1
    "$python" "$here/overlay.py" "$work/overlay" 2>&1
    for _ in 1 2 3 4 5; do
        OUT="$work/ours.csv" timed "costmodel quote --prices overlay" "$binary" quote "$work/rows.csv" --prices "$work/overlay"
        OUT=/dev/null timed "genai-prices" "$python" "$here/with_genai_prices.py" "$work/rows.csv" "$work/theirs.csv"
    done
    OUT="$work/book.csv" timed "costmodel quote, built-in book alone" "$binary" quote "$work/rows.csv"
    echo
    "$python" "$here/compare.py" "$work/ours.csv" "$work/theirs.csv"
    echo
    echo "## tokencost: $rows flat rows, whole processes, five times in turn"
    "$python" "$here/rows.py" --flat "$work/flat.csv" "$here/../../pricing-data/ai" $rows 2>&1
    for _ in 1 2 3 4 5; do
        OUT="$work/flat-ours.csv" timed "costmodel quote" "$binary" quote "$work/flat.csv"
        OUT=/dev/null timed "tokencost" "$python" "$here/with_tokencost.py" "$work/flat.csv" "$work/flat-theirs.csv"
    done
} 2>&1 | tee "$log"
