"""The workload file: amounts, scenarios, environments, drivers by month, hours of the week."""

import datetime
import re
import tomllib
from dataclasses import dataclass, replace
from fractions import Fraction

from book import days_of, plus, round_to

SCENARIOS = ("low", "expected", "high")
UNITS = {
    "%": Fraction(1, 100), "B": 1, "KiB": 2**10, "MiB": 2**20, "GiB": 2**30, "TiB": 2**40, "KB": 10**3, "MB": 10**6, "GB": 10**9,
    "ms": Fraction(1, 1000), "s": 1, "min": 60, "h": 3600, "hours": 3600, "day": 86400, "days": 86400, "USD": 1, "": 1, "bytes": 1,
}

# A named shape of the week: weekday hours, weekend hours, from midnight. As the workload reference lists it.
SHAPES = {
    "business-hours": (
        [5, 5, 5, 5, 5, 10, 20, 50, 90, 100, 100, 100, 80, 90, 100, 100, 95, 80, 50, 30, 20, 15, 10, 5],
        [5, 5, 5, 5, 5, 5, 5, 10, 10, 15, 15, 15, 15, 15, 15, 15, 10, 10, 10, 10, 10, 5, 5, 5],
    ),
}


class NotCovered(Exception):
    """Something in the file that is not recomputed here."""


def amount(value, scenario):
    """A value of the file in base units (bytes, seconds, plain counts), and the noun after `per`."""
    if isinstance(value, dict):
        return amount(value[scenario], scenario)
    if not isinstance(value, str):
        return Fraction(value), None
    number, unit, per = re.fullmatch(r"(-?[\d_.]+)\s*(\S*?)(?:\s+per\s+(\S+))?", value.strip()).groups()
    # Any other noun is a plain count: tokens, requests, events.
    return Fraction(number.replace("_", "")) * UNITS.get(unit, 1), None if per == "month" else per


def plain(value, scenario):
    """A value without `per`, or per something that is known."""
    return amount(value, scenario)[0]


def only(table, *known):
    """Refuses keys that are not recomputed, so that nothing passes unseen."""
    if set(table) - set(known):
        raise NotCovered(f"keys {sorted(set(table) - set(known))}")


def offset(zone, month):
    """Hours that a zone is off UTC on the 15th, which holds for the month.

    United States: summer time from the second Sunday of March to the first of November, so on the 15th of
    March it has begun and on the 15th of November it is over.
    """
    if zone in (None, "UTC"):
        return 0
    if zone != "America/New_York":
        raise NotCovered(f"zone {zone}")
    return -4 if 3 <= int(month[5:]) <= 10 else -5


class Week:
    """A weight for each local hour of the week."""

    def __init__(self, weight, zone):
        self.weight, self.zone = weight, zone

    def at(self, hour, month):
        """The weight of a UTC hour."""
        local = hour + datetime.timedelta(hours=offset(self.zone, month))
        return self.weight(local.weekday(), local.hour)


def shape(text):
    """How a demand spreads over the week."""
    if text is None:
        return Week(lambda day, hour: 1, None)
    name, _, zone = text.partition(" ")
    weekday, weekend = SHAPES[name]
    return Week(lambda day, hour: (weekday if day < 5 else weekend)[hour], zone)


def schedule(text):
    """Hours in which something runs: 1 or 0; None without a schedule."""
    if text is None:
        return None
    if text == "always":
        return Week(lambda day, hour: 1, None)
    days, hours, zone = text.split(" ")
    if days not in ("weekdays", "daily"):
        raise NotCovered(f"schedule {text}")
    last_day = 5 if days == "weekdays" else 7
    first, last = (int(part.split(":")[0]) for part in hours.split("-"))
    return Week(lambda day, hour: int(day < last_day and first <= hour < last), zone)


def hours_of(month):
    """Every UTC hour of a month."""
    start = datetime.datetime.fromisoformat(f"{month}-01")
    return [start + datetime.timedelta(hours=at) for at in range(days_of(month) * 24)]


class Environment:
    """Production, or a scaled copy."""

    def __init__(self, name, table, scenario):
        only(table, "demand", "stock", "schedule", "zones", "min_replicas")
        self.name = name
        self.demand = plain(table.get("demand", 1), scenario)
        self.stock = plain(table.get("stock", 1), scenario)
        self.schedule = schedule(table.get("schedule"))
        self.zones = table.get("zones")
        self.min_replicas = table.get("min_replicas")


@dataclass(frozen=True)
class Site:
    """An environment in a placement, and the part of the demand that is there."""

    environment: Environment
    placement: str
    provider: str
    region: str
    share: Fraction


class Workload:
    """One scenario of a file: months, environments, and every driver by month."""

    def __init__(self, path, scenario):
        with open(path, "rb") as file:
            self.spec = tomllib.load(file, parse_float=Fraction)
        only(self.spec, "name", "start", "months", "prices", "free_tier", "placement", "environment", "driver", "event", "component", "flow")
        if self.spec.get("free_tier", "none") != "none":
            raise NotCovered("free tiers")
        self.path, self.scenario = path, scenario
        self.months = [plus(self.spec["start"], at) for at in range(self.spec["months"])]
        tables = {"production": {}, **self.spec.get("environment", {})}
        environments = [Environment(name, table, scenario) for name, table in tables.items()]
        self.sites = [site for environment in environments for site in self.places(environment)]
        self.series, self.is_stock, self.nouns = {}, {}, {}
        for name, table in self.spec.get("driver", {}).items():
            self.driver(name, table)
        for name, table in self.spec.get("event", {}).items():
            only(table, "months", "of", "share")
            share, of = plain(table["share"], scenario), table["of"]
            self.is_stock[name] = self.is_stock[of]
            values = zip(self.months, self.series[of])
            self.series[name] = [value * share if int(month[5:]) in table["months"] else Fraction(0) for month, value in values]

    def places(self, environment):
        """An environment in each placement: what the shares leave is the one's without a share."""
        tables = self.spec["placement"]
        for place in tables.values():
            only(place, "at", "share")
        shares = {name: plain(place["share"], self.scenario) for name, place in tables.items() if "share" in place}
        for name, place in tables.items():
            yield Site(environment, name, *place["at"].split("/"), shares.get(name, 1 - sum(shares.values())))

    def sites_of(self, component):
        """Where a component is: what is in one placement only has all of the demand there."""
        environments, placement = component.get("environments"), component.get("placement")
        for site in self.sites:
            if environments is not None and site.environment.name not in environments:
                continue
            if placement is None:
                yield site
            elif placement == site.placement:
                yield replace(site, share=Fraction(1))

    def driver(self, name, table):
        """Adds a driver's series: a flow, a stock with what is added and deleted, or derived from another."""
        value = lambda key: plain(table.get(key, 0), self.scenario)
        self.nouns[table.get("unit", name.removesuffix("s"))] = name
        if "monthly" in table:
            only(table, "unit", "monthly", "growth", "season", "week", "burst")
            only(table.get("growth", {}), "compound")
            rate = plain(table.get("growth", {}).get("compound", 0), self.scenario)
            base, values = value("monthly"), []
            for at, month in enumerate(self.months):
                base = round_to(base * (1 + rate), 18) if at else base
                season = table.get("season", {}).get(str(int(month[5:])))
                values.append(round_to(base * plain(season, self.scenario), 18) if season else base)
            self.add(name, values, False)
        elif "stock" in table:
            only(table, "unit", "stock", "added", "deleted", "size", "growth")
            only(table.get("growth", {}), "compound")
            rate = plain(table.get("growth", {}).get("compound", 0), self.scenario)
            held, added, mean, additions, deletions = value("stock"), value("added"), [], [], []
            for at in range(len(self.months)):
                # What is added grows, from the second month on.
                added = round_to(added * (1 + rate), 18) if at and rate else added
                deleted = min(value("deleted"), held + added)
                end = held + added - deleted
                mean.append((held + end) / 2)
                additions.append(added)
                deletions.append(deleted)
                held = end
            self.add(name, mean, True)
            self.add(f"{name}.added", additions, True)
            self.add(f"{name}.deleted", deletions, True)
        else:
            only(table, "unit", "from", "per", "week", "burst")
            for part in ("", ".added", ".deleted"):
                of = table["from"] + part
                if of in self.series:
                    self.add(name + part, [each * value("per") for each in self.series[of]], self.is_stock[of])

    def add(self, name, values, is_stock):
        """A series by its name."""
        self.series[name], self.is_stock[name] = values, is_stock

    def units(self, names, site, at):
        """Units of some drivers in a month, scaled to a site: stocks and what moves them by its stock."""
        names = [names] if isinstance(names, str) else names
        part = lambda name: site.environment.stock if self.is_stock[name] else site.environment.demand
        return sum(self.series[name][at] * part(name) for name in names) * site.share

    def times(self, value, site, at):
        """`9 events per chat` in a month, and the driver that moves it; a number a month is production's, and all placements'."""
        each, noun = amount(value, self.scenario)
        driver = self.nouns.get(noun, noun)
        return (each * site.environment.demand * site.share, None) if noun is None else (each * self.units(driver, site, at), driver)

    def zones(self, component, site, default, least=1):
        """The environment's zones, else the component's, else a default."""
        stated = site.environment.zones or component.get("zones") or default
        return max(Fraction(stated), Fraction(least))

    def running(self, site, own=None):
        """Hours of the week in which machines run: a component's own and the environment's together."""
        if own == "always":
            # What holds data runs on when an environment's machines stop.
            return schedule(own)
        both = [each for each in (schedule(own), site.environment.schedule) if each]
        if not both:
            return Week(lambda day, hour: 1, None)
        if len({each.zone for each in both}) > 1:
            raise NotCovered("schedules of two zones")
        return Week(lambda day, hour: min(each.weight(day, hour) for each in both), both[0].zone)
