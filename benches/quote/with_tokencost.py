"""Prices the flat row file with tokencost: with_tokencost.py ROWS.csv OUT.csv

Importing tokencost asks the network for newer prices; here that is refused at once, so it uses the table it ships
with, as it does by itself without a network.
"""

import csv
import sys
from decimal import Decimal

import aiohttp


def refuse(*_, **__):
    raise OSError("no network in this measurement")


aiohttp.ClientSession = refuse

from tokencost import calculate_cost_by_tokens  # noqa: E402


def main():
    rows, out = sys.argv[1:]
    total = Decimal(0)
    with open(rows, newline="") as source, open(out, "w", newline="") as target:
        reader = csv.reader(source)
        writer = csv.writer(target, lineterminator="\n")
        writer.writerow([*next(reader), "cost"])
        for row in reader:
            model = row[4]
            cost = calculate_cost_by_tokens(int(row[2]), model, "input")
            cost += calculate_cost_by_tokens(int(row[3]), model, "output")
            total += cost
            writer.writerow([*row, format(cost, "f")])
    print(format(total, "f"))


main()
