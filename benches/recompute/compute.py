"""Compute: containers, functions, machines with GPUs, models of one's own, batches, clusters."""

from fractions import Fraction

from fleet import fleet, handled, root_volume, running_hours, served
from workload import NotCovered, only

GIB = 2**30
GP3 = ("ebs", "gp3", "storage")


def container(bill, c):
    """Fargate: vCPU and GiB for as long as tasks run, by the second; idle ones are billed too.

    Each hour has as many tasks as its busiest minute needs; started ones are billed 20 s before they serve. A task for
    each request is billed while it starts too, a minute at least in all.
    """
    only(c, "serves", "requests", "vcpu", "memory", "arch", "latency", "concurrency", "target_utilization", "replicas", "zones", "billing", "duration")
    requests, names = served(bill, c)
    if c.get("billing") == "task":
        hours = requests * max(bill.value(c["duration"]) + 20, 60) / 3600
    else:
        least, most = bounds(bill, c)
        ran = fleet(bill, names, requests, handled(bill, c), least, most, names[0], 20)
        hours = ran.running + ran.starting
    sku, driver = f"linux-{c.get('arch', 'amd64')}", "+".join(names)
    bill.add("vCPU", bill.aws("fargate", sku, "vcpu"), hours * bill.value(c["vcpu"]), "usage", driver)
    bill.add("memory", bill.aws("fargate", sku, "memory"), hours * bill.value(c["memory"]) / GIB, "usage", driver)


def bounds(bill, c):
    """Replicas at least, of which one in each zone, and at most."""
    site, replicas = bill.here.site, c.get("replicas", {})
    least = max(site.environment.min_replicas or bill.value(replicas.get("min", 1)), bill.work.zones(c, site, 1))
    return least, bill.value(replicas["max"]) if "max" in replicas else None


def function(bill, c):
    """Lambda: requests, GiB-seconds in started milliseconds; 1 % start cold, half a second billed alike."""
    only(c, "serves", "memory", "duration", "arch")
    requests, sku = bill.units(c["serves"]), c.get("arch", "amd64")
    memory = bill.value(c["memory"]) / GIB
    billed = Fraction(-(-bill.value(c["duration"]) * 1000 // 1), 1000)
    bill.add("requests", bill.aws("lambda", sku, "requests"), requests, "usage", c["serves"])
    bill.add("duration", bill.aws("lambda", sku, "duration"), requests * billed * memory, "usage", c["serves"])
    bill.add("cold starts", bill.aws("lambda", sku, "duration"), requests * Fraction(1, 100) * Fraction(1, 2) * memory, "assumed", c["serves"])


def seller_of(bill, c, purchase="on-demand"):
    """Whose machines, and the cheapest that has what is asked for: EC2 of the region, or a seller of GPUs.

    Choices are made once for the whole file, at the first month's prices.
    """
    first = bill.work.months[0]
    provider, service, region = ("aws", "ec2", bill.here.site.region) if "seller" not in c else (c["seller"], "gpu", "global")
    gpus = bill.value(c.get("gpus", c.get("gpu_count", 1 if "gpu" in c else 0)))

    def fits(machine):
        number = lambda key: Fraction(machine[key] or 0)
        return (
            machine["family"][:1] != "t"
            and ("gpu" not in c or machine["gpu"] == c["gpu"])
            and number("gpu_count") >= gpus
            and number("gpu_memory_gib") >= bill.value(c.get("gpu_memory", 0)) / GIB
            and number("vcpu") >= bill.value(c.get("vcpu", 0))
            and number("memory_gib") >= bill.value(c.get("memory", 0)) / GIB
            and ("gpu" in c or machine["arch"] == c.get("arch", "amd64"))
        )

    sku = c.get("type") or bill.book.cheapest(provider, service, region, purchase, first, fits)
    return (provider, service, region, sku, purchase), bill.book.skus(provider, service)[sku]


def gpu(bill, c):
    """Machines with GPUs: a number of them, or as demand needs; what idles is a line of its own."""
    only(c, "seller", "type", "gpu", "gpu_count", "gpu_memory", "vcpu", "memory", "purchase", "count", "serves", "requests", "latency", "concurrency",
         "throughput", "duration", "target_utilization", "replicas", "zones", "schedule", "start_up", "root_volume")
    key, _ = seller_of(bill, c, c.get("purchase", "on-demand"))
    volume = bill.value(c.get("root_volume", "100 GiB")) if key[0] == "aws" else 0
    if "serves" not in c:
        count = bill.value(c.get("count", 1))
        bill.add("machines", key, count * running_hours(bill, c.get("schedule")), "deterministic")
        if volume:
            # A machine that is stopped keeps its disk.
            bill.add("root volume", bill.aws(*GP3), count * volume / GIB, "assumed")
        return
    requests, names = served(bill, c)
    least, most = bounds(bill, c)
    ran = fleet(bill, names, requests, handled(bill, c), least, most, names[0], bill.value(c.get("start_up", "5 min")), schedule=c.get("schedule"))
    machines(bill, key, ran, "+".join(names), volume)


def machines(bill, key, ran, driver, volume):
    """Hours that are needed, that idle, and in which machines start; and their disks."""
    needed = min(ran.needed, ran.running)
    bill.add("machines", key, needed, "usage", driver)
    bill.add("idle machines", key, ran.running - needed, "usage", driver)
    bill.add("starting machines", key, ran.starting, "assumed", driver)
    root_volume(bill, ran.running + ran.starting, volume, driver)


def self_hosted_model(bill, c):
    """Replicas of a model on GPU machines: the tokens they make size them, hour by hour."""
    only(c, "serves", "requests", "model", "input", "output", "gpu", "gpu_memory", "gpus", "throughput", "counts", "concurrency", "replicas", "zones", "schedule",
         "load_time", "root_volume", "target_utilization", "seller", "type", "purchase", "spare")
    if "throughput" not in c:
        raise NotCovered("measured throughput")
    key, machine = seller_of(bill, c, c.get("purchase", "on-demand"))
    requests, names = served(bill, c)
    tokens = bill.value(c["output"]) + (bill.value(c["input"]) if c.get("counts") == "all" else 0)
    full = bill.value(c.get("target_utilization", "65 %"))
    capacity = bill.value(c["throughput"]) / tokens * 3600 * full
    holds = Fraction(machine["gpu_count"]) // bill.value(c.get("gpus", 1))
    least, most = bounds(bill, c)
    zones = bill.work.zones(c, bill.here.site, 1)
    ran = fleet(bill, names, requests, capacity, least, most, names[0], bill.value(c.get("load_time", "5 min")), schedule=c.get("schedule"),
                holds=holds, at_least=zones)
    machines(bill, key, ran, "+".join(names), bill.value(c.get("root_volume", "200 GiB")) if key[0] == "aws" else 0)
    if "spare" in c:
        # Further machines stand by, as many as the spare replicas fill.
        by = -(-bill.value(c["spare"]) // holds) * running_hours(bill, c.get("schedule"))
        bill.add("spare machines", key, by, "deterministic")


KINDS = {"container": container, "function": function, "gpu": gpu, "self-hosted-model": self_hosted_model}
