"""What is kept as objects, volumes and images."""

from workload import NotCovered, only

GIB = 2**30


def kept(bill, c, field="keeps"):
    """Bytes of the stocks that are kept: the mean of the month's start and end, times the size of one."""
    names = [c[field]] if isinstance(c[field], str) else c[field]
    drivers = bill.work.spec["driver"]
    size = lambda name: bill.value(c["size"] if "size" in c else drivers[name]["size"])
    return sum(bill.units(name) * size(name) for name in names), "+".join(names)


def object_storage(bill, c):
    """S3: GiB-months of the mean of the month's start and end, and requests; a write for each object added."""
    only(c, "keeps", "class", "writes", "reads", "size")
    sku = {"hot": "standard", "infrequent": "standard-ia"}[c.get("class", "hot")]
    stored, driver = kept(bill, c)
    size = bill.value(c["size"] if "size" in c else bill.work.spec["driver"][driver]["size"])
    if sku != "standard" and size < 128 * 1024:
        raise NotCovered("objects below the least size")
    bill.add("storage", bill.aws("s3", sku, "storage"), stored / GIB, "usage", driver)
    if "writes" in c:
        requests, moved = bill.times(c["writes"])
        bill.add("writes", bill.aws("s3", sku, "put-requests"), requests, "usage", moved)
    elif f"{driver}.added" in bill.work.series and any(bill.work.series[f"{driver}.added"]):
        bill.add("writes", bill.aws("s3", sku, "put-requests"), bill.units(f"{driver}.added"), "assumed", f"{driver}.added")
    if "reads" in c:
        requests, moved = bill.times(c["reads"])
        bill.add("reads", bill.aws("s3", sku, "get-requests"), requests, "usage", moved)
        if sku != "standard":
            # Each read takes a whole object, and its bytes are billed.
            bill.add("retrieval", bill.aws("s3", sku, "retrieval"), requests * size / GIB, "assumed", moved)


def block_storage(bill, c):
    """EBS gp3: what is provisioned; 3,000 IOPS and 125 MiB/s are in the price of the volume."""
    only(c, "type", "size", "iops", "throughput")
    amounts = {"storage": bill.value(c["size"]) / GIB, "IOPS": c["iops"] - 3000, "throughput": bill.value(c["throughput"]) / 2**20 - 125}
    for line, quantity in amounts.items():
        bill.add(line, bill.aws("ebs", c["type"], line.lower()), quantity, "deterministic")


def registry(bill, c):
    """ECR: GiB-months of what is kept, once for the company."""
    only(c, "images", "size", "keeps", "pulled")
    if "images" in c:
        if bill.once():
            bill.add("storage", bill.aws("ecr", "private", "storage"), bill.value(c["images"]) * bill.value(c["size"]) / GIB, "deterministic")
    else:
        stored, driver = kept(bill, c)
        bill.add("storage", bill.aws("ecr", "private", "storage"), stored / GIB, "usage", driver)
    if "pulled" in c:
        pulled, driver = bill.times(c["pulled"])
        bill.add("egress to the internet", bill.aws("data-transfer", "internet-out", "data"), pulled / GIB, "usage", driver)


KINDS = {"object-storage": object_storage, "block-storage": block_storage, "registry": registry}
