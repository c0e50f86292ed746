"""Work in batches, and clusters."""

from fractions import Fraction

from compute import GIB, seller_of
from fleet import fleet, handled, root_volume, running_hours, served
from workload import only

MONTH = Fraction(365 * 24, 12)  # hours; interruptions are counted by the month
BANDS = {"<5%": (0, "2.5", 5), "5-10%": (5, "7.5", 10), "10-15%": (10, "12.5", 15), "15-20%": (15, "17.5", 20), ">20%": (20, 25, 50)}


def batch(bill, c):
    """Machines that are gone when the work is done; each run takes as many at once as meet its deadline, each of which starts.

    On spot machines some are taken back: each loses half of what it did since it was saved, and starts anew.
    """
    only(c, "serves", "jobs", "duration", "slots", "work", "runs", "deadline", "seller", "type", "vcpu", "memory", "gpu", "gpu_count", "gpu_memory", "arch",
         "fargate", "interruptible", "interruptions", "checkpoint", "start_up", "root_volume")
    if "work" in c:
        work, driver = bill.times(c["work"])
    else:
        jobs, names = served(bill, c, "jobs")
        work, driver = jobs * bill.value(c["duration"]) / bill.value(c.get("slots", 1)), "+".join(names)
    runs, start = bill.value(c.get("runs", 1)), bill.value(c.get("start_up", "60 s"))
    at_once = -(-(work / runs) // (bill.value(c["deadline"]) - start)) if "deadline" in c else 1
    hours, starting = work / 3600, Fraction(runs * at_once * start) / 3600
    if c.get("fargate"):
        for name, amount, basis in (("", hours, "usage"), ("starting ", starting, "assumed")):
            for line, meter, size in (("vCPU", "vcpu", bill.value(c["vcpu"])), ("memory", "memory", bill.value(c["memory"]) / GIB)):
                bill.add(name + line, bill.aws("fargate", f"linux-{c.get('arch', 'amd64')}", meter), amount * size, basis, driver)
        return
    purchase = "spot" if c.get("interruptible") else "on-demand"
    key, _ = seller_of(bill, c, purchase)
    bill.add("machines", key, hours, "usage", driver)
    bill.add("starting machines", key, starting, "assumed", driver)
    again = Fraction(0)
    if purchase == "spot":
        lost = bill.value(c["checkpoint"] if "checkpoint" in c else c["duration"]) / 2 + start
        share = bill.value(c["interruptions"]) if "interruptions" in c else taken_back(bill, key)
        again = share * hours / MONTH * lost / 3600
        bill.add("rework machines", key, again, "assumed", driver)
    if key[0] == "aws":
        root_volume(bill, hours + starting + again, bill.value(c.get("root_volume", "30 GiB")), driver)


def taken_back(bill, key):
    """The share of machines taken back in a month: the lower end of the band, its middle, its upper end."""
    band = BANDS[bill.book.advice("aws", "ec2")[key[3]][key[2]].split(":")[0]]
    return Fraction(band[("low", "expected", "high").index(bill.work.scenario)]) / 100


def kubernetes(bill, c):
    """EKS: the control plane, and nodes that hold the pods by what they request; or pods on Fargate.

    A node keeps 255 MiB, 11 MiB for each of 110 pods, 100 MiB before pods are evicted, and 6, 1, 0.5, 0.5, 0.25 % of its
    vCPUs; three daemons take 0.2 vCPU and 300 MiB. All pods are of one kind here, so a node holds a whole number of them.
    """
    only(c, "type", "zones", "pods", "fargate")
    (name, pod), = c["pods"].items()
    only(pod, "vcpu", "memory", "serves", "latency", "concurrency", "replicas", "count")
    bill.add("control plane", bill.aws("eks", "cluster", "hours"), bill.hours, "deterministic")
    if c.get("fargate"):
        # 256 MiB more than requested; half a vCPU comes with 1 to 4 GiB, in whole ones.
        if not Fraction("0.25") < bill.value(pod["vcpu"]) <= Fraction("0.5"):
            raise NotImplementedError("another size of Fargate")
        memory = max(-(-(bill.value(pod["memory"]) + 256 * 2**20) // GIB), 1)
        hours = bill.value(pod["count"]) * running_hours(bill, None)
        for line, meter, size in (("vCPU", "vcpu", Fraction(1, 2)), ("memory", "memory", memory)):
            bill.add(f"{name} {line} on Fargate", bill.aws("fargate", "linux-amd64", meter), hours * size, "deterministic")
        return
    machine = bill.book.skus("aws", "ec2")[c["type"]]
    cores, memory = Fraction(machine["vcpu"]), Fraction(machine["memory_gib"])
    kept = sum((Fraction(part) for part in ("0.06", "0.01", "0.005", "0.005")), (cores - 4) * Fraction("0.0025")) + Fraction("0.2")
    free = (cores - kept, memory - Fraction(255 + 11 * 110 + 100 + 300, 1024))
    wants = (bill.value(pod["vcpu"]), bill.value(pod["memory"]) / GIB)
    holds = min(room // want for room, want in zip(free, wants))
    full = max(want / room for room, want in zip(free, wants))
    requests, names = served(bill, pod)
    replicas, site = pod["replicas"], bill.here.site
    least = site.environment.min_replicas or bill.value(replicas["min"])
    nodes = bill.work.zones(c, site, 1)
    pods = fleet(bill, names, requests, handled(bill, pod), least, bill.value(replicas["max"]), names[0], 0)
    ran = fleet(bill, names, requests, handled(bill, pod), least, bill.value(replicas["max"]), names[0], 60, holds=holds, at_least=nodes)
    key, driver = bill.aws("ec2", c["type"], "on-demand"), "+".join(names)
    needed = min(pods.running * full, ran.running)
    bill.add("nodes", key, needed, "usage", driver)
    bill.add("idle nodes", key, ran.running - needed, "usage", driver)
    bill.add("starting nodes", key, ran.starting, "assumed", driver)
    root_volume(bill, ran.running + ran.starting, 20 * GIB, driver)


KINDS = {"batch": batch, "kubernetes": kubernetes}
