"""What holds of every golden bill, whatever made it: prices, tiers, free pools, sums."""

import csv
from collections import defaultdict
from fractions import Fraction

COSTS = ("list_cost", "contracted_cost", "billed_cost", "effective_cost")


def read(path):
    """Rows of a CSV as dictionaries."""
    with open(path, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def priced(row):
    """Whether a row has a price."""
    return row["unit_price"] != ""


def check(folder, book, problems):
    """Checks one golden; returns how many rows it has."""
    lines = read(folder / "lines.csv")
    scenarios = {row["scenario"]: row for row in read(folder / "scenarios.csv")}
    seen = set()
    for row in lines:
        if row["row_id"] in seen:
            problems.append(f"{row['row_id']}: twice")
        seen.add(row["row_id"])
        one_row(row, book, problems)
    ladders(lines, book, problems)
    free_pools(lines, book, scenarios, problems)
    sums(lines, read(folder / "months.csv"), scenarios, problems)
    return len(lines)


def find(row, book):
    """The price row behind a line."""
    return book.find(row["provider"], row["service"], row["region"], row["sku"], row["meter"], row["month"])


def one_row(row, book, problems):
    """Quantity x price, the price row, the order of the four costs."""
    name = row["row_id"]
    if not priced(row):
        if any(row[cost] for cost in COSTS) or not row["note"].startswith("unpriced: "):
            problems.append(f"{name}: without a price, but with costs or without a reason")
        return
    quantity, price = Fraction(row["quantity"]), Fraction(row["unit_price"])
    list_cost = quantity * price
    if row["note"].startswith("x ") or "; x " in row["note"]:
        factor = row["note"].split("x ", 1)[1].split(":")[0]
        uplifts = [row_of for row_of in book.skus(row["provider"])[row["sku"]].items() if row_of[0].startswith("uplift")]
        if factor not in [value for _, value in uplifts]:
            problems.append(f"{name}: the multiplier {factor} is not one of {uplifts}")
        list_cost *= Fraction(factor)
    if Fraction(row["list_cost"]) != list_cost:
        problems.append(f"{name}: list_cost {row['list_cost']}, but {row['quantity']} x {row['unit_price']} is {float(list_cost)}")
    costs = [Fraction(row[cost]) for cost in COSTS]
    sign = -1 if costs[0] < 0 else 1
    if not costs[0] * sign >= costs[1] * sign >= 0:
        problems.append(f"{name}: contracted {row['contracted_cost']} is above list {row['list_cost']}")
    if not row["commitment_id"] and not costs[1] == costs[2] == costs[3]:
        problems.append(f"{name}: contracted, billed and effective differ without a commitment")
    if (row["tier"] == "free") != (quantity < 0) or (row["tier"] == "free") != (row["charge_category"] == "Credit"):
        problems.append(f"{name}: tier, sign and charge category do not fit")
    if row["price_quality"] == "stated":
        return
    book_row = find(row, book)
    if book_row is None:
        problems.append(f"{name}: no row in the price tables")
        return
    for column, own in (("unit", book_row.unit), ("price_as_of", book_row.as_of), ("price_source", book_row.source), ("price_quality", book_row.quality)):
        if row[column] != own:
            problems.append(f"{name}: {column} is {row[column]!r}, the table says {own!r}")
    tiered = book_row.mode in ("graduated", "volume")
    if tiered != (row["tier"].isdigit() or (row["tier"] == "free" and tiered)):
        problems.append(f"{name}: tier {row['tier']!r} of a {book_row.mode} price")
        return
    at = int(row["tier"]) - 1 if row["tier"].isdigit() else 0
    if at >= len(book_row.steps) or book_row.steps[at][2] != price:
        problems.append(f"{name}: unit_price {row['unit_price']}, the table says {book_row.steps}")


def pool_of(row, book_row, line):
    """Over what tiers are counted."""
    key = f"{row['provider']}/{row['service']}/{row['sku']}/{row['meter']}@{row['region']}"
    kind, _, name = book_row.scope.partition(":")
    return {"": key, "resource": line, "pool": f"{name}@{row['region']}", "global": name}[kind]


def ladders(lines, book, problems):
    """On a graduated price a step is full before the next begins; the free part is no part of the first."""
    steps = defaultdict(lambda: defaultdict(Fraction))
    rows = {}
    for row in lines:
        book_row = find(row, book) if priced(row) and row["price_quality"] != "stated" else None
        if book_row is None or book_row.mode != "graduated":
            continue
        if not row["tier"]:
            continue  # said above: the price has steps, the row has none
        pool = (row["scenario"], row["month"], pool_of(row, book_row, row["row_id"].split(f"/{row['month']}/")[0]))
        at = 0 if row["tier"] == "free" else int(row["tier"]) - 1
        steps[pool][at] += Fraction(row["quantity"])
        rows[pool] = book_row
    for pool, filled in steps.items():
        for at, quantity, price in rows[pool].graduated(sum(filled.values())):
            if filled[at] != quantity:
                problems.append(f"{'/'.join(pool)}: step {at + 1} at {float(price)} holds {float(filled[at])}, not {float(quantity)}")


def free_pools(lines, book, scenarios, problems):
    """A free pool gives all its lines together the smaller of its allowance and their usage, if asked to."""
    used, given, allowed = defaultdict(Fraction), defaultdict(Fraction), {}
    for row in lines:
        book_row = find(row, book) if priced(row) and row["price_quality"] != "stated" else None
        if book_row is None or not book_row.free:
            continue
        kind, amount, name = book_row.free
        pool = (row["scenario"], row["month"], name)
        # Twelve-month offers need the day the account was opened; no golden has one.
        wanted = scenarios[row["scenario"]]["free_tier"] != "none" and kind == "always"
        allowed[pool] = Fraction(amount) if wanted else Fraction(0)
        (given if row["tier"] == "free" else used)[pool] += Fraction(row["quantity"])
    for pool, amount in allowed.items():
        if -given[pool] != min(amount, used[pool]):
            problems.append(f"{'/'.join(pool)}: {float(-given[pool])} are free, of {float(used[pool])} used and {float(amount)} allowed")


def sums(lines, months, scenarios, problems):
    """Month and scenario totals are sums of lines, to the last digit."""
    by_month, by_scenario = defaultdict(lambda: [Fraction(0)] * 4), defaultdict(lambda: [Fraction(0)] * 4)
    missing, counted = defaultdict(int), defaultdict(set)
    for row in lines:
        stem = row["row_id"].split(f"/{row['month']}/")[0]
        month, scenario = (row["scenario"], row["month"], row["component"]), row["scenario"]
        for total in (by_month[month], by_scenario[scenario]):
            for at, cost in enumerate(COSTS):
                total[at] += Fraction(row[cost] or 0)
        missing[month] += not priced(row)
        missing[scenario] += not priced(row)
        counted["lines_priced" if priced(row) else "lines_unpriced"].add(stem)
        if priced(row) and row["price_quality"] in ("rounded", "derived"):
            counted["lines_derived"].add(stem)
        if row["basis"] == "assumed":
            counted["lines_assumed"].add(stem)
    found = {(row["scenario"], row["month"], row["component"]): row for row in months}
    if set(found) != set(by_month) or len(found) != len(months):
        problems.append(f"months.csv has other months or components than lines.csv: {sorted(set(found) ^ set(by_month))[:5]}")
    for rows, sums_of in ((found, by_month), (scenarios, by_scenario)):
        for key, row in rows.items():
            for at, cost in enumerate(COSTS):
                if Fraction(row[cost]) != sums_of[key][at]:
                    problems.append(f"{key}: {cost} {row[cost]}, its lines sum to {float(sums_of[key][at])}")
            floor = missing[key] > 0
            if int(row["unpriced"]) != missing[key] or (row["wholeness"] in ("floor", "incomplete")) != floor:
                problems.append(f"{key}: {row['wholeness']} with {row['unpriced']} unpriced, but {missing[key]} lines have no price")
    for scenario, row in scenarios.items():
        for column in ("lines_priced", "lines_derived", "lines_assumed", "lines_unpriced"):
            if int(row[column]) != len(counted[column]):
                problems.append(f"{scenario}: {column} is {row[column]}, counted {len(counted[column])}")
