"""Databases by machine or by request: RDS, ElastiCache, OpenSearch, DynamoDB."""

from fractions import Fraction

from aurora import aurora
from fleet import fleet, running_hours
from storage import GIB, kept
from workload import NotCovered, only

OPENSEARCH = "opensearch-nodes"


def ceil(value):
    """The next whole number."""
    return Fraction(-(-Fraction(value) // 1))


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


def sql(bill, c, data=None, memory=0, indexes=None):
    """RDS: machines by the hour, a volume in whole GiB of which each replica has one too, and backups beyond its size.

    Two zones have a standby, at the price of Multi-AZ. A volume has what is kept, 30 % of it as indexes, and a fifth free.
    """
    if c.get("engine", "postgresql").startswith("aurora"):
        return aurora(bill, c)
    only(c, *SQL)
    if c.get("storage_type", "gp3") != "gp3":
        raise NotCovered("a database that is not on gp3")
    engine, zones = c.get("engine", "postgresql"), bill.work.zones(c, bill.here.site, 1)
    az = "multi-az" if zones >= 2 else "single-az"
    sku = class_of(bill, c, "rds-instances", f"{engine}/{az}/on-demand", memory)
    replicas = bill.value(c.get("replicas", 0))
    # RDS does not stop a database that has read replicas.
    hours = running_hours(bill, "always" if replicas else c.get("schedule"))
    bill.add("machine", bill.aws("rds-instances", sku, f"{engine}/{az}/on-demand"), hours, "deterministic")
    if replicas:
        bill.add("read replicas", bill.aws("rds-instances", sku, f"{engine}/single-az/on-demand"), replicas * hours, "deterministic")
    stored, driver = data or (kept(bill, c) if "keeps" in c else (bill.value(c["storage"]), None))
    volume, disk = volumes(bill, c, stored / GIB, driver, az, indexes)
    if replicas:
        bill.add("replica storage", bill.aws("rds", "gp3", "single-az/storage"), replicas * volume, "usage" if driver else "deterministic", driver)
    speed(bill, c, volume, az, replicas)
    days = bill.value(c.get("backup_retention", "7 days")) / 86400
    if days:
        # One whole copy, and what changes in each further day; as much as the database has is free.
        copies = disk * (1 + (days - 1) * bill.value(c.get("change", "5 %"))) + bill.value(c.get("snapshots", 0)) / GIB
        bill.add("backups", bill.aws("rds", "backup", "storage"), max(copies - volume, 0), "assumed", driver)


def volumes(bill, c, stored, driver, az, indexes):
    """The size of the volume, and of what is on it, in GiB."""
    key = bill.aws("rds", "gp3", f"{az}/storage")
    if "keeps" not in c and driver is None:
        bill.add("storage", key, stored, "deterministic")
        return stored, stored
    indexes = stored * bill.value(c.get("index", "30 %")) if indexes is None else indexes / GIB
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
    if "iops" in c and replicas:
        raise NotCovered("the speed of replicas' volumes")
    if "throughput" in c:
        above = max(bill.value(c["throughput"]) / 2**20 - (500 if volume >= 400 else 125), 0)
        if above:
            bill.add("throughput", bill.aws("rds", "gp3", f"{az}/throughput"), above, "deterministic")


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
    zones = bill.work.zones(c, bill.here.site, 1)
    # Memcached keeps no copies: its nodes are spread over the zones.
    nodes = max(shards, zones) if engine == "memcached" else shards * max(1 + bill.value(c.get("replicas", 0)), zones)
    driver = kept(bill, c)[1] if "keeps" in c else None
    bill.add("nodes", bill.aws("elasticache-nodes", sku, f"{engine}/on-demand"), nodes * bill.hours, "usage" if driver else "deterministic", driver)
    if "snapshots" in c:
        bill.add("snapshots", bill.aws("elasticache", "backup", "storage"), bill.value(c["snapshots"]) / GIB, "deterministic")


# --- search --------------------------------------------------------------------------------------

SEARCH = ("type", "vcpu", "memory", "family", "burstable", "nodes", "zones", "replicas", "keeps", "size", "storage", "overhead", "masters", "serverless")


def search(bill, c, data=None, needed=None):
    """OpenSearch: a data node in each of two zones, around the clock, and volumes of gp3.

    Of the index there are two copies, and 45 % more on disk than is indexed; a volume has 10 GiB at least. `needed` nodes
    hold what must be in memory.
    """
    only(c, *SEARCH)
    if "serverless" in c:
        return units(bill, c)
    sku = class_of(bill, c, OPENSEARCH, "on-demand", 0) if needed is None else needed[0]
    nodes = bill.value(c.get("nodes", 0)) or bill.work.zones(c, bill.here.site, 2)
    assumed = "nodes" not in c and "zones" not in c and not bill.here.site.environment.zones
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


def units(bill, c):
    """OpenSearch Serverless: units of the next generation while it is used, and what is stored."""
    only(c, "storage", "serverless")
    only(c["serverless"], "units", "schedule")
    hours = running_hours(bill, c["serverless"].get("schedule"))
    bill.add("units", bill.aws("opensearch-serverless", "next-gen", "ocu"), bill.value(c["serverless"]["units"]) * hours, "deterministic")
    bill.add("storage", bill.aws("opensearch-serverless", "next-gen", "storage"), bill.value(c["storage"]) / GIB, "deterministic")


# --- key-value -----------------------------------------------------------------------------------

def key_value(bill, c):
    """DynamoDB on demand: writes by the started KiB, reads by the started 4 KiB, at half if eventually consistent.

    Transactions cost twice, each index is written and stored too, and each item has 100 bytes beside it.
    """
    only(c, "keeps", "size", "storage", "class", "mode", "reads", "writes", "item", "consistent", "transactional", "indexes", "point_in_time_recovery", "backups")
    ia = c.get("class") == "infrequent"
    own = c["keeps"] if "keeps" in c else None
    item = bill.value(c["item"]) if "item" in c else bill.value(c["size"] if "size" in c else bill.work.spec["driver"][own]["size"])
    strong, twice = bill.value(c.get("consistent", 0)), bill.value(c.get("transactional", 0))
    indexes = 1 + bill.value(c.get("indexes", 0))
    add = held if c.get("mode") == "provisioned" else asked
    if "reads" in c:
        each = ceil(item / 4096) * (2 * twice + strong + (1 - twice - strong) / 2)
        add(bill, "read", *bill.times(c["reads"]), each, "usage", ia, c["reads"])
    if "writes" in c or own:
        writes = c.get("writes", f"1 write per {own}.added")
        each = ceil(item / 1024) * (1 + twice) * indexes
        add(bill, "write", *bill.times(writes), each, "usage" if "writes" in c else "assumed", ia, writes)
    table, basis = "standard-ia" if ia else "standard", "usage" if own else "deterministic"
    one = (kept(bill, c)[0] + 100 * bill.units(own) if own else bill.value(c["storage"])) / GIB
    bill.add("storage", bill.aws("dynamodb", table, "storage"), one * (indexes if own else 1), basis, own)
    # What can be restored is the table, whatever its indexes.
    if c.get("point_in_time_recovery"):
        bill.add("point-in-time recovery", bill.aws("dynamodb", "standard", "pitr-storage"), one, basis, own)
    if "backups" in c:
        bill.add("backups", bill.aws("dynamodb", "standard", "backup-storage"), one * bill.value(c["backups"]), basis, own)


def asked(bill, what, requests, driver, each, basis, ia, _):
    """Units by the request."""
    bill.add(f"{what}s", bill.aws("dynamodb", "on-demand-ia" if ia else "on-demand", f"{what}-units"), requests * each, basis, driver)


def held(bill, what, requests, driver, each, _, ia, given):
    """Units that are held: a unit is one a second; 70 % full in each hour's peak, one at least, whole ones.

    A table cannot be stopped: no schedule of an environment touches it.
    """
    ran = fleet(bill, [driver], requests * each, Fraction(3600 * 7, 10), 1, None, driver, 0, schedule="always")
    key = bill.aws("dynamodb", "provisioned-ia" if ia else "provisioned", f"{what}-capacity")
    needed = min(ran.needed, ran.running)
    bill.add(f"{what} capacity", key, needed, "usage", driver)
    bill.add(f"idle {what} capacity", key, ran.running - needed, "usage", driver)


KINDS = {"sql": sql, "cache": cache, "search": search, "key-value": key_value}
