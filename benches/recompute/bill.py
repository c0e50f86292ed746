"""The lines of a workload by the vendors' rules, priced from the tables: what a golden bill has to say."""

from collections import defaultdict
from fractions import Fraction

import talk
from book import round_to
from workload import SCENARIOS, NotCovered, Workload, hours_of, only, plain, schedule, shape

GIB = 2**30
COMPARED = ("scenario", "month", "environment", "placement", "component", "kind", "provider", "region", "service", "sku", "meter", "line",
            "tier", "driver", "unit", "basis", "price_as_of", "price_source", "price_quality")
EXACT = ("quantity", "unit_price", "list_cost")


def recompute(path, book):
    """Every row of the bill by its id."""
    rows = {}
    for scenario in SCENARIOS:
        bill = Bill(Workload(path, scenario), book)
        for month in bill.work.months:
            lines = []
            for name, kinds in bill.work.spec["component"].items():
                (kind, table), = kinds.items()
                lower = getattr(bill, kind.replace("-", "_"), None)
                if lower is None:
                    raise NotCovered(f"kind {kind}")
                for environment in bill.work.environments:
                    if environment.name in table.get("environments", [environment.name]):
                        bill.here = (lines, name, kind, environment, month)
                        lower({key: value for key, value in table.items() if key != "environments"})
            for flow in bill.work.spec.get("flow", []):
                for environment in bill.work.environments:
                    bill.here = (lines, None, "flow", environment, month)
                    bill.flow(flow)
            bill.price(lines, rows)
    return rows


def compare(made, golden, problems):
    """Says what differs between what was made here and a golden bill; returns how many rows were compared."""
    found = {row["row_id"]: row for row in golden}
    problems += [f"{key}: not in the golden bill" for key in made if key not in found]
    problems += [f"{key}: only in the golden bill" for key in found if key not in made]
    shared = [key for key in made if key in found]
    for key in shared:
        for column in COMPARED:
            if made[key][column] != found[key][column]:
                problems.append(f"{key}: {column} {found[key][column]!r}, recomputed {made[key][column]!r}")
        for column in EXACT:
            if found[key][column] == "" or made[key][column] != Fraction(found[key][column]):
                problems.append(f"{key}: {column} {found[key][column]}, recomputed {float(made[key][column])!r}")
    return len(shared)


def kebab(text):
    """Lower case with `-` between words."""
    return "-".join("".join(c if c.isalnum() else " " for c in text.lower()).split())


def climb(pool):
    """Cuts the lines of a pool: each has its part of each step, in proportion, by running totals (R5)."""
    left = [quantity for _, quantity, _ in pool]
    row = pool[0][2]
    for line, quantity, _ in pool:
        line["parts"] = [] if quantity else [("1", quantity, row.steps[0][2])]
    for step, in_step, price in row.graduated(sum(left)):
        weights, total, before, given = list(left), sum(left), Fraction(0), Fraction(0)
        for at, (line, _, _) in enumerate(pool):
            before += weights[at]
            upto = round_to(in_step * before / total, 6)
            part, given = upto - given, upto
            left[at] -= part
            if part:
                line["parts"].append((str(step + 1), part, price))


class Bill:
    """The lines of one scenario."""

    def __init__(self, work, book):
        self.work, self.book, self.talks, self.fleets, self.here = work, book, {}, {}, None

    def add(self, line, key, quantity, basis, driver=None, component=None, stated=None):
        """A line: `key` is provider/service/region/sku/meter, `quantity` plain units of the price row."""
        lines, name, kind, environment, month = self.here
        name = component or name
        lines.append({
            "scenario": self.work.scenario, "month": month, "environment": environment.name, "placement": self.work.placement,
            "component": name, "kind": kind, **dict(zip(("provider", "service", "region", "sku", "meter"), key)), "line": line,
            "driver": driver or "", "basis": basis, "amount": Fraction(quantity), "stated": stated,
        })

    def aws(self, service, sku, meter, region=None):
        """A key of the placement's region."""
        return self.work.provider, service, region or self.work.region, sku, meter

    def at(self):
        """The number of the month."""
        return self.work.months.index(self.here[4])

    def price(self, lines, rows):
        """Rounds quantities, takes each price from the tables, and cuts what is tiered: pools climb together."""
        pools = defaultdict(list)
        for line in lines:
            amount, stated = line.pop("amount"), line.pop("stated")
            if stated is not None:
                line["parts"] = [("", round_to(amount, 6), stated)]
                line |= {"unit": "Charges", "price_as_of": "", "price_source": "stated in the workload", "price_quality": "stated"}
                continue
            key = tuple(line[part] for part in ("provider", "service", "region", "sku", "meter"))
            row = self.book.find(*key, line["month"])
            quantity = round_to(amount / row.per_unit(), 6)
            line |= {"unit": row.unit, "price_as_of": row.as_of, "price_source": row.source, "price_quality": row.quality}
            if row.mode == "flat":
                line["parts"] = [("", quantity, row.steps[0][2])]
            elif row.mode == "graduated":
                pools[(row.scope, line["region"]) if row.scope else key].append((line, quantity, row))
            else:
                raise NotCovered(f"{key}: a {row.mode} price")
        for pool in pools.values():
            climb(pool)
        for line in lines:
            stem = "/".join(kebab(line[part]) for part in ("component", "line", "environment", "placement"))
            for tier, quantity, price in line.pop("parts"):
                key = f"{stem}/{line['month']}/{line['scenario']}" + (f"/{tier}" if tier else "")
                if key in rows:
                    raise NotCovered(f"{key}: two lines of one name")
                rows[key] = {**line, "tier": tier, "quantity": quantity, "unit_price": price, "list_cost": quantity * price}

    # --- compute ---------------------------------------------------------------------------------

    def container(self, c):
        """Fargate: vCPU and GiB for as long as tasks run, by the second; idle ones are billed too.

        Each hour has as many tasks as its busiest minute needs; started ones are billed 20 s before they serve.
        """
        only(c, "serves", "vcpu", "memory", "arch", "latency", "concurrency", "target_utilization", "replicas", "zones")
        hours = self.task_hours(c)
        sku = f"linux-{c.get('arch', 'amd64')}"
        self.add("vCPU", self.aws("fargate", sku, "vcpu"), hours * c["vcpu"], "usage", c["serves"])
        self.add("memory", self.aws("fargate", sku, "memory"), hours * plain(c["memory"], self.work.scenario) / GIB, "usage", c["serves"])

    def task_hours(self, c):
        """Hours of tasks in the month, hour by hour."""
        _, name, _, environment, month = self.here
        driver, s = self.work.spec["driver"][c["serves"]], self.work.scenario
        week, on = shape(driver.get("week")), environment.schedule
        demand, burst = self.work.units(c["serves"], environment, self.at()), plain(driver.get("burst", 1), s)
        # 65 % full unless stated: units one task serves in an hour.
        capacity = 3600 / plain(c["latency"], s) * c["concurrency"] * plain(c.get("target_utilization", "65 %"), s)
        least = max(environment.min_replicas or c.get("replicas", {}).get("min", 1), self.work.zones(c, environment, 1))
        most = c.get("replicas", {}).get("max")
        hours = hours_of(month)
        weights = [week.at(hour, month) * on.at(hour, month) for hour in hours]
        total, known = sum(weights), {}

        def tasks(hour):
            if not on.at(hour, month):
                return 0
            weight = week.at(hour, month)
            if weight not in known:
                needed = max(-(-(demand * burst * weight) // (capacity * total)), least)
                known[weight] = min(needed, most) if most else needed
            return known[weight]

        one = hours[1] - hours[0]
        running = [tasks(hour) for hour in hours]
        before = [tasks(hour - one) for hour in hours]
        starts = sum(max(now - was, 0) for now, was in zip(running, before))
        return sum(running) + Fraction(starts * 20, 3600)

    def function(self, c):
        """Lambda: requests, GiB-seconds in started milliseconds; 1 % start cold, half a second billed alike."""
        only(c, "serves", "memory", "duration", "arch")
        s, environment = self.work.scenario, self.here[3]
        requests, sku = self.work.units(c["serves"], environment, self.at()), c.get("arch", "amd64")
        memory = plain(c["memory"], s) / GIB
        billed = Fraction(-(-plain(c["duration"], s) * 1000 // 1), 1000)
        self.add("requests", self.aws("lambda", sku, "requests"), requests, "usage", c["serves"])
        self.add("duration", self.aws("lambda", sku, "duration"), requests * billed * memory, "usage", c["serves"])
        self.add("cold starts", self.aws("lambda", sku, "duration"), requests * Fraction(1, 100) * Fraction(1, 2) * memory, "assumed", c["serves"])

    # --- AI --------------------------------------------------------------------------------------

    def llm(self, c):
        """Tokens by the million: uncached, read from the cache, written to it, answered."""
        only(c, "serves", "model", "turns", "system", "input", "output", "cache", "retries")
        only(c.get("cache", {}), "ttl")
        _, name, _, environment, month = self.here
        s, (vendor, model) = self.work.scenario, c["model"].split("/")
        units, hits = self.work.units(c["serves"], environment, self.at()), (Fraction(0), Fraction(0))
        if name not in self.talks:
            least = int(self.book.skus(vendor)[model]["cache_min_tokens"] or 0)
            self.talks[name] = talk.Talk(c, s, least)
        meters = {"input": "input", "output": "output"}
        if "cache" in c:
            ttl = talk.TTL[c["cache"]["ttl"]]
            week = shape(self.work.spec["driver"][c["serves"]].get("week"))
            hits = (talk.warm_at_start(units, week, month, ttl), talk.one_less_exp(ttl / plain(talk.GAP, s)))
            meters |= {"cache read": "cache-read", "cache write": f"cache-write-{c['cache']['ttl']}"}
        for leaf, tokens in self.talks[name].leaves(*hits).items():
            if leaf in meters:
                self.add(leaf, (vendor, "models", "global", model, meters[leaf]), units * tokens, "usage", c["serves"])

    def embedding(self, c):
        """Tokens by the million, in batches at batch rates."""
        only(c, "serves", "model", "tokens", "batch")
        s, (vendor, model) = self.work.scenario, c["model"].split("/")
        names = [c["serves"]] if isinstance(c["serves"], str) else c["serves"]
        tokens = self.work.units(names, self.here[3], self.at()) * plain(c["tokens"], s)
        batch = plain(c.get("batch", 0), s)
        for line, meter, share in (("tokens", "embedding", 1 - batch), ("batch tokens", "batch-embedding", batch)):
            if share:
                self.add(line, (vendor, "models", "global", model, meter), tokens * share, "usage", "+".join(names))

    # --- storage ---------------------------------------------------------------------------------

    def object_storage(self, c):
        """S3: GiB-months of the mean of the month's start and end, and requests."""
        only(c, "keeps", "class", "writes", "reads")
        sku = {"hot": "standard"}[c.get("class", "hot")]
        environment, at = self.here[3], self.at()
        size = plain(self.work.spec["driver"][c["keeps"]]["size"], self.work.scenario)
        stored = self.work.units(c["keeps"], environment, at) * size / GIB
        self.add("storage", self.aws("s3", sku, "storage"), stored, "usage", c["keeps"])
        for line, meter in (("writes", "put-requests"), ("reads", "get-requests")):
            requests, driver = self.work.times(c[line], environment, at)
            self.add(line, self.aws("s3", sku, meter), requests, "usage", driver)

    def block_storage(self, c):
        """EBS gp3: what is provisioned; 3,000 IOPS and 125 MiB/s are in the price of the volume."""
        only(c, "type", "size", "iops", "throughput")
        s = self.work.scenario
        amounts = {"storage": plain(c["size"], s) / GIB, "IOPS": c["iops"] - 3000, "throughput": plain(c["throughput"], s) / 2**20 - 125}
        for line, quantity in amounts.items():
            self.add(line, self.aws("ebs", c["type"], line.lower()), quantity, "deterministic")

    # --- operations ------------------------------------------------------------------------------

    def logging(self, c):
        """CloudWatch Logs: GiB ingested; 15 % of them stored, for the retention, in months of 365/12 days."""
        only(c, "of", "events", "bytes", "retention")
        s = self.work.scenario
        events, driver = self.work.times(c["events"], self.here[3], self.at())
        ingested = events * plain(c["bytes"], s) / GIB
        days = plain(c["retention"], s) / 86400
        self.add("ingestion", self.aws("cloudwatch", "logs-standard", "ingestion"), ingested, "usage", driver)
        stored = ingested * Fraction("0.15") * days / Fraction(365, 12)
        self.add("storage", self.aws("cloudwatch", "logs", "storage"), stored, "assumed", driver)

    def metrics(self, c):
        """CloudWatch: things there are."""
        only(c, "custom_metrics", "alarms", "dashboards")
        for key, line, sku, meter in (("custom_metrics", "custom metrics", "metrics", "custom-metric"), ("alarms", "alarms", "alarms", "standard-resolution"), ("dashboards", "dashboards", "dashboards", "dashboard")):
            self.add(line, self.aws("cloudwatch", sku, meter), c[key], "deterministic")

    def one_time(self, c):
        """A charge in one month, once."""
        only(c, "month", "cost")
        if self.here[4] == c["month"] and self.here[3].name == "production":
            self.add("charge", ("stated", "one-time", "global", "charge", "charge"), 1, "deterministic", stated=plain(c["cost"], self.work.scenario))

    # --- what bytes cost -------------------------------------------------------------------------

    def flow(self, f):
        """The three ways of bytes in the example."""
        only(f, "from", "to", "via", "per", "back", "requests", "cache_hit")
        way = (f["from"], *f.get("via", []), f["to"])
        kinds = tuple(next(iter(self.work.spec["component"][stop])) if stop in self.work.spec["component"] else stop for stop in way)
        sent, driver = self.work.times(f["per"], self.here[3], self.at())
        back, _ = self.work.times(f["back"], self.here[3], self.at())
        label = f"{f['from']}-{f['to']}"
        if kinds == ("internet", "cdn", "load-balancer", "container"):
            self.published(f, label, sent / GIB, back / GIB, driver)
        elif kinds == ("container", "nat", "llm"):
            self.outward(f, label, sent / GIB, back / GIB, driver)
        elif kinds != ("container", "object-storage"):
            # S3 in the region is free to reach.
            raise NotCovered(f"flow {kinds}")

    def hours(self):
        """Hours of the month: gateways and load balancers run around the clock, in every environment."""
        return len(hours_of(self.here[4]))

    def published(self, f, label, sent, back, driver):
        """CloudFront bills bytes to viewers, all requests, and bytes it sends on; from the origin to it is free.

        Only what it does not answer itself reaches the load balancer, which has an address in each of at least
        two zones. A capacity unit is 25 new connections a second, 3,000 open ones, or 1 GiB an hour; as in the
        vendor's example a connection has 5 requests and lasts 120 s.
        """
        environment, s = self.here[3], self.work.scenario
        missed = 1 - plain(f.get("cache_hit", 0), s)
        requests = self.work.units(driver, environment, self.at()) * plain(f.get("requests", 1), s)
        cdn = lambda meter: self.aws("cloudfront", "us-mexico-canada", meter, "global")
        self.add(f"data to viewers, {label}", cdn("data-out"), back, "usage", driver, "cdn")
        self.add(f"data to origin, {label}", cdn("origin-data"), sent * missed, "usage", driver, "cdn")
        self.add(f"requests, {label}", cdn("https-requests"), requests, "usage" if "requests" in f else "assumed", driver, "cdn")
        own, target = f"{f['to']}-load-balancer", self.work.spec["component"][f["to"]]["container"]
        zones = self.work.zones(target, environment, 2, least=2)
        self.add("hours", self.aws("load-balancer", "application", "hours"), self.hours(), "deterministic", None, own)
        self.add("public IPv4", self.aws("public-ipv4", "in-use", "address"), zones * self.hours(), "assumed", None, own)
        connections = requests * missed / 5
        units = max(connections / (25 * 3600), connections * 120 / (3000 * 3600), (sent + back) * missed)
        self.add("capacity units", self.aws("load-balancer", "application", "capacity-units"), units, "assumed", driver, own)

    def outward(self, f, label, sent, back, driver):
        """A NAT gateway with an address in each zone of its clients bills bytes both ways; bytes out are egress too."""
        environment, source = self.here[3], self.work.spec["component"][f["from"]]["container"]
        self.add("egress to the internet", self.aws("data-transfer", "internet-out", "data"), sent, "usage", driver, label)
        self.add(f"data, {label}", self.aws("nat-gateway", "standard", "data"), sent + back, "usage", driver, "nat")
        hours = self.work.zones(source, environment, 2) * self.hours()
        # Assumed: that there are gateways is implied by the way of the bytes.
        self.add("gateways", self.aws("nat-gateway", "standard", "gateway"), hours, "assumed", None, "nat")
        self.add("public IPv4", self.aws("public-ipv4", "in-use", "address"), hours, "assumed", None, "nat")
