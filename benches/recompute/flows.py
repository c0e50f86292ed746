"""What bytes cost on their way: CDN, load balancer, NAT, zones, regions, the internet."""

from fractions import Fraction

import compute
from workload import NotCovered, only

GIB = 2**30
MACHINES = ("container", "self-hosted-model", "gpu", "vm")
ZONED = (*MACHINES, "sql", "vector-database", "search", "cache")


def flow(bill, f):
    """The ways of bytes in the examples and cases."""
    only(f, "from", "to", "via", "per", "back", "requests", "cache_hit")
    components = bill.work.spec["component"]
    kind = lambda stop: next(iter(components[stop])) if stop in components else stop
    way = (kind(f["from"]), *f.get("via", []), kind(f["to"]))
    # Bytes start, or end, where the component is that is no part of the internet.
    source = f["from"] if f["from"] != "internet" else f["to"]
    site = next((own for own in bill.work.sites_of(components[source][kind(source)]) if at(own) == at(bill.here.site)), None)
    if site is None:
        return
    bill.here.site = site
    sent, driver = bill.times(f["per"])
    back, _ = bill.times(f.get("back", 0))
    sent, back, label = sent / GIB, back / GIB, f"{f['from']}-{f['to']}"
    if way[0] == "internet" and way[1:-1] in (("cdn", "load-balancer"), ("load-balancer",)):
        published(bill, f, label, sent, back, driver)
    elif way[1:] == ("nat", "llm") and way[0] in MACHINES:
        outward(bill, f, label, sent, back, driver)
    elif way[1:] == ("object-storage",) or way[0] == "function":
        pass  # S3 in the region is free to reach, and functions have no zone of their own.
    elif len(way) == 2 and way[0] in MACHINES and way[1] in ZONED:
        between(bill, f, label, sent, back, driver)
    else:
        raise NotCovered(f"flow {way}")


def at(site):
    """Environment and placement of a site."""
    return site.environment.name, site.placement


def published(bill, f, label, sent, back, driver):
    """CloudFront bills bytes to viewers, all requests, and bytes it sends on; from the origin to it is free.

    Only what it does not answer itself reaches the load balancer, which has an address in each of at least
    two zones. A capacity unit is 25 new connections a second, 3,000 open ones, or 1 GiB an hour; as in the
    vendor's example a connection has 5 requests and lasts 120 s. Without a CDN what is sent back is egress.
    """
    missed, requests = Fraction(1), bill.units(driver) * bill.value(f.get("requests", 1))
    if "cdn" in f["via"]:
        missed = 1 - bill.value(f.get("cache_hit", 0))
        cdn = lambda meter: bill.aws("cloudfront", "us-mexico-canada", meter, "global")
        bill.add(f"data to viewers, {label}", cdn("data-out"), back, "usage", driver, "cdn")
        bill.add(f"data to origin, {label}", cdn("origin-data"), sent * missed, "usage", driver, "cdn")
        bill.add(f"requests, {label}", cdn("https-requests"), requests, "usage" if "requests" in f else "assumed", driver, "cdn")
    else:
        bill.add("egress to the internet", bill.aws("data-transfer", "internet-out", "data"), back, "usage", driver, label)
    own, (kind, target), = f"{f['to']}-load-balancer", next(iter(bill.work.spec["component"][f["to"]].items()))
    zones = bill.work.zones(target, bill.here.site, 2, least=2)
    bill.add("hours", bill.aws("load-balancer", "application", "hours"), bill.hours, "deterministic", None, own)
    bill.add("public IPv4", bill.aws("public-ipv4", "in-use", "address"), zones * bill.hours, "assumed", None, own)
    connections = requests * missed / 5
    units = max(connections / (25 * 3600), connections * 120 / (3000 * 3600), (sent + back) * missed)
    bill.add("capacity units", bill.aws("load-balancer", "application", "capacity-units"), units, "assumed", driver, own)


def outward(bill, f, label, sent, back, driver):
    """A NAT gateway with an address in each zone of its clients bills bytes both ways; bytes out are egress too."""
    _, source = next(iter(bill.work.spec["component"][f["from"]].items()))
    bill.add("egress to the internet", bill.aws("data-transfer", "internet-out", "data"), sent, "usage", driver, label)
    bill.add(f"data, {label}", bill.aws("nat-gateway", "standard", "data"), sent + back, "usage", driver, "nat")
    hours = bill.work.zones(source, bill.here.site, 2) * bill.hours
    # Assumed: that there are gateways is implied by the way of the bytes.
    bill.add("gateways", bill.aws("nat-gateway", "standard", "gateway"), hours, "assumed", None, "nat")
    bill.add("public IPv4", bill.aws("public-ipv4", "in-use", "address"), hours, "assumed", None, "nat")


def between(bill, f, label, sent, back, driver):
    """Between machines of several zones (zones - 1) / zones of the bytes cross, billed out at one side and in at the other.

    Between regions the side that sends is billed, for all of them.
    """
    components, here = bill.work.spec["component"], bill.here.site
    kind, source = next(iter(components[f["from"]].items()))
    to_kind, target = next(iter(components[f["to"]].items()))
    ends = list(bill.work.sites_of(target))
    there = [own for own in ends if own.environment == here.environment and own.placement == here.placement]
    if not there:
        there = [own for own in ends if own.environment == here.environment]
        if not there:
            return
        far = there[0]
        for line, key, quantity in (
            (f"to {far.region}", region_key(bill, here.region, far.region), sent), (f"to {here.region}", region_key(bill, far.region, here.region), back),
        ):
            bill.add(line, key, quantity, "usage", driver, label)
            if line == f"to {here.region}":
                bill.here.lines[-1]["placement"] = far.placement
        return
    zones = max(bill.work.zones(source, here, zones_of(kind, source)), bill.work.zones(target, here, zones_of(to_kind, target)))
    if zones > 1:
        crossing = (sent + back) * (zones - 1) / zones
        bill.add("between zones", bill.aws("data-transfer", "inter-zone", "data"), 2 * crossing, "assumed", driver, label)


def region_key(bill, source, target):
    """The price of a pair of regions, else of the sender."""
    own = ("aws", "data-transfer", source, f"inter-region/{target}", "data")
    return own if bill.row(own) else ("aws", "data-transfer", source, "inter-region", "data")


def zones_of(kind, table):
    """Zones of what does not say: a search domain has two."""
    return 2 if kind in ("search", "vector-database") else 1
