"""Vector databases: what must be in memory, on disk, or read and written."""

from fractions import Fraction

from databases import OPENSEARCH, ceil, fullest, search
from storage import GIB
from workload import NotCovered, only

BYTES = {"float32": 4, "float16": 2, "int8": 1, "binary": Fraction(1, 8)}


def vector_database(bill, c):
    """By product; a vector has its dimensions, and metadata beside it."""
    only(c, "product", "keeps", "dimensions", "element", "metadata", "queries", "writes", "links", "batch", "namespaces", "plan", "cluster")
    PRODUCTS[c["product"]](bill, c)


def vector(bill, c):
    """Bytes of a vector's dimensions."""
    return bill.value(c["dimensions"]) * BYTES[c.get("element", "float32")]


def stored(bill, c):
    """Bytes of all vectors with what is beside them, and their stock."""
    return bill.units(c["keeps"]) * (vector(bill, c) + bill.value(c.get("metadata", "500 bytes"))), c["keeps"]


def opensearch(bill, c):
    """The graph of HNSW is in memory, in each copy: 1.1 x (bytes of the vector + 8 x links) for each.

    The JVM of a node takes half of its memory, 32 GiB at most; of the rest half is for graphs, where the circuit
    breaker stands. Nodes are as many as hold it, at least one in each zone.
    """
    cluster = c.get("cluster", {})
    graph = lambda own: own.units(c["keeps"]) * Fraction(11, 10) * (vector(own, c) + 8 * own.value(c.get("links", 16))) / GIB * (1 + own.value(cluster.get("replicas", 1)))
    for_graphs = lambda memory: (memory - min(memory / 2, 32)) / 2
    machines = bill.book.skus("aws", OPENSEARCH)
    zones = bill.work.zones(cluster, bill.here.site, 2)
    if "type" in cluster:
        sku = cluster["type"]
    else:
        each = fullest(bill, graph) / (bill.value(cluster.get("nodes", 0)) or zones)
        fits = lambda machine: machine["family"][:1] != "t" and for_graphs(Fraction(machine["memory_gib"] or 0)) >= each
        sku = bill.book.cheapest("aws", OPENSEARCH, bill.here.site.region, "on-demand", bill.work.months[0], fits)
    search(bill, cluster, stored(bill, c), (sku, ceil(graph(bill) / for_graphs(Fraction(machines[sku]["memory_gib"])))))


PRODUCTS = {"opensearch": opensearch}
KINDS = {"vector-database": vector_database}
