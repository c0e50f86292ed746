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
    assert!(of("type = \"db.m7g.large\"")[0].starts_with("not-sold-here"));
    assert!(of("type = \"db.m7g.large\"")[0].contains("vcpu = 2 and memory = \"8 GiB\""));
    assert!(of("type = \"Standard_Q2s_v9\"")[0].starts_with("unknown-sku"));
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
    // 8 GiB need two vCores of 5.1 GB: 0.167439 each, and 0.099966 for the licence; whole GiB of storage at 0.13685.
    let body = "[component.db.sql]\nengine = \"azure-sql\"\nvcpu = 2\nmemory = \"8 GiB\"\nstorage = \"100 GiB\"\nbackup_retention = \"0 days\"\n";
    let found = bill_at(AZURE, body);
    assert_eq!(found[0], "db/machine 1488 vCore-Hours 249.149232");
    assert_eq!(found[1], "db/licence 1488 vCore-Hours 148.749408");
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
        ("type = \"cache.m7g.large\"", "not-sold-here"),
        ("type = \"large\"", "unknown-sku"),
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
        ("type = \"cache.m7g.large\"", "not-sold-here"),
        ("type = \"large\"", "unknown-sku"),
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
fn a_message_of_a_storage_queue_is_sent_got_and_deleted() {
    // 20,000,000 messages, got one by one: each step at 0.004 per 10,000.
    let body = "[driver.events]\nmonthly = \"20_000_000\"\n[component.q.queue]\nserves = \"events\"\nengine = \"storage-queue\"\nsize = \"10 KiB\"\nbatch = 1\npollers = 0\n";
    let each = "2000 10000 Requests 8";
    assert_eq!(
        bill_at(AZURE, body),
        [format!("q/sends {each}"), format!("q/receives {each}"), format!("q/deletes {each}")]
    );
}

#[test]
fn pub_sub_bills_bytes_of_requests() {
    // 1,000,000 messages of 1,004 bytes with their timestamp are 1,024 bytes each: 1,024,000,000 / 2^30 GiB at
    // 40 / 1,024.
    let of = |keys: &str| bill_at(GCP, &format!("[component.q.queue]\nserves = \"chats\"\n{keys}\n"));
    let found = of("size = \"1_004 B\"");
    assert_eq!(found.len(), 2);
    assert!(found[0].starts_with("q/publications 0.953674 GiB 0.03725"), "{found:?}");
    // 100 bytes alone are billed as 1,000; ten at once as what they are.
    assert!(of("size = \"100 B\"")[0].starts_with("q/publications 0.931323 GiB"), "{found:?}");
    assert!(of("size = \"100 B\"\nbatch = 10")[0].starts_with("q/publications 0.111759 GiB"), "{found:?}");
    assert!(
        of("size = \"1_004 B\"\nengine = \"topic\"\nsubscribers = 3")[1]
            .starts_with("q/deliveries 2.861023 GiB")
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

#[test]
fn cosmos_db_bills_request_units_by_the_size_of_an_item() {
    let of =
        |keys: &str| bill_at(AZURE, &format!("{ITEMS}[component.t.key-value]\nkeeps = \"items\"\n{keys}\n"));
    // Items of 100 KiB: a read 10, a write 50 request units, at 0.305 a million; 100 GiB at 0.25.
    let traffic = "reads = \"4 reads per chat\"\nwrites = \"2 writes per chat\"";
    assert_eq!(
        of(traffic),
        ["t/reads 40 1000000 RUs 12.2", "t/writes 100 1000000 RUs 30.5", "t/storage 100 GiB-Months 25"]
    );
    // Strongly consistent reads cost twice.
    assert_eq!(of(&format!("{traffic}\nconsistent = \"100 %\""))[0], "t/reads 80 1000000 RUs 24.4");
    // 500 RU/s held, at 0.008 for each hundred and hour; in two regions twice, and so is storage.
    let held = format!("{traffic}\nmode = \"provisioned\"\nread_units = 300\nwrite_units = 200");
    assert_eq!(of(&held)[0], "t/throughput 3720 100 RU/s-Hours 29.76");
    let found = of(&format!("{held}\nregions = 1"));
    assert_eq!(found, ["t/throughput 7440 100 RU/s-Hours 59.52", "t/storage 200 GiB-Months 50"]);
    // Held without a request, it is billed all the same.
    let alone = "[component.t.key-value]\nmode = \"provisioned\"\nread_units = 300\nwrite_units = 200\n";
    assert_eq!(bill_at(AZURE, alone), ["t/throughput 3720 100 RU/s-Hours 29.76"]);
    let found = bill_at("aws/us-east-1", alone);
    assert_eq!(found.iter().filter(|line| line.contains("t/idle ")).count(), 2, "{found:?}");
    // Autoscale: 188,000 request units an hour need less than one step of 100 RU/s, which is there all the time.
    let found = of(&format!("{traffic}\nmode = \"provisioned\""));
    assert_eq!(total(&found[..2]), Decimal::new(8_928, 3), "{found:?}");
    // A GiB that is kept holds 1 RU/s at least by hand, and 10 of the most by autoscale, which is set in thousands.
    let least = |gib: u32, keys: &str| {
        let body =
            format!("[component.t.key-value]\nstorage = \"{gib} GiB\"\nmode = \"provisioned\"\n{keys}\n");
        bill_at(AZURE, &body)
    };
    let by_hand = "read_units = 300\nwrite_units = 200";
    assert_eq!(least(600, by_hand)[0], "t/throughput 4464 100 RU/s-Hours 35.712");
    assert_eq!(least(500, by_hand)[0], "t/throughput 3720 100 RU/s-Hours 29.76");
    let found = least(250, "item = \"1 KiB\"\nreads = \"1 read per chat\"");
    assert_eq!(total(&found[..2]), Decimal::new(26_784, 3), "{found:?}");
    for (keys, code) in [
        ("class = \"infrequent\"", "not-sold-here"),
        ("regions = 1", "not-sold-here"),
        ("stream_reads = \"1_000 per month\"", "no-effect"),
    ] {
        assert!(of(&format!("{traffic}\n{keys}"))[0].starts_with(code), "{keys}");
    }
    // Two copies of a backup are free; the further one 100 GiB at 0.14, the last 30 days at 0.2.
    let found = of(&format!("{traffic}\nbackups = 3\npoint_in_time_recovery = true"));
    assert_eq!(found[3..], ["t/point-in-time recovery 100 GiB-Months 20", "t/backups 100 GiB-Months 14"]);
}

#[test]
fn firestore_bills_documents_whatever_their_size() {
    let of =
        |keys: &str| bill_at(GCP, &format!("{ITEMS}[component.t.key-value]\nkeeps = \"items\"\n{keys}\n"));
    // 32 bytes beside each of 1,048,576 are a thirty-second of a GiB.
    let traffic = "reads = \"4 reads per chat\"\nwrites = \"2 writes per chat\"";
    assert_eq!(
        of(traffic),
        [
            "t/reads 40 100000 Operations 1.2",
            "t/writes 20 100000 Operations 1.8",
            "t/storage 100.03125 GiB-Months 15.0046875"
        ]
    );
    for (keys, code) in [
        ("mode = \"provisioned\"", "not-sold-here"),
        ("class = \"infrequent\"", "not-sold-here"),
        ("regions = 2", "not-sold-here"),
    ] {
        assert!(of(&format!("{traffic}\n{keys}"))[0].starts_with(code), "{keys}");
    }
}

#[test]
fn event_hubs_bills_throughput_units_and_events() {
    let of = |keys: &str| bill_at(AZURE, &format!("[component.s.stream]\nserves = \"chats\"\n{keys}\n"));
    // 1,000,000 records of 100 KiB are two events each at 0.028 a million; one unit at 0.03 all month.
    let found = of("size = \"100 KiB\"");
    assert_eq!(found[2], "s/events 2 1000000 Events 0.056");
    assert_eq!(total(&found[..2]), Decimal::new(2_232, 2), "{found:?}");
    // 3,000,000,000 bytes in each of 744 hours need 3e9 / 3.6e9 of a unit at 80 %: 1.04, so two.
    let heavy = "records = \"2_232 records per chat\"\nsize = \"1_000 B\"";
    assert_eq!(total(&of(heavy)[..2]), Decimal::new(4_464, 2), "{:?}", of(heavy));
    assert_eq!(total(&of(&format!("{heavy}\nshards = 4"))[..2]), Decimal::new(8_928, 2));
    assert_eq!(of("size = \"100 KiB\"\nengine = \"kafka\""), found);
    // A day is in the price. 2.232e12 bytes kept for 7 of 365/12 days are 478.39 GiB: 310.39 beyond 84 of each unit.
    assert_eq!(of(&format!("{heavy}\nretention = \"1 day\"")).len(), 3);
    let kept = of(&format!("{heavy}\nretention = \"7 days\""));
    assert!(kept[3].starts_with("s/retention 310.388512 GiB-Months"), "{kept:?}");
    assert!(of(&format!("{heavy}\nretention = \"7 days\"\nshards = 6"))[3].starts_with("s/retention 0 "));
    for (keys, code) in [
        ("engine = \"kinesis\"", "not-sold-here"),
        ("engine = \"firehose\"", "not-sold-here"),
        ("retention = \"30 days\"", "out-of-range"),
        ("mode = \"provisioned\"", "no-effect"),
    ] {
        assert!(of(&format!("size = \"1 KiB\"\n{keys}"))[0].starts_with(code), "{keys}");
    }
}

#[test]
fn a_stream_of_google_is_what_is_published_and_read() {
    let of = |keys: &str| bill_at(GCP, &format!("[component.s.stream]\nserves = \"chats\"\n{keys}\n"));
    // 1,000,000 x (1,004 + 20) bytes written, read by two: 40 / 1,024 a GiB. Kept for 10 days: 1,004,000,000 x 120/365.
    let found = of("size = \"1_004 B\"\nconsumers = 2\nretention = \"10 days\"");
    assert!(found[0].starts_with("s/ingested 0.953674 GiB"), "{found:?}");
    assert!(found[1].starts_with("s/retrieved 1.907349 GiB"), "{found:?}");
    assert!(found[2].starts_with("s/retention 0.307413 GiB-Months"), "{found:?}");
    assert_eq!(of("size = \"1 KiB\"\nengine = \"kafka\"").len(), 3);
    assert!(of("size = \"1 KiB\"\nengine = \"msk\"")[0].contains("engine = kafka"));
    assert!(of("size = \"1 KiB\"\nshards = 3")[0].starts_with("no-effect"));
}

#[test]
fn queries_scan_on_every_cloud() {
    let body = "[component.w.warehouse]\nengine = \"scans\"\nqueries = \"20 queries per job\"\nscanned = \"3 GiB\"\n";
    // 20,000 queries of 3 GiB: 64.42450944 TB at 5, 58.59375 TiB at 6.25.
    assert_eq!(bill_at(AZURE, body), ["w/scanned 64.424509 TB 322.122545"]);
    assert_eq!(bill_at(GCP, body), ["w/scanned 58.59375 TiB 366.2109375"]);
    let kept = format!("{ITEMS}{body}keeps = \"items\"\n");
    assert_eq!(bill_at(GCP, &kept)[0], "w/storage 100 GiB-Months 2.3");
    assert!(bill_at(AZURE, &kept)[0].starts_with("no-effect"));
    // 500 DWUs at 1.51 for each hundred, all month or in 210 hours of office time.
    let pool = "[component.w.warehouse]\nengine = \"synapse\"\ncapacity = 500\n";
    assert_eq!(bill_at(AZURE, pool), ["w/pool 3720 100 DWU-Hours 5617.2"]);
    let office = format!("{pool}schedule = \"weekdays 08:00-18:00\"\n");
    assert_eq!(bill_at(AZURE, &office), ["w/pool 1050 100 DWU-Hours 1585.5"]);
    assert!(
        bill_at(AZURE, "[component.w.warehouse]\nengine = \"synapse\"\ncapacity = 150\n")[0]
            .starts_with("out-of-range")
    );
    for (at, engine) in [(AZURE, "type = \"ra3.large\""), (GCP, "engine = \"synapse\"\ncapacity = 500")] {
        let found = bill_at(at, &format!("[component.w.warehouse]\n{engine}\n"));
        assert!(found[0].starts_with("not-sold-here: the nearest is"), "{found:?}");
    }
}

#[test]
fn an_index_of_azure_is_units_of_the_cheapest_tier() {
    let of =
        |keys: &str| bill_at(AZURE, &format!("{ITEMS}[component.s.search]\nkeeps = \"items\"\n{keys}\n"));
    // 100 GiB and 45 %: one partition of S1 with 160 GB, at 0.336, for each of two replicas.
    assert_eq!(of("vcpu = 2\nmemory = \"16 GiB\""), ["s/search units 1488 Unit-Hours 499.968"]);
    assert_eq!(of("replicas = 0"), ["s/search units 744 Unit-Hours 249.984"]);
    assert_eq!(of("type = \"s2\""), ["s/search units 1488 Unit-Hours 1999.872"]);
    assert!(of("nodes = 3")[0].starts_with("no-effect"));
    assert!(of("type = \"r7g.large.search\"")[0].starts_with("not-sold-here"));
    assert!(of("type = \"s9\"")[0].starts_with("unknown-sku"));
    // Three replicas are the most of basic, twelve of the others.
    let small = |keys: &str| bill_at(AZURE, &format!("[component.s.search]\nstorage = \"1 GiB\"\n{keys}\n"));
    assert!(small("type = \"basic\"\nreplicas = 2")[0].starts_with("s/search units 2232 "));
    assert!(small("type = \"basic\"\nreplicas = 3")[0].starts_with("nothing-fits"));
    assert!(small("replicas = 3")[0].starts_with("s/search units 2976 Unit-Hours 999.936"));
    assert!(small("type = \"s1\"\nreplicas = 12")[0].starts_with("nothing-fits"));
    let found = bill_at(GCP, &format!("{ITEMS}[component.s.search]\nkeeps = \"items\"\n"));
    assert!(found[0].starts_with("not-sold-here: Google sells no search index"), "{found:?}");
}

#[test]
fn vectors_are_held_by_what_each_cloud_has() {
    let of = |at: &str, product: &str| {
        bill_at(
            at,
            &format!(
                "{ITEMS}[component.v.vector-database]\nproduct = \"{product}\"\nkeeps = \"items\"\ndimensions = 1_024\n"
            ),
        )
    };
    // 1.1 x (4,096 + 128) bytes of 1,048,576: 4.5375 GiB, in one partition of Basic with 5 GB, two replicas at 0.101.
    assert_eq!(of(AZURE, "azure-ai-search"), ["v/search units 1488 Unit-Hours 150.288"]);
    assert_eq!(of(AZURE, "managed"), of(AZURE, "azure-ai-search"));
    assert_eq!(of(GCP, "managed"), of(GCP, "vertex-vector-search"));
    assert_eq!(of("aws/us-east-1", "managed"), of("aws/us-east-1", "opensearch"));
    // 4,596 bytes of each: 4.488 GiB, three shards of 2 GB, two replicas, at 0.0938084.
    assert_eq!(of(GCP, "vertex-vector-search"), ["v/nodes 4464 Hours 418.7606976"]);
    // The index needs 6.05 GiB of memory: 1 vCPU and 6.25 GiB of Cloud SQL; two vCores with 8 GiB.
    assert_eq!(of(GCP, "pgvector")[1], "v/machine memory 4650 GiB-Hours 32.55");
    assert_eq!(of(AZURE, "pgvector")[0], "v/machine 1488 vCore-Hours 157.728");
    assert!(of(GCP, "opensearch")[0].contains("vertex-vector-search"));
    assert!(of(AZURE, "opensearch-serverless")[0].contains("azure-ai-search"));
}
