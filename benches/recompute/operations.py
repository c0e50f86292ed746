"""What watches, keeps and charges: logs, metrics, traces, secrets, keys, plans, one charge in a month."""

from fractions import Fraction

from fleet import served
from workload import only

GIB = 2**30


def logging(bill, c):
    """CloudWatch Logs: GiB ingested; 15 % of them stored, for the retention, in months of 365/12 days.

    Datadog: GB (10^9) ingested, and events indexed for 15 days; it is paid wherever the system runs.
    """
    only(c, "of", "events", "bytes", "retention", "vendor", "indexed")
    events, driver = bill.times(c["events"])
    written = events * bill.value(c["bytes"])
    if c.get("vendor") == "datadog":
        key = lambda meter: ("datadog", "logs", "global", "standard", meter)
        bill.add("ingestion", key("ingest"), written / 10**9, "usage", driver)
        indexed = events * bill.value(c.get("indexed", 1))
        # That they are kept for 15 days is assumed unless it is stated.
        bill.add("indexed events", key("index-15-days"), indexed, "usage" if "indexed" in c and "retention" in c else "assumed", driver)
        return
    if c.get("vendor") == "grafana":
        # Processed, written, and retained once for each 30 days.
        months = bill.value(c.get("retention", "30 days")) / 86400 / 30
        for line, meter, factor in (("processed", "process", 1), ("written", "write", 1), ("retained", "retain", months)):
            bill.add(line, ("grafana", "logs", "global", "pro", meter), written * factor / 10**9, "assumed" if line == "retained" and "retention" not in c else "usage", driver)
        return
    ingested, days = written / GIB, bill.value(c.get("retention", "30 days")) / 86400
    bill.add("ingestion", bill.aws("cloudwatch", "logs-standard", "ingestion"), ingested, "usage", driver)
    stored = ingested * Fraction("0.15") * days / Fraction(365, 12)
    bill.add("storage", bill.aws("cloudwatch", "logs", "storage"), stored, "assumed", driver)


def metrics(bill, c):
    """CloudWatch: things there are."""
    only(c, "custom_metrics", "alarms", "dashboards")
    for key, line, sku, meter in (("custom_metrics", "custom metrics", "metrics", "custom-metric"), ("alarms", "alarms", "alarms", "standard-resolution"), ("dashboards", "dashboards", "dashboards", "dashboard")):
        bill.add(line, bill.aws("cloudwatch", sku, meter), c[key], "deterministic")


def tracing(bill, c):
    """X-Ray: traces recorded by a share; else the first of each second and 5 % of the rest."""
    only(c, "traces", "sample", "retrieved", "scanned")
    for field, line in (("traces", "recorded"), ("retrieved", "retrieved"), ("scanned", "scanned")):
        if field not in c:
            continue
        traces, driver = bill.times(c[field])
        basis = "usage"
        if line == "recorded" and "sample" in c:
            traces *= bill.value(c["sample"])
        elif line == "recorded":
            firsts = min(traces, bill.hours * 3600)
            traces, basis = firsts + (traces - firsts) * Fraction(5, 100), "assumed"
        bill.add(line, bill.aws("xray", "traces", line), traces, basis, driver)


def secrets(bill, c):
    """Secrets Manager: a price for each, a replica being one more, and for requests."""
    only(c, "secrets", "copies", "requests")
    kept = bill.value(c["secrets"]) * (1 + bill.value(c.get("copies", 0)))
    bill.add("secrets", bill.aws("secrets-manager", "standard", "secrets"), kept, "deterministic")
    requests(bill, c, bill.aws("secrets-manager", "standard", "requests"))


def keys(bill, c):
    """KMS: a price for each key, for its first two rotations one more each, and for requests."""
    only(c, "keys", "rotations", "requests", "use")
    kept = bill.value(c["keys"]) * (1 + min(bill.value(c.get("rotations", 0)), 2))
    bill.add("keys", bill.aws("kms", "key", "keys"), kept, "deterministic")
    requests(bill, c, bill.aws("kms", "requests", c.get("use", "symmetric")))


def requests(bill, c, key):
    """Requests, if any are stated."""
    if "requests" in c:
        made, driver = bill.times(c["requests"])
        bill.add("requests", key, made, "usage", driver)


def subscription(bill, c):
    """Seats of a plan of the book, or at a price of one's own; a fixed number is counted once."""
    only(c, "plan", "meter", "price", "seats", "billed")
    text = str(c.get("seats", "1"))
    fixed = " per " not in text
    if fixed and not bill.once():
        return
    seats, driver = (bill.value(c.get("seats", 1)), None) if fixed else bill.times(c["seats"])
    seats = seats if fixed else Fraction(-(-seats // 1))
    basis = "deterministic" if fixed else "usage"
    if "plan" in c:
        vendor, service, sku = c["plan"].split("/")
        bill.add(c["meter"], (vendor, service, "global", sku, c["meter"]), seats, basis, driver)
        return
    price, yearly = bill.value(c["price"].split(" per ")[0]), c["price"].endswith("year")
    if not yearly or bill.at % 12 == 0:
        bill.add("seats", ("stated", "subscription", "global", "seat", "price"), seats, basis, driver, stated=(price, "Seats"))


def workflow(bill, c):
    """Step Functions by transition, or by run with memory in started 64 MiB and time in started 100 ms; EventBridge by started 64 KiB."""
    only(c, "serves", "runs", "type", "steps", "retries", "duration", "memory", "size")
    runs, names = served(bill, c, "runs")
    driver, kind = "+".join(names), c.get("type", "standard")
    if kind == "standard":
        made = runs * bill.value(c["steps"]) * (1 + bill.value(c.get("retries", 0)))
        bill.add("transitions", bill.aws("step-functions", "standard", "transitions"), made, "usage", driver)
    elif kind == "express":
        memory = started(bill.value(c.get("memory", "64 MiB")), 64 * 2**20) * 64 * 2**20 / Fraction(GIB)
        seconds = started(bill.value(c["duration"]) * 10, 1) / Fraction(10)
        bill.add("runs", bill.aws("step-functions", "express", "requests"), runs, "usage", driver)
        bill.add("duration", bill.aws("step-functions", "express", "duration"), runs * memory * seconds / 3600, "usage" if "memory" in c else "assumed", driver)
    else:
        sku = {"events": "custom-events", "partner-events": "partner-events"}[kind]
        bill.add("events", bill.aws("eventbridge", sku, "events"), runs * started(bill.value(c.get("size", "64 KiB")), 65536), "usage", driver)


def started(value, step):
    """How many steps are begun."""
    return -(-Fraction(value) // step)


def one_time(bill, c):
    """A charge in one month, once."""
    only(c, "month", "cost")
    if bill.here.month == c["month"] and bill.once():
        bill.add("charge", ("stated", "one-time", "global", "charge", "charge"), 1, "deterministic", stated=(bill.value(c["cost"]), "Charges"))


KINDS = {
    "logging": logging, "metrics": metrics, "tracing": tracing, "secrets": secrets, "keys": keys, "subscription": subscription, "workflow": workflow, "one-time": one_time,
}
