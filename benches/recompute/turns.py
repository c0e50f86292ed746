"""Measures the distribution of turns that the engine makes of a mean and a 95th percentile.

    python3 benches/recompute/turns.py target/release/costmodel > benches/recompute/turns.csv

It asks the engine's own command. A model is laid over the prices whose long-context steps begin after 1, 2, 3…
tokens, and each turn adds one token: the requests in step k are the conversations of more than k turns.
"""

import csv
import math
import subprocess
import sys
import tempfile
from fractions import Fraction
from pathlib import Path
from statistics import NormalDist

PAIRS = (("2.1", "6"),)  # of examples/rag-assistant.toml
STEPS = 100  # at a time
NORMAL = NormalDist()
NEAR = 0.005  # how far the second moment may be from that of the lognormal, in parts of it
WORKLOAD = """name = "turns"
start = "2027-01"
months = 1
[placement.main]
at = "aws/us-east-1"
[driver.chats]
monthly = "1_000_000"
[component.probe.llm]
serves = "chats"
model = "anthropic/turn-probe"
turns = {{ mean = {mean}, p95 = {p95} }}
input = "1 token"
output = "0 tokens"
"""


def beyond(command, mean, p95, first):
    """The shares of conversations with more than first, first + 1, … turns."""
    with tempfile.TemporaryDirectory() as folder:
        prices = Path(folder) / "prices"
        table = prices / "ai" / "anthropic" / "global.csv"
        table.parent.mkdir(parents=True)
        steps = ";".join(["1", *(f">{bound}:1" for bound in range(first, first + STEPS))])
        rows = [f"turn-probe,{meter},{unit},volume,{steps},,,,,exact,probe,new: a probe\n" for meter, unit in (("input", "Tokens"), ("output", "Tokens"), ("request", "Requests"))]
        table.write_text("sku,meter,unit,mode,price,minimum,free,scope,from,quality,src,note\n" + "".join(rows), encoding="utf-8")
        (prices / "sources.csv").write_text("id,as_of,source\nprobe,2026-11-01,a probe\n", encoding="utf-8")
        file = Path(folder) / "turns.toml"
        file.write_text(WORKLOAD.format(mean=mean, p95=p95), encoding="utf-8")
        run = [command, "simulate", str(file), "--prices", str(prices), "--scenario", "expected", "--format", "csv"]
        lines = subprocess.run(run, check=True, capture_output=True, text=True).stdout.splitlines()
    found = {}
    for row in csv.DictReader(lines):
        if row["meter"] == "request" and row["line"] != "requests":
            found[int(row["line"].split(" ")[2])] = Fraction(row["quantity"]) / 1_000_000
    # The last step holds all requests from there on, so it is left to the next look.
    return [found.get(bound, Fraction(0)) for bound in range(first, first + STEPS - 1)]


def shares(command, mean, p95):
    """Turns and their shares."""
    tail = [Fraction(1)]
    while tail[-1]:
        tail += beyond(command, mean, p95, len(tail))
    cut = {turns: above - below for turns, (above, below) in enumerate(zip(tail, tail[1:]), 1) if above != below}
    if sum(turns * share for turns, share in cut.items()) != Fraction(mean):
        sys.exit(f"the mean of what was measured is not {mean}")
    return cut


def second_moment(mean, p95):
    """E[n^2] of the lognormal with this mean and 95th percentile: what a growing transcript costs follows it."""
    z = NORMAL.inv_cdf(0.95)
    spread = z - math.sqrt(z * z - 2 * math.log(p95 / mean))
    return mean * mean * math.exp(spread * spread)


def check():
    """What is wrong with the table: the mean is exact, p95 within a step, the second moment a lognormal's."""
    problems, tables = [], {}
    with open(Path(__file__).with_name("turns.csv"), newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            tables.setdefault((row["mean"], row["p95"]), {})[int(row["turns"])] = Fraction(row["share"])
    for (mean, p95), cut in tables.items():
        if sum(cut.values()) != 1 or sum(turns * share for turns, share in cut.items()) != Fraction(mean):
            problems.append(f"the shares do not sum to 1, or their mean is not {mean}")
        beyond = lambda n: sum(share for turns, share in cut.items() if turns > n)
        if beyond(Fraction(p95) + 1) > Fraction(5, 100) or beyond(Fraction(p95) - 2) <= Fraction(5, 100):
            problems.append(f"the 95th percentile is not {p95}")
        wanted, found = second_moment(float(mean), float(p95)), float(sum(n * n * share for n, share in cut.items()))
        if abs(found / wanted - 1) > NEAR:
            problems.append(f"the second moment of mean {mean}, p95 {p95} is {found:.4f}; of the lognormal {wanted:.4f}")
    return problems


def main(arguments):
    """Prints the table."""
    if len(arguments) != 1:
        sys.exit(__doc__)
    print("mean,p95,turns,share")
    for mean, p95 in PAIRS:
        for turns, share in shares(arguments[0], mean, p95).items():
            print(f"{mean},{p95},{turns},{float(share):.12f}")


if __name__ == "__main__":
    main(sys.argv[1:])
