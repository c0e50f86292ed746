"""The price tables, read without the engine: rows by key and month, tiers, free pools, sources."""

import csv
import datetime
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path


@dataclass(frozen=True)
class Row:
    """One price row as the table states it."""

    unit: str
    mode: str
    steps: tuple  # (bound, inclusive, price): the first bound is 0
    free: tuple  # () or (kind, amount, pool)
    scope: str
    start: str  # "" or an ISO date
    quality: str
    as_of: str
    source: str
    note: str

    def per_unit(self):
        """How many plain units are in one of the row's: 1000000 for `1000000 Tokens`."""
        first = self.unit.split(" ")[0]
        return int(first) if first.isdigit() else 1

    def noun(self):
        """The unit without its number."""
        first, _, rest = self.unit.partition(" ")
        return rest if first.isdigit() else self.unit

    def graduated(self, quantity, offset=Fraction(0)):
        """The parts of a quantity that begins at `offset`, each with its step and price."""
        parts = []
        for at, (bound, _, price) in enumerate(self.steps):
            end = self.steps[at + 1][0] if at + 1 < len(self.steps) else None
            low = max(offset, bound)
            high = offset + quantity if end is None else min(offset + quantity, end)
            if high > low:
                parts.append((at, high - low, price))
        return parts


def steps_of(cell):
    """`0.09;10240:0.085` or `5;>272000:10` as steps."""
    steps = []
    for part in cell.split(";"):
        bound, colon, price = part.rpartition(":")
        inclusive = not bound.startswith(">") or bound.startswith(">=")
        steps.append((Fraction(bound.lstrip(">=")) if colon else Fraction(0), inclusive, Fraction(price)))
    return tuple(steps)


class Book:
    """Everything under `pricing-data/`; tables are read when asked for."""

    def __init__(self, folder):
        self.folder = Path(folder)
        self.tables, self.known = {}, {}
        with open(self.folder / "sources.csv", newline="", encoding="utf-8") as file:
            self.sources = {row["id"]: row for row in csv.DictReader(file)}

    def table(self, provider, service, region):
        """The rows of a shard by (sku, meter), histories in order of their first day."""
        key = (provider, service, region)
        if key not in self.tables:
            rows = {}
            path = self.folder_of(provider, service) / f"{region}.csv"
            if path.exists():
                with open(path, newline="", encoding="utf-8") as file:
                    for record in csv.DictReader(file):
                        if "os" in record:
                            self.wide(path, record, rows)
                        else:
                            rows.setdefault((record["sku"], record["meter"]), []).append(self.long(record))
            for history in rows.values():
                history.sort(key=lambda row: row.start)
            self.tables[key] = rows
        return self.tables[key]

    def folder_of(self, provider, service):
        """Clouds have a folder for each service; models, GPU sellers and other vendors have folders of their own."""
        if service == "models":
            return self.folder / "ai" / provider
        if service == "gpu":
            return self.folder / "gpu" / provider
        own = self.folder / provider / service
        return own if own.exists() else self.folder / "saas" / provider / service

    def long(self, record):
        """A row of a long table."""
        source = self.sources[record["src"]]
        free = tuple(record["free"].split(":", 2)) if record["free"] else ()
        return Row(record["unit"], record["mode"], steps_of(record["price"]), free, record["scope"], record["from"],
                   record["quality"], source["as_of"], source["source"], record["note"])

    def wide(self, path, record, rows):
        """The hourly prices of a machine; prices by term are no usage rows."""
        with open(path.parent / "source-sets.csv", newline="", encoding="utf-8") as file:
            sets = {(row["set"], row["column"]): row["src"] for row in csv.DictReader(file)}
        for column in ("on_demand", "spot"):
            cell = record.get(column, "")
            if cell:
                # What the price is of besides the machine: an operating system, a database, an engine.
                os = "" if record["os"] in ("", "linux") else f"{record['os']}/"
                source = self.sources[sets[record["src"], column]]
                quality = "derived" if cell.endswith("~") else "exact"
                rows.setdefault((record["sku"], os + column.replace("_", "-")), []).append(
                    Row("Hours", "flat", steps_of(cell.rstrip("~")), (), "", "", quality, source["as_of"], source["source"], ""))

    def find(self, provider, service, region, sku, meter, month):
        """The row in force on the first day of a month (`2027-01`), or None."""
        history = self.table(provider, service, region).get((sku, meter), [])
        day = f"{month}-01"
        found = [row for row in history if row.start <= day]
        if not found and meter == "spot":
            return self.derived_spot(provider, service, region, sku, month)
        return found[-1] if found else None

    def advice(self, provider, service):
        """How often machines of EC2 are taken back, and what spot saves, by type: `5-10%:59` in each region's column."""
        path = self.folder_of(provider, service) / "interruptions.csv"
        if path not in self.known:
            self.known[path] = {}
            if path.exists():
                with open(path, newline="", encoding="utf-8") as file:
                    self.known[path] = {row["sku"]: row for row in csv.DictReader(file) if row["os"] == "linux"}
        return self.known[path]

    def derived_spot(self, provider, service, region, sku, month):
        """A spot price nobody observed: on-demand less the saving on record, as old as the older of the two."""
        own, cell = self.find(provider, service, region, sku, "on-demand", month), self.advice(provider, service).get(sku, {})
        if not own or not cell.get(region):
            return None
        price = own.steps[0][2] * (100 - int(cell[region].split(":")[1])) / 100
        source = self.sources[cell["src"]]
        as_of, said = min((own.as_of, own.source), (source["as_of"], source["source"]))
        return replace(own, steps=((Fraction(0), True, price),), quality="derived", as_of=as_of, source=said)

    def skus(self, provider, service="models"):
        """What is known of a vendor's models or machines."""
        path = self.folder_of(provider, service) / "skus.csv"
        if path not in self.known:
            with open(path, newline="", encoding="utf-8") as file:
                self.known[path] = {row["sku"]: row for row in csv.DictReader(file)}
        return self.known[path]

    def cheapest(self, provider, service, region, meter, month, fits):
        """The machine of the lowest price that fits; the name decides between equals."""
        found = []
        for sku, machine in self.skus(provider, service).items():
            row = self.find(provider, service, region, sku, meter, month)
            if row and fits(machine):
                found.append((row.steps[0][2], sku))
        return min(found)[1]


def days_of(month):
    """Days of a month: 28 to 31."""
    year, number = map(int, month.split("-"))
    after = datetime.date(year + number // 12, number % 12 + 1, 1)
    return (after - datetime.date(year, number, 1)).days


def plus(month, count):
    """So many months later."""
    year, number = map(int, month.split("-"))
    at = year * 12 + number - 1 + count
    return f"{at // 12:04}-{at % 12 + 1:02}"


def round_to(value, places):
    """Half to even."""
    return Fraction(round(value * 10**places), 10**places)
