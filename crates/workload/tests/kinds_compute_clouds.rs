//! What containers, functions, machines, clusters and batches lower to on Azure and Google Cloud, at the prices of
//! westeurope, europe-west1 and us-central1; January 2027 has 744 hours.
#![allow(clippy::unwrap_used)]

#[path = "support/bill.rs"]
mod bill;

use bill::{HEAD, REST, bill_at};
use costmodel_workload::load;

const AZURE: &str = "azure/westeurope";
const GCP: &str = "gcp/europe-west1";
const US: &str = "gcp/us-central1";

/// Codes of everything said of a component at a place, warnings too.
fn said(at: &str, body: &str) -> Vec<&'static str> {
    let text = format!("{HEAD}{REST}{body}").replace("aws/us-east-1", at);
    let loaded = load(&text, &costmodel_pricebook::embedded());
    loaded.diagnostics.into_iter().map(|one| one.code).filter(|code| *code != "unused-driver").collect()
}

/// A million requests of 0.9 s: 250 hours, one after another. One replica would be enough, two are kept.
const API: &str = "[component.api.container]\nserves = \"chats\"\nvcpu = 1\nmemory = \"2 GiB\"\nlatency = \"900 ms\"\nconcurrency = 20\nreplicas = { min = 2, max = 60 }\n";
const TASKS: &str = "[component.t.container]\nserves = \"jobs\"\nbilling = \"task\"\nvcpu = 1\nmemory = \"2 GiB\"\nstart_up = \"20 s\"\n";

#[test]
fn container_apps_bill_idle_replicas_less() {
    let lines = [
        "api/active vCPU 900000 vCPU-Seconds 30.6", // 250 h x 3,600 x 0.000034
        "api/active memory 1800000 GiB-Seconds 7.2", // x 2 GiB x 0.000004
        "api/idle vCPU 4456800 vCPU-Seconds 17.8272", // (2 x 744 - 250) h x 3,600 x 0.000004
        "api/idle memory 8913600 GiB-Seconds 35.6544",
        "api/requests 1 1000000 Requests 0.56",
    ];
    assert_eq!(bill_at(AZURE, API), lines);
    // Azure has one way to bill replicas.
    assert_eq!(bill_at(AZURE, &format!("{API}billing = \"request\"\n")), lines);
    // Jobs of 20 s and a start of 20 s: no minute at least.
    assert_eq!(
        bill_at(AZURE, &format!("{TASKS}duration = \"20 s\"\n")),
        ["t/vCPU 40000 vCPU-Seconds 1.36", "t/memory 80000 GiB-Seconds 0.32"]
    );
    assert_eq!(said(AZURE, &API.replace("\"2 GiB\"", "\"3 GiB\"")), ["nothing-fits"]);
    assert_eq!(said(AZURE, &format!("{API}arch = \"arm64\"\n")), ["not-sold-here"]);
    assert_eq!(said(AZURE, &format!("{API}storage = \"4 GiB\"\n")), [""; 0]);
    assert!(
        bill_at(AZURE, &format!("{API}storage = \"5 GiB\"\n"))[0].starts_with("not-sold-here: the nearest")
    );
}

#[test]
fn a_replica_is_idle_for_the_rest_of_its_hours() {
    let busy = API.replace("min = 2, max = 60", "min = 1").replace("chats", "asked");
    let text = format!(
        "[driver.asked]\nmonthly = \"744_000\"\n{}",
        busy.replace(
            "latency = \"900 ms\"\nconcurrency = 20",
            "duration = \"3 s\"\ntarget_utilization = \"100 %\""
        )
    );
    // 1,000 of 3 s an hour fill 0.8334 of a replica: one runs, active as long.
    let lines = bill_at(AZURE, &text);
    assert_eq!(lines[0], "api/active vCPU 2232000 vCPU-Seconds 75.888"); // 744,000 x 3 s x 0.000034
    assert_eq!(lines[2], "api/idle vCPU 446400 vCPU-Seconds 1.7856"); // 744 x 3,600 s - 2,232,000
}

#[test]
fn cloud_run_bills_instances_or_requests() {
    assert_eq!(
        bill_at(GCP, API),
        [
            "api/vCPU 5356800 vCPU-Seconds 96.4224",   // 2 x 744 x 3,600 x 0.000018
            "api/memory 10713600 GiB-Seconds 21.4272", // x 2 GiB x 0.000002
        ]
    );
    assert_eq!(
        bill_at(GCP, &format!("{API}billing = \"request\"\n")),
        [
            "api/active vCPU 900000 vCPU-Seconds 21.6", // 250 h x 3,600 x 0.000024
            "api/active memory 1800000 GiB-Seconds 4.5", // x 2 x 0.0000025
            "api/idle vCPU 4456800 vCPU-Seconds 11.142", // 1,238 h x 3,600 x 0.0000025
            "api/idle memory 8913600 GiB-Seconds 22.284",
            "api/requests 1 1000000 Requests 0.4",
        ]
    );
    // Jobs of 20 s and a start of 20 s are billed for a minute.
    assert_eq!(
        bill_at(GCP, &format!("{TASKS}duration = \"20 s\"\n")),
        ["t/vCPU 60000 vCPU-Seconds 1.08", "t/memory 120000 GiB-Seconds 0.24"]
    );
    assert_eq!(said(GCP, &API.replace("vcpu = 1", "vcpu = 3")), ["nothing-fits"]);
    let half = API.replace("vcpu = 1", "vcpu = 0.5").replace("2 GiB", "1 GiB");
    assert_eq!(said(GCP, &half), ["nothing-fits"]);
    assert_eq!(said(GCP, &format!("{half}billing = \"request\"\n")), [""; 0]);
    assert!(bill_at(GCP, &format!("{API}storage = \"1 GiB\"\n"))[0].contains("in its memory"));
    assert!(bill_at("aws/us-east-1", &format!("{API}billing = \"request\"\n"))[0].contains("kind function"));
}

const FUNCTION: &str =
    "[component.f.function]\nserves = \"requests\"\nmemory = \"512 MiB\"\nduration = \"120 ms\"\n";

#[test]
fn functions_of_azure_are_of_two_plans() {
    // 5,000,000 x 0.12 s x 0.5 GiB x 0.000016.
    assert_eq!(
        bill_at(AZURE, FUNCTION),
        ["f/executions 5 1000000 Requests 1", "f/duration 300000 GiB-Seconds 4.8"]
    );
    // 30 ms count as 100, 600 MiB as 640.
    let short = FUNCTION.replace("120 ms", "30 ms").replace("512 MiB", "600 MiB");
    assert_eq!(bill_at(AZURE, &short)[1], "f/duration 312500 GiB-Seconds 5");
    // More than 1,536 MiB are an instance of 2,048; 120 ms count as 1 s: 5,000,000 x 2 GiB x 0.000026.
    let large = FUNCTION.replace("512 MiB", "1_700 MiB");
    assert_eq!(
        bill_at(AZURE, &large),
        ["f/executions 5 1000000 Requests 2", "f/duration 10000000 GiB-Seconds 260"]
    );
    let warm = format!("{FUNCTION}provisioned = {{ concurrency = 4 }}\n");
    assert_eq!(
        bill_at(AZURE, &warm),
        [
            "f/always ready 5356800 GiB-Seconds 21.4272", // 4 x 744 h x 3,600 x 0.5 x 0.000004
            "f/always ready executions 5 1000000 Requests 2",
            "f/always ready duration 2500000 GiB-Seconds 40", // 5,000,000 x 1 s x 0.5 x 0.000016
        ]
    );
    let half = warm.replace("concurrency = 4", "concurrency = 4, share = \"60 %\"");
    assert_eq!(
        bill_at(AZURE, &half)[1..],
        [
            "f/always ready executions 3 1000000 Requests 1.2",
            "f/always ready duration 1500000 GiB-Seconds 24",
            "f/executions 2 1000000 Requests 0.8",
            "f/duration 1000000 GiB-Seconds 26",
        ]
    );
    assert_eq!(bill_at(AZURE, &format!("{FUNCTION}storage = \"2 GiB\"\n")).len(), 1);
    assert!(bill_at(AZURE, &FUNCTION.replace("120 ms", "11 min"))[0].starts_with("out-of-range"));
    assert!(bill_at(AZURE, &FUNCTION.replace("512 MiB", "8 GiB"))[0].starts_with("out-of-range"));
}

#[test]
fn functions_of_google_are_requests_of_cloud_run() {
    assert_eq!(
        bill_at(GCP, FUNCTION),
        [
            "f/requests 5 1000000 Requests 2",
            "f/vCPU 333000 vCPU-Seconds 7.992", // 5,000,000 x 0.2 s x 0.333 x 0.000024
            "f/memory 500000 GiB-Seconds 1.25", // x 0.5 GiB x 0.0000025
            "f/cold starts vCPU 8325 vCPU-Seconds 0.1998", // 1 % x 0.5 s
            "f/cold starts memory 12500 GiB-Seconds 0.03125",
        ]
    );
    let warm = format!("{FUNCTION}provisioned = {{ concurrency = 4 }}\n");
    assert_eq!(
        bill_at(GCP, &warm)[3..],
        [
            // (4 x 744 h x 3,600 - 1,000,000 s) x 0.333 x 0.0000025
            "f/warm vCPU 3234628.8 vCPU-Seconds 8.086572",
            "f/warm memory 4856800 GiB-Seconds 12.142",
        ]
    );
}

#[test]
fn machines_of_google_get_sustained_use_off() {
    let vm = |more: &str| bill_at(US, &format!("[component.v.vm]\n{more}root_volume = \"0 GiB\"\n"));
    // 3 x 744 h x 0.194236; a quarter of (1 - 0.8678) + (1 - 0.733) + (1 - 0.6) of the hours off.
    assert_eq!(
        vm("type = \"n2-standard-4\"\ncount = 3\n"),
        ["v/machines 2232 Hours 433.534752", "v/sustained use 445.9536 Hours -86.6202434496"]
    );
    // 210 of 744 hours: 24 of the second quarter, at 80 %.
    assert_eq!(
        vm("type = \"n1-standard-4\"\nschedule = \"weekdays 08:00-18:00\"\n"),
        ["v/machines 210 Hours 39.89979", "v/sustained use 4.8 Hours -0.9119952"]
    );
    for none in ["type = \"e2-standard-4\"\n", "type = \"n2-standard-4\"\npurchase = \"spot\"\n"] {
        assert_eq!(vm(none).len(), 1, "{none}");
    }
    // 10 jobs of an hour from Monday to Thursday (384 hours), one machine in the other 360: nine run 384 hours,
    // 186 of them in the second quarter and 12 in the third; one runs always.
    let week: Vec<&str> = (0..168).map(|hour| if hour < 96 { "1" } else { "0" }).collect();
    let driver = format!("[driver.runs]\nmonthly = \"3_840\"\nweek = [{}]\n", week.join(","));
    let text = format!(
        "{driver}[component.v.vm]\ntype = \"n1-standard-4\"\nroot_volume = \"0 GiB\"\nserves = \"runs\"\nduration = \"1 h\"\ntarget_utilization = \"100 %\"\nstart_up = \"0 s\"\n"
    );
    // 9 x (186 x 0.2 + 12 x 0.4) + 186 x (0.2 + 0.4 + 0.6) = 601.2 hours.
    assert_eq!(
        bill_at(US, &text),
        ["v/machines 4200 Hours 797.9958", "v/sustained use 601.2 Hours -114.2273988"]
    );
}

#[test]
fn licences_volumes_and_addresses_are_those_of_the_cloud() {
    let text = "[component.v.vm]\ntype = \"e2-standard-4\"\ncount = 2\npublic_ip = true\n";
    // 30 GiB x 2 x 0.1; 1,488 h x 0.005; 4 vCPUs x 1,488 h x 0.046; of Red Hat 1,488 h x 0.0576.
    let windows = bill_at(US, &format!("{text}os = \"windows\"\n"));
    assert_eq!(
        windows[1..],
        [
            "v/licence 5952 vCPU-Hours 273.792",
            "v/root volume 60 GiB-Months 6",
            "v/public IPv4 1488 Hours 7.44"
        ]
    );
    assert_eq!(bill_at(US, &format!("{text}os = \"rhel\"\n"))[1], "v/licence 1488 Hours 85.7088");
    // e2-medium has shares of vCPUs: it is taken when asked for.
    let small = "[component.v.vm]\nvcpu = 2\nmemory = \"4 GiB\"\nfamily = \"e2\"\nroot_volume = \"0 GiB\"\n";
    let chosen = |text: &str| bill_at(US, text)[0].clone();
    assert_ne!(chosen(small), chosen(&format!("{small}burstable = true\n")));
    assert_eq!(
        chosen(&format!("{small}burstable = true\n")),
        chosen("[component.v.vm]\ntype = \"e2-medium\"\n")
    );
}

const POD: &str = "vcpu = 1\nmemory = \"2 GiB\"\n";

#[test]
fn clusters_without_nodes() {
    let text = format!(
        "[component.c.kubernetes]\nserverless = true\n[component.c.kubernetes.pods.api]\n{POD}count = 3\n"
    );
    assert_eq!(
        bill_at(US, &text),
        [
            "c/control plane 744 Hours 74.4",
            "c/api vCPU on Autopilot 2232 vCPU-Hours 99.324", // 3 x 744 x 0.0445
            "c/api memory on Autopilot 4464 GiB-Hours 21.97404", // x 2 x 0.0049225
            "c/api storage on Autopilot 3 GiB-Months 0.120012",
        ]
    );
    assert_eq!(
        bill_at(AZURE, &text),
        [
            "c/control plane 744 Hours 74.4",
            "c/api vCPU on Container Instances 2232 vCPU-Hours 104.0112", // x 0.0466
            "c/api memory on Container Instances 4464 GiB-Hours 22.81104", // x 2 x 0.00511
        ]
    );
    // Container groups have whole vCPUs and tenths of a GiB, 1 of each at least: 2 and 1.8 here, 1 and 1 below.
    let odd = text.replace(POD, "vcpu = 1.2\nmemory = \"1792 MiB\"\n");
    assert_eq!(
        bill_at(AZURE, &odd)[1..],
        [
            "c/api vCPU on Container Instances 4464 vCPU-Hours 208.0224",
            "c/api memory on Container Instances 4017.6 GiB-Hours 20.529936",
        ]
    );
    let small = text.replace(POD, "vcpu = 0.25\nmemory = \"512 MiB\"\n");
    assert_eq!(
        bill_at(AZURE, &small)[1..],
        [
            "c/api vCPU on Container Instances 2232 vCPU-Hours 104.0112",
            "c/api memory on Container Instances 2232 GiB-Hours 11.40552",
        ]
    );
    assert!(bill_at(AZURE, &text.replace("vcpu = 1\n", "vcpu = 33\n"))[0].starts_with("nothing-fits"));
    let extended = text.replace("serverless", "extended_support = true\nserverless");
    assert_eq!(bill_at(AZURE, &extended)[0], "c/control plane 744 Hours 446.4"); // the Premium tier
    assert_eq!(bill_at(US, &extended)[1], "c/extended support 744 Hours 372");
    let fargate = text.replace("serverless", "fargate");
    assert!(bill_at(AZURE, &fargate)[0].starts_with("not-sold-here: write serverless = true"));
    assert_eq!(bill_at("aws/us-east-1", &fargate), bill_at("aws/us-east-1", &text));
}

#[test]
fn nodes_of_gke_keep_what_google_says() {
    // Of 4 vCPU a node keeps 0.08, its daemons 0.2: 3 pods fit, 10 pods need 4 nodes, and fill 10 / 3.72 of them.
    let text = format!(
        "[component.c.kubernetes]\ntype = \"n2-standard-4\"\n[component.c.kubernetes.pods.api]\n{POD}count = 10\n"
    );
    assert_eq!(
        bill_at(US, &text)[1..],
        [
            "c/nodes 2000 Hours 388.472",                     // x 0.194236
            "c/idle nodes 976 Hours 189.574336",              // of 2,976
            "c/sustained use 594.6048 Hours -115.4936579328", // 19.98 % of 2,976
            "c/root volume 400 GiB-Months 40",                // 100 GiB each
        ]
    );
}

#[test]
fn small_nodes_of_gke_keep_more_than_half() {
    // Of the 2 vCPUs of an e2-medium 1.06 are kept, its daemons take 0.2: 0.74 are left for 7 pods of 0.1.
    let text = "[component.c.kubernetes]\ntype = \"e2-medium\"\nroot_volume = \"0 GiB\"\n[component.c.kubernetes.pods.api]\nvcpu = 0.1\nmemory = \"64 MiB\"\ncount = 14\n";
    let nodes = |text: &str| -> rust_decimal::Decimal {
        let hours = bill_at(US, text);
        let of = |name: &str| hours.iter().find(|line| line.starts_with(name)).cloned();
        [of("c/nodes "), of("c/idle nodes ")]
            .into_iter()
            .flatten()
            .filter_map(|line| line.split_whitespace().rev().nth(2)?.parse::<rust_decimal::Decimal>().ok())
            .sum()
    };
    assert_eq!(nodes(text), rust_decimal::Decimal::from(2 * 744));
    assert_eq!(nodes(&text.replace("count = 14", "count = 15")), rust_decimal::Decimal::from(3 * 744));
    assert!(bill_at(US, &text.replace("vcpu = 0.1", "vcpu = 1"))[0].starts_with("nothing-fits"));
}

#[test]
fn batches_run_in_jobs() {
    let text = "[component.b.batch]\nserverless = true\nwork = \"200 hours per month\"\nvcpu = 2\nmemory = \"4 GiB\"\n";
    assert_eq!(
        bill_at(AZURE, text),
        [
            "b/vCPU 1440000 vCPU-Seconds 48.96",
            "b/memory 2880000 GiB-Seconds 11.52",
            "b/starting vCPU 120 vCPU-Seconds 0.00408",
            "b/starting memory 240 GiB-Seconds 0.00096",
        ]
    );
    assert_eq!(bill_at(GCP, text)[0], "b/vCPU 1440000 vCPU-Seconds 25.92");
    // On machines half of 10 min and a start of 60 s are lost 2.5 times in 100 hours: 200 x 0.025 x 360 s.
    let machines = "[component.b.batch]\ninterruptible = true\ncheckpoint = \"10 min\"\nwork = \"200 hours per month\"\ntype = \"n2-standard-4\"\nroot_volume = \"0 GiB\"\n";
    assert_eq!(
        bill_at(US, machines)[2],
        "b/rework machines 0.5 Hours 0.04606" // x 0.09212
    );
    let spot = format!("{text}interruptible = true\ninterruptions = \"5 %\"\ncheckpoint = \"10 min\"\n");
    for at in [AZURE, GCP] {
        assert!(bill_at(at, &spot)[0].starts_with("not-sold-here"), "{at}");
    }
}

#[test]
fn machines_of_azure_start_from_premium_disks() {
    // 744 h x 2 x 0.23 and x 0.414 with the licence of Windows; a P4 holds 30 GiB: 5.8072 a month.
    let vm = |more: &str| bill_at(AZURE, &format!("[component.v.vm]\ntype = \"Standard_D4s_v5\"\n{more}"));
    assert_eq!(
        vm("count = 2\npublic_ip = true\n"),
        ["v/machines 1488 Hours 342.24", "v/root volume 2 Months 11.6144", "v/public IPv4 1488 Hours 7.44"]
    );
    assert_eq!(vm("os = \"windows\"\nroot_volume = \"0 GiB\"\n"), ["v/machines 744 Hours 308.016"]);
    // 100 GiB are a P10 of 128; a machine that runs 210 of 744 hours keeps it all month.
    assert_eq!(
        vm("root_volume = \"100 GiB\"\nschedule = \"weekdays 08:00-18:00\"\n"),
        ["v/machines 210 Hours 48.3", "v/root volume 1 Months 21.68"]
    );
    assert!(vm("root_volume = \"40 TiB\"\n")[0].starts_with("nothing-fits"));
    assert!(vm("vcpu = 4\n")[0].starts_with("one-of"));
    // Licences of Red Hat on Azure are not in the book.
    assert_eq!(vm("os = \"rhel\"\nroot_volume = \"0 GiB\"\n"), ["v/machines 0 unpriced"]);
    let typo = bill_at(AZURE, "[component.v.vm]\ntype = \"Standard_D4_v55\"\n");
    assert!(typo[0].starts_with("unknown-sku: did you mean"), "{typo:?}");
}

/// What is noted on the lines of a component at a place.
fn notes_at(at: &str, body: &str) -> Vec<String> {
    let text = format!("{HEAD}{REST}{body}").replace("aws/us-east-1", at);
    let (model, _) = load(&text, &costmodel_pricebook::embedded()).model.unwrap();
    model.lines.iter().map(|line| line.note.clone()).collect()
}

/// The note of the first line of a component: what was chosen.
fn chosen(at: &str, body: &str) -> String {
    let text = format!("{HEAD}{REST}{body}").replace("aws/us-east-1", at);
    let loaded = load(&text, &costmodel_pricebook::embedded());
    let (model, _) = loaded.model.unwrap();
    model.lines.iter().map(|line| line.note.as_str()).find(|note| note.contains("chosen")).unwrap().to_owned()
}

#[test]
fn the_cheapest_machine_is_of_the_cloud_and_can_start() {
    let vm = "[component.v.vm]\nvcpu = 2\nmemory = \"4 GiB\"\n";
    // Standard_A2_v2 costs less in westeurope and takes no Premium SSD.
    let choice = chosen(AZURE, vm);
    assert!(
        choice.contains("Standard_") && !choice.contains("_A2_v2") && !choice.contains("Standard_B"),
        "{choice}"
    );
    assert!(chosen(AZURE, &format!("{vm}family = \"A_v2\"\n")).contains("Standard_A2_v2"));
    assert!(chosen(AZURE, &format!("{vm}burstable = true\n")).contains("Standard_B"));
    assert!(chosen(AZURE, &format!("{vm}arch = \"arm64\"\n")).contains("arm64"));
    assert!(chosen(GCP, vm).contains("in europe-west1"));
    for at in [AZURE, GCP, US] {
        assert!(chosen(at, "[component.g.gpu]\ngpu = \"a100\"\ngpu_count = 8\n").contains("8 a100"), "{at}");
        let model = "[component.m.self-hosted-model]\nserves = \"chats\"\nmodel = \"m\"\noutput = \"350 tokens\"\ngpu_memory = \"40 GiB\"\nthroughput = \"900 tokens per second\"\n";
        assert!(chosen(at, model).contains("1 a100"), "{at}");
    }
}

#[test]
fn nodes_of_aks_keep_what_azure_says() {
    // Of 4 vCPU and 16 GiB a node keeps 0.14 and a quarter of its memory, its daemons 0.2: 3 pods fit, 10 pods need
    // 4 nodes, and fill 10 / 3.66 of them: 744 x 2.73224.
    let text = format!(
        "[component.c.kubernetes]\ntype = \"Standard_D4s_v5\"\n[component.c.kubernetes.pods.api]\n{POD}count = 10\n"
    );
    assert_eq!(
        bill_at(AZURE, &text),
        [
            "c/control plane 744 Hours 74.4",
            "c/nodes 2032.786885 Hours 467.54098355", // x 0.23
            "c/idle nodes 943.213115 Hours 216.93901645",
            "c/root volume 4 Months 86.72", // a P10 each, for the 128 GiB of AKS
        ]
    );
    // The disk grows with the vCPUs: a P15 from 8 on, a P20 from 16 on.
    for (machine, disk) in [("Standard_D8s_v5", "P15: 256 GiB"), ("Standard_D16s_v5", "P20: 512 GiB")] {
        let noted = notes_at(AZURE, &text.replace("Standard_D4s_v5", machine));
        assert!(noted.iter().any(|note| note.contains(disk)), "{machine}: {noted:?}");
    }
}
