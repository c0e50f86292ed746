"""Names, firewalls, private ways, gateways."""

from fleet import running_hours
from workload import only

GIB = 2**30


def dns(bill, c):
    """Route 53: zones and health checks once for the company, queries by how they are answered."""
    only(c, "zones", "queries", "latency_queries", "geo_queries", "health_checks", "other_health_checks", "health_check_features", "other_health_check_features")
    key = lambda sku, meter: bill.aws("route53", sku, meter, "global")
    if bill.once():
        bill.add("hosted zones", key("hosted-zone", "zones"), bill.value(c.get("zones", 1)), "deterministic")
        for field, line, sku, meter in (
            ("health_checks", "health checks", "health-check", "aws-endpoint"), ("other_health_checks", "other health checks", "health-check", "other-endpoint"),
            ("health_check_features", "health check features", "health-check-feature", "aws-endpoint"),
            ("other_health_check_features", "other health check features", "health-check-feature", "other-endpoint"),
        ):
            if field in c:
                bill.add(line, key(sku, meter), bill.value(c[field]), "deterministic")
    for field, line, meter in (("queries", "queries", "standard"), ("latency_queries", "latency queries", "latency"), ("geo_queries", "geo queries", "geo")):
        if field in c:
            asked, driver = bill.times(c[field])
            bill.add(line, key("queries", meter), asked, "usage", driver)


def waf(bill, c):
    """WAF: lists, the rules of all of them, groups, requests."""
    only(c, "lists", "rules", "rule_groups", "managed_rule_groups", "requests")
    for field, line, meter in (("lists", "lists", "web-acls"), ("rules", "rules", "rules"), ("rule_groups", "rule groups", "rule-groups"), ("managed_rule_groups", "managed rule groups", "managed-rule-groups")):
        number = bill.value(c.get(field, 1 if field == "lists" else 0))
        if number:
            bill.add(line, bill.aws("waf", "v2", meter), number, "deterministic")
    if "requests" in c:
        requests, driver = bill.times(c["requests"])
        bill.add("requests", bill.aws("waf", "v2", "requests"), requests, "usage", driver)


def api_gateway(bill, c):
    """Requests in steps of 512 KiB (HTTP), messages of 32 KiB and minutes (web sockets); REST by the request, and a cache."""
    only(c, "type", "requests", "size", "connections", "connection_time", "cache")
    kind = c.get("type", "http")
    line, step = {"http": ("requests", 512 * 1024), "rest": ("requests", None), "websocket": ("messages", 32 * 1024)}[kind]
    requests, driver = bill.times(c["requests"])
    steps = -(-bill.value(c["size"]) // step) if "size" in c and step else 1
    bill.add(line, bill.aws("api-gateway", kind, line), requests * steps, "usage", driver)
    if "connections" in c:
        made, driver = bill.times(c["connections"])
        bill.add("connection minutes", bill.aws("api-gateway", kind, "connection-minutes"), made * bill.value(c["connection_time"]) / 60, "usage", driver)
    if "cache" in c:
        bill.add("cache", bill.aws("api-gateway", f"cache-{c['cache']}", "hours"), bill.hours, "deterministic")


def private_link(bill, c):
    """An endpoint of each service in each zone, around the clock, and every byte once."""
    only(c, "services", "zones", "data")
    zones = bill.work.zones(c, bill.here.site, 2)
    stated = "zones" in c or bill.here.site.environment.zones
    bill.add("endpoints", bill.aws("vpc-endpoint", "interface", "endpoint"), bill.value(c.get("services", 1)) * zones * bill.hours, "deterministic" if stated else "assumed")
    if "data" in c:
        data, driver = bill.times(c["data"])
        bill.add("data", bill.aws("vpc-endpoint", "interface", "data"), data / GIB, "usage", driver)


def vpn(bill, c):
    """Connections to sites by the hour; people while connected, and each associated subnet always; attachments and bytes of a hub."""
    only(c, "type", "connections", "subnets", "schedule", "networks", "sites", "data", "out")
    kind = c.get("type", "site-to-site")
    if kind == "site-to-site":
        bill.add("connections", bill.aws("vpn", kind, "connection"), bill.value(c.get("connections", 1)) * bill.hours, "deterministic")
    elif kind == "client":
        bill.add("associations", bill.aws("vpn", kind, "endpoint"), bill.value(c.get("subnets", 1)) * bill.hours, "deterministic")
        bill.add("connections", bill.aws("vpn", kind, "connection"), bill.value(c.get("connections", 1)) * running_hours(bill, c.get("schedule")), "deterministic")
    else:
        bill.add("networks", bill.aws("transit-gateway", "vpc", "attachment"), bill.value(c.get("networks", 2)) * bill.hours, "deterministic")
        if "sites" in c:
            bill.add("sites", bill.aws("transit-gateway", "vpn", "attachment"), bill.value(c["sites"]) * bill.hours, "deterministic")
    if "data" in c:
        data, driver = bill.times(c["data"])
        bill.add("data", bill.aws("transit-gateway", "any", "data"), data / GIB, "usage", driver)
    if "out" in c:
        out, driver = bill.times(c["out"])
        bill.add("egress to the internet", bill.aws("data-transfer", "internet-out", "data"), out / GIB, "usage", driver)


KINDS = {"dns": dns, "waf": waf, "api-gateway": api_gateway, "private-link": private_link, "vpn": vpn}
