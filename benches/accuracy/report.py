"""The section "How right the prices are" of docs/prices.md, made from checked.csv.

    python3 benches/accuracy/report.py           writes the section
    python3 benches/accuracy/report.py --check   exit 1 when the section, checked.csv or sample.csv is not up to date

checked.csv has a row for every price of sample.csv: what it is in the book, what another source states, and a verdict:
`equal`, `differs` (the reason begins with its cause), `equal elsewhere` (the figure is another region's or another
product's that should cost the same: it agrees, and proves nothing) and `not found`.
"""

import sys
from decimal import Decimal

sys.dont_write_bytecode = True
import sample  # noqa: E402 (beside this file)

CHECKED = sample.HERE / "checked.csv"
PAGE = sample.ROOT / "docs" / "prices.md"
BEGIN, END = "<!-- begin: benches/accuracy/report.py -->", "<!-- end: benches/accuracy/report.py -->"
VERDICTS = ("equal", "differs", "equal elsewhere", "not found")
# Why a figure may differ without the book being wrong; any other cause counts as an error.
EXPLAINED = ("date", "region", "rounding", "estimate")
NAMES = {"aws": "AWS", "azure": "Azure", "gcp": "Google Cloud", "ai": "AI vendors", "other": "others"}


def key(row):
    """A price's name in the book."""
    path = "/".join(row[name] for name in ("provider", "service", "region")) + f" {row['sku']} {row['meter']}"
    return path + (f", step {row['tier']}" if row["tier"] else "")


def cause(row):
    """What explains a difference: the word its reason begins with."""
    return row["reason"].split(":")[0]


def problems(drawn, rows):
    """What is wrong with checked.csv."""
    out = []
    ours = (*sample.KEY, "price", "unit", "as_of")
    if [[row[name] for name in ours] for row in rows] != [[row[name] for name in ours] for row in drawn]:
        out.append("checked.csv has not the prices of sample.csv, in its order")
    for row in rows:
        other = row["other_price"]
        same = other != "" and Decimal(other) == Decimal(row["price"])
        if row["verdict"] not in VERDICTS:
            out.append(f"{key(row)}: no such verdict: {row['verdict']}")
        elif (row["verdict"] == "not found") != (other == "" and row["other_source"] == ""):
            out.append(f"{key(row)}: a figure and its source belong to every verdict but `not found`")
        elif other and same != row["verdict"].startswith("equal"):
            out.append(f"{key(row)}: {row['price']} and {other} are called {row['verdict']}")
        if row["verdict"] in ("differs", "equal elsewhere") and not row["reason"]:
            out.append(f"{key(row)}: no reason")
    return out


def at_most(errors, checks):
    """The share of wrong prices that so few errors in so many checks leave likely: 95 % confidence, exact binomial."""
    low, high = Decimal(0), Decimal(1)
    for _ in range(60):
        share = (low + high) / 2
        term = likely = (1 - share) ** checks
        for count in range(errors):
            term = term * (checks - count) / (count + 1) * share / (1 - share)
            likely += term
        low, high = (share, high) if likely > Decimal("0.05") else (low, share)
    return high


def percent(part, whole):
    """A share with one decimal."""
    return f"{(Decimal(part) * 100 / Decimal(whole)).quantize(Decimal('0.1'))} %"


def spend(rows):
    """What the example bills spend at these prices."""
    return sum((Decimal(row["spend"]) for row in rows), Decimal(0))


def table(header, rows):
    """A table in Markdown."""
    lines = [header, ["---"] * len(header), *rows]
    return "".join("| " + " | ".join(cell.replace("|", "/") for cell in line) + " |\n" for line in lines)


def section(frame, drawn, rows):
    """The text between the markers."""
    by = {name: [row for row in rows if row["verdict"] == name] for name in VERDICTS}
    compared = by["equal"] + by["differs"]
    errors = [row for row in by["differs"] if cause(row) not in EXPLAINED]
    money = {tuple(row[name] for name in sample.KEY): row for row in drawn}
    paid = {name: spend([money[tuple(row[part] for part in sample.KEY)] for row in by[name]]) for name in VERDICTS}
    groups = []
    for name in (*sample.GROUPS, "other"):
        here = [row for row in rows if sample.group(row) == name]
        counts = [str(sum(row["verdict"] == verdict for row in here)) for verdict in VERDICTS]
        groups.append([NAMES[name], str(len(here)), *counts])
    groups.append(["all", str(len(rows)), *(str(len(by[name])) for name in VERDICTS)])
    figures = []
    for row in rows:
        theirs = [row["other_price"], row["other_date"] or "undated"] if row["other_price"] else ["none", ""]
        figures.append([key(row), f"{row['price']} per {row['unit']}", row["as_of"], *theirs, row["verdict"]])
    found = "none of these is an error of the book" if not errors else f"{len(errors)} of these are errors of the book"
    return f"""## How right the prices are
{len(rows)} prices were drawn by chance, in proportion to what the example bills spend at them, and compared with a source of
different lineage than their own: another publisher, or a copy taken from the vendor's list by others at another date.
`benches/accuracy/sample.py` says how they were drawn (the seed is in it; at least {sample.LEAST} of AWS, Azure, Google Cloud
and AI vendors each), `benches/accuracy/checked.csv` names the other source of each price and prints its own words. Most
are documents and programs of others that say where they read the price; some are undated, few are the vendor's own page.

{table(["", "drawn", *VERDICTS], groups)}
- Error rate: of the {len(compared)} prices that could be compared {len(by["differs"])} differ; {found}: {percent(len(errors), len(compared))}.
  An error is a difference that no date, region, rounding or estimate of the other source explains. So small a sample
  leaves a share of up to {percent(at_most(len(errors), len(compared)), 1)} likely (95 %).
- `equal elsewhere`: the figure found is that of another region, or of a product that should cost the same. It agrees,
  and is not counted as compared.
- The {len(frame)} prices of the example bills add up to {spend(frame).quantize(Decimal("1")):,} USD; those found equal stand for {percent(paid["equal"], spend(frame))}
  of it, those not found for {percent(paid["not found"], spend(frame))}; {percent(spend([row for row in frame if sample.group(row) == "ai"]), spend(frame))} is spent at AI vendors, whose prices are the same at all places.
- First 64 were drawn; when 16 of them had no figure of their own place and product, the same draw was continued to {len(rows)}.
  It was done anew, with the same seed, when more of the examples could be placed on Azure and Google Cloud: four prices
  came in and four went out, of which three had been found equal and one equal elsewhere.
- Examples at azure/westeurope and gcp/europe-west1 were taken without what could not be placed there yet (file systems,
  backups, names), so none of those prices was drawn.

What differs:

{table(["price", "ours", "theirs", "why"], [[key(row), row["price"], row["other_price"], row["reason"]] for row in by["differs"]])}
What was not found:

{table(["price", "ours", "what there is"], [[key(row), row["price"], row["reason"] or "nothing"] for row in by["not found"]])}
All of them:

{table(["price", "ours", "seen", "theirs", "seen", "verdict"], figures)}"""


def main(arguments):
    """See the top of the file."""
    drawn, rows = sample.read(sample.HERE / "sample.csv"), sample.read(CHECKED)
    frame = sample.read(sample.HERE / "frame.csv")
    wrong = problems(drawn, rows)
    if sample.main(["--check"]) != 0:
        wrong.append("sample.csv is not up to date")
    page = PAGE.read_text(encoding="utf-8")
    if page.count(BEGIN) != 1 or page.count(END) != 1:
        wrong.append("docs/prices.md has not both markers once")
    if wrong:
        print("\n".join(wrong))
        return 1
    before, rest = page.split(BEGIN)
    made = before + BEGIN + "\n" + section(frame, drawn, rows) + END + rest.split(END)[1]
    if arguments[:1] == ["--check"]:
        print("docs/prices.md is up to date" if made == page else "docs/prices.md is not up to date: run benches/accuracy/report.py")
        return 0 if made == page else 1
    PAGE.write_text(made, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
