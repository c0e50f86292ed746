"""Warehouses, shared file systems and backups."""

from fractions import Fraction

from fleet import running_hours
from storage import GIB, kept
from workload import only

MIB, TIB = 2**20, 2**40


def warehouse(bill, c):
    """Redshift by nodes or by the second, Athena by what queries scan."""
    only(c, "engine", "type", "nodes", "schedule", "capacity", "queries", "duration", "at_once", "scanned", "storage", "snapshots")
    engine = c.get("engine", "redshift")
    queries, driver = bill.times(c["queries"]) if "queries" in c else (0, None)
    if engine == "redshift":
        stated = "nodes" in c
        hours = bill.value(c.get("nodes", 2)) * running_hours(bill, c.get("schedule"))
        bill.add("nodes", bill.aws("redshift", c["type"], "on-demand"), hours, "deterministic" if stated else "assumed")
    elif engine == "redshift-serverless":
        # A minute at least each time it wakes; queries that run at once share it.
        seconds = queries * max(bill.value(c["duration"]), 60) / bill.value(c.get("at_once", 1))
        basis = "usage" if "capacity" in c else "assumed"
        bill.add("capacity", bill.aws("redshift", "serverless", "rpu"), seconds / 3600 * bill.value(c.get("capacity", 128)), basis, driver)
    if "storage" in c:
        bill.add("storage", bill.aws("redshift", "managed-storage", "storage"), bill.value(c["storage"]) / GIB, "deterministic")
    if "scanned" in c:
        # Whole MB, ten at least.
        megabytes = max(-(-bill.value(c["scanned"]) // MIB), 10)
        key = bill.aws("athena", "sql", "scanned") if engine == "athena" else bill.aws("redshift", "spectrum", "scanned")
        bill.add("scanned", key, queries * megabytes * MIB / Fraction(TIB), "usage", driver)
    if "snapshots" in c:
        bill.add("snapshots", bill.aws("redshift", "backup", "storage"), bill.value(c["snapshots"]) / GIB, "deterministic")


def file_storage(bill, c):
    """EFS: what is used, by class, and what is read and written; FSx: what is provisioned."""
    only(c, "engine", "keeps", "size", "storage", "zones", "mode", "infrequent", "archive", "reads", "writes", "infrequent_reads", "throughput", "disks", "iops", "backups")
    if c.get("engine", "efs") != "efs":
        return fsx(bill, c)
    stored, driver = kept(bill, c) if "keeps" in c else (bill.value(c["storage"]), None)
    basis, mode = "usage" if driver else "deterministic", c.get("mode", "elastic")
    classes = [("infrequent", "ia-elastic" if mode == "elastic" else "ia", "ia"), ("archive", "archive", "archive")]
    cold = {name: bill.value(c.get(name, 0)) for name, *_ in classes}
    hot = stored * (1 - sum(cold.values())) / GIB
    # The archive class is of regional file systems only.
    one_zone = "archive" not in c and bill.work.zones(c, bill.here.site, 3) == 1
    bill.add("storage", bill.aws("efs", "one-zone" if one_zone else "standard", "storage"), hot, basis, driver)
    for name, sku, moved in classes:
        sku = "one-zone-ia" if one_zone and name == "infrequent" else sku
        if cold[name]:
            bill.add(f"storage, {name}", bill.aws("efs", sku, "storage"), stored * cold[name] / GIB, basis, driver)
            if driver:
                size = bill.value(c["size"] if "size" in c else bill.work.spec["driver"][driver]["size"])
                added = bill.units(f"{driver}.added") * size
                bill.add(f"moves, {name}", bill.aws("efs", moved, "write"), added * cold[name] / GIB, "assumed", f"{driver}.added")
    for field, line, sku, meter in (("reads", "reads", "elastic", "read"), ("writes", "writes", "elastic", "write"), ("infrequent_reads", "reads, infrequent", "ia", "read")):
        if field in c:
            data, moved = bill.times(c[field])
            bill.add(line, bill.aws("efs", sku, meter), data / GIB, "usage", moved)
    if mode == "provisioned":
        above = bill.value(c["throughput"]) / MIB - hot / 20
        bill.add("throughput", bill.aws("efs", "provisioned", "throughput"), max(above, 0), "deterministic")


# What AWS Backup calls the storage of a kind.
RESOURCES = {"sql": "rds", "file-storage": "efs-warm", "key-value": "dynamodb", "block-storage": "ebs"}


def backup(bill, c):
    """AWS Backup: one whole copy and what changes for each further one; each day, for 35 days, of 3 % unless stated.

    Of a component what it holds is backed up, whatever stands free.
    """
    only(c, "of", "resource", "storage", "keeps", "size", "every", "retention", "change")
    copies = bill.value(c.get("retention", "35 days")) / bill.value(c.get("every", "1 day"))
    stated = all(key in c for key in ("every", "retention", "change"))
    for name in c.get("of", [None]):
        if name:
            (kind, table), = bill.work.spec["component"][name].items()
            data, driver = held(bill, kind, table)
            sku, line = RESOURCES[kind], f"backups of {name}"
        else:
            data, driver = kept(bill, c) if "keeps" in c else (bill.value(c["storage"]), None)
            sku, line = {"efs": "efs-warm"}.get(c["resource"], c["resource"]), "backups"
        whole = sku == "dynamodb"
        factor = copies if whole else 1 + (copies - 1) * bill.value(c.get("change", "3 %"))
        bill.add(line, bill.aws("backup", sku, "storage"), data / GIB * factor, ("usage" if driver else "deterministic") if stated else "assumed", driver)


def held(bill, kind, table):
    """Bytes that a component holds: of a database its indexes too."""
    stored, driver = kept(bill, table) if "keeps" in table else (bill.value(table["storage"]), None)
    return stored * (1 + bill.value(table.get("index", "30 %"))) if kind == "sql" else stored, driver


def fsx(bill, c):
    """FSx: storage, throughput, IOPS above 3 for each GiB of OpenZFS, backups; all of it held."""
    kind = {"fsx-windows": "windows", "fsx-openzfs": "openzfs"}[c["engine"]]
    # Windows in one zone has prices of its own; the tables have those of two zones.
    stands = f"{kind}-one-zone" if kind == "windows" and bill.work.zones(c, bill.here.site, 2) == 1 else kind
    sku, size = f"{stands}-{c.get('disks', 'ssd')}", bill.value(c["storage"]) / GIB
    bill.add("storage", bill.aws("fsx", sku, "storage"), size, "deterministic")
    bill.add("throughput", bill.aws("fsx", stands, "throughput"), bill.value(c["throughput"]) / MIB, "deterministic")
    if "iops" in c:
        bill.add("IOPS", bill.aws("fsx", sku, "iops"), max(bill.value(c["iops"]) - 3 * size, 0), "deterministic")
    if "backups" in c:
        bill.add("backups", bill.aws("fsx", kind, "backup"), bill.value(c["backups"]) / GIB, "deterministic")


KINDS = {"warehouse": warehouse, "file-storage": file_storage, "backup": backup}
