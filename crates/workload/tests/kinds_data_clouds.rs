//! Databases, caches, queues, streams, indexes and warehouses on Azure and Google Cloud: bills computed by hand from
//! the prices of the book. January 2027 has 744 hours.

#![allow(clippy::indexing_slicing, clippy::unwrap_used)]

#[path = "support/bill.rs"]
mod bill;

use bill::bill_at;
use rust_decimal::Decimal;

const GCP: &str = "gcp/us-central1";
const AZURE: &str = "azure/westeurope";

/// A stock of 100 GiB.
const ITEMS: &str = "[driver.items]\nstock = \"1_048_576\"\nadded = 0\nsize = \"100 KiB per item\"\n";

/// The cost of some lines.
fn total(lines: &[String]) -> Decimal {
    lines.iter().map(|line| line.rsplit(' ').next().unwrap().parse::<Decimal>().unwrap()).sum()
}

#[test]
fn cloud_sql_bills_vcpus_memory_a_regional_volume_and_all_backups() {
    // Regional: 2 vCPUs at 0.0826, 8 GiB at 0.014. 130 GiB with indexes, 80 % full: 163 GiB at 0.34. Backups: 130 x
    // (1 + 6 x 5 %) = 169 GiB at 0.08, none of them free.
    let body = format!(
        "{ITEMS}[component.db.sql]\nvcpu = 2\nmemory = \"8 GiB\"\nzones = 2\nreplicas = 1\nkeeps = \"items\"\n"
    );
    assert_eq!(
        bill_at(GCP, &body),
        [
            "db/machine 1488 vCPU-Hours 122.9088",
            "db/machine memory 5952 GiB-Hours 83.328",
            "db/read replicas 1488 vCPU-Hours 61.4544",
            "db/read replicas memory 5952 GiB-Hours 41.664",
            "db/storage 100 GiB-Months 34",
            "db/indexes 30 GiB-Months 10.2",
            "db/free space 33 GiB-Months 11.22",
            "db/replica storage 163 GiB-Months 27.71",
            "db/backups 169 GiB-Months 13.52",
        ]
    );
}

#[test]
fn cloud_sql_sells_some_shapes_and_names() {
    let of = |keys: &str| {
        let body = format!(
            "[component.db.sql]\nengine = \"mysql\"\nstorage = \"100 GiB\"\nbackup_retention = \"0 days\"\n{keys}\n"
        );
        bill_at(GCP, &body)
    };
    // 3 vCPUs are 4; 4 x 744 x 0.0413, 16 x 744 x 0.007.
    let found = of("vcpu = 3\nmemory = \"16 GiB\"");
    assert_eq!(
        found[..2],
        ["db/machine 2976 vCPU-Hours 122.9088", "db/machine memory 11904 GiB-Hours 83.328"]
    );
    assert_eq!(of("type = \"db-custom-4-16384\""), found);
    assert_eq!(
        of("type = \"db-custom-3-16384\"")[0],
        "nothing-fits: the next that is: type = \"db-custom-4-16384\""
    );
    assert_eq!(of("type = \"db-n1-standard-4\"")[0], "db/machine 744 Hours 201.0288");
    // 1 vCPU and 1 GiB: a shared core, where that is taken.
    assert_eq!(of("vcpu = 1\nmemory = \"1 GiB\"\nburstable = true")[0], "db/machine 744 Hours 26.04");
    assert_eq!(of("vcpu = 1\nmemory = \"1 GiB\"")[1], "db/machine memory 2790 GiB-Hours 19.53");
    // 210 hours of office time; the address is billed for the other 534.
    let office = "vcpu = 2\nmemory = \"8 GiB\"\npublic_ip = true\nschedule = \"weekdays 08:00-18:00\"";
    let found = of(office);
    assert_eq!(found[0], "db/machine 420 vCPU-Hours 17.346");
    assert_eq!(found[2], "db/idle address 534 Hours 5.34");
    assert!(of("vcpu = 2\nmemory = \"8 GiB\"\niops = 4_000")[0].starts_with("no-effect"));
    assert!(of("vcpu = 2\nmemory = \"8 GiB\"\nstorage_type = \"gp3\"")[0].contains("storage_type = \"ssd\""));
    assert!(
        of("vcpu = 2\nmemory = \"8 GiB\"\nschedule = \"weekdays 08:00-18:00\"\nreplicas = 1")[0]
            .starts_with("no-effect")
    );
}

#[test]
fn azure_bills_vcores_a_standby_like_a_server_and_volumes_in_steps() {
    // 2 vCPUs and 8 GiB: two vCores of ddsv5 at 0.106, and the same for the standby; 162.5 GiB are a volume of 256
    // at 0.1369, twice. Backups: 169 GiB are within the 256 that are free.
    let body =
        format!("{ITEMS}[component.db.sql]\nvcpu = 2\nmemory = \"8 GiB\"\nzones = 2\nkeeps = \"items\"\n");
    assert_eq!(
        bill_at(AZURE, &body),
        [
            "db/machine 1488 vCore-Hours 157.728",
            "db/standby 1488 vCore-Hours 157.728",
            "db/storage 100 GiB-Months 13.69",
            "db/indexes 30 GiB-Months 4.107",
            "db/free space 126 GiB-Months 17.2494",
            "db/standby storage 256 GiB-Months 35.0464",
            "db/backups 0 GiB-Months 0",
        ]
    );
}

#[test]
fn azure_takes_the_cheaper_size_that_fits() {
    let of = |keys: &str| {
        let body =
            format!("[component.db.sql]\nstorage = \"128 GiB\"\nbackup_retention = \"0 days\"\n{keys}\n");
        bill_at(AZURE, &body)
    };
    // 16 GiB: four vCores of D at 0.106, or two of E at 0.151.
    assert_eq!(of("vcpu = 2\nmemory = \"16 GiB\"")[0], "db/machine 1488 vCore-Hours 224.688");
    assert_eq!(of("type = \"Standard_E2ds_v5\"")[0], "db/machine 1488 vCore-Hours 224.688");
    assert_eq!(
        of("vcpu = 2\nmemory = \"16 GiB\"\nfamily = [\"ddsv5\"]")[0],
        "db/machine 2976 vCore-Hours 315.456"
    );
    // B2s: 2 vCores, 4 GiB, 0.0796; not with a standby.
    let small = "vcpu = 2\nmemory = \"4 GiB\"\nburstable = true";
    assert_eq!(of(small)[0], "db/machine 744 Hours 59.2224");
    assert_eq!(of(&format!("{small}\nreplicas = 1"))[0], "db/machine 1488 vCore-Hours 157.728");
    assert!(of("type = \"Standard_B2s\"\nzones = 2")[0].starts_with("nothing-fits"));
    assert!(of("type = \"db.m7g.large\"")[0].starts_with("unknown-sku"));
    // premium-ssd-v2: 128 GiB at 0.1369, 4,000 IOPS of which 3,000 are included at 0.026.
    let found = of("vcpu = 2\nmemory = \"8 GiB\"\nstorage_type = \"premium-ssd-v2\"\niops = 4_000");
    assert_eq!(found[1..], ["db/storage 128 GiB-Months 17.5232", "db/IOPS 1000 IOPS-Months 26"]);
    assert!(of("vcpu = 2\nmemory = \"8 GiB\"\niops = 4_000")[0].starts_with("no-effect"));
    // MySQL: 128 GiB have 300 + 3 x 128 IOPS; 1,000 - 684 at 0.0595.
    let found = of("engine = \"mysql\"\nvcpu = 2\nmemory = \"8 GiB\"\niops = 1_000");
    assert_eq!(
        found,
        [
            "db/machine 1488 vCore-Hours 151.032",
            "db/storage 128 GiB-Months 17.5232",
            "db/IOPS 316 IOPS-Months 18.802"
        ]
    );
}

#[test]
fn azure_sql_database_bills_vcores_and_their_licence() {
    // 8 GiB need two vCores of 5.1 GB: 0.167439 each; whole GiB of storage at 0.13685.
    let body = "[component.db.sql]\nengine = \"azure-sql\"\nvcpu = 2\nmemory = \"8 GiB\"\nstorage = \"100 GiB\"\nbackup_retention = \"0 days\"\n";
    let found = bill_at(AZURE, body);
    assert_eq!(found[0], "db/machine 1488 vCore-Hours 249.149232");
    assert!(found[1].starts_with("db/licence "), "{found:?}");
    assert_eq!(found[2], "db/storage 100 GiB-Months 13.685");
    assert!(
        bill_at(AZURE, &format!("{body}schedule = \"weekdays 08:00-18:00\"\n"))[0].starts_with("no-effect")
    );
}

#[test]
fn what_one_cloud_alone_sells_names_the_nearest() {
    for (at, engine, nearest) in [
        (GCP, "aurora-postgresql", "Cloud SQL for PostgreSQL"),
        (AZURE, "aurora-mysql", "Azure Database for MySQL"),
        (GCP, "azure-sql", "engine = postgresql"),
        ("aws/us-east-1", "azure-sql", "engine = postgresql"),
    ] {
        let body = format!(
            "[component.db.sql]\nengine = \"{engine}\"\nvcpu = 2\nmemory = \"8 GiB\"\nstorage = \"100 GiB\"\n{}",
            if engine.starts_with("aurora") { "io_optimized = true\n" } else { "" }
        );
        let found = bill_at(at, &body);
        assert!(found[0].starts_with("not-sold-here") && found[0].contains(nearest), "{found:?}");
    }
}

#[test]
fn a_cache_of_azure_is_a_size_and_its_replica() {
    let of = |keys: &str| bill_at(AZURE, &format!("[component.c.cache]\n{keys}\n"));
    // 4 GiB in 80 %: 5 GiB, so B5 with 6 GB at 0.186; X5 0.346. With a replica two.
    assert_eq!(of("data = \"4 GiB\""), ["c/nodes 744 Hours 138.384"]);
    assert_eq!(of("data = \"4 GiB\"\nreplicas = 1"), ["c/nodes 1488 Hours 276.768"]);
    assert_eq!(of("type = \"Balanced_B10\"\nzones = 3"), ["c/nodes 1488 Hours 558"]);
    // 10 GiB of memory: M10 0.257, B10 0.375.
    assert_eq!(of("memory = \"10 GiB\""), ["c/nodes 744 Hours 191.208"]);
    assert_eq!(of("memory = \"10 GiB\"\nfamily = [\"balanced\"]"), ["c/nodes 744 Hours 279"]);
    // The older tiers by name: two nodes of a Standard C3 at 0.225, one of a Basic C3 at 0.18.
    assert_eq!(of("type = \"Standard_C3\""), ["c/nodes 1488 Hours 334.8"]);
    assert_eq!(of("type = \"Basic_C3\""), ["c/nodes 744 Hours 133.92"]);
    for (keys, code) in [
        ("engine = \"memcached\"\ndata = \"4 GiB\"", "not-sold-here"),
        ("data = \"4 GiB\"\nserverless = { requests = \"8 requests per chat\" }", "not-sold-here"),
        ("data = \"4 GiB\"\nreplicas = 2", "out-of-range"),
        ("data = \"4 GiB\"\nvcpu = 4", "no-effect"),
        ("type = \"cache.m7g.large\"", "unknown-sku"),
        ("replicas = 1", "missing-key"),
        ("data = \"40 TiB\"", "nothing-fits"),
    ] {
        assert!(of(keys)[0].starts_with(code), "{keys}: {:?}", of(keys));
    }
}

#[test]
fn memorystore_is_billed_by_the_gib_or_by_nodes() {
    let of = |keys: &str| bill_at(GCP, &format!("[component.c.cache]\n{keys}\n"));
    // 4 GiB in 80 %: 5 whole GiB of tier M2, basic 0.027, standard 0.054 with the replica in it.
    assert_eq!(of("engine = \"redis\"\ndata = \"4 GiB\""), ["c/capacity 3720 GiB-Hours 100.44"]);
    assert_eq!(
        of("engine = \"redis\"\ndata = \"4 GiB\"\nreplicas = 1"),
        ["c/capacity 3720 GiB-Hours 200.88"]
    );
    assert_eq!(of("engine = \"redis\"\ndata = \"4 GiB\"\nzones = 2"), ["c/capacity 3720 GiB-Hours 200.88"]);
    // More replicas are nodes of their own, which have no price.
    assert_eq!(of("engine = \"redis\"\ndata = \"4 GiB\"\nreplicas = 2"), ["c/capacity 0 unpriced"]);
    // Valkey: 4 GiB are 4 nodes of 1.12 GB at 0.0318, one of 5.2 at 0.1425; with a replica twice as many.
    assert_eq!(of("data = \"4 GiB\""), ["c/nodes 2976 Hours 94.6368"]);
    assert_eq!(of("data = \"4 GiB\"\nmemory = \"6 GiB\"\nreplicas = 1"), ["c/nodes 1488 Hours 212.04"]);
    assert_eq!(of("type = \"highmem-medium\"\nshards = 3"), ["c/nodes 2232 Hours 429.2136"]);
    for (keys, code) in [
        ("engine = \"redis\"\ndata = \"400 GiB\"", "nothing-fits"),
        ("type = \"cache.m7g.large\"", "unknown-sku"),
        ("data = \"4 GiB\"\nserverless = { requests = \"8 requests per chat\" }", "not-sold-here"),
        ("engine = \"redis\"\ndata = \"4 GiB\"\nshards = 2", "no-effect"),
        ("replicas = 1", "missing-key"),
    ] {
        assert!(of(keys)[0].starts_with(code), "{keys}: {:?}", of(keys));
    }
    assert_eq!(of("engine = \"memcached\"\ndata = \"4 GiB\"").len(), 2);
}

#[test]
fn a_message_of_service_bus_is_three_operations() {
    // 20,000,000 messages of 100 KiB: two chunks each to send and to receive, one to complete. The first 13 million
    // operations are in the base; then 87 million at 0.80.
    let body = "[driver.events]\nmonthly = \"20_000_000\"\n[component.q.queue]\nserves = \"events\"\nsize = \"100 KiB\"\npollers = 0\n";
    let found = bill_at(AZURE, body);
    assert_eq!(found[0], "q/base 744 Hours 10.000104");
    // 40, 40 and 20 million in one ladder: 13 free and 87 at 0.80.
    assert_eq!(total(&found[1..]), Decimal::new(696, 1), "{found:?}");
    // The base is paid once, and a batch costs what its messages do.
    let two = format!(
        "{body}[component.p.queue]\nserves = \"jobs\"\nengine = \"topic\"\nsubscribers = 3\nbatch = 100\n"
    );
    let found = bill_at(AZURE, &two);
    assert_eq!(found.iter().filter(|line| line.contains("/base")).count(), 1);
    let completed = |line: &&String| line.starts_with("p/completions");
    let millions = found.iter().filter(completed).map(|line| line.split(' ').nth(1).unwrap());
    assert_eq!(millions.map(|own| own.parse::<Decimal>().unwrap()).sum::<Decimal>(), Decimal::new(3, 3));
}

#[test]
fn pub_sub_bills_bytes_of_requests() {
    // 1,000,000 messages of 1,004 bytes with their timestamp are 1,024 bytes each: 1,024,000,000 / 2^40 TiB at 40.
    let of = |keys: &str| bill_at(GCP, &format!("[component.q.queue]\nserves = \"chats\"\n{keys}\n"));
    let found = of("size = \"1_004 B\"");
    assert_eq!(found.len(), 2);
    assert!(found[0].starts_with("q/publications 0.000931 TiB 0.03724"), "{found:?}");
    // 100 bytes alone are billed as 1,000; ten at once as what they are.
    assert!(of("size = \"100 B\"")[0].starts_with("q/publications 0.000909 TiB"), "{found:?}");
    assert!(of("size = \"100 B\"\nbatch = 10")[0].starts_with("q/publications 0.000109 TiB"), "{found:?}");
    assert!(
        of("size = \"1_004 B\"\nengine = \"topic\"\nsubscribers = 3")[1]
            .starts_with("q/deliveries 0.002794 TiB")
    );
    for (keys, code, nearest) in [
        ("engine = \"sns-fifo\"", "not-sold-here", "ordering keys"),
        ("engine = \"storage-queue\"", "not-sold-here", "Pub/Sub"),
        ("size = \"20 MiB\"", "out-of-range", "object storage"),
        ("engine = \"topic\"\nto = \"lambda\"", "no-effect", "to"),
    ] {
        assert!(of(keys)[0].starts_with(code) && of(keys)[0].contains(nearest), "{keys}: {:?}", of(keys));
    }
}
