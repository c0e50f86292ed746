"""Databases by machine or by request: RDS, ElastiCache, OpenSearch, DynamoDB."""

from fractions import Fraction

from fleet import served
from storage import GIB, kept
from workload import NotCovered, hours_of, only

OPENSEARCH = "opensearch-nodes"


def ceil(value):
    """The next whole number."""
    return Fraction(-(-Fraction(value) // 1))


def running_hours(bill, schedule):
    """Hours of the month in which something with a schedule runs."""
    on = bill.work.running(bill.here.site, schedule)
    return sum(on.at(hour, bill.here.month) for hour in hours_of(bill.here.month))


def fullest(bill, of):
    """The most of something in any month of the expected scenario, in which machines are chosen."""
    expected, found = bill.expected(), []
    for month in bill.work.months:
        expected.here = bill.here.in_month(month)
        found.append(of(expected))
    return max(found)


def class_of(bill, c, service, meter, memory):
    """A named type, or the cheapest on demand that is not burstable and has what is asked for."""
    if "type" in c:
        return c["type"]
    memory = max(bill.value(c["memory"]) / GIB if "memory" in c else 0, memory)

    def fits(machine):
        return (machine["family"][:1] != "t" or c.get("burstable")) and Fraction(machine["vcpu"] or 0) >= bill.value(c.get("vcpu", 0)) \
            and Fraction(machine["memory_gib"] or 0) >= memory and ("family" not in c or machine["family"] in c["family"])

    return bill.book.cheapest("aws", service, bill.here.site.region, meter, bill.work.months[0], fits)


# --- relational ----------------------------------------------------------------------------------

SQL = ("engine", "type", "vcpu", "memory", "family", "zones", "replicas", "keeps", "size", "storage", "index", "fill", "storage_type",
       "iops", "throughput", "backup_retention", "change", "snapshots", "schedule")


def sql(bill, c, data=None, memory=0):
    """RDS: machines by the hour, a volume in whole GiB of which each replica has one too, and backups beyond its size.

    Two zones have a standby, at the price of Multi-AZ. A volume has what is kept, 30 % of it as indexes, and a fifth free.
    """
    only(c, *SQL)
    if c.get("storage_type", "gp3") != "gp3" or c.get("engine", "postgresql").startswith("aurora"):
        raise NotCovered("a database that is not on gp3")
    engine, zones = c.get("engine", "postgresql"), bill.work.zones(c, bill.here.site, 1)
    az = "multi-az" if zones >= 2 else "single-az"
    sku = class_of(bill, c, "rds-instances", f"{engine}/{az}/on-demand", memory)
    hours, replicas = running_hours(bill, c.get("schedule")), bill.value(c.get("replicas", 0))
    bill.add("machine", bill.aws("rds-instances", sku, f"{engine}/{az}/on-demand"), hours, "deterministic")
    if replicas:
        bill.add("read replicas", bill.aws("rds-instances", sku, f"{engine}/single-az/on-demand"), replicas * hours, "deterministic")
    stored, driver = data or (kept(bill, c) if "keeps" in c else (bill.value(c["storage"]), None))
    volume, disk = volumes(bill, c, stored / GIB, driver, az)
    if replicas:
        bill.add("replica storage", bill.aws("rds", "gp3", "single-az/storage"), replicas * volume, "usage" if driver else "deterministic", driver)
    speed(bill, c, volume, az, replicas)
    days = bill.value(c.get("backup_retention", "7 days")) / 86400
    if days:
        # One whole copy, and what changes in each further day; as much as the database has is free.
        copies = disk * (1 + (days - 1) * bill.value(c.get("change", "5 %")))
        bill.add("backups", bill.aws("rds", "backup", "storage"), max(copies - volume, 0), "assumed", driver)
    if "snapshots" in c:
        bill.add("snapshots", bill.aws("rds", "backup", "storage"), bill.value(c["snapshots"]) / GIB, "deterministic")


def volumes(bill, c, stored, driver, az):
    """The size of the volume, and of what is on it, in GiB."""
    key = bill.aws("rds", "gp3", f"{az}/storage")
    if "keeps" not in c and driver is None:
        bill.add("storage", key, stored, "deterministic")
        return stored, stored
    indexes = stored * bill.value(c.get("index", "30 %"))
    volume = max(ceil((stored + indexes) / bill.value(c.get("fill", "80 %"))), Fraction(20))
    bill.add("storage", key, stored, "usage", driver)
    bill.add("indexes", key, indexes, "assumed", driver)
    bill.add("free space", key, volume - stored - indexes, "assumed", driver)
    return volume, stored + indexes


def speed(bill, c, volume, az, replicas):
    """gp3 of RDS includes 3,000 IOPS, from 400 GiB on 12,000: what is above is billed, of each volume."""
    if "iops" in c:
        above = max(bill.value(c["iops"]) - (12000 if volume >= 400 else 3000), 0)
        if above:
            bill.add("IOPS", bill.aws("rds", "gp3", f"{az}/iops"), above, "deterministic")
    if "throughput" in c or ("iops" in c and replicas):
        raise NotCovered("the speed of volumes")


# --- in memory -----------------------------------------------------------------------------------

def cache(bill, c):
    """ElastiCache: nodes around the clock. A quarter of a node of Valkey and Redis is reserved and holds no data."""
    only(c, "engine", "type", "memory", "vcpu", "family", "burstable", "data", "keeps", "size", "reserved", "shards", "replicas", "zones", "snapshots")
    engine = c.get("engine", "valkey")
    usable = lambda own: 1 - own.value(c.get("reserved", "0 %" if engine == "memcached" else "25 %"))
    held = lambda own: (kept(own, c)[0] if "keeps" in c else own.value(c.get("data", 0))) / GIB
    least = bill.value(c.get("shards", 1))
    # Without a type or a memory: a node that holds the whole in the fullest month.
    needed = 0 if "memory" in c or "type" in c else fullest(bill, lambda own: held(own) / usable(own) / max(own.value(c.get("shards", 1)), 1))
    sku = class_of(bill, c, "elasticache-nodes", f"{engine}/on-demand", needed)
    memory = Fraction(bill.book.skus("aws", "elasticache-nodes")[sku]["memory_gib"])
    shards = max(ceil(held(bill) / (memory * usable(bill))), least)
    nodes = shards * max(1 + bill.value(c.get("replicas", 0)), bill.work.zones(c, bill.here.site, 1))
    driver = kept(bill, c)[1] if "keeps" in c else None
    bill.add("nodes", bill.aws("elasticache-nodes", sku, f"{engine}/on-demand"), nodes * bill.hours, "usage" if driver else "deterministic", driver)
    if "snapshots" in c:
        bill.add("snapshots", bill.aws("elasticache", "backup", "storage"), bill.value(c["snapshots"]) / GIB, "deterministic")


# --- search --------------------------------------------------------------------------------------

SEARCH = ("type", "vcpu", "memory", "family", "burstable", "nodes", "zones", "replicas", "keeps", "size", "storage", "overhead", "masters")


def search(bill, c, data=None, needed=None):
    """OpenSearch: a data node in each of two zones, around the clock, and volumes of gp3.

    Of the index there are two copies, and 45 % more on disk than is indexed; a volume has 10 GiB at least. `needed` nodes
    hold what must be in memory.
    """
    only(c, *SEARCH)
    sku = class_of(bill, c, OPENSEARCH, "on-demand", 0) if needed is None else needed[0]
    nodes = bill.value(c.get("nodes", 0)) or bill.work.zones(c, bill.here.site, 2)
    assumed = "nodes" not in c and "zones" not in c
    if needed is not None:
        nodes = max(nodes, needed[1])
    bill.add("data nodes", bill.aws(OPENSEARCH, sku, "on-demand"), nodes * bill.hours,
             "assumed" if assumed else "deterministic", data[1] if data else None)
    if "masters" in c:
        count = bill.value(c["masters"].get("count", 3))
        bill.add("masters", bill.aws(OPENSEARCH, c["masters"]["type"], "on-demand"), count * bill.hours, "deterministic")
    stored, driver = data or (kept(bill, c) if "keeps" in c else (bill.value(c["storage"]), None))
    stored, key = stored / GIB, bill.aws("opensearch", "gp3", "storage")
    copies = 1 + bill.value(c.get("replicas", 1))
    disk = max(stored * copies * bill.value(c.get("overhead", "145 %")), nodes * 10)
    bill.add("storage", key, stored, "usage" if driver else "deterministic", driver)
    bill.add("replicas and overhead", key, disk - stored, "assumed", driver)


# --- key-value -----------------------------------------------------------------------------------

def key_value(bill, c):
    """DynamoDB on demand: writes by the started KiB, reads by the started 4 KiB, at half if eventually consistent.

    Transactions cost twice, each index is written and stored too, and each item has 100 bytes beside it.
    """
    only(c, "keeps", "size", "storage", "class", "mode", "reads", "writes", "item", "consistent", "transactional", "indexes", "point_in_time_recovery", "backups")
    ia = c.get("class") == "infrequent"
    own = c["keeps"] if "keeps" in c else None
    item = bill.value(c["item"]) if "item" in c else bill.value(c["size"] if "size" in c else bill.work.spec["driver"][own]["size"])
    strong, twice = bill.value(c.get("consistent", 0)), 1 + bill.value(c.get("transactional", 0))
    indexes = 1 + bill.value(c.get("indexes", 0))
    sku = "on-demand-ia" if ia else "on-demand"
    if c.get("mode") == "provisioned":
        raise NotCovered("provisioned capacity")
    if "reads" in c:
        reads, driver = bill.times(c["reads"])
        bill.add("reads", bill.aws("dynamodb", sku, "read-units"), reads * ceil(item / 4096) * (strong + (1 - strong) / 2) * twice, "usage", driver)
    if "writes" in c or own:
        writes, driver = bill.times(c["writes"]) if "writes" in c else (bill.units(f"{own}.added"), f"{own}.added")
        bill.add("writes", bill.aws("dynamodb", sku, "write-units"), writes * ceil(item / 1024) * twice * indexes,
                 "usage" if "writes" in c else "assumed", driver)
    table = bill.aws("dynamodb", "standard-ia" if ia else "standard", "storage")
    if own:
        stored = (kept(bill, c)[0] + 100 * bill.units(own)) / GIB * indexes
        bill.add("storage", table, stored, "usage", own)
    else:
        stored = bill.value(c["storage"]) / GIB
        bill.add("storage", table, stored, "deterministic")


KINDS = {"sql": sql, "cache": cache, "search": search, "key-value": key_value}
