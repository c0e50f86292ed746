#!/usr/bin/env python3
"""Time of `simulate` with two builds of the command in turn: benches/book.py OLD NEW [RUNS].

OLD is, for instance, a build without some of the tables of pricing-data/. Times are of whole processes, less those of
`--version` of the same build; medians and least of so many runs, taken in turn.
"""
import statistics
import subprocess
import sys
import time
from pathlib import Path

old, new = sys.argv[1:3]
runs = int(sys.argv[3]) if len(sys.argv) > 3 else 60
examples = sorted((Path(__file__).parent.parent / "examples").glob("*.toml"))


def run(binary, *args):
    start = time.perf_counter()
    subprocess.run([binary, *args], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    return (time.perf_counter() - start) * 1e3


for name, binary in (("old", old), ("new", new)):
    print(f"{name}: {Path(binary).stat().st_size / 1e6:.1f} MB, --version {statistics.median(run(binary, '--version') for _ in range(runs)):.2f} ms")
for example in examples:
    times = {old: [], new: []}
    for _ in range(runs):
        for binary in (old, new):
            times[binary].append(run(binary, "simulate", str(example), "--format", "csv") - run(binary, "--version"))
    a, b = times[old], times[new]
    print(f"{example.stem}: {statistics.median(a):.2f} ms and {statistics.median(b):.2f} ms, {statistics.median(b) - statistics.median(a):+.2f} ms (least {min(a):.2f} and {min(b):.2f})")
