//! What functions, machines, storage, one-time charges and plain SKUs lower to, on the prices of the book.
//! Figures of vendors' own examples are named after them.

#[path = "support/rows.rs"]
mod rows;

use costmodel_core::book::{Key, PriceBook};
use costmodel_core::model::Basis;
use costmodel_core::scenario::Scenario;
use costmodel_pricebook::embedded;
use rows::{Header, quantity};
use rust_decimal::Decimal;

const HEADER: Header = Header(
    r#"
name = "test"
start = "2027-01"
months = 3
[placement.main]
at = "aws/us-east-1"
[driver.chats]
unit = "chat"
monthly = "1_000_000"
[driver.requests]
unit = "request"
monthly = "3_000_000"
[driver.documents]
unit = "document"
stock = "1_000_000"
added = "60_000 per month"
deleted = "60_000 per month"
size = "64 KiB per document"
[driver.chunks]
unit = "chunk"
from = "documents"
per = "12 chunks per document"
[environment.staging]
demand = "10 %"
stock = "5 %"
"#,
);

fn code_of(components: &str) -> String {
    let loaded = HEADER.loaded(components);
    let mut codes: Vec<&str> = loaded.diagnostics.iter().filter(|d| d.is_error()).map(|d| d.code).collect();
    codes.dedup();
    codes.join(" ")
}

#[test]
fn lambda_bills_requests_and_started_milliseconds() {
    // AWS Lambda pricing, example 1: 3 million requests of 120 ms at 1536 MB are 540,000 GB-s.
    let found = HEADER.rows(
        "[component.f.function]\nserves = \"requests\"\nmemory = \"1536 MiB\"\nduration = \"119.2 ms\"\n",
    );
    assert_eq!(
        found,
        [
            "requests: amd64 requests 3",
            "duration: amd64 duration 540000",
            "cold starts: amd64 duration 22500",
        ]
    );
    // Example 3: 2048 MB of ephemeral storage, 512 of them included: 6M x 0.28 s x 1.5 GB; here with 3M requests.
    let found = HEADER.rows(
        "[component.f.function]\nserves = \"requests\"\nmemory = \"4096 MiB\"\nduration = \"280 ms\"\nstorage = \"2048 MiB\"\nstart_up = \"0 s\"\narch = \"arm64\"\n",
    );
    assert_eq!(
        found,
        [
            "requests: arm64 requests 3",
            "duration: arm64 duration 3360000",
            "ephemeral storage: arm64 ephemeral-storage 1260000"
        ]
    );
    // Response streaming: 1 million responses of 7 MB, 6 of them included.
    let found = HEADER.rows(
        "[component.f.function]\nserves = \"chats\"\nmemory = \"1536 MiB\"\nduration = \"500 ms\"\nstreamed = \"7 MiB\"\ncold_starts = \"0 %\"\n",
    );
    assert_eq!(found[2], "streamed response: amd64 response-streaming 976.5625");
}

#[test]
fn provisioned_concurrency_has_its_own_meters() {
    // Provisioned concurrency, example 1: 500,000 of 3 million requests on 100 warm instances of 1536 MB.
    let found = HEADER.rows(
        "[component.f.function]\nserves = \"requests\"\nmemory = \"1536 MiB\"\nduration = \"100 ms\"\nstart_up = \"0 s\"\nprovisioned = { concurrency = 100, share = \"50 %\" }\n",
    );
    assert_eq!(
        found,
        [
            "requests: amd64 requests 3",
            "provisioned concurrency: amd64 provisioned-concurrency 401760000", // 150 GiB x 744 h x 3,600 s
            "provisioned duration: amd64 provisioned-duration 225000",
            "duration: amd64 duration 225000",
        ]
    );
    let found = HEADER.rows(
        "[component.f.function]\nserves = \"requests\"\nmemory = \"1024 MiB\"\nduration = \"100 ms\"\nprovisioned = { concurrency = 1, schedule = \"daily 06:00-18:00\" }\n",
    );
    assert!(found[2].ends_with(" 150000"), "{found:#?}"); // Half of the hours, half of a flat demand.
    assert_eq!(found.len(), 5);
}

#[test]
fn function_sizes_are_those_that_are_sold() {
    for wrong in [
        "memory = \"64 MiB\"\nduration = \"1 s\"",
        "memory = \"1.5 GB\"\nduration = \"1 s\"",
        "memory = \"1 GiB\"\nduration = \"20 min\"",
        "memory = \"1 GiB\"\nduration = \"1 s\"\nstorage = \"11 GiB\"",
    ] {
        assert_eq!(
            code_of(&format!("[component.f.function]\nserves = \"chats\"\n{wrong}\n")),
            "out-of-range",
            "{wrong}"
        );
    }
}

#[test]
fn the_cheapest_machine_that_fits_is_chosen_and_shown() {
    let (model, usages) = HEADER.run("[component.m.vm]\nvcpu = 4\nmemory = \"16 GiB\"\ncount = 3\n");
    let line = &model.lines[0];
    let machine = embedded().machine("aws", "ec2", &line.key.sku).unwrap();
    assert!(
        machine.vcpu >= Some(4.into()) && machine.memory_gib >= Some(16.into()) && machine.arch == "amd64",
        "{machine:?}"
    );
    assert_eq!(
        cheapest(&embedded(), |m| m.vcpu >= Some(4.into())
            && m.memory_gib >= Some(16.into())
            && m.arch == "amd64"
            && !m.family.starts_with('t')),
        line.key.sku
    );
    assert!(line.note.contains("next:") && line.note.contains(&line.key.sku), "{}", line.note);
    assert_eq!(quantity(&usages, 0), (3 * 744).to_string());
    let root = &model.lines[1];
    assert_eq!(
        (root.name.as_str(), root.basis, quantity(&usages, 1)),
        ("root volume", Basis::Assumed, "90".to_owned())
    );
    // Every environment has its own; a count is not scaled.
    assert_eq!(model.lines.iter().filter(|line| line.name == "machines").count(), 2);

    let gpu = HEADER.rows(
        "[component.m.vm]\ngpu = \"L4\"\nroot_volume = \"0 GiB\"\npublic_ip = true\nschedule = \"weekdays 08:00-18:00\"\n",
    );
    assert_eq!(gpu, ["machines: g6.xlarge on-demand 210", "public IPv4: in-use address 210"]);
}

/// By brute force over all prices of the region.
fn cheapest(book: &PriceBook, fits: impl Fn(&costmodel_core::book::Machine) -> bool) -> String {
    let mut all: Vec<_> = book
        .machines("aws", "ec2")
        .into_iter()
        .filter(fits)
        .filter_map(|machine| {
            let rates =
                book.find(&Key::new("aws", "ec2", "us-east-1", &machine.sku, "on-demand"), book.date).ok()?;
            Some((rates.last()?.schedule.first_price(), machine.sku))
        })
        .collect();
    all.sort();
    all.remove(0).1
}

/// The search asks only the smallest machines of a family: that is right while this holds.
#[test]
fn inside_a_family_more_is_never_cheaper() {
    let book = embedded();
    let machines = book.machines("aws", "ec2");
    let regions: Vec<String> =
        book.tables().into_iter().filter(|t| t.0 == "aws" && t.1 == "ec2").map(|t| t.2.clone()).collect();
    assert!(regions.len() >= 30);
    for region in regions {
        let price = |sku: &str| {
            book.find(&Key::new("aws", "ec2", &region, sku, "on-demand"), book.date)
                .ok()
                .map(|rates| rates[0].schedule.first_price())
        };
        let priced: Vec<_> = machines.iter().filter_map(|m| Some((m, price(&m.sku)?))).collect();
        for (small, low) in &priced {
            for (large, high) in priced.iter().filter(|(m, _)| m.family == small.family) {
                let more = small.vcpu <= large.vcpu
                    && small.memory_gib <= large.memory_gib
                    && small.gpu_count <= large.gpu_count;
                let same = (small.vcpu, small.memory_gib, small.gpu_count)
                    == (large.vcpu, large.memory_gib, large.gpu_count);
                assert!(!more || same || low <= high, "{region}: {} is dearer than {}", small.sku, large.sku);
            }
        }
    }
}

#[test]
fn machines_follow_demand_or_are_counted_not_both() {
    let found = HEADER.rows(
        "[component.m.vm]\ntype = \"m7i.large\"\nserves = \"chats\"\nlatency = \"1 s\"\nconcurrency = 1\nreplicas = { min = 2 }\npurchase = \"spot\"\n",
    );
    assert!(found[0].contains(" spot ") && found[1].starts_with("root volume: "), "{found:#?}");
    let vm = |keys: &str| code_of(&format!("[component.m.vm]\n{keys}\n"));
    assert_eq!(vm("type = \"m7i.large\"\ncount = 2\nserves = \"chats\""), "sizing");
    assert_eq!(vm("type = \"m7i.large\"\nlatency = \"1 s\""), "sizing");
    assert_eq!(vm("type = \"m7i.large\"\nvcpu = 2"), "one-of");
    assert_eq!(vm("count = 2"), "missing-key");
    assert_eq!(vm("type = \"m7i.larg\""), "unknown-sku");
    assert_eq!(vm("gpu = \"a10\""), "not-sold-here");
    assert_eq!(vm("gpu = \"a1000000\""), "unknown-sku");
    assert_eq!(vm("vcpu = 4\nfamily = \"m77\""), "unknown-sku");
    assert_eq!(vm("vcpu = 100_000"), "nothing-fits");
    assert_eq!(vm("vcpu = { low = \"2\", expected = \"4\", high = \"8\" }"), "range-not-here");
}

#[test]
fn objects_are_stored_written_and_read() {
    let found =
        HEADER.rows("[component.s.object-storage]\nkeeps = \"documents\"\nreads = \"3 requests per chat\"\n");
    assert_eq!(
        found,
        [
            "storage: standard storage 61.035156",
            "writes: standard put-requests 60",
            "reads: standard get-requests 3000",
        ]
    );
    // 64 KiB objects are billed as 128 KiB; reads take bytes back at a price.
    let found = HEADER.rows(
        "[component.s.object-storage]\nkeeps = \"documents\"\nclass = \"infrequent\"\nwrites = \"2 requests per documents.added\"\nreads = \"1 request per chat\"\ndeleted_age = \"20 days\"\nversions = 1.5\n",
    );
    assert_eq!(
        found,
        [
            "storage: standard-ia storage 183.105469",
            // 60,000 deleted x 128 KiB x 1.5 x 10 days of 31.
            "early deletion: standard-ia storage 3.543977",
            "writes: standard-ia put-requests 120",
            "reads: standard-ia get-requests 1000",
            "retrieval: standard-ia retrieval 61.035156",
        ]
    );
}

#[test]
fn archives_have_index_data_and_are_restored() {
    let found = HEADER.rows(
        "[component.s.object-storage]\nkeeps = \"chunks\"\nsize = \"1 MiB per chunk\"\nsku = \"s3/glacier-flexible\"\nwrites = \"0 requests per chunk\"\nreads = \"0.001 requests per chat\"\nrestore = \"bulk\"\n",
    );
    assert_eq!(
        found,
        [
            "storage: glacier-flexible storage 11718.75",
            "index data: glacier-flexible storage 366.210938",
            "index data in standard: standard storage 91.552734",
            "writes: glacier-flexible put-requests 0",
            "reads: glacier-flexible get-requests 1",
            "restores: glacier-flexible retrieval-requests-bulk 1",
            "retrieval: glacier-flexible retrieval-bulk 0.976562",
        ]
    );
}

#[test]
fn objects_move_down_with_age() {
    let found = HEADER.rows(
        "[component.s.object-storage]\nkeeps = \"documents\"\nsize = \"1 GiB\"\nreads = \"1 request per chat\"\nmove = [{ to = \"infrequent\", after = \"730 h\" }, { to = \"archive-instant\", after = \"1095 h\" }]\n",
    );
    // 60,000 are added in a month: so many are younger than 730 h, half as many again than 1,095 h.
    assert_eq!(
        found,
        [
            "storage: standard storage 60000",
            "storage, moved: standard-ia storage 30000",
            // Moved on after 15.208 of 30 days: 60,000 x 14.791667 of 31 days.
            "early move: standard-ia storage 28629.032258",
            "storage, moved: glacier-instant storage 910000",
            "writes: standard put-requests 60",
            "moves: standard-ia transition-requests 60",
            "moves: glacier-instant transition-requests 60",
            "reads: standard get-requests 60",
            "reads: standard-ia get-requests 30",
            "retrieval: standard-ia retrieval 30000",
            "reads: glacier-instant get-requests 910",
            "retrieval: glacier-instant retrieval 910000",
        ]
    );
    let tiering = HEADER.rows(
        "[component.s.object-storage]\nkeeps = \"documents\"\nsize = \"1 GiB\"\nclass = \"intelligent-tiering\"\nunread_30_days = \"60 %\"\nunread_90_days = \"50 %\"\n",
    );
    assert_eq!(
        tiering,
        [
            "storage: intelligent-tiering storage 400000",
            "storage, unread 30 days: intelligent-tiering storage-infrequent 100000",
            "storage, unread 90 days: intelligent-tiering storage-archive-instant 500000",
            "monitoring: intelligent-tiering monitoring 1000",
            "writes: intelligent-tiering put-requests 60",
        ]
    );
}

#[test]
fn storage_says_what_is_wrong() {
    let s3 = |keys: &str| code_of(&format!("[component.s.object-storage]\n{keys}\n"));
    assert_eq!(s3("keeps = \"chats\""), "not-a-stock");
    assert_eq!(s3("keeps = \"chunks\""), "missing-key");
    assert_eq!(s3("keeps = \"documents\"\nsize = \"1 MiB per chunk\""), "unknown-unit");
    assert_eq!(s3("keeps = \"documents\"\nclass = \"hot\"\nsku = \"s3/standard\""), "one-of");
    assert_eq!(s3("keeps = \"documents\"\nsku = \"s3/standard-iaa\""), "unknown-sku");
    assert_eq!(
        s3("keeps = \"documents\"\nclass = \"archive\"\nmove = { to = \"infrequent\", after = \"3 days\" }"),
        "no-effect"
    );
    assert_eq!(s3("keeps = \"documents\"\nunread_30_days = \"3 %\""), "no-effect");
    let ebs = |keys: &str| code_of(&format!("[component.d.block-storage]\n{keys}\n"));
    assert_eq!(ebs("type = \"gp3\""), "missing-key");
    assert_eq!(ebs("size = \"1 GiB\"\ntype = \"io2\""), "missing-key");
    assert_eq!(
        ebs("size = \"1 GiB\"\ntype = \"st1\"\niops = 3000\nthroughput = \"1 MiB per chat\""),
        "no-effect unit-mismatch"
    );
}

#[test]
fn volumes_bill_what_is_above_what_they_include() {
    // AWS Pricing Calculator: 4 TB, 60,000 IOPS, 1,800 MB/s on two instances: 8,192; 114,000; 3,350.
    let found = HEADER.rows(
        "[component.d.block-storage]\nsize = \"4 TiB\"\niops = 60_000\nthroughput = \"1800 MiB per second\"\ncount = 2\nsnapshots = { change = \"2 %\", keep = \"11 days\" }\n",
    );
    assert_eq!(
        found,
        [
            "storage: gp3 storage 8192",
            "IOPS: gp3 iops 114000",
            "throughput: gp3 throughput 3350",
            "snapshots: snapshot storage 9830.4",
        ]
    );
    let found = HEADER.rows("[component.d.block-storage]\nkeeps = \"documents\"\n");
    assert_eq!(found, ["storage: gp3 storage 61.035156", "free space: gp3 storage 15.258789"]);
    // Steps of io2 are for each volume: two of 20,000 IOPS stay in the first, 32,000.
    let found = HEADER
        .rows("[component.d.block-storage]\nsize = \"100 GiB\"\ntype = \"io2\"\niops = 20_000\ncount = 2\n");
    assert_eq!(found[1..], ["IOPS of volume 1: io2 iops 20000", "IOPS of volume 2: io2 iops 20000"]);
    let found = HEADER
        .rows("[component.d.block-storage]\nsize = \"100 GiB\"\ntype = \"io2\"\niops = 1_000\ncount = 10\n");
    assert_eq!(found[1..], ["IOPS: io2 iops 10000"]);
}

#[test]
fn a_one_time_charge_is_one_charge() {
    let (model, usages) = HEADER.run(
        "[component.c.one-time]\nmonth = \"2027-02\"\ncost = { low = \"2_000 USD\", expected = \"6_000 USD\", high = \"15_000 USD\" }\n[component.f.block-storage]\nsize = \"1 GiB\"\n",
    );
    let charges: Vec<_> = usages.iter().filter(|u| u.line == 0).map(|u| (u.scenario, u.month)).collect();
    assert_eq!(charges, Scenario::ALL.map(|scenario| (scenario, 1)));
    assert_eq!(model.lines[0].stated.unwrap().high.to_decimal(), Decimal::from(15_000));
    assert_eq!(model.lines.iter().filter(|line| line.key.provider == "stated").count(), 1);
    let code = |keys: &str| code_of(&format!("[component.c.one-time]\ncost = \"1 USD\"\n{keys}\n"));
    assert_eq!(code("month = \"2027-04\""), "outside-horizon");
    assert_eq!(code("month = \"2027-02\"\nfrom = \"2027-03\""), "dates-crossed");
}

#[test]
fn any_meter_of_the_book_can_be_named() {
    let sku = |keys: &str| HEADER.rows(&format!("[component.x.sku]\n{keys}\n"));
    assert_eq!(
        sku("sku = \"aws/ec2/us-east-1/m7i.large\"\nmeter = \"on_demand\"\nquantity = \"4 instances\""),
        ["on-demand: m7i.large on-demand 2976"]
    );
    assert_eq!(
        sku(
            "sku = \"aws/ec2/us-east-1/m7i.large\"\nmeter = \"on-demand\"\nquantity = 4\nschedule = \"weekdays 07:00-19:00\""
        ),
        ["on-demand: m7i.large on-demand 1008"]
    );
    assert_eq!(
        sku("sku = \"aws/s3/us-east-1/standard\"\nmeter = \"storage\"\nquantity = \"2 TiB\""),
        ["storage: standard storage 2048"]
    );
    assert_eq!(
        sku(
            "sku = \"aws/s3/us-east-1/standard\"\nmeter = \"get-requests\"\nquantity = \"3 requests per chat\""
        ),
        ["get-requests: standard get-requests 3000"]
    );
    assert_eq!(
        sku("sku = \"aws/data-transfer/us-east-1/internet-out\"\nquantity = \"2 TiB per month\""),
        ["data: internet-out data 2048"]
    );
    assert_eq!(
        sku(
            "sku = \"anthropic/models/global/claude-sonnet-5\"\nmeter = \"input\"\nquantity = \"0.5 k tokens per chat\""
        ),
        ["input: claude-sonnet-5 input 500"]
    );
    let code = |keys: &str| code_of(&format!("[component.x.sku]\n{keys}\n"));
    assert_eq!(code("sku = \"aws/ec2/us-east-1/m7i.large\"\nquantity = 4"), "unknown-meter");
    assert_eq!(
        code("sku = \"aws/ec2/us-east-1/m7i.large\"\nmeter = \"on-deman\"\nquantity = 4"),
        "unknown-meter"
    );
    assert_eq!(
        code("sku = \"aws/ec2/us-east-1/m7i.larg\"\nmeter = \"on-demand\"\nquantity = 4"),
        "unknown-sku"
    );
    assert_eq!(
        code("sku = \"aws/ec2/us-east-11/m7i.large\"\nmeter = \"on-demand\"\nquantity = 4"),
        "unknown-sku"
    );
    assert_eq!(code("sku = \"m7i.large\"\nquantity = 4"), "unknown-sku");
    assert_eq!(
        code("sku = \"aws/ec2/us-east-1/c7g.large\"\nmeter = \"on-demand\"\nquantity = \"4 GiB\""),
        "unit-mismatch"
    );
    assert_eq!(
        code("sku = \"aws/ec2/us-east-1/p5.48xlarge\"\nmeter = \"reserved-3y-all-upfront\"\nquantity = 1"),
        "term-price"
    );
}

#[test]
fn every_example_runs() {
    for kind in ["function", "vm", "object-storage", "block-storage", "one-time", "sku"] {
        let info = costmodel_workload::kinds::KINDS.iter().find(|info| info.name == kind).unwrap();
        let (model, usages) = HEADER.run(info.example);
        assert!(!model.lines.is_empty() && usages.iter().all(|usage| usage.quantity.is_ok()), "{kind}");
        assert_eq!(HEADER.codes(info.example), "", "{kind}");
    }
}

#[test]
fn absurd_numbers_are_reported_not_followed() {
    for keys in [
        "block-storage]\nsize = \"8_000_000_000 GiB\"\ncount = 1_000_000_000_000_000\niops = 1_000_000_000_000_000\n",
        "block-storage]\nkeeps = \"documents\"\nfill = \"0.000_000_000_000_000_000_1 %\"\n",
        "block-storage]\nsize = \"1 GiB\"\nsnapshots = { change = \"1 %\", every = \"0 s\" }\n",
        "object-storage]\nkeeps = \"documents\"\nversions = 1_000_000_000_000_000\nsize = \"8_000_000_000 GiB\"\nmove = { to = \"archive\", after = \"1_000_000 years\" }\n",
        "function]\nserves = \"chats\"\nmemory = \"1 GiB\"\nduration = \"1_000_000 years\"\n",
        "function]\nserves = \"chats\"\nmemory = \"1 GiB\"\nduration = \"1 s\"\nstart_up = \"10_000_000 years\"\nprovisioned = { concurrency = 1_000_000_000_000_000 }\n",
        "vm]\nvcpu = 1_000_000_000_000_000\nmemory = \"8_000_000_000 GiB\"\n",
        "vm]\ntype = \"m7i.large\"\ncount = 1_000_000_000_000_000\nroot_volume = \"8_000_000_000 GiB\"\n",
        "sku]\nsku = \"aws/s3/us-east-1/standard\"\nmeter = \"storage\"\nquantity = \"1_000_000_000_000_000 PiB per document\"\n",
        "sku]\nsku = \"////\"\nquantity = \"1 per chat\"\n",
    ] {
        assert!(!code_of(&format!("[component.x.{keys}")).is_empty(), "{keys}");
    }
}
