"""Machines that follow demand hour by hour."""

from dataclasses import dataclass
from fractions import Fraction

from workload import hours_of, shape


@dataclass
class Hours:
    """What a fleet runs in a month."""

    running: Fraction  # machine hours, used or not
    starts: int  # machines that started
    needed: Fraction  # machine hours that the mean demand fills
    starting: Fraction  # machine hours billed before machines serve
    most: Fraction  # machines in the busiest hour


def fleet(bill, names, requests, capacity, least, most, week_of, start_up, spare=0, schedule=None, holds=1, at_least=0):
    """Each hour has as many replicas as its busiest minute needs, at least `least`, and none outside its schedule.

    `requests` are those of the month, `capacity` what one replica handles in an hour; a machine holds some replicas, and
    `at_least` so many machines run.
    """
    driver = bill.work.spec["driver"][week_of]
    week, on = shape(driver.get("week")), bill.work.running(bill.here.site, schedule)
    burst, month = bill.value(driver.get("burst", 1)), bill.here.month
    hours = hours_of(month)
    weights = [week.at(hour, month) * on.at(hour, month) for hour in hours]
    total, known = sum(weights), {}

    def machines(hour):
        if not on.at(hour, month):
            return 0
        weight = week.at(hour, month)
        if weight not in known:
            needed = max(-(-(requests * burst * weight) // (capacity * total)) + spare, least)
            known[weight] = max(-(-(min(needed, most) if most else needed) // holds), at_least)
        return known[weight]

    running = [machines(hour) for hour in hours]
    before = [machines(hour - (hours[1] - hours[0])) for hour in hours]
    starts = sum(max(now - was, 0) for now, was in zip(running, before))
    return Hours(Fraction(sum(running)), starts, Fraction(requests) / capacity / holds, Fraction(starts) * start_up / 3600, Fraction(max(running)))


def handled(bill, table, replica_default="65 %"):
    """Units one replica handles in an hour: by throughput, by latency and concurrency, or one at a time; 65 % full unless stated."""
    full = bill.value(table.get("target_utilization", replica_default))
    if "throughput" in table:
        return bill.value(table["throughput"]) * 3600 * full
    if "duration" in table:
        return 3600 / bill.value(table["duration"]) * full
    return 3600 / bill.value(table["latency"]) * bill.value(table["concurrency"]) * full


def served(bill, table, per="requests"):
    """The demand of `serves`, times what of each unit arrives."""
    names = [table["serves"]] if isinstance(table["serves"], str) else table["serves"]
    return bill.units(names) * bill.value(table.get(per, 1)), names


def running_hours(bill, schedule):
    """Hours of the month in which something with a schedule runs."""
    on = bill.work.running(bill.here.site, schedule)
    return sum(on.at(hour, bill.here.month) for hour in hours_of(bill.here.month))


def root_volume(bill, machine_hours, size, driver):
    """gp3, billed by the second for as long as machines run."""
    if size:
        quantity = machine_hours * size / 2**30 / bill.hours
        bill.add("root volume", bill.aws("ebs", "gp3", "storage"), quantity, "assumed", driver)
