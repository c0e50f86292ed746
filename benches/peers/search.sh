#!/bin/sh
# Time of `costmodel prices search` over everything: the whole process, output written to a file.
#   benches/peers/search.sh [COSTMODEL] [LOG]
set -eu
here=$(cd "$(dirname "$0")" && pwd)
binary=${1:-$here/../../target/release/costmodel}
log=${2:-$here/../logs/$(date +%F)-search.txt}
{
    echo "# costmodel prices search, $(date +%F), $(nproc) cores, load $(cut -d' ' -f1-3 /proc/loadavg)"
    "$binary" --version
    python3 - "$binary" <<'PY'
import subprocess, sys, time
queries = [
    "vcpu>=8 memory>=32GiB gpu=none arch=arm64",
    "m7i.large", "gpu=h100", "storage", "price<0.01", "postgresql price<1", "context>=100000", "spot vcpu>=64",
    "on-demand",
]
for query in queries:
    times = []
    for call in range(31):
        start = time.perf_counter()
        with open("/dev/null", "w") as null:
            subprocess.run([sys.argv[1], "prices", "search", query], stdout=null, stderr=null, check=True)
        times.append(time.perf_counter() - start)
    found = subprocess.run([sys.argv[1], "prices", "search", query], capture_output=True, check=True)
    rows = found.stdout.count(b"\n") - 1
    times = sorted(times[1:])
    print(f"{query:<45} {rows:>6} prices, median {times[15] * 1000:6.1f} ms, least {times[0] * 1000:6.1f} ms")
PY
} 2>&1 | tee "$log"
