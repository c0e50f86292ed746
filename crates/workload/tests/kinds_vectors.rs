//! Vector databases side by side: bills computed by hand from the prices of the book. January 2027 has 744 hours.

#![allow(clippy::indexing_slicing, clippy::unwrap_used)]

#[path = "support/bill.rs"]
mod bill;

use bill::bill;

/// 1,048,576 vectors of 1,024 dimensions: 4 GiB of floats. With 1,024 bytes beside each 5 GiB.
const CHUNKS: &str = "[driver.chunks]\nstock = \"1_048_576\"\nadded = 0\n";

fn vectors(product: &str, more: &str) -> Vec<String> {
    bill(&format!(
        "{CHUNKS}[component.v.vector-database]\nproduct = \"{product}\"\nkeeps = \"chunks\"\ndimensions = 1_024\nmetadata = \"1 KiB per chunk\"\n{more}"
    ))
}

#[test]
fn vectors_in_opensearch_need_memory() {
    // Index: 1.1 x (4,096 + 8 x 16) bytes x 1,048,576 = 4.5375 GiB, with a replica 9.075. A node of each of two
    // zones holds 4.5375, a quarter of its memory: 18.15 GiB, so 32: r6g.xlarge 0.335 holds 8.
    // Volumes: 5 GiB x 2 x 1.45 = 14.5, but 10 for each node.
    assert_eq!(
        vectors("opensearch", "cluster = { family = \"r6g\" }\n"),
        [
            "v/data nodes 1488 Hours 498.48",
            "v/storage 5 GiB-Months 0.61",
            "v/replicas and overhead 15 GiB-Months 1.83",
        ]
    );
    // A named type that holds less: 16 GiB hold 4, so three nodes.
    assert_eq!(
        vectors("opensearch", "cluster = { type = \"r7g.large.search\" }\n")[0],
        "v/data nodes 2232 Hours 397.296"
    );
    // Bytes for dimensions: 1.1 x (1,024 + 128) x 2 / 4 GiB in a node, and the least is one in each zone.
    assert_eq!(
        vectors("opensearch", "element = \"int8\"\ncluster = { type = \"r7g.large.search\" }\n")[..2],
        ["v/data nodes 1488 Hours 264.864", "v/storage 2 GiB-Months 0.244"]
    );
    // Serverless: half a unit for indexing and ceil(4.5375 / 3) = 2 for search, twice: 5 units.
    assert_eq!(
        vectors("opensearch-serverless", ""),
        ["v/units 3720 OCU-Hours 892.8", "v/storage 5 GiB-Months 0.1"]
    );
    // Beyond the first unit there are whole ones: 1.1 x (4,096 + 8 x 2) / 1,024 / 3 = 1.47 are 2.
    assert_eq!(vectors("opensearch-serverless", "links = 2\n")[0], "v/units 3720 OCU-Hours 892.8");
    // 1.1 x (1,024 + 128) / 1,024 / 3 = 0.41 is half a one.
    assert_eq!(vectors("opensearch-serverless", "element = \"int8\"\n")[0], "v/units 1488 OCU-Hours 357.12");
}

#[test]
fn vectors_in_postgresql_have_a_database_or_share_one() {
    // Rows: 5 GiB and 8 bytes each (1/128 GiB); index 4.5375; together 9.5453125, 80 % full 11.93: the smallest
    // volume has 20. Memory: 4.5375 / 75 % = 6.05 GiB: db.m6g.large 0.159. Backups stay below the volume.
    assert_eq!(
        vectors("pgvector", ""),
        [
            "v/machine 744 Hours 118.296",
            "v/storage 5.007812 GiB-Months 0.57589838",
            "v/indexes 4.5375 GiB-Months 0.5218125",
            "v/free space 10.454688 GiB-Months 1.20228912",
            "v/backups 0 GiB-Months 0",
        ]
    );
    // In a database with a standby: its storage, a quarter more free, and backups of 1.3 x 9.545 beyond 11.932.
    let body = format!(
        "{CHUNKS}[component.db.sql]\ntype = \"db.m7g.large\"\nzones = 2\nstorage = \"100 GiB\"\n[component.v.vector-database]\nproduct = \"pgvector\"\nkeeps = \"chunks\"\ndimensions = 1_024\nmetadata = \"1 KiB per chunk\"\non = \"db\"\n"
    );
    let found: Vec<String> = bill(&body).into_iter().filter(|line| line.starts_with("v/")).collect();
    assert_eq!(
        found,
        [
            "v/storage 5.007812 GiB-Months 1.15179676",
            "v/indexes 4.5375 GiB-Months 1.043625",
            "v/free space 2.386328 GiB-Months 0.54885544",
            "v/backups 0.477266 GiB-Months 0.04534027",
        ]
    );
}

#[test]
fn pinecone_bills_units_and_the_rest_of_its_least_bill() {
    // 5.36870912 GB at 0.33; a query reads all of it: 1,000,000 x 5.36870912 units at 16 a million.
    assert_eq!(
        vectors("pinecone", "queries = \"1 query per chat\"\nwrites = \"1_000_000 per month\"\n"),
        [
            "v/storage 5.368709 GB-Months 1.77167397",
            "v/read units 5.368709 1000000 ReadUnits 85.899344",
            "v/write units 5.12 1000000 WriteUnits 20.48",
            "v/rest of the least bill 0 Months 0",
        ]
    );
    // In 100 namespaces a query takes the least, 0.25: 1,000 x 0.25 units. 1.771674 + 0.004 of 50 are spent:
    // 0.96448652 of the least bill is left.
    let found = vectors("pinecone", "queries = \"1_000 per month\"\nnamespaces = 100\n");
    assert_eq!(found[1], "v/read units 0.00025 1000000 ReadUnits 0.004");
    assert_eq!(found[2], "v/rest of the least bill 0.964487 Months 48.22435");
    // Enterprise is priced as a range over regions: its dear end, 27 a million, is taken.
    let found = vectors("pinecone", "queries = \"1_000 per month\"\nplan = \"enterprise\"\n");
    assert_eq!(found[1], "v/read units 0.005369 1000000 ReadUnits 0.144963");
}

#[test]
fn a_least_bill_is_owed_once() {
    let one = |name: &str| {
        format!(
            "[component.{name}.vector-database]\nproduct = \"weaviate\"\nkeeps = \"chunks\"\ndimensions = 1_024\nmetadata = \"1 KiB per chunk\"\n"
        )
    };
    // 1,073.741824 million dimensions x 0.00465 = 4.9929, 5 GiB x 0.12 = 0.6: two of them are 11.1858 of 45.
    let found = bill(&format!("{CHUNKS}{}{}", one("v"), one("w")));
    assert_eq!(
        found,
        [
            "v/dimensions 1073.741824 1000000 Dimension-Months 4.9928994816",
            "v/storage 5 GiB-Months 0.6",
            "w/dimensions 1073.741824 1000000 Dimension-Months 4.9928994816",
            "w/storage 5 GiB-Months 0.6",
            "v/rest of the least bill 0.751427 Months 33.814215",
        ]
    );
}

#[test]
fn what_vendors_do_not_price_is_no_zero() {
    // 1,048,576 vectors of 5 KiB written in puts of 100. A million queries, each through the first 100,000 vectors,
    // 512,000,000 B, and through the 948,576 others: 465.66 TiB x 0.004 and 4,417.15 TiB x 0.002.
    assert_eq!(
        vectors("s3-vectors", "queries = \"1 query per chat\"\nwrites = \"1_048_576 per month\"\n"),
        [
            "v/storage 5 GiB-Months 0.3",
            "v/puts 5 GiB 1",
            "v/queries 1 1000000 Requests 2.5",
            "v/query data 465.661287 TiB 1.862645148",
            "v/query data above 100,000 vectors 4417.151213 TiB 8.834302426",
        ]
    );
    // One at a time a put is 128 KiB.
    assert_eq!(
        vectors("s3-vectors", "queries = \"1 per month\"\nwrites = \"8_192 per month\"\nbatch = 1\n")[1],
        "v/puts 1 GiB 0.2"
    );
    // 0.75 vCU x 1,024 / 768 for each write.
    assert_eq!(
        vectors(
            "zilliz",
            "queries = \"1 query per chat\"\nwrites = \"1_000_000 per month\"\nquery_units = 2\n"
        ),
        ["v/writes 1 1000000 vCUs 4", "v/queries 2 1000000 vCUs 8", "v/storage 0 unpriced"]
    );
    assert_eq!(vectors("qdrant", ""), ["v/memory 0 unpriced", "v/storage 0 unpriced"]);
    // What is added is written once.
    let found = bill(
        "[driver.notes]\nstock = 1_000\nadded = \"1_000_000 per month\"\n[component.v.vector-database]\nproduct = \"zilliz\"\nkeeps = \"notes\"\ndimensions = 768\nqueries = \"1 query per chat\"\n",
    );
    assert_eq!(found[0], "v/writes 0.75 1000000 vCUs 3");
    for (product, more, code) in [
        ("pinecone", "", "missing-key"),
        ("qdrant", "plan = \"flex\"\n", "no-effect"),
        ("pinecone", "queries = \"1 per month\"\nplan = \"flex\"\n", "unknown-sku"),
        ("pinecone", "queries = \"1 per month\"\nbatch = 0\n", "out-of-range"),
        ("pgvector", "on = \"nothing\"\n", "unknown-component"),
        ("pgvector", "on = \"v\"\n", "unknown-component"),
        ("pgvector", "database = { engine = \"mysql\" }\n", "no-effect"),
        ("opensearch", "cluster = { storage = \"1 GiB\" }\n", "no-effect"),
    ] {
        let found = vectors(product, more);
        assert!(found[0].starts_with(code), "{product} {more}: {found:?}");
    }
}
