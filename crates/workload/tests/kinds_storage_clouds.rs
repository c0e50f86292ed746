//! Objects, volumes and registries on Azure and Google Cloud: bills computed by hand from the prices of the book.
//! January 2027 has 744 hours.

#![allow(clippy::indexing_slicing, clippy::unwrap_used)]

#[path = "support/bill.rs"]
mod bill;

use bill::bill_at;

const GCP: &str = "gcp/europe-west1";
const AZURE: &str = "azure/westeurope";
const AWS: &str = "aws/us-east-1";

/// A stock of 100 GiB; what is added in a month is deleted in it.
const ITEMS: &str =
    "[driver.items]\nstock = \"819_200\"\nadded = 8_192\ndeleted = 8_192\nsize = \"128 KiB per item\"\n";

fn objects(at: &str, keys: &str) -> Vec<String> {
    bill_at(at, &format!("{ITEMS}[component.o.object-storage]\nkeeps = \"items\"\n{keys}\n"))
}

#[test]
fn hot_objects_are_stored_written_and_read() {
    let keys = "writes = \"1 request per chat\"\nreads = \"3 requests per chat\"";
    // 100 GiB at 0.0196; a million writes at 0.054 and three million reads at 0.0043 per 10,000.
    assert_eq!(
        objects(AZURE, keys),
        [
            "o/storage 100 GiB-Months 1.96",
            "o/writes 100 10000 Requests 5.4",
            "o/reads 300 10000 Requests 1.29",
        ]
    );
    // 100 GiB at 0.02; Class A at 0.005 and Class B at 0.0004 per 1,000.
    assert_eq!(
        objects(GCP, keys),
        ["o/storage 100 GiB-Months 2", "o/writes 1000 1000 Requests 5", "o/reads 3000 1000 Requests 1.2",]
    );
}

#[test]
fn colder_classes_bill_what_is_read_back() {
    let keys = "class = \"infrequent\"\nwrites = \"1 request per chat\"\nreads = \"1 request per job\"\nretrieval = \"1 GiB per job\"";
    assert_eq!(
        objects(AZURE, keys),
        [
            "o/storage 100 GiB-Months 1",
            "o/writes 100 10000 Requests 10",
            "o/reads 0.1 10000 Requests 0.001",
            "o/retrieval 1000 GiB 10",
        ]
    );
    let found = objects(GCP, keys);
    assert_eq!([&found[0], &found[3]], ["o/storage 100 GiB-Months 1", "o/retrieval 1000 GiB 10"]);
    assert!(objects(GCP, "class = \"one-zone\"")[0].starts_with("not-sold-here"));
    assert_eq!(
        objects(AZURE, "sku = \"s3/standard-ia\""),
        [
            "not-sold-here: leave `sku` out and name a `class`, or write the class of blob: sku = \"blob/hot-lrs\""
        ]
    );
    assert_eq!(objects(AZURE, "sku = \"blob/cool-zrs\"")[0], "o/storage 100 GiB-Months 1.31");
}

#[test]
fn blob_storage_restores_before_it_reads() {
    let keys = "class = \"archive\"\nwrites = \"0 requests per chat\"\nreads = \"1 request per job\"\nretrieval = \"1 GiB per job\"";
    let read = [
        "o/storage 100 GiB-Months 0.18",
        "o/reads 0.1 10000 Requests 0.00043",
        "o/restores 0.1 10000 Requests 0.6",
        "o/retrieval 1000 GiB 24",
    ];
    let found = |keys: &str| -> Vec<String> {
        objects(AZURE, keys).into_iter().filter(|line| !line.starts_with("o/writes")).collect()
    };
    assert_eq!(found(keys), read);
    let fast = found(&format!("{keys}\nrestore = \"expedited\""));
    assert_eq!(fast[2..], ["o/restores 0.1 10000 Requests 6.5", "o/retrieval 1000 GiB 130"]);
    let bulk = objects(AZURE, &format!("{keys}\nrestore = \"bulk\""));
    assert_eq!(bulk, ["not-sold-here: the nearest is restore = \"standard\""]);
    // Archive of Google Cloud is read at once: no restore.
    assert!(objects(GCP, keys).iter().all(|line| !line.starts_with("o/restores")));
}

#[test]
fn lifecycle_moves_are_writes_of_the_colder_tier() {
    let keys = "class = \"hot\"\nmove = [{ to = \"infrequent\", after = \"15 days\" }, { to = \"archive\", after = \"20 days\" }, { to = \"deep-archive\", after = \"60 days\" }]";
    let azure = objects(AZURE, keys);
    // Moved into cool after 15 days and out of it 5 days later: 25 of its 30 days, of 31, are billed for 1 GiB added.
    assert!(azure.iter().any(|line| line.starts_with("o/early move 0.806452 ")), "{azure:?}");
    // 8,192 objects move twice: at 0.1 and 0.12 per 10,000. Archive and deep archive are one tier of Azure.
    let moves: Vec<&String> = azure.iter().filter(|line| line.starts_with("o/moves ")).collect();
    assert_eq!(moves, ["o/moves 0.8192 10000 Requests 0.08192", "o/moves 0.8192 10000 Requests 0.098304"]);
    // On Google Cloud a lifecycle move costs no rest of the time in Nearline.
    let google = objects(GCP, keys);
    assert!(google.iter().all(|line| !line.starts_with("o/early")), "{google:?}");
    assert_eq!(google.iter().filter(|line| line.starts_with("o/moves ")).count(), 2);
}

#[test]
fn age_counts_wherever_an_object_was_on_google_cloud() {
    let keys = "move = { to = \"infrequent\", after = \"15 days\" }\ndeleted_age = \"20 days\"";
    let early = |at: &str| objects(at, keys).into_iter().find(|line| line.starts_with("o/early")).unwrap();
    // Of 30 days 25 are left in cool, where an object was for 5; 10 in Nearline, where its age of 20 counts: of 31.
    assert!(early(AZURE).starts_with("o/early deletion 0.806452 "), "{}", early(AZURE));
    assert!(early(GCP).starts_with("o/early deletion 0.322581 "), "{}", early(GCP));
}

#[test]
fn smart_tier_and_autoclass_bill_the_classes_objects_are_in() {
    let keys = "class = \"intelligent-tiering\"\nwrites = \"1 request per chat\"\nunread_30_days = \"50 %\"\nunread_90_days = \"20 %\"";
    assert_eq!(
        objects(AZURE, keys),
        [
            "o/storage 50 GiB-Months 1.2",
            "o/storage, unread 30 days 30 GiB-Months 0.393",
            "o/storage, unread 90 days 20 GiB-Months 0.1",
            "o/monitoring 81.92 10000 Objects 3.2768",
            "o/writes 100 10000 Requests 6.75",
        ]
    );
    assert_eq!(
        objects(GCP, keys),
        [
            "o/storage 50 GiB-Months 1",
            "o/storage, unread 30 days 30 GiB-Months 0.3",
            "o/storage, unread 90 days 20 GiB-Months 0.08",
            "o/monitoring 819.2 1000 Object-Months 2.048",
            "o/writes 1000 1000 Requests 5",
        ]
    );
}

#[test]
fn small_objects_are_neither_watched_nor_moved() {
    // Below 128 KiB they stay in the first tier, whoever reads them, and no monitoring is billed.
    let keys = "class = \"intelligent-tiering\"\nsize = \"64 KiB\"\nwrites = \"1 request per chat\"\nunread_30_days = \"50 %\"\nunread_90_days = \"20 %\"";
    for (at, storage) in
        [(AZURE, "o/storage 50 GiB-Months 1.2"), (GCP, "o/storage 50 GiB-Months 1"), (AWS, "o/storage 50 ")]
    {
        let found = objects(at, keys);
        assert!(found[0].starts_with(storage), "{found:?}");
        assert!(found[1].starts_with("o/writes "), "{found:?}");
        assert_eq!(found.len(), 2, "{found:?}");
    }
}

fn volume(at: &str, keys: &str) -> Vec<String> {
    bill_at(at, &format!("{ITEMS}[component.v.block-storage]\n{keys}\n"))
}

#[test]
fn azure_sells_disks_in_sizes() {
    // P10 holds 128 GiB, P15 256; E10 and S10 the same sizes. S4 of 32 GiB is the smallest hard disk.
    assert_eq!(volume(AZURE, "size = \"128 GiB\""), ["v/storage 1 Months 21.68"]);
    assert_eq!(volume(AZURE, "size = \"129 GiB\"\ncount = 2"), ["v/storage 2 Months 83.622856"]);
    assert_eq!(volume(AZURE, "size = \"100 GiB\"\ntype = \"standard-ssd\""), ["v/storage 1 Months 9.6"]);
    assert_eq!(volume(AZURE, "size = \"4 GiB\"\ntype = \"standard-hdd\""), ["v/storage 1 Months 1.536"]);
    // 100 GiB kept, 80 % full, are 125: a P10. Two volumes hold half each: a P6.
    assert_eq!(volume(AZURE, "keeps = \"items\""), ["v/storage 1 Months 21.68"]);
    assert_eq!(volume(AZURE, "keeps = \"items\"\nfill = \"70 %\""), ["v/storage 1 Months 41.811428"]);
    // Speed chooses the size too: 1,000 IOPS are a P15.
    let fast = volume(AZURE, "size = \"100 GiB\"\ntype = \"premium-ssd\"\niops = 1_000");
    assert_eq!(fast, ["v/storage 1 Months 41.811428"]);
    assert!(volume(AZURE, "size = \"40 TiB\"")[0].starts_with("nothing-fits"));
    // Requests at 0.002 per 10,000; incremental snapshots at 0.05.
    let keys = "size = \"100 GiB\"\ntype = \"standard-ssd\"\nrequests = \"1 request per chat\"\nsnapshots = \"50 GiB\"";
    assert_eq!(
        volume(AZURE, keys),
        ["v/storage 1 Months 9.6", "v/requests 100 10000 Requests 0.2", "v/snapshots 50 GiB-Months 2.5"]
    );
}

#[test]
fn premium_ssd_v2_bills_size_iops_and_throughput_by_the_hour() {
    // 500 GiB x 744 h x 0.00013; 3,000 IOPS above 3,000 x 744 x 0.000008; 75 MB/s above 125 x 744 x 0.000065.
    assert_eq!(
        volume(AZURE, "size = \"500 GiB\"\niops = 6_000\nthroughput = \"200 MB per second\""),
        [
            "v/storage 372000 GiB-Hours 48.36",
            "v/IOPS 2232000 IOPS-Hours 17.856",
            "v/throughput 55800 MB/s-Hours 3.627",
        ]
    );
}

#[test]
fn google_bills_the_gib_of_a_disk() {
    assert_eq!(volume(GCP, "size = \"500 GiB\"\ncount = 2"), ["v/storage 1000 GiB-Months 100"]);
    assert_eq!(
        volume(
            GCP,
            "keeps = \"items\"\ntype = \"pd-ssd\"\nsnapshots = { change = \"10 %\", every = \"1 day\", keep = \"11 days\" }"
        ),
        ["v/storage 100 GiB-Months 17", "v/free space 25 GiB-Months 4.25", "v/snapshots 200 GiB-Months 10",]
    );
    // Hyperdisk Balanced bills IOPS and throughput apart: 3,000 above the included at 0.006, 110 MiB/s at 0.044.
    let fast = volume(GCP, "size = \"500 GiB\"\niops = 6_000\nthroughput = \"250 MiB per second\"");
    assert_eq!(
        fast,
        ["v/storage 500 GiB-Months 44", "v/IOPS 3000 IOPS-Months 18", "v/throughput 110 MiB/s-Months 4.84"]
    );
    assert_eq!(
        volume(GCP, "size = \"500 GiB\"\ntype = \"io2\"\niops = 6_000"),
        ["not-sold-here: the nearest is `type = hyperdisk-extreme`; no `type` has the usual one"]
    );
}

#[test]
fn registries_bill_days_and_what_is_beyond_their_tier() {
    // 40 images of 1 GiB: 31 days at 0.1666, 30 GiB beyond the 10 included at 0.10.
    let body = "[component.r.registry]\nimages = 40\nsize = \"1 GiB\"\n";
    assert_eq!(bill_at(AZURE, body), ["r/registry 31 Days 5.1646", "r/storage 30 GiB-Months 3"]);
    let body_of = format!("{body}tier = \"standard\"\npulled = \"1 GiB per job\"\n");
    let found = bill_at(AZURE, &body_of);
    assert_eq!(found[..2], ["r/registry 31 Days 20.6646", "r/storage 0 GiB-Months 0"]);
    assert!(found[2].starts_with("r/egress to the internet 1000 GiB "), "{found:?}");
    assert_eq!(bill_at(GCP, body), ["r/storage 40 GiB-Months 4"]);
}

fn files(at: &str, keys: &str) -> Vec<String> {
    bill_at(at, &format!("{ITEMS}[component.f.file-storage]\nkeeps = \"items\"\n{keys}\n"))
}

#[test]
fn premium_shares_are_as_large_as_their_speed_needs() {
    // 100 GiB in several zones at 0.24, in one at 0.192; parts that are read rarely are no other class.
    let keys = "infrequent = \"60 %\"\nreads = \"200 KiB per chat\"";
    assert_eq!(files(AZURE, keys), ["f/storage 100 GiB-Months 24"]);
    assert_eq!(files(AZURE, "zones = 1"), ["f/storage 100 GiB-Months 19.2"]);
    // 200 MiB/s are 100 and a tenth of 1,000 GiB; 5,000 IOPS are 3,000 and 2,000 GiB.
    let fast = files(AZURE, "throughput = \"200 MiB per second\"\nbackups = \"50 GiB\"");
    assert_eq!(fast, ["f/storage 1000 GiB-Months 240", "f/backups 50 GiB-Months 10.2"]);
    assert_eq!(files(AZURE, "iops = 5_000"), ["f/storage 2000 GiB-Months 480"]);
    // On hard disks by the hour: 744 x (100 x 0.000013, 500 x 0.000072, 64 x 0.000107).
    let keys = "disks = \"hdd\"\nzones = 1\nthroughput = \"64 MiB per second\"";
    assert_eq!(
        files(AZURE, keys),
        [
            "f/storage 74400 GiB-Hours 0.9672",
            "f/IOPS 372000 IOPS-Hours 26.784",
            "f/throughput 47616 MiB/s-Hours 5.094912",
        ]
    );
    assert!(files(AZURE, "disks = \"hdd\"")[0].starts_with("missing-key"));
    assert_eq!(
        files(AZURE, "engine = \"efs\""),
        ["not-sold-here: the nearest is Azure Files: leave `engine` out"]
    );
}

#[test]
fn filestore_has_a_smallest_instance() {
    // 1 TiB at 0.18 and an instance at 36.30; 2.5 TiB of SSD at 0.33.
    assert_eq!(files(GCP, ""), ["f/storage 1024 GiB-Months 184.32", "f/instance 1 Instance-Months 36.3"]);
    assert_eq!(files(GCP, "disks = \"ssd\""), ["f/storage 2560 GiB-Months 844.8"]);
    // The regional tier: 100 GiB at 0.50.
    assert_eq!(files(GCP, "zones = 2"), ["f/storage 100 GiB-Months 50"]);
}

#[test]
fn backups_are_snapshots_vaults_and_instances() {
    let plan = "every = \"1 day\"\nretention = \"11 days\"\nchange = \"10 %\"\n";
    let of = |at: &str, keys: &str| bill_at(at, &format!("{ITEMS}[component.b.backup]\n{keys}\n{plan}"));
    // Eleven copies of 100 GiB, of which ten hold a tenth: 200 GiB. Snapshots at 0.05 each.
    let volumes = "resource = \"ebs\"\nkeeps = \"items\"";
    assert_eq!(of(GCP, volumes), ["b/backups 200 GiB-Months 10"]);
    assert_eq!(of(AZURE, volumes), ["b/backups 200 GiB-Months 10"]);
    // A vault at 0.0224 and a protected server at 7.50.
    assert_eq!(
        of(AZURE, "resource = \"rds\"\nkeeps = \"items\""),
        ["b/backups 200 GiB-Months 4.48", "b/protected instance 1 Instance-Months 7.5"]
    );
    // A database of 600 GiB is three of them, one for each started 250; a share is one whatever its size.
    let large = |resource: &str| of(AZURE, &format!("resource = \"{resource}\"\nstorage = \"600 GiB\""));
    assert_eq!(large("rds")[1], "b/protected instance 3 Instance-Months 22.5");
    assert_eq!(large("efs")[1], "b/protected instance 1 Instance-Months 5");
    assert!(of(GCP, "resource = \"s3\"\nkeeps = \"items\"")[0].starts_with("not-sold-here"));
    let body = format!(
        "{ITEMS}[component.b.backup]\nresource = \"ebs\"\nkeeps = \"items\"\nretention = \"365 days\"\ncold_after = \"30 days\"\n"
    );
    assert!(bill_at(AZURE, &body)[0].starts_with("not-sold-here"));
    // Of components: a disk of 128 GiB counts whole; a share is one instance at 5, its snapshots at 0.204.
    let disk = "of = \"v\"\n";
    let volume = "[component.v.block-storage]\nsize = \"128 GiB\"\n";
    let found = bill_at(AZURE, &format!("{volume}[component.b.backup]\n{disk}{plan}"));
    assert_eq!(found[1..], ["b/backups of v 256 GiB-Months 12.8"]);
    let found = bill_at(GCP, &format!("{volume}[component.b.backup]\n{disk}{plan}"));
    assert_eq!(found[1..], ["b/backups of v 256 GiB-Months 12.8"]);
    let share = "[component.v.file-storage]\nstorage = \"100 GiB\"\n";
    let found = bill_at(AZURE, &format!("{share}[component.b.backup]\n{disk}{plan}"));
    assert_eq!(
        found[1..],
        ["b/backups of v 200 GiB-Months 40.8", "b/protected instance of v 1 Instance-Months 5"]
    );
}
