"""What passes messages on: queues, topics, streams."""

from fractions import Fraction

from databases import ceil, running_hours
from fleet import served
from workload import only

KIB = 1024


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
        bill.add("publishes", bill.aws("sns", "standard", "requests"), requests, "usage", driver)
        to = c.get("to", "sqs")
        meter = {"sqs": "sqs-notifications", "lambda": "lambda-notifications", "http": "http-notifications", "email": "email-notifications",
                 "mobile-push": "mobile-push-notifications", "firehose": "firehose-notifications"}[to]
        bill.add("deliveries", bill.aws("sns", "standard", meter), requests * bill.value(c.get("subscribers", 1)), "usage", driver)
        return
    key = bill.aws("sqs", "fifo" if engine == "sqs-fifo" else "standard", "requests")
    sent = messages / batch * ceil(size * batch / (64 * KIB))
    received = sent * (1 + bill.value(c.get("redelivered", 0)))
    for line, requests in (("sends", sent), ("receives", received), ("deletes", messages / batch)):
        bill.add(line, key, requests, "usage", driver)
    # Consumers are machines: they ask while their environment runs.
    asks = bill.value(c.get("pollers", 1)) * running_hours(bill, None) * 3600 / bill.value(c.get("wait", "20 s"))
    came = messages / batch * (1 + bill.value(c.get("redelivered", 0)))
    if "pollers" not in c or asks:
        bill.add("empty receives", key, max(asks - came, 0), "assumed")


KINDS = {"queue": queue}
