//! Databases, caches, indexes, warehouses and file systems: bills computed by hand from the prices of the book.
//! January 2027 has 744 hours.

#![allow(clippy::indexing_slicing, clippy::unwrap_used)]

#[path = "support/bill.rs"]
mod bill;

use bill::{HEAD, REST, bill, bill_of};
use costmodel_core::project::Projected;
use costmodel_core::scenario::Scenario;

/// A stock that needs no arithmetic: 1,000,000 items of 1 KiB are 1,000,000 / 1,048,576 GiB.
const ITEMS: &str = "[driver.items]\nstock = \"1_048_576\"\nadded = 0\nsize = \"100 KiB per item\"\n";

fn with_items(body: &str) -> Vec<String> {
    bill(&format!("{ITEMS}{body}"))
}

#[test]
fn a_database_pays_for_its_standby_its_volume_and_its_backups() {
    // 100 GiB kept, 30 % of indexes: 130 GiB; 80 % full: 162.5, so 163 GiB are provisioned. With a standby
    // db.m7g.large 0.337 an hour, gp3 0.23 a GiB. Backups: 130 GiB x (1 + 6 x 5 %) = 169, 163 of them free.
    assert_eq!(
        with_items("[component.db.sql]\ntype = \"db.m7g.large\"\nzones = 2\nkeeps = \"items\"\n"),
        [
            "db/machine 744 Hours 250.728",
            "db/storage 100 GiB-Months 23",
            "db/indexes 30 GiB-Months 6.9",
            "db/free space 33 GiB-Months 7.59",
            "db/backups 6 GiB-Months 0.57",
        ]
    );
}

#[test]
fn the_cheapest_class_that_fits_is_taken() {
    // 2 vCPU and 8 GiB on PostgreSQL: db.m6g.large 0.159, db.m7g.large 0.168.
    let found = bill(
        "[component.db.sql]\nvcpu = 2\nmemory = \"8 GiB\"\nstorage = \"100 GiB\"\nbackup_retention = \"0 days\"\n",
    );
    assert_eq!(found, ["db/machine 744 Hours 118.296", "db/storage 100 GiB-Months 11.5"]);
    // A schedule stops machines, not volumes: 10 h on 21 weekdays.
    let found = bill(
        "[component.db.sql]\ntype = \"db.m6g.large\"\nstorage = \"100 GiB\"\nbackup_retention = \"0 days\"\nschedule = \"weekdays 08:00-18:00\"\n",
    );
    assert_eq!(found, ["db/machine 210 Hours 33.39", "db/storage 100 GiB-Months 11.5"]);
}

#[test]
fn a_database_with_read_replicas_is_not_stopped() {
    let of = |environment: &str, more: &str| {
        let body = format!(
            "{HEAD}{REST}{environment}[component.db.sql]\ntype = \"db.m6g.large\"\nstorage = \"100 GiB\"\nbackup_retention = \"0 days\"\n{more}"
        );
        bill_of(&body, Scenario::Expected)
    };
    let office = "[environment.staging]\nschedule = \"weekdays 08:00-18:00\"\n";
    assert_eq!(of(office, "")[2], "db/machine 210 Hours 33.39");
    let found = of(office, "replicas = 1\n");
    assert_eq!(found[4..6], ["db/machine 744 Hours 118.296", "db/read replicas 744 Hours 118.296"]);
    assert!(of("", "replicas = 1\nschedule = \"weekdays 08:00-18:00\"\n")[0].starts_with("no-effect"));
}

#[test]
fn what_a_volume_includes_grows_at_400_gib() {
    let iops = |storage: &str, more: &str| {
        bill(&format!(
            "[component.db.sql]\ntype = \"db.m7g.large\"\nstorage = \"{storage}\"\nbackup_retention = \"0 days\"\n{more}"
        ))
    };
    // Of 15,000 IOPS 12,000 are included: 3,000 x 0.02. The volumes of two read replicas have them too.
    assert_eq!(
        iops("400 GiB", "iops = 15_000\nreplicas = 2\n"),
        [
            "db/machine 744 Hours 124.992",
            "db/read replicas 1488 Hours 249.984",
            "db/storage 400 GiB-Months 46",
            "db/replica storage 800 GiB-Months 92",
            "db/IOPS 3000 IOPS-Months 60",
            "db/replica IOPS 6000 IOPS-Months 120",
        ]
    );
    assert_eq!(
        iops("399 GiB", "iops = 4_000\n"),
        ["out-of-range: storage = \"400 GiB\", or storage_type = \"io1\""]
    );
    assert_eq!(
        iops("400 GiB", "throughput = \"500 MiB per second\"\n").last().unwrap(),
        "db/throughput 0 unpriced"
    );
    // io1 bills all it is given.
    assert_eq!(
        iops("400 GiB", "storage_type = \"io1\"\niops = 1_000\n")[1..],
        ["db/storage 400 GiB-Months 50", "db/IOPS 1000 IOPS-Months 100"]
    );
}

#[test]
fn aurora_bills_what_is_used_and_each_request() {
    // Two machines for two zones; one copy of 130 GiB; 10 million requests; backups 169 - 130 GiB.
    assert_eq!(
        with_items(
            "[component.db.sql]\nengine = \"aurora-postgresql\"\ntype = \"db.r6g.large\"\nzones = 2\nkeeps = \"items\"\nio_requests = \"10 requests per chat\"\n"
        ),
        [
            "db/machines 1488 Hours 386.88",
            "db/storage 100 GiB-Months 10",
            "db/indexes 30 GiB-Months 3",
            "db/I/O requests 10 1000000 Requests 2",
            "db/backups 39 GiB-Months 0.819",
        ]
    );
    // Half a unit at least, all month, in the I/O-optimized configuration: 372 x 0.16.
    assert_eq!(
        bill(
            "[component.db.sql]\nengine = \"aurora-mysql\"\nstorage = \"10 GiB\"\nio_optimized = true\ncapacity = {}\nbackup_retention = \"1 day\"\n"
        ),
        ["db/capacity 372 ACU-Hours 59.52", "db/storage 10 GiB-Months 2.3", "db/backups 0 GiB-Months 0"]
    );
}

#[test]
fn serverless_capacity_follows_demand_and_shows_what_idles() {
    // 1,000,000 chats in 744 flat hours are 0.3734 a second; at 1 a second and unit, 50 % full, 0.7468 units are
    // needed: two halves, 744 ACU-hours in all. Busy: 1,000,000 / (3,600 x 0.25) halves x 0.5 = 555.5556.
    let found = bill(
        "[component.db.sql]\nengine = \"aurora-postgresql\"\nserves = \"chats\"\ncapacity = { throughput = \"1 request per second\", target_utilization = \"50 %\" }\nstorage = \"10 GiB\"\nio_optimized = true\nbackup_retention = \"0 days\"\n",
    );
    assert_eq!(found[0], "db/capacity 555.555556 ACU-Hours 88.88888896");
    assert_eq!(found[1], "db/idle capacity 188.444444 ACU-Hours 30.15111104");
}

#[test]
fn an_environment_has_a_smaller_database() {
    let text = "name = \"a\"\nstart = \"2027-01\"\nmonths = 1\n[placement.main]\nat = \"aws/us-east-1\"\n[environment.staging]\nstock = \"10 %\"\nzones = 1\n[driver.items]\nstock = \"1_048_576\"\nsize = \"100 KiB per item\"\n[component.db.sql]\ntype = \"db.m7g.large\"\nzones = 2\nkeeps = \"items\"\nbackup_retention = \"0 days\"\n";
    let found = bill_of(text, costmodel_core::scenario::Scenario::Expected);
    assert_eq!(
        found[4..],
        [
            "db/machine 744 Hours 124.992",
            "db/storage 10 GiB-Months 1.15",
            "db/indexes 3 GiB-Months 0.345",
            // 13 / 80 % is 16.25: the smallest volume is 20.
            "db/free space 7 GiB-Months 0.805",
        ]
    );
}

#[test]
fn databases_say_what_does_not_fit() {
    let code =
        |body: &str| bill(&format!("[component.db.sql]\n{body}\n"))[0].split(':').next().unwrap().to_owned();
    for (body, expected) in [
        ("type = \"db.m7g.large\"", "missing-key"),
        ("storage = \"100 GiB\"", "missing-key"),
        ("type = \"db.m7g.larg\"\nstorage = \"100 GiB\"", "unknown-sku"),
        ("type = \"db.m7g.large\"\nvcpu = 2\nstorage = \"100 GiB\"", "one-of"),
        ("type = \"db.m7g.large\"\nstorage = \"100 GiB\"\nkeeps = \"documents\"", "one-of"),
        ("type = \"db.m7g.large\"\nstorage = \"10 GiB\"", "out-of-range"),
        ("type = \"db.m7g.large\"\nstorage = \"100 GiB\"\nzones = 3", "out-of-range"),
        ("type = \"db.m7g.large\"\nstorage = \"100 GiB\"\nindex = \"10 %\"", "no-effect"),
        ("type = \"db.m7g.large\"\nstorage = \"100 GiB\"\nstorage_type = \"io1\"", "missing-key"),
        ("type = \"db.m7g.large\"\nstorage = \"100 GiB\"\nio_optimized = true", "no-effect"),
        ("engine = \"aurora-mysql\"\ntype = \"db.r6g.large\"\nstorage = \"100 GiB\"", "missing-key"),
        (
            "engine = \"aurora-mysql\"\ncapacity = {}\nserves = \"chats\"\nio_optimized = true\nstorage = \"100 GiB\"",
            "sizing",
        ),
        ("vcpu = 2_000\nstorage = \"100 GiB\"", "nothing-fits"),
    ] {
        assert_eq!(code(body), expected, "{body}");
    }
}

#[test]
fn a_cache_has_as_many_shards_as_its_data_needs() {
    // Valkey on cache.m7g.large (6.38 GiB, a quarter reserved: 4.785): 10 GiB need 3 shards, each with a replica:
    // 6 nodes x 744 h = 4,464.
    let found = bill("[component.c.cache]\ntype = \"cache.m7g.large\"\ndata = \"10 GiB\"\nreplicas = 1\n");
    assert_eq!(found, ["c/nodes 4464 Hours 564.2496"]);
    // All of the memory used: 2 shards. Two zones ask for a second node of each.
    let found = bill(
        "[component.c.cache]\ntype = \"cache.m7g.large\"\ndata = \"10 GiB\"\nreserved = \"0 %\"\nzones = 2\nsnapshots = \"10 GiB\"\n",
    );
    assert_eq!(found, ["c/nodes 2976 Hours 376.1664", "c/snapshots 10 GiB-Months 0.85"]);
    // Nothing held: the shards asked for. Memcached has its own price.
    let found = bill("[component.c.cache]\nengine = \"memcached\"\ntype = \"cache.m7g.large\"\nshards = 2\n");
    assert_eq!(found, ["c/nodes 1488 Hours 235.104"]);
    // Its nodes keep no copies: 10 GiB are on two of them, one in each of two zones; three zones need a third.
    for (zones, hours) in [(2, "c/nodes 1488 Hours 235.104"), (3, "c/nodes 2232 Hours 352.656")] {
        let found = bill(&format!(
            "[component.c.cache]\nengine = \"memcached\"\ntype = \"cache.m7g.large\"\ndata = \"10 GiB\"\nzones = {zones}\n"
        ));
        assert_eq!(found, [hours]);
    }
    // Without a type the cheapest that holds 10 GiB and the reserve, 13.34 GiB: r7g.large has 13.07.
    let found = bill("[component.c.cache]\nengine = \"redis\"\ndata = \"10 GiB\"\nfamily = \"r7g\"\n");
    assert_eq!(found, ["c/nodes 744 Hours 325.128"]);
    for (body, code) in [
        ("type = \"cache.m7g.larg\"", "unknown-sku"),
        ("data = \"1 GiB\"\nkeeps = \"documents\"", "one-of"),
        ("type = \"cache.m7g.large\"\nengine = \"memcached\"\nreplicas = 1", "no-effect"),
        ("type = \"cache.m7g.large\"\nreserved = \"100 %\"\ndata = \"1 GiB\"", "out-of-range"),
        ("engine = \"valkey\"", "missing-key"),
    ] {
        assert!(bill(&format!("[component.c.cache]\n{body}\n"))[0].starts_with(code), "{body}");
    }
}

#[test]
fn a_serverless_cache_bills_what_it_keeps_and_what_requests_transfer() {
    // 10 GiB x 744 h at 0.084; 8 million requests of 3.2 KiB are 25.6 million units at 0.0023 a million.
    let found = bill(
        "[component.c.cache]\ndata = \"10 GiB\"\nserverless = { requests = \"8 requests per chat\", item = \"3.2 KiB\" }\n",
    );
    assert_eq!(found, ["c/data 7440 GiB-Hours 624.96", "c/requests 25.6 1000000 ECPUs 0.05888"]);
    // Small requests are a unit each; Redis keeps 1 GB at least, Valkey 100 MB: 100 / 1,024 x 744 = 72.65625.
    let found = bill(
        "[component.c.cache]\nengine = \"redis\"\nserverless = { requests = \"8 requests per chat\", item = \"100 B\" }\n",
    );
    assert_eq!(found, ["c/data 744 GiB-Hours 93", "c/requests 8 1000000 ECPUs 0.0272"]);
    let found = bill("[component.c.cache]\nserverless = { requests = \"8 requests per chat\" }\n");
    assert_eq!(found[0], "c/data 72.65625 GiB-Hours 6.103125");
    let found =
        bill("[component.c.cache]\nshards = 2\nserverless = { requests = \"8 requests per chat\" }\n");
    assert!(found[0].starts_with("no-effect"), "{found:?}");
}

#[test]
fn requests_to_a_table_are_billed_by_started_kib() {
    // Reads of 5 KiB are 2 units of 4 KiB, half of that eventually consistent: 1 unit. Writes are 5 units.
    let found = bill(
        "[component.t.key-value]\nitem = \"5 KiB\"\nreads = \"2 reads per chat\"\nwrites = \"1 write per chat\"\n",
    );
    assert_eq!(found, ["t/reads 2 1000000 Units 0.25", "t/writes 5 1000000 Units 3.125"]);
    // Half strongly consistent, a fifth in transactions: 0.5 + 0.5 x 0.5 + 1.5 x 0.2 = 1.05 for each of 2 units
    // and 1,000,000 reads. Writes: x 1.2 for transactions, x 2 for an index, x 2 for a region: 24 million.
    let found = bill(
        "[component.t.key-value]\nitem = \"5 KiB\"\nreads = \"1 read per chat\"\nwrites = \"1 write per chat\"\nconsistent = \"50 %\"\ntransactional = \"20 %\"\nindexes = 1\nregions = 1\n",
    );
    assert_eq!(found, ["t/reads 2.1 1000000 Units 0.2625", "t/writes 24 1000000 Units 15"]);
}

#[test]
fn a_table_keeps_its_items_with_100_bytes_beside_each() {
    // 1,048,576 items of 1,024 + 100 bytes: 1.09765625 GiB (quantities have six
    // places); an index doubles it, recovery does not count it.
    // No write is stated and none added.
    let items = "[driver.items]\nstock = \"1_048_576\"\nsize = \"1 KiB per item\"\n";
    let found = bill(&format!(
        "{items}[component.t.key-value]\nkeeps = \"items\"\nindexes = 1\npoint_in_time_recovery = true\nbackups = 2\nrestores = \"10 GiB per month\"\nstream_reads = \"1_000_000 per month\"\n"
    ));
    assert_eq!(
        found,
        [
            "t/storage 2.195312 GiB-Months 0.548828",
            "t/point-in-time recovery 1.097656 GiB-Months 0.2195312",
            "t/backups 2.195312 GiB-Months 0.2195312",
            "t/restores 10 GiB 1.5",
            "t/stream reads 10 100000 Requests 0.2",
        ]
    );
    // 25 GiB are always free.
    let free = bill::bill_with_free("[component.t.key-value]\nstorage = \"30 GiB\"\n");
    assert_eq!(free, ["t/storage 30 GiB-Months 7.5", "t/storage -25 GiB-Months -6.25"]);
}

#[test]
fn provisioned_capacity_is_held_and_its_idle_part_shown() {
    // 5,000,000 reads of 4 KiB, strongly consistent, in 744 flat hours: 1.8668 a second; 70 % full 2.667: 3 units.
    // Busy: 5,000,000 / 3,600 / 0.7 = 1,984.126984 unit-hours of 2,232. 40 units are held for writes: 29,760;
    // 1,000,000 / 3,600 = 277.777778 of them are used.
    let found = bill(
        "[component.t.key-value]\nmode = \"provisioned\"\nitem = \"1 KiB\"\nreads = \"1 read per request\"\nconsistent = \"100 %\"\nwrites = \"1 write per chat\"\nwrite_units = 40\n",
    );
    assert_eq!(
        found,
        [
            "t/read capacity 1984.126984 Unit-Hours 0.25793650792",
            "t/idle read capacity 247.873016 Unit-Hours 0.03222349208",
            "t/write capacity 277.777778 Unit-Hours 0.1805555557",
            "t/idle write capacity 29482.222222 Unit-Hours 19.1634444443",
        ]
    );
    // A table nobody uses holds one unit.
    let found = bill(
        "[component.t.key-value]\nmode = \"provisioned\"\nitem = \"1 KiB\"\nreads = \"1 read per nothing\"\n",
    );
    assert_eq!(found, ["t/read capacity 0 Unit-Hours 0", "t/idle read capacity 744 Unit-Hours 0.09672"]);
    for (body, code) in [
        ("reads = \"1 read per chat\"", "missing-key"),
        ("item = \"1 KiB\"\nreads = \"1 read per chat\"\nread_units = 4", "no-effect"),
        (
            "item = \"1 KiB\"\nreads = \"1 read per chat\"\nconsistent = \"60 %\"\ntransactional = \"50 %\"",
            "out-of-range",
        ),
    ] {
        assert!(bill(&format!("[component.t.key-value]\n{body}\n"))[0].starts_with(code), "{body}");
    }
}

#[test]
fn a_search_domain_has_nodes_volumes_and_masters() {
    // 100 GiB, one replica, 45 %: 290 GiB on disk. Three nodes and three masters around the clock.
    let found = with_items(
        "[component.s.search]\ntype = \"r7g.large.search\"\nnodes = 3\nkeeps = \"items\"\nmasters = { type = \"m7g.large.search\" }\nthroughput = \"250 MiB per second\"\n",
    );
    assert_eq!(
        found,
        [
            "s/data nodes 2232 Hours 397.296",
            "s/storage 100 GiB-Months 12.2",
            "s/replicas and overhead 190 GiB-Months 23.18",
            "s/throughput 375 MiB/s-Months 24",
            "s/masters 2232 Hours 301.32",
        ]
    );
    // Unless told: a node in each of two zones, with 10 GiB at least each.
    let found = bill("[component.s.search]\ntype = \"r7g.large.search\"\nstorage = \"2 GiB\"\n");
    assert_eq!(found[1..], ["s/storage 2 GiB-Months 0.244", "s/replicas and overhead 18 GiB-Months 2.196"]);
    // Serverless: half a unit for indexing and half for search, twice.
    let found = bill("[component.s.search]\nstorage = \"50 GiB\"\nserverless = {}\n");
    assert_eq!(found, ["s/units 1488 OCU-Hours 357.12", "s/storage 50 GiB-Months 1"]);
    let found = bill(
        "[component.s.search]\nstorage = \"50 GiB\"\nserverless = { redundant = false, schedule = \"daily 08:00-20:00\" }\n",
    );
    assert_eq!(found[0], "s/units 372 OCU-Hours 89.28");
    let found = bill("[component.s.search]\ntype = \"r7g.large.search\"\nserverless = {}\n");
    assert!(found[0].starts_with("no-effect"), "{found:?}");
}

#[test]
fn classic_units_hold_the_data_they_search() {
    // 60 GiB are on half a unit, 120 on one, 121 on two, 500 on five; twice, and one for indexing. The book has no
    // price of classic units: what is asked is how many there are.
    for (gib, units) in [(60, 2), (61, 3), (120, 3), (121, 5), (500, 11)] {
        let body = format!(
            "{HEAD}{REST}[component.s.search]\nstorage = \"{gib} GiB\"\nserverless = {{ generation = \"classic\" }}\n"
        );
        let loaded = costmodel_workload::load(&body, &costmodel_pricebook::embedded());
        let (model, _) = loaded.model.unwrap();
        let line = &model.lines[0];
        let hours = Projected::new(&model, Scenario::Expected).value(&line.quantity, line, 0).unwrap();
        assert_eq!(hours, (units * 744).into(), "{gib} GiB");
    }
}

#[test]
fn bytes_to_a_database_in_another_zone_are_billed_at_both_sides_and_to_a_cache_at_one() {
    // 1,000,000 chats x 1 GiB / 1,024: half of 976.5625 GiB crosses zones.
    let to = |what: &str| {
        let body = format!(
            "[component.api.container]\nserves = \"chats\"\nvcpu = 1\nmemory = \"2 GiB\"\nzones = 2\n[component.db.sql]\ntype = \"db.m7g.large\"\nstorage = \"100 GiB\"\n[component.c.cache]\ntype = \"cache.m7g.large\"\n[[flow]]\nfrom = \"api\"\nto = \"{what}\"\nper = \"1 MiB per chat\"\n"
        );
        bill(&body).into_iter().find(|line| line.contains("between zones")).unwrap()
    };
    assert_eq!(to("db"), "api-db/between zones 976.5625 GiB 9.765625");
    assert_eq!(to("c"), "api-c/between zones 488.28125 GiB 4.8828125");
}

#[test]
fn a_warehouse_bills_nodes_seconds_or_scans() {
    // Nodes are paused at night and at weekends: 2 x 210 h; managed storage goes on; a node-second is 0.0009.
    assert_eq!(
        with_items(
            "[component.w.warehouse]\ntype = \"ra3.4xlarge\"\nkeeps = \"items\"\nschedule = \"weekdays 08:00-18:00\"\nconcurrency_scaling = \"1_000 s\"\nsnapshots = \"100 GiB\"\n"
        ),
        [
            "w/nodes 420 Hours 1369.2",
            "w/concurrency scaling 2000 Seconds 1.8",
            "w/storage 100 GiB-Months 2.4",
            "w/snapshots 100 GiB-Months 2.3",
        ]
    );
    // 1,000 jobs x 6 queries of 12 s are billed 60 s on 128 units: 6,000 x 60 / 3,600 x 128 = 12,800.
    let serverless = "[component.w.warehouse]\nengine = \"redshift-serverless\"\nqueries = \"6 queries per job\"\nduration = \"12 s\"\n";
    assert_eq!(bill(serverless), ["w/capacity 12800 RPU-Hours 4800"]);
    // Four at once on 8 units, 120 s each: 6,000 x 120 / 4 / 3,600 x 8 = 400.
    let found = bill(&format!(
        "{}capacity = 8\nat_once = 4\nstorage = \"10 GiB\"\n",
        serverless.replace("12 s", "120 s")
    ));
    assert_eq!(found, ["w/capacity 400 RPU-Hours 150", "w/storage 10 GiB-Months 0.24"]);
    // 1,048,576 queries that scan 1 MB are billed 10 MB: 10 TiB.
    let athena = |scanned: &str| {
        bill(&format!(
            "[component.w.warehouse]\nengine = \"athena\"\nqueries = \"1_048_576 per month\"\nscanned = \"{scanned}\"\n"
        ))
    };
    assert_eq!(athena("1 MiB"), ["w/scanned 10 TiB 50"]);
    assert_eq!(athena("15.5 MiB"), ["w/scanned 16 TiB 80"]);
    for (body, code) in [
        ("", "missing-key"),
        ("engine = \"athena\"\nqueries = \"1 per month\"", "missing-key"),
        (
            "engine = \"athena\"\nqueries = \"1 per month\"\nscanned = \"1 GiB\"\nstorage = \"1 GiB\"",
            "no-effect",
        ),
        (
            "engine = \"redshift-serverless\"\nqueries = \"1 per month\"\nduration = \"1 s\"\ncapacity = 12",
            "out-of-range",
        ),
        (
            "engine = \"redshift-serverless\"\nqueries = \"1 per month\"\nduration = \"1 s\"\nat_once = 0",
            "out-of-range",
        ),
        ("type = \"ra3.larg\"", "unknown-sku"),
        ("type = \"dc2.large\"\nstorage = \"1 GiB\"", "no-effect"),
        ("type = \"ra3.large\"\nqueries = \"1 per month\"", "no-effect"),
    ] {
        assert!(bill(&format!("[component.w.warehouse]\n{body}\n"))[0].starts_with(code), "{body}");
    }
}

#[test]
fn what_runs_always_does_so_in_an_environment_that_stops() {
    for zone in ["", " UTC", " America/New_York"] {
        let text = format!(
            "name = \"a\"\nstart = \"2027-01\"\nmonths = 1\n[placement.main]\nat = \"aws/us-east-1\"\n[environment.staging]\nschedule = \"weekdays 08:00-20:00{zone}\"\n[component.db.sql]\ntype = \"db.m7g.large\"\nstorage = \"100 GiB\"\nschedule = \"always\"\n"
        );
        let model = costmodel_workload::load(&text, &costmodel_pricebook::embedded()).model.unwrap().0;
        let machines = model.lines.iter().filter(|line| line.name == "machine");
        let stopped =
            machines.filter(|line| line.schedule.as_ref().is_some_and(|week| week.weights.contains(&0)));
        assert_eq!(stopped.count(), 0, "{zone}");
    }
}

#[test]
fn a_file_system_bills_its_classes_and_its_throughput() {
    // 100 GiB, of which 40 in standard, 50 infrequent, 10 archived; 1,024 GiB read.
    assert_eq!(
        with_items(
            "[component.f.file-storage]\nkeeps = \"items\"\ninfrequent = \"50 %\"\narchive = \"10 %\"\nreads = \"1_024 GiB per month\"\nwrites = \"100 GiB per month\"\ninfrequent_reads = \"10 GiB per month\"\n"
        ),
        [
            "f/storage 40 GiB-Months 12",
            "f/storage, infrequent 50 GiB-Months 0.8",
            "f/storage, archive 10 GiB-Months 0.08",
            "f/reads 1024 GiB 30.72",
            "f/writes 100 GiB 6",
            "f/reads, infrequent 10 GiB 0.1",
        ]
    );
    // What is added moves: 1,048,576 units of 100 KiB, half of them.
    let moving = "[driver.items]\nstock = 0\nadded = \"1_048_576 per month\"\nsize = \"100 KiB per item\"\n[component.f.file-storage]\nkeeps = \"items\"\nzones = 1\ninfrequent = \"50 %\"\n";
    assert_eq!(
        bill(moving),
        [
            "f/storage 25 GiB-Months 4",
            "f/storage, infrequent 25 GiB-Months 0.3325",
            "f/moves, infrequent 50 GiB 0.5",
        ]
    );
    // 64 MiB/s held; 100 GiB include 5.
    assert_eq!(
        bill(
            "[component.f.file-storage]\nstorage = \"100 GiB\"\nmode = \"provisioned\"\nthroughput = \"64 MiB per second\"\nreads = \"10 GiB per month\"\n"
        ),
        ["f/storage 100 GiB-Months 30", "f/throughput 59 MiB/s-Months 354"]
    );
    assert_eq!(
        bill(
            "[component.f.file-storage]\nengine = \"fsx-openzfs\"\nstorage = \"1_000 GiB\"\nthroughput = \"160 MiB per second\"\niops = 4_000\nbackups = \"100 GiB\"\n"
        ),
        [
            "f/storage 1000 GiB-Months 90",
            "f/throughput 160 MiB/s-Months 41.6",
            "f/IOPS 1000 IOPS-Months 6",
            "f/backups 100 GiB-Months 5",
        ]
    );
    assert_eq!(
        bill(
            "[component.f.file-storage]\nengine = \"fsx-windows\"\ndisks = \"hdd\"\nstorage = \"2_000 GiB\"\nthroughput = \"16 MiB per second\"\n"
        ),
        ["f/storage 2000 GiB-Months 50", "f/throughput 16 MiB/s-Months 72"]
    );
    // The book's prices are of two zones: what stands in one is not billed at them, its backups are.
    assert_eq!(
        bill(
            "[component.f.file-storage]\nengine = \"fsx-windows\"\nzones = 1\nstorage = \"2_000 GiB\"\nthroughput = \"16 MiB per second\"\nbackups = \"100 GiB\"\n"
        ),
        ["f/storage 0 unpriced", "f/throughput 0 unpriced", "f/backups 100 GiB-Months 5"]
    );
    for (body, code) in [
        ("", "missing-key"),
        ("storage = \"1 GiB\"\niops = 100", "no-effect"),
        ("storage = \"1 GiB\"\nthroughput = \"1 MiB per second\"", "no-effect"),
        ("storage = \"1 GiB\"\nmode = \"provisioned\"", "missing-key"),
        ("storage = \"1 GiB\"\nmode = \"provisioned\"\nthroughput = \"1 MiB\"", "unit-mismatch"),
        ("storage = \"1 GiB\"\nmode = \"bursting\"\narchive = \"10 %\"", "no-effect"),
        ("storage = \"1 GiB\"\nzones = 1\narchive = \"10 %\"", "no-effect"),
        ("storage = \"1 GiB\"\ninfrequent = \"60 %\"\narchive = \"50 %\"", "out-of-range"),
    ] {
        assert!(bill(&format!("[component.f.file-storage]\n{body}\n"))[0].starts_with(code), "{body}");
    }
}

/// The book has prices of all kinds of backups in us-west-1 only.
fn in_the_west(body: &str) -> Vec<String> {
    bill_of(
        &format!(
            "name = \"a\"\nstart = \"2027-01\"\nmonths = 1\n[placement.main]\nat = \"aws/us-west-1\"\n{ITEMS}{body}"
        ),
        costmodel_core::scenario::Scenario::Expected,
    )
}

#[test]
fn backups_are_one_copy_and_what_changed() {
    // 100 GiB x (1 + 34 x 3 %) = 202 GiB.
    assert_eq!(
        in_the_west(
            "[component.b.backup]\nresource = \"efs\"\nkeeps = \"items\"\nrestores = \"10 GiB per month\"\n"
        ),
        ["b/backups 202 GiB-Months 12.12", "b/restores 10 GiB 0.24"]
    );
    // 30 days warm, 335 in cold: 1 + 29 x 1 % and 1 + 334 x 1 %.
    assert_eq!(
        in_the_west(
            "[component.b.backup]\nresource = \"efs\"\nstorage = \"100 GiB\"\nretention = \"365 days\"\ncold_after = \"30 days\"\nchange = \"1 %\"\n"
        ),
        ["b/backups 129 GiB-Months 7.74", "b/cold backups 434 GiB-Months 5.208"]
    );
    // Every copy of a table is whole: four in 28 days. A component is backed up by what it stores: here with 100
    // bytes beside each of 1,048,576 items, 100.09765625 GiB.
    assert_eq!(
        in_the_west(
            "[component.t.key-value]\nkeeps = \"items\"\n[component.b.backup]\nof = \"t\"\nevery = \"7 days\"\nretention = \"28 days\"\n"
        )[1..],
        ["b/backups of t 400.390625 GiB-Months 44.84375"]
    );
    // Elsewhere there is no price, and no zero.
    assert_eq!(
        bill("[component.b.backup]\nresource = \"fsx-windows\"\nstorage = \"100 GiB\"\n"),
        ["b/backups 0 unpriced"]
    );
    for (body, code) in [
        ("", "one-of"),
        ("storage = \"1 GiB\"", "one-of"),
        ("of = \"b\"\nresource = \"ebs\"", "one-of"),
        ("of = \"nobody\"", "unknown-component"),
        ("of = \"b\"", "unknown-component"),
        ("resource = \"ebs\"\nstorage = \"1 GiB\"\nrestores = \"1 GiB per month\"", "no-effect"),
        ("resource = \"efs\"\nstorage = \"1 GiB\"\nevery = \"0 s\"", "out-of-range"),
        ("resource = \"efs\"\nstorage = \"1 GiB\"\ncold_after = \"30 days\"", "out-of-range"),
    ] {
        let found = in_the_west(&format!("[component.b.backup]\n{body}\n"));
        assert!(found[0].starts_with(code), "{body}: {found:?}");
    }
    let found = in_the_west(
        "[driver.chats]\nmonthly = 1_000\n[component.q.queue]\nserves = \"chats\"\n[component.b.backup]\nof = \"q\"\n",
    );
    assert!(found[0].starts_with("unknown-component"), "{found:?}");
}
