"""What passes messages on: queues, topics, streams."""

from fractions import Fraction

from databases import ceil
from fleet import fleet, running_hours, served
from workload import only

KIB, GIB = 1024, 2**30


def queue(bill, c):
    """SQS and SNS: a request for each started 64 KiB, up to ten messages together; sent, received, deleted.

    A consumer that waits 20 s for nothing has asked too: one asks all the time, less the asks that bring messages.
    """
    only(c, "serves", "messages", "size", "engine", "batch", "redelivered", "pollers", "wait", "to", "subscribers")
    messages, names = served(bill, c, "messages")
    size, batch, driver = bill.value(c.get("size", "64 KiB")), bill.value(c.get("batch", 1)), "+".join(names)
    engine = c.get("engine", "sqs")
    if engine == "sns":
        requests = messages * ceil(size / (64 * KIB))
        bill.add("publications", bill.aws("sns", "standard", "requests"), requests, "usage", driver)
        to = c.get("to", "sqs")
        meter = {"sqs": "sqs-notifications", "lambda": "lambda-notifications", "http": "http-notifications", "email": "email-notifications",
                 "mobile-push": "mobile-push-notifications", "firehose": "firehose-notifications"}[to]
        bill.add("deliveries", bill.aws("sns", "standard", meter), messages * bill.value(c.get("subscribers", 1)), "usage", driver)
        return
    key = bill.aws("sqs", "fifo" if engine == "sqs-fifo" else "standard", "requests")
    sent = messages / batch * ceil(size * batch / (64 * KIB))
    received = sent * (1 + bill.value(c.get("redelivered", 0)))
    for line, requests in (("sends", sent), ("receives", received), ("deletes", messages / batch)):
        bill.add(line, key, requests, "usage", driver)
    # Consumers are machines: they ask while their environment runs.
    asks = bill.value(c.get("pollers", 1)) * running_hours(bill, None) * 3600 / bill.value(c.get("wait", "20 s"))
    came = messages / batch * (1 + bill.value(c.get("redelivered", 0)))
    if asks:
        stated = "pollers" in c and "wait" in c
        bill.add("empty receives", key, max(asks - came, 0), "deterministic" if stated else "assumed")


def stream(bill, c):
    """By engine and mode."""
    only(c, "serves", "records", "size", "engine", "mode", "consumers", "fan_out", "broker")
    records, names = served(bill, c, "records")
    how = {"kinesis": on_demand if c.get("mode", "on-demand") == "on-demand" else shards, "msk": kafka}[c.get("engine", "kinesis")]
    how(bill, c, records, bill.value(c["size"]), names)


def on_demand(bill, c, records, size, names):
    """Kinesis on demand: a stream by the hour, what is written in whole KiB, what is read as it is."""
    key, driver = lambda meter: bill.aws("kinesis", "on-demand", meter), "+".join(names)
    bill.add("streams", key("stream"), bill.hours, "deterministic")
    bill.add("ingested", key("ingested"), records * ceil(size / KIB) / KIB**2, "usage", driver)
    bill.add("retrieved", key("retrieved"), records * size * bill.value(c.get("consumers", 1)) / GIB, "usage", driver)
    if "fan_out" in c:
        bill.add("fan-out data", key("fan-out-data"), records * size * bill.value(c["fan_out"]) / GIB, "usage", driver)


def shards(bill, c, records, size, names):
    """A shard takes 1 MiB or 1,000 records a second, gives 2 MiB; held all month for its busiest hour, 80 % full at its peak.

    Each started 25 KiB of a record is a put.
    """
    key, driver = lambda meter: bill.aws("kinesis", "provisioned", meter), "+".join(names)
    a_second = min(KIB**2 / size, Fraction(1000), 2 * KIB**2 / size / bill.value(c.get("consumers", 1)))
    most = fleet(bill, names, records, a_second * 3600 * Fraction(8, 10), 1, None, names[0], 0).most
    used = records / (a_second * 3600)
    bill.add("shards", key("shard"), used, "usage", driver)
    bill.add("idle shards", key("shard"), most * bill.hours - used, "assumed", driver)
    bill.add("put units", key("put-units"), records * ceil(size / (25 * KIB)), "usage", driver)


def kafka(bill, c, records, size, names):
    """MSK: a broker in each of three zones, two at least, a copy of every record in each for 7 days of a month of 365/12."""
    zones = max(bill.work.zones({}, bill.here.site, 3), 2)
    broker = c.get("broker", "kafka.t3.small")
    bill.add("brokers", bill.aws("msk", broker, "on-demand"), zones * bill.hours, "assumed")
    bill.add("storage", bill.aws("msk", "broker", "storage"), records * size / GIB * min(zones, 3) * 7 / Fraction(365, 12), "assumed", "+".join(names))


KINDS = {"queue": queue, "stream": stream}
