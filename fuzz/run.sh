#!/usr/bin/env bash
# Runs every fuzz target for a bounded time, from the examples and the broken files as seeds.
# Threads that are still ending look like leaks: these are not looked for.
# Usage: fuzz/run.sh [SECONDS each]. Needs cargo-fuzz; a stable compiler is enough.
set -euo pipefail
cd "$(dirname "$0")/.."
seconds=${1:-300}
export RUSTC_BOOTSTRAP=1
seeds=$(mktemp -d); trap 'rm -rf "$seeds"' EXIT
for target in $(cargo fuzz list); do
    mkdir -p "$seeds/$target" "fuzz/corpus/$target"
    case $target in
    workload) cp examples/*.toml crates/workload/tests/errors/*.toml "$seeds/$target/" ;;
    quote) cp docs/cli/*.csv "$seeds/$target/" ;;
    esac
    cargo fuzz run "$target" "fuzz/corpus/$target" "$seeds/$target" -- -max_total_time="$seconds" -timeout=20 -rss_limit_mb=2048 -detect_leaks=0 -max_len=65536 -dict="fuzz/$target.dict"
done
