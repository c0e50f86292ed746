"""Row by row: compare.py OURS.csv THEIRS.csv

Equal is equal to the last digit of 18 places. Differences are listed by seller, model and kind.
"""

import collections
import csv
import sys
from decimal import ROUND_HALF_EVEN, Decimal, getcontext

getcontext().prec = 60
LAST = Decimal("1e-18")


def main():
    ours, theirs = sys.argv[1:]
    equal = rows = 0
    sums = [Decimal(0), Decimal(0), Decimal(0), Decimal(0)]
    kinds, examples = collections.Counter(), {}
    with open(ours, newline="") as a, open(theirs, newline="") as b:
        for mine, other in zip(csv.DictReader(a), csv.DictReader(b), strict=True):
            rows += 1
            cost = Decimal(other["cost"])
            rounded = cost.quantize(LAST, ROUND_HALF_EVEN)
            own = Decimal(mine["cost"]) if mine["cost"] else None
            sums[0] += own or 0
            sums[1] += cost
            if own is not None and own == rounded:
                equal += 1
                sums[2] += own
                sums[3] += cost
                continue
            kind = (mine["provider"], mine["model"], mine["service_tier"] or mine["speed"], mine["status"])
            kinds[kind] += 1
            examples.setdefault(kind, (mine, cost))
    print(f"{rows} rows, {equal} equal to the last of 18 places, {rows - equal} not")
    print(f"sum of all rows:        {sums[0]} here, {sums[1].normalize():f} there")
    print(f"sum of the equal rows:  {sums[2]} here, {sums[3].normalize():f} there")
    for kind, count in sorted(kinds.items()):
        mine, cost = examples[kind]
        used = {name: value for name, value in mine.items() if name.endswith(("_tokens", "_seconds", "searches", "characters")) and value}
        print(f"{count} rows of {' '.join(kind)}: {mine['cost'] or 'no cost'} against {cost:f} at {mine['at']}")
        print(f"    {used}\n    {mine['note']}")


main()
