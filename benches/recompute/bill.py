"""The lines of a workload by the vendors' rules, priced from the tables: what a golden bill has to say."""

from collections import defaultdict
from fractions import Fraction

import batches
import compute
import databases
import flows
import messages
import models
import network
import operations
import storage
import vectors
import warehouses
from book import round_to
from workload import SCENARIOS, NotCovered, Workload, hours_of, plain

COMPARED = ("scenario", "month", "environment", "placement", "component", "kind", "provider", "region", "service", "sku", "meter", "line",
            "tier", "driver", "unit", "basis", "price_as_of", "price_source", "price_quality")
EXACT = ("quantity", "unit_price", "list_cost")
KINDS = {name: lower for group in (batches, compute, databases, messages, models, network, operations, storage, vectors, warehouses) for name, lower in group.KINDS.items()}


def recompute(path, book):
    """Every row of the bill by its id."""
    rows = {}
    for scenario in SCENARIOS:
        bill = Bill(Workload(path, scenario), book)
        for month in bill.work.months:
            lines = []
            for name, kinds in bill.work.spec["component"].items():
                (kind, table), = kinds.items()
                if kind not in KINDS:
                    raise NotCovered(f"kind {kind}")
                table = dict(table)
                for site in bill.work.sites_of(table):
                    bill.here = Here(lines, name, kind, site, month)
                    KINDS[kind](bill, {key: value for key, value in table.items() if key not in ("environments", "placement")})
            for flow in bill.work.spec.get("flow", []):
                for site in bill.work.sites:
                    bill.here = Here(lines, None, "flow", site, month)
                    flows.flow(bill, flow)
            bill.price(lines, rows)
            rest = []
            bill.rest_of_least_bills(rest, rows, month)
            bill.price(rest, rows)
    return rows


def compare(made, golden, problems):
    """Says what differs between what was made here and a golden bill; returns how many rows were compared."""
    found = {row["row_id"]: row for row in golden}
    problems += [f"{key}: not in the golden bill" for key in made if key not in found]
    problems += [f"{key}: only in the golden bill" for key in found if key not in made]
    shared = [key for key in made if key in found]
    for key in shared:
        for column in COMPARED:
            if made[key][column] not in (None, found[key][column]):
                problems.append(f"{key}: {column} {found[key][column]!r}, recomputed {made[key][column]!r}")
        for column in EXACT:
            cell, own = found[key][column], made[key][column]
            if (cell == "") != (own == "") or (cell and own != Fraction(cell)):
                problems.append(f"{key}: {column} {cell!r}, recomputed {own if own == '' else float(own)!r}")
    return len(shared)


def kebab(text):
    """Lower case with `-` between words."""
    return "-".join("".join(c if c.isalnum() else " " for c in text.lower()).split())


def climb(pool):
    """Cuts the lines of a pool: each has its part of each step, in proportion, by running totals (R5)."""
    left = [quantity for _, quantity, _ in pool]
    row = pool[0][2]
    for line, quantity, _ in pool:
        line["parts"] = [] if quantity else [("1", quantity, row.steps[0][2])]
    for step, in_step, price in row.graduated(sum(left)):
        weights, total, before, given = list(left), sum(left), Fraction(0), Fraction(0)
        for at, (line, _, _) in enumerate(pool):
            before += weights[at]
            upto = round_to(in_step * before / total, 6)
            part, given = upto - given, upto
            left[at] -= part
            if part:
                line["parts"].append((str(step + 1), part, price))


def pool_of(row, key, line):
    """Over what the steps of a price are counted: what the table says, else a meter in a region."""
    kind, _, name = row.scope.partition(":")
    stem = tuple(line[part] for part in ("component", "line", "environment", "placement"))
    return {"": key, "resource": stem, "pool": (name, line["region"]), "global": name}[kind]


class Here:
    """Where lines are made: one component, environment, placement and month."""

    def __init__(self, lines, name, kind, site, month):
        self.lines, self.name, self.kind, self.site, self.month = lines, name, kind, site, month

    def in_month(self, month):
        """The same in another month."""
        return Here(self.lines, self.name, self.kind, self.site, month)


class Bill:
    """The lines of one scenario."""

    def __init__(self, work, book):
        self.work, self.book, self.talks, self.here, self.middle, self.leasts = work, book, {}, None, None, {}

    def expected(self):
        """The bill of the expected scenario, in which machines are chosen for all three."""
        if self.work.scenario == "expected":
            own = Bill(self.work, self.book)
        else:
            self.middle = self.middle or Workload(self.work.path, "expected")
            own = Bill(self.middle, self.book)
        return own

    @property
    def at(self):
        """The number of the month."""
        return self.work.months.index(self.here.month)

    @property
    def hours(self):
        """Hours of the month."""
        return len(hours_of(self.here.month))

    def value(self, given):
        """A value of the file in this scenario, in base units."""
        return plain(given, self.work.scenario)

    def units(self, names):
        """Units of some drivers here."""
        return self.work.units(names, self.here.site, self.at)

    def times(self, given):
        """`9 events per chat` here, and the driver that moves it; several are summed."""
        parts = [self.work.times(one, self.here.site, self.at) for one in (given if isinstance(given, list) else [given])]
        drivers = dict.fromkeys(driver for _, driver in parts if driver)
        return sum(amount for amount, _ in parts), "+".join(drivers) or None

    def once(self):
        """Whether what a company has once is counted here: in production, in the first placement."""
        table = self.work.spec["component"][self.here.name][self.here.kind]
        site = self.here.site
        return site == self.work.sites[0] or "environments" in table or "placement" in table

    def add(self, line, key, quantity, basis, driver=None, component=None, stated=None):
        """A line: `key` is provider/service/region/sku/meter, `quantity` plain units of the price row."""
        here = self.here
        name = component or here.name
        here.lines.append({
            "scenario": self.work.scenario, "month": here.month, "environment": here.site.environment.name, "placement": here.site.placement,
            "component": name, "kind": here.kind, **dict(zip(("provider", "service", "region", "sku", "meter"), key)), "line": line,
            "driver": driver or "", "basis": basis, "amount": Fraction(quantity), "stated": stated,
        })

    def least_bill(self, vendor, key):
        """The plan of a vendor has a least monthly bill: once for all that is bought there, where it is first bought."""
        self.leasts.setdefault(vendor, (self.here, key))

    def rest_of_least_bills(self, lines, rows, month):
        """What the usage of a month leaves of the least bill, as a part of it."""
        for vendor, (here, key) in self.leasts.items():
            used = sum(row["list_cost"] for row in rows.values() if row["provider"] == vendor and row["month"] == month and row["scenario"] == self.work.scenario)
            least = self.book.find(*key, month).steps[0][2]
            self.here = here.in_month(month)
            self.here.lines = lines
            self.add("rest of the least bill", key, max(1 - used / least, 0), "deterministic")
        self.leasts = {}

    def aws(self, service, sku, meter, region=None):
        """A key of the placement's region."""
        return self.here.site.provider, service, region or self.here.site.region, sku, meter

    def row(self, key):
        """The price row of a key in this month, or None."""
        return self.book.find(*key, self.here.month)

    def price(self, lines, rows):
        """Rounds quantities, takes each price from the tables, and cuts what is tiered: pools climb together."""
        pools = defaultdict(list)
        for line in lines:
            amount, stated = line.pop("amount"), line.pop("stated")
            if stated is not None:
                line["parts"] = [("", round_to(amount, 6), stated[0])]
                line |= {"unit": stated[1], "price_as_of": "", "price_source": "stated in the workload", "price_quality": "stated"}
                continue
            key = tuple(line[part] for part in ("provider", "service", "region", "sku", "meter"))
            row = self.book.find(*key, line["month"])
            if row is None:
                line["parts"] = None
                continue
            quantity = round_to(amount / row.per_unit(), 6)
            line |= {"unit": row.unit, "price_as_of": row.as_of, "price_source": row.source, "price_quality": row.quality}
            if row.mode == "flat":
                line["parts"] = [("", quantity, row.steps[0][2])]
            elif row.mode == "graduated":
                pools[pool_of(row, key, line)].append((line, quantity, row))
            else:
                raise NotCovered(f"{key}: a {row.mode} price")
        for pool in pools.values():
            climb(pool)
        for line in lines:
            stem = "/".join(kebab(line[part]) for part in ("component", "line", "environment", "placement"))
            parts = line.pop("parts")
            if parts is None:
                # Unknown is never zero: a line without a price has no figures, and its unit is the engine's word.
                line |= {"unit": None, "price_as_of": "", "price_source": "", "price_quality": ""}
                parts = [("", "", "")]
            for tier, quantity, price in parts:
                key = f"{stem}/{line['month']}/{line['scenario']}" + (f"/{tier}" if tier else "")
                if key in rows:
                    raise NotCovered(f"{key}: two lines of one name")
                cost = quantity * price if quantity != "" else ""
                rows[key] = {**line, "tier": tier, "quantity": quantity, "unit_price": price, "list_cost": cost}
