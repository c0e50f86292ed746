"""Models billed by what they read and write: tokens, searches, seconds, images."""

import csv
from fractions import Fraction

import talk
from fleet import fleet, running_hours, served
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


def rerank(bill, c):
    """By search: up to 100 documents, each started hundred one more."""
    only(c, "serves", "searches", "model", "documents")
    searches, names = served(bill, c, "searches")
    hundreds = -(-bill.value(c["documents"]) // 100)
    bill.add("searches", key(*c["model"].split("/"), "rerank-search"), searches * hundreds, "usage", "+".join(names))


def speech(bill, c):
    """By the time that is heard, or by the character that is read aloud."""
    only(c, "serves", "requests", "model", "audio", "characters")
    requests, names = served(bill, c)
    (vendor, model), driver = c["model"].split("/"), "+".join(names)
    if "audio" in c:
        # Groq bills 10 s of each request at least.
        heard = max(bill.value(c["audio"]), 10 if vendor == "groq" else 0)
        bill.add("audio", key(vendor, model, "audio-hour"), requests * heard / 3600, "usage", driver)
    if "characters" in c:
        bill.add("characters", key(vendor, model, "character"), requests * bill.value(c["characters"]), "usage", driver)


# Tokens of an image by quality and size: the vendor's guide to image generation.
IMAGE = {
    "low": {"1024x1024": 272, "1024x1536": 408, "1536x1024": 400},
    "medium": {"1024x1024": 1056, "1024x1536": 1584, "1536x1024": 1568},
    "high": {"1024x1024": 4160, "1024x1536": 6240, "1536x1024": 6208},
}


def image(bill, c):
    """By token: of what is made, by quality and size, and of the prompt."""
    only(c, "serves", "images", "model", "quality", "size", "prompt")
    images, names = served(bill, c, "images")
    (vendor, model), driver = c["model"].split("/"), "+".join(names)
    tokens = IMAGE[c["quality"]][c.get("size", "1024x1024")]
    bill.add("images", key(vendor, model, "output-image"), images * tokens, "usage", driver)
    if "prompt" in c:
        bill.add("prompts", key(vendor, model, "input"), images * bill.value(c["prompt"]), "usage", driver)


def provisioned_model(bill, c):
    """Azure OpenAI: units for the busiest hour, 80 % full, by minimum and increment; what tokens do not fill idles.

    Input that is not cached counts once, output as often as its price is a multiple of the price of input.
    """
    only(c, "model", "serves", "requests", "input", "cached", "output", "throughput", "units")
    requests, names = served(bill, c)
    vendor, model = c["model"].split("/")
    with open(bill.book.folder / "ai" / vendor / "provisioned.csv", newline="", encoding="utf-8") as file:
        rule = next(row for row in csv.DictReader(file) if (row["sku"], row["scope"]) == (model, "regional"))
    price = lambda meter: bill.row(key(vendor, model, meter)).steps[0][2]
    weight = price("output") / price("input")
    tokens = bill.value(c["input"]) * (1 - bill.value(c.get("cached", 0))) + bill.value(c["output"]) * weight
    a_minute, full = Fraction(rule["input_tokens_per_minute"]), Fraction(8, 10)
    ran = fleet(bill, names, requests * tokens, a_minute * 60 * full, 0, None, names[0], 0)
    least, step = int(rule["min_units"]), int(rule["increment"])
    units = least + max(-(-(ran.most - least) // step), 0) * step
    used = requests * tokens / (a_minute * 60)
    hour, driver = key(vendor, "regional/ptu", "provisioned-hour"), "+".join(names)
    hours = units * running_hours(bill, None)
    bill.add("units", hour, min(used, hours), "usage", driver)
    bill.add("idle units", hour, hours - min(used, hours), "usage", driver)


KINDS = {"llm": llm, "embedding": embedding, "rerank": rerank, "speech": speech, "image": image, "provisioned-model": provisioned_model}
