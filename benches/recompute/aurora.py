"""Aurora: machines or serverless capacity over storage that bills what is used, and each read and write of it."""

from fractions import Fraction

from fleet import fleet, running_hours, served
from storage import GIB, kept
from workload import only


def aurora(bill, c):
    """A machine for each zone and each replica; or units of capacity in halves, by what a unit handles, 65 % full.

    Storage is what is used, with 30 % of indexes; I/O is billed unless it is in the price. Backups are free up to the size.
    """
    only(c, "engine", "type", "replicas", "zones", "keeps", "size", "storage", "index", "io_requests", "io_optimized", "capacity", "serves", "requests",
         "backup_retention", "change", "schedule")
    kind = "io-optimized" if c.get("io_optimized") else "standard"
    if "capacity" in c:
        capacity(bill, c, kind)
    else:
        count = bill.work.zones(c, bill.here.site, 1) + bill.value(c.get("replicas", 0))
        meter = f"{c['engine'].removeprefix('aurora-')}/{kind}/on-demand"
        bill.add("machines", bill.aws("aurora", c["type"], meter), count * running_hours(bill, c.get("schedule")), "deterministic")
    key = bill.aws("aurora", kind, "storage")
    if "keeps" in c:
        stored, driver = kept(bill, c)
        bill.add("storage", key, stored / GIB, "usage", driver)
        indexes = stored * bill.value(c.get("index", "30 %"))
        bill.add("indexes", key, indexes / GIB, "assumed", driver)
    else:
        stored, driver, indexes = bill.value(c["storage"]), None, 0
        bill.add("storage", key, stored / GIB, "deterministic")
    if "io_requests" in c:
        made, moved = bill.times(c["io_requests"])
        bill.add("I/O requests", bill.aws("aurora", kind, "io-requests"), made, "usage", moved)
    days = bill.value(c.get("backup_retention", "7 days")) / 86400
    further = (stored + indexes) / GIB * (days - 1) * bill.value(c.get("change", "5 %"))
    bill.add("backups", bill.aws("aurora", "backup", "storage"), further, "assumed", driver)


def capacity(bill, c, kind):
    """Half units follow demand; what the least and whole halves idle is a line of its own."""
    only(c["capacity"], "min", "max", "throughput")
    requests, names = served(bill, c)
    unit = bill.value(c["capacity"]["throughput"]) * 3600 * Fraction(65, 100)
    halves = lambda key: Fraction(str(c["capacity"][key])) * 2
    ran = fleet(bill, names, requests, unit / 2, halves("min"), halves("max"), names[0], 0, schedule=c.get("schedule"))
    needed = min(ran.needed, ran.running)
    key, driver = bill.aws("aurora", kind, "acu"), "+".join(names)
    bill.add("capacity", key, needed / 2, "usage", driver)
    bill.add("idle capacity", key, (ran.running - needed) / 2, "usage", driver)
