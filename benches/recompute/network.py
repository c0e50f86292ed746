"""Names, firewalls, private ways, gateways."""

from fractions import Fraction

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


KINDS = {"dns": dns, "waf": waf}
