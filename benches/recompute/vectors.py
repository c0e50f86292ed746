"""Vector databases: what must be in memory, on disk, or read and written."""

from fractions import Fraction

from databases import OPENSEARCH, ceil, fullest, search, sql
from storage import GIB
from workload import only

BYTES = {"float32": 4, "float16": 2, "int8": 1, "binary": Fraction(1, 8)}


def vector_database(bill, c):
    """By product; a vector has its dimensions, and metadata beside it."""
    only(c, "product", "keeps", "dimensions", "element", "metadata", "queries", "writes", "links", "batch", "namespaces", "plan", "cluster", "database")
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
        # No node of more than 128 GiB is chosen: beyond it a domain has more nodes.
        fits = lambda machine: machine["family"][:1] != "t" and for_graphs(Fraction(machine["memory_gib"] or 0)) >= min(each, for_graphs(Fraction(128)))
        sku = bill.book.cheapest("aws", OPENSEARCH, bill.here.site.region, "on-demand", bill.work.months[0], fits)
    search(bill, cluster, stored(bill, c), (sku, ceil(graph(bill) / for_graphs(Fraction(machines[sku]["memory_gib"])))))


def pgvector(bill, c):
    """RDS whose memory holds the graphs in three quarters of it; the graphs are on disk too, as indexes.

    A vector takes 8 bytes more than its dimensions.
    """
    graph = lambda own: own.units(c["keeps"]) * Fraction(11, 10) * (vector(own, c) + 8 * own.value(c.get("links", 16)))
    memory = fullest(bill, graph) / GIB / Fraction(3, 4)
    size, driver = stored(bill, c)
    sql(bill, {"keeps": c["keeps"], **c.get("database", {})}, (size + 8 * bill.units(driver), driver), memory, indexes=graph(bill))


def pinecone(bill, c):
    """Serverless: GB (10^9) stored; a query reads its namespace, a unit for each GB, a quarter at least; a write unit for each KB.

    What all of it leaves of the least monthly bill is billed too, once.
    """
    key = lambda meter: ("pinecone", "database", f"aws-{bill.here.site.region}", c.get("plan", "standard"), meter)
    size, driver = stored(bill, c)
    queries, asked = bill.times(c["queries"])
    each = max(size / 10**9 / bill.value(c.get("namespaces", 1)), Fraction(1, 4))
    bill.add("storage", key("storage"), size / 10**9, "usage", driver)
    bill.add("read units", key("read-units"), queries * each, "usage", asked)
    added, record = bill.units(f"{driver}.added"), size / bill.units(driver)
    batch = bill.value(c.get("batch", 100))
    bill.add("write units", key("write-units"), added / batch * max(record * batch / 1000, 5), "assumed", f"{driver}.added")
    bill.least_bill("pinecone", ("pinecone", "database", "global", c.get("plan", "standard"), "plan-minimum"))


def weaviate(bill, c):
    """Dimensions and bytes that are stored, at the least price the vendor names; and the rest of the least bill."""
    key = lambda meter: ("weaviate", "database", "global", c.get("plan", "flex"), meter)
    size, driver = stored(bill, c)
    bill.add("dimensions", key("dimensions"), bill.units(driver) * bill.value(c["dimensions"]), "usage", driver)
    bill.add("storage", key("storage"), size / GIB, "usage", driver)
    bill.least_bill("weaviate", key("plan-minimum"))


def s3_vectors(bill, c):
    """Bytes stored and put, and queries; what a query goes through has no price in the tables."""
    key = lambda meter: ("aws", "s3-vectors", "global", "vectors", meter)
    size, driver = stored(bill, c)
    queries, asked = bill.times(c["queries"])
    record, batch = size / bill.units(driver), bill.value(c.get("batch", 100))
    # A put is billed as 128 KiB at least.
    put = bill.units(f"{driver}.added") / batch * max(record * batch, 128 * 1024)
    bill.add("storage", key("storage"), size / GIB, "usage", driver)
    bill.add("puts", key("put"), put / GIB, "assumed", f"{driver}.added")
    bill.add("queries", key("query-requests"), queries, "usage", asked)
    bill.add("query data", key("query-data"), 0, "usage", asked)


PRODUCTS = {"managed": opensearch, "opensearch": opensearch, "pgvector": pgvector, "pinecone": pinecone, "weaviate": weaviate, "s3-vectors": s3_vectors}
KINDS = {"vector-database": vector_database}
