#!/bin/sh
# Reads a generated offer file of AWS of 1 GB, as JSON and as CSV, and says how much memory and time it took.
#   benches/feeds/memory.sh [MEGABYTES] [FOLDER]
# The file is generated into FOLDER (default: a temporary one, which is taken away again). Needs python3 and GNU time.
set -eu
megabytes=${1:-1000}
here=$(cd "$(dirname "$0")/../.." && pwd)
folder=${2:-$(mktemp -d)}
[ $# -ge 2 ] || trap 'rm -rf "$folder"' EXIT
costmodel=${COSTMODEL:-"$here/target/release/costmodel"}
[ -x "$costmodel" ] || { echo "build it first: cargo build --release" >&2; exit 1; }

uname -srm
grep -m1 'model name' /proc/cpuinfo 2>/dev/null || true
for form in json csv; do
    file="$folder/offer.$form"
    python3 "$here/benches/feeds/offer.py" "$megabytes" "$folder" "$form"
    echo "== $(wc -c <"$file") bytes of $form"
    /usr/bin/time -f "%M KiB at most, %e s" "$costmodel" prices update aws-price-list "$file" \
        --as-of 2026-11-24 --into "$folder/fresh-$form" --dry-run --format csv 2>"$folder/said" >"$folder/changes"
    grep -v '^  not mapped\|^  refused' "$folder/said"
    echo "$(wc -l <"$folder/changes") lines of changes"
    rm "$file"
done
