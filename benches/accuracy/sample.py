"""Draws the prices that are checked against other sources.

    python3 benches/accuracy/sample.py --frame COSTMODEL   makes frame.csv anew (COSTMODEL is the program), then draws
    python3 benches/accuracy/sample.py                     draws sample.csv from frame.csv
    python3 benches/accuracy/sample.py --check             exit 1 when sample.csv is not what frame.csv gives

The frame is every price the example bills use and what is spent on it at the list price, in the expected scenario:
the examples as they are, and each of them again with every placement at azure/westeurope and at gcp/europe-west1.
Names of AWS are replaced by what stands for them there (ELSEWHERE); what then cannot be placed is taken out of the
example and printed: components and flows the program refuses.

The draw: every price gets a number u between 0 and 1 from SHA-256 of the seed and its key, and the rank
ln(u) / spend; the highest ranks are drawn (Efraimidis and Spirakis 2006: without replacement, by weight).
First 12 of each group (AWS, Azure, Google Cloud, AI vendors), then of all that remain until there are 80.
"""

import csv
import hashlib
import re
import subprocess
import sys
import tempfile
from collections import defaultdict
from decimal import Context, Decimal
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
SEED = "costmodel-accuracy-1"
SIZE, LEAST = 80, 12
GROUPS = ("aws", "azure", "gcp", "ai")
PLACES = ("azure/westeurope", "gcp/europe-west1")
# Machines and volumes of AWS by their size, containers on the processors sold everywhere, and OpenSearch, which only
# AWS sells, by vectors in PostgreSQL.
ELSEWHERE = (
    ('type = "db.m6g.large"', 'vcpu = 2\nmemory = "8 GiB"'),
    ('type = "db.r6g.xlarge"', 'vcpu = 4\nmemory = "32 GiB"'),
    ('storage_type = "gp3"', ""),
    ('arch = "arm64"', ""),
    ('product = "opensearch"', 'product = "pgvector"'),
)
KEY = ("provider", "service", "region", "sku", "meter", "tier")
COLUMNS = (*KEY, "price", "unit", "as_of", "source", "spend")
EXACT = Context(prec=40)


def group(row):
    """The group a price is drawn in; other vendors are drawn only in the second round."""
    if row["provider"] in ("aws", "azure", "gcp"):
        return row["provider"]
    return "ai" if row["service"] == "models" else "other"


def add(frame, lines):
    """Adds a bill's spend to the frame; amounts given free are no spend, and have no price of their own."""
    for line in csv.DictReader(lines):
        if line["scenario"] != "expected" or line["unit_price"] == "" or line["tier"] == "free":
            continue
        cost = Decimal(line["list_cost"])
        if cost <= 0 or line["charge_category"] != "Usage":
            continue
        key = tuple(line[name] for name in KEY)
        row = frame.setdefault(key, {**dict(zip(KEY, key)), "spend": Decimal(0)})
        row.update(price=line["unit_price"], unit=line["unit"], as_of=line["price_as_of"], source=line["price_source"])
        row["spend"] += cost


def blocks(text):
    """The tables of a workload: [(header, lines)], the header `[component.index.vector-database]` or `[[flow]]`."""
    out = [("", [])]
    for line in text.split("\n"):
        if line.startswith("["):
            out.append((line.split("#")[0].strip(), []))
        out[-1][1].append(line)
    return out


def refused(problems, tables):
    """The tables the program's errors point into."""
    numbers = [int(number) for number in re.findall(r"^error.*\n *--> .*?:(\d+):\d+$", problems, re.M)]
    out, at = [], 0
    for table in tables:
        first, at = at, at + len(table[1])
        if any(first < number <= at for number in numbers):
            out.append(table)
    return out


def placed(program, example, place, folder):
    """The bill of an example at another place, of what of it can be placed there; and what was taken out."""
    text = re.sub(r'^at *= *"[^"]*"', f'at = "{place}"', example.read_text(encoding="utf-8"), flags=re.M)
    for name, other in ELSEWHERE:
        text = text.replace(name, other)
    gone = []
    while True:
        path = Path(folder) / example.name
        path.write_text(text, encoding="utf-8")
        run = subprocess.run([program, "simulate", str(path), "--format", "csv"], capture_output=True, text=True, check=False)
        if run.returncode == 0:
            return run.stdout.splitlines(), gone
        tables = blocks(text)
        out = refused(run.stderr, tables)
        out = [table for table in out if table[0].startswith(("[component.", "[[flow]]"))]
        if not out and "the workload has no component" in run.stderr:
            return [], gone
        if not out:
            print(run.stderr, file=sys.stderr)
            raise SystemExit(f"{example.name} at {place}: the errors name no component and no flow")
        gone += [table[0] for table in out]
        text = "\n".join("\n".join(table[1]) for table in tables if table not in out)


def make_frame(program):
    """Writes frame.csv."""
    frame = {}
    examples = sorted((ROOT / "examples").glob("*.toml"))
    for example in examples:
        with open(ROOT / "examples" / "golden" / example.stem / "lines.csv", newline="", encoding="utf-8") as file:
            add(frame, file)
    with tempfile.TemporaryDirectory() as folder:
        for place in PLACES:
            for example in examples:
                bill, gone = placed(program, example, place, folder)
                add(frame, bill)
                print(f"{example.stem} at {place}: " + (f"without {', '.join(gone)}" if gone else "whole"))
    rows = sorted(frame.values(), key=lambda row: tuple(row[name] for name in KEY))
    for row in rows:
        row["spend"] = row["spend"].quantize(Decimal("0.0001"))
    write(HERE / "frame.csv", COLUMNS, [row for row in rows if row["spend"] > 0])


def rank(row):
    """The number by which a price is drawn, the highest first."""
    digest = hashlib.sha256("|".join((SEED, *(row[name] for name in KEY))).encode()).digest()
    u = EXACT.divide(Decimal(int.from_bytes(digest[:16], "big") + 1), Decimal(2**128 + 1))
    return EXACT.divide(u.ln(EXACT), Decimal(row["spend"]))


def draw(frame):
    """The sample: 12 of each group, then of all that remain, in the order of the frame."""
    ranked = sorted(frame, key=rank, reverse=True)
    drawn = [row for name in GROUPS for row in [row for row in ranked if group(row) == name][:LEAST]]
    drawn += [row for row in ranked if row not in drawn][: SIZE - len(drawn)]
    return [row for row in frame if row in drawn]


def read(path):
    """Rows of a CSV as dictionaries."""
    with open(path, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def text_of(columns, rows):
    """Rows as CSV."""
    out = [columns, *([str(row[name]) for name in columns] for row in rows)]

    def cell(value):
        return '"' + value.replace('"', '""') + '"' if any(c in value for c in ',"\n') else value

    return "".join(",".join(cell(value) for value in row) + "\n" for row in out)


def write(path, columns, rows):
    """Writes rows as CSV."""
    path.write_text(text_of(columns, rows), encoding="utf-8")


def main(arguments):
    """See the top of the file."""
    if arguments[:1] == ["--frame"]:
        make_frame(arguments[1])
    sample = draw(read(HERE / "frame.csv"))
    if arguments[:1] == ["--check"]:
        same = (HERE / "sample.csv").read_text(encoding="utf-8") == text_of(COLUMNS, sample)
        print("sample.csv is what frame.csv gives" if same else "sample.csv is not what frame.csv gives: run benches/accuracy/sample.py")
        return 0 if same else 1
    write(HERE / "sample.csv", COLUMNS, sample)
    counts = defaultdict(int)
    for row in sample:
        counts[group(row)] += 1
    print(f"{len(sample)} prices: " + ", ".join(f"{name} {count}" for name, count in sorted(counts.items())))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
