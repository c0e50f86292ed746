#!/usr/bin/env bash
# Whole-process figures anyone can repeat: time of `simulate` less that of `--version`, memory, binary size,
# the large workload. Needs GNU time and python3; writes what it measured to standard output.
set -euo pipefail
cd "$(dirname "$0")/.."
cargo build --release --quiet
cargo build --release --quiet -p costmodel-benches
bin=target/release/costmodel
target/release/large-workload 1000 36 > target/large.toml
python3 - "$bin" <<'PY'
import os, resource, statistics, subprocess, sys, time
binary = sys.argv[1]
def run(*args, out=subprocess.DEVNULL):
    start = time.perf_counter()
    subprocess.run([binary, *args], stdout=out, stderr=subprocess.DEVNULL, check=True)
    return (time.perf_counter() - start) * 1e3
def median(n, *args):
    run(*args)
    return statistics.median(run(*args) for _ in range(n))
def peak(*args):
    line = subprocess.run(["/usr/bin/time", "-f", "%M", binary, *args], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True).stderr
    return int(line.strip().splitlines()[-1]) / 1024
largest = max((f"examples/{name}" for name in os.listdir("examples") if name.endswith(".toml")), key=os.path.getsize)
version = median(50, "--version")
print(f"cores {os.cpu_count()}, binary {os.path.getsize(binary) / 1e6:.1f} MB, --version {version:.2f} ms (median of 50)")
for name in sorted(f"examples/{name}" for name in os.listdir("examples") if name.endswith(".toml")):
    both = [(run("simulate", name, "--format", "csv"), run("--version")) for _ in range(50)]
    print(f"{name}: simulate less --version {statistics.median(a - b for a, b in both):.2f} ms (median of 50), {peak('simulate', name, '--format', 'csv'):.1f} MB")
with open("target/large.csv", "wb") as out:
    times = [run("simulate", "target/large.toml", "--format", "csv", out=out) for _ in range(7) if out.seek(0) == 0]
print(f"1,000 components x 36 months x 3 scenarios to CSV: {statistics.median(times):.0f} ms (median of 7), {os.path.getsize('target/large.csv') / 1e6:.0f} MB of CSV, {peak('simulate', 'target/large.toml', '--format', 'csv'):.0f} MB memory")
times = [run("check", "target/large.toml") for _ in range(7)]
print(f"the same, loaded and projected only: {statistics.median(times):.0f} ms (median of 7)")
times = [run("simulate", "target/large.toml", "--format", "table") for _ in range(7)]
print(f"the same, priced and summed to a table: {statistics.median(times):.0f} ms (median of 7)")
PY
