"""Models billed by what they read and write: tokens, searches, seconds, images."""

from fractions import Fraction

import talk
from workload import only, shape


def key(vendor, model, meter):
    """A model's price is the same everywhere."""
    return vendor, "models", "global", model, meter


def llm(bill, c):
    """Tokens by the million: uncached, read from the cache, written to it, answered."""
    only(c, "serves", "model", "turns", "system", "input", "output", "cache", "retries")
    only(c.get("cache", {}), "ttl")
    name, month, (vendor, model) = bill.here.name, bill.here.month, c["model"].split("/")
    units, hits = bill.units(c["serves"]), (Fraction(0), Fraction(0))
    if name not in bill.talks:
        least = int(bill.book.skus(vendor)[model]["cache_min_tokens"] or 0)
        bill.talks[name] = talk.Talk(c, bill.work.scenario, least)
    meters = {"input": "input", "output": "output"}
    if "cache" in c:
        ttl = talk.TTL[c["cache"]["ttl"]]
        week = shape(bill.work.spec["driver"][c["serves"]].get("week"))
        hits = (talk.warm_at_start(units, week, month, ttl), talk.one_less_exp(ttl / bill.value(talk.GAP)))
        meters |= {"cache read": "cache-read", "cache write": f"cache-write-{c['cache']['ttl']}"}
    for leaf, tokens in bill.talks[name].leaves(*hits).items():
        if leaf in meters:
            bill.add(leaf, key(vendor, model, meters[leaf]), units * tokens, "usage", c["serves"])


def embedding(bill, c):
    """Tokens by the million, in batches at batch rates."""
    only(c, "serves", "model", "tokens", "batch")
    vendor, model = c["model"].split("/")
    names = [c["serves"]] if isinstance(c["serves"], str) else c["serves"]
    tokens = bill.units(names) * bill.value(c["tokens"])
    batch = bill.value(c.get("batch", 0))
    for line, meter, share in (("tokens", "embedding", 1 - batch), ("batch tokens", "batch-embedding", batch)):
        if share:
            bill.add(line, key(vendor, model, meter), tokens * share, "usage", "+".join(names))


KINDS = {"llm": llm, "embedding": embedding}
