//! What GPU machines, clusters and batches lower to, on the prices of the book.
#![allow(clippy::panic, clippy::unwrap_used)]

#[path = "support/rows.rs"]
mod rows;

use costmodel_core::scenario::Scenario;
use costmodel_pricebook::embedded;
use costmodel_workload::load;
use rows::{Header, d};

const HEADER: Header = Header(
    r#"
name = "test"
start = "2027-01"
months = 2
[placement.main]
at = "aws/us-east-1"
[driver.chats]
unit = "chat"
monthly = "1_000_000"
[driver.jobs]
unit = "job"
monthly = "1_000"
[driver.idle]
unit = "thing"
monthly = "0"
"#,
);

#[test]
fn the_cheapest_gpu_machine_runs_by_schedule() {
    let text = "[component.train.gpu]\ngpu = \"h100\"\ngpu_count = 8\ncount = 2\nschedule = \"weekdays 08:00-18:00\"\n";
    // January 2027 has 21 weekdays: 210 hours each.
    assert_eq!(HEADER.rows(text), ["machines: p5.48xlarge on-demand 420", "root volume: gp3 storage 200"]);
    // 420 x 55.04 + 200 GiB x 0.08.
    assert_eq!(HEADER.total(text), d("23132.8"));
    assert!(HEADER.notes(text).contains("p5.48xlarge (192 vCPU, 2048 GiB, 8 h100, amd64) at 55.04 USD"));
}

#[test]
fn gpu_machines_follow_demand_and_show_what_idles() {
    // 1,000 jobs of 20 minutes at 100 %: 333.33 hours of work; one machine runs all 744.
    let text = "[component.render.gpu]\ntype = \"g6.xlarge\"\nserves = \"jobs\"\nduration = \"20 min\"\ntarget_utilization = \"100 %\"\nroot_volume = \"0 GiB\"\nstart_up = \"0 s\"\n";
    assert_eq!(
        HEADER.rows(text),
        ["machines: g6.xlarge on-demand 333.333333", "idle machines: g6.xlarge on-demand 410.666667"]
    );
    assert_eq!(HEADER.total(text), d("598.7712")); // 744 x 0.8048
    let spot = "[component.render.gpu]\ntype = \"g6.xlarge\"\npurchase = \"spot\"\nroot_volume = \"0 GiB\"\n";
    assert_eq!(HEADER.total(spot), d("259.656")); // 744 x 0.349
    assert_eq!(HEADER.codes("[component.a.gpu]\ntype = \"g6.xlarge\"\ngpu_count = 1\n"), "one-of");
    assert_eq!(HEADER.codes("[component.a.gpu]\n"), "missing-key");
    assert_eq!(HEADER.codes("[component.a.gpu]\ngpu = \"h1000\"\n"), "unknown-sku");
    assert_eq!(HEADER.codes("[component.a.gpu]\ngpu = \"h100\"\ngpu_count = 16\n"), "nothing-fits");
    assert_eq!(HEADER.codes("[component.a.gpu]\ngpu = \"h100\"\nseller = \"lamda\"\n"), "unknown-place");
}

const TEN_PODS: &str = "[component.c.kubernetes]\ntype = \"m7i.xlarge\"\n";
const API: &str = "[component.c.kubernetes.pods.api]\nvcpu = 1\nmemory = \"2 GiB\"\ncount = 10\n";

#[test]
fn pods_are_packed_on_nodes() {
    // Of 4 vCPU and 16 GiB a node keeps 60 + 10 + 5 + 5 thousandths and 255 + 11 x 110 + 100 MiB, its daemons
    // 200 and 300 MiB: 3.72 vCPU are left for pods, 3 of them; 10 pods need 4 nodes.
    // They fill 10 / 3.72 nodes: 744 x 2.688172 = 2,000 hours, and 976 of 2,976 idle.
    let text = format!("{TEN_PODS}{API}");
    assert_eq!(
        HEADER.rows(&text),
        [
            "control plane: cluster hours 744",
            "nodes: m7i.xlarge on-demand 2000",
            "idle nodes: m7i.xlarge on-demand 976",
            "root volume: gp3 storage 80",
        ]
    );
    // 74.4 + 2,976 x 0.2016 + 80 x 0.08.
    assert_eq!(HEADER.total(&text), d("680.7616"));
    // Without what a node gives away, 4 pods fit and 3 nodes are enough.
    let bare = "reserved = { vcpu = 0, memory = \"0 GiB\" }\ndaemons = { vcpu = 0, memory = \"0 GiB\", pods = 0 }\nroot_volume = \"0 GiB\"\n";
    assert_eq!(HEADER.total(&format!("{TEN_PODS}{bare}{API}")), d("524.3712")); // 74.4 + 744 x 3 x 0.2016
    // A version past standard support: 744 x 0.50 more. Two zones need no more nodes than there are.
    let more = "extended_support = true\nzones = 2\n";
    assert_eq!(HEADER.total(&format!("{TEN_PODS}{more}{API}")), d("1052.7616"));
    assert_eq!(HEADER.total(&format!("{TEN_PODS}nodes = {{ min = 6 }}\n{API}")), d("983.9424")); // 74.4 + 6 nodes
    // At most 3 nodes: 10 pods do not fit, and that is said.
    assert_eq!(HEADER.codes(&format!("{TEN_PODS}nodes = {{ max = 3 }}\n{API}")), "replicas-capped");
}

#[test]
fn nodes_follow_their_pods_hour_by_hour() {
    // Fridays to Sundays nothing is asked for; in the other hours of the week 10 jobs of an hour each.
    let week: Vec<&str> = (0..168).map(|hour| if hour < 96 { "1" } else { "0" }).collect();
    let driver = format!("[driver.runs]\nunit = \"run\"\nmonthly = \"3_840\"\nweek = [{}]\n", week.join(","));
    let text = format!(
        "{driver}{TEN_PODS}root_volume = \"0 GiB\"\nstart_up = \"1 h\"\n[component.c.kubernetes.pods.run]\nvcpu = 1\nmemory = \"2 GiB\"\nserves = \"runs\"\nduration = \"1 h\"\ntarget_utilization = \"100 %\"\n"
    );
    // January 2027 begins on a Friday: 16 days from Monday to Thursday, 384 hours, 10 pods in each on 4 nodes;
    // in the other 360 hours the one pod that always runs. 3 nodes start on each of 4 Mondays: 12 hours.
    assert_eq!(
        HEADER.rows(&text)[1..],
        [
            "nodes: m7i.xlarge on-demand 1129.032258", // (384 x 10 + 360) / 3.72
            "idle nodes: m7i.xlarge on-demand 766.967742", // of 384 x 4 + 360
            "starting nodes: m7i.xlarge on-demand 12",
        ]
    );
    assert_eq!(HEADER.total(&text), d("459.0528")); // 74.4 + 1,908 x 0.2016
    let none = text.replace("serves = \"runs\"", "serves = \"idle\"");
    assert_eq!(HEADER.total(&none), d("224.3904")); // 74.4 + 744 x 0.2016
}

#[test]
fn the_chosen_node_type_is_the_cheapest() {
    let text = |more: &str| {
        format!(
            "[component.c.kubernetes]\n{more}root_volume = \"0 GiB\"\n{API}[component.c.kubernetes.pods.web]\nvcpu = 0.5\nmemory = \"4 GiB\"\nserves = \"chats\"\nlatency = \"2 s\"\nconcurrency = 2\n"
        )
    };
    let chosen = HEADER.total(&text(""));
    for other in
        ["m7i.xlarge", "m7i.2xlarge", "r6a.xlarge", "c6a.2xlarge", "m6a.xlarge", "m5.4xlarge", "m7a.large"]
    {
        assert!(chosen <= HEADER.total(&text(&format!("type = \"{other}\"\n"))), "{other}");
    }
    assert!(
        HEADER.notes(&text("")).contains("cost least")
            && HEADER.notes(&text("family = \"m7i\"\n")).contains("m7i.")
    );
    assert!(HEADER.notes(&text("arch = \"arm64\"\n")).contains("cost least: "));
    let other = [
        (
            format!(
                "[component.c.kubernetes]\ntype = \"m7i.large\"\n{}",
                API.replace("vcpu = 1", "vcpu = 2")
            ),
            "nothing-fits",
        ),
        (format!("[component.c.kubernetes]\n{}", API.replace("vcpu = 1", "vcpu = 2000")), "nothing-fits"),
        (format!("[component.c.kubernetes]\ntype = \"m7i.xlarge\"\nfamily = \"m7i\"\n{API}"), "one-of"),
        ("[component.c.kubernetes]\npods = {}\n".to_owned(), "no-demand"),
    ];
    for (text, code) in other {
        assert_eq!(HEADER.codes(&text), code, "{text}");
    }
}

#[test]
fn pods_on_fargate_are_rounded_up_to_its_sizes() {
    let text = "[component.c.kubernetes]\nfargate = true\n[component.c.kubernetes.pods.a]\nvcpu = 1\nmemory = \"8 GiB\"\n";
    assert_eq!(
        HEADER.rows(text),
        [
            "control plane: cluster hours 744",
            "a vCPU on Fargate: linux-amd64 vcpu 1488",
            "a memory on Fargate: linux-amd64 memory 6696",
        ]
    );
    // 744 x (0.1 + 2 x 0.04048 + 9 x 0.004445)
    assert_eq!(HEADER.total(text), d("164.39796"));
    let type_too = text.replace("fargate = true", "fargate = true\ntype = \"m7i.large\"");
    assert_eq!(HEADER.codes(&type_too), "no-effect");
    assert_eq!(HEADER.codes(&text.replace("8 GiB", "120 GiB")), "nothing-fits");
}

#[test]
fn sellers_of_gpus_have_machines_and_gpus_by_themselves() {
    // Eight GPUs of lambda at 3.99 each; a whole machine of it has one price.
    let text = "[component.train.gpu]\nseller = \"lambda\"\ngpu = \"h100\"\ngpu_count = 8\n";
    assert_eq!(HEADER.rows(text), ["machines: h100-80gb-sxm on-demand 5952"]);
    assert_eq!(HEADER.total(text), d("23748.48"));
    assert!(
        HEADER.notes(text).contains("at 31.92 USD an hour") && HEADER.notes(text).contains("that of one GPU")
    );
    let named = "[component.train.gpu]\nseller = \"lambda\"\ntype = \"h100-80gb-sxm\"\ngpu_count = 8\n";
    assert_eq!(HEADER.total(named), d("23748.48"));
    let whole = "[component.train.gpu]\nseller = \"lambda\"\ntype = \"8x-a100-sxm-40gb\"\n";
    assert_eq!(HEADER.total(whole), d("11844.48")); // 744 x 15.92
    assert_eq!(HEADER.codes(&whole.replace("type", "gpu_count = 8\ntype")), "one-of");
    // The cheapest with 40 GiB a GPU is not the one with 24.
    let memory = "[component.train.gpu]\nseller = \"lambda\"\ngpu_memory = \"40 GiB\"\n";
    assert_eq!(HEADER.rows(memory), ["machines: rtx-a6000-48gb on-demand 744"]);
    // Placed at a seller, no seller is named.
    let placed = format!(
        "{}[component.train.gpu]\ngpu = \"h100\"\n",
        HEADER.0.replace("aws/us-east-1", "nebius/eu-north1")
    );
    let loaded = load(&placed, &embedded());
    let (model, _) = loaded.model.unwrap_or_else(|| panic!("{:#?}", loaded.diagnostics));
    let keys: Vec<String> = model.lines.iter().map(|line| line.key.to_string()).collect();
    assert_eq!(keys, ["nebius/gpu/global/h100-80gb-sxm on-demand"]);
}

#[test]
fn spot_machines_say_how_often_they_are_taken_back() {
    let text = "[component.a.gpu]\ntype = \"g6.xlarge\"\npurchase = \"spot\"\n";
    assert!(
        HEADER.notes(text).contains("of them were in the month before 2025-06-28"),
        "{}",
        HEADER.notes(text)
    );
    // No spot price of a c5.12xlarge was observed: 2.04 less the saving of 67 % that is on record, said so.
    let vm = "[component.a.vm]\ntype = \"c5.12xlarge\"\npurchase = \"spot\"\nroot_volume = \"0 GiB\"\n";
    let (model, _) = HEADER.run(vm);
    assert_eq!(
        model.lines[0].rates.as_ref().unwrap()[0].seen.quality,
        costmodel_core::rate::Quality::Derived
    );
    assert_eq!(HEADER.total(vm), d("500.8608"));
    assert!(HEADER.notes(vm).contains("of them were in the month before"));
}

#[test]
fn on_spot_a_larger_machine_may_be_the_cheapest() {
    let spot = |asked: &str| {
        let text = format!("[component.a.gpu]\n{asked}\npurchase = \"spot\"\nroot_volume = \"0 GiB\"\n");
        let line = HEADER.run(&text).0.lines[0].clone();
        (line.rates.ok().map(|rates| rates.last().unwrap().schedule.first_price()), line.key.sku)
    };
    for gpu in ["l40s", "l4", "a10g", "t4"] {
        let (price, chosen) = spot(&format!("gpu = \"{gpu}\""));
        let machines = embedded().machines("aws", "ec2");
        let same = machines.iter().filter(|machine| machine.gpu == gpu);
        let least = same.filter_map(|machine| spot(&format!("type = \"{}\"", machine.sku)).0).min();
        assert_eq!(price, least, "{gpu}: {chosen}");
    }
}

fn batch(more: &str) -> String {
    format!("[component.b.batch]\nroot_volume = \"0 GiB\"\n{more}")
}

const JOBS: &str = "serves = \"jobs\"\nduration = \"36 min\"\ntype = \"c5.12xlarge\"\n";

#[test]
fn a_batch_bills_its_work_and_each_start() {
    // 1,000 jobs of 36 minutes are 600 hours; one machine starts once, for a minute.
    assert_eq!(
        HEADER.rows(&batch(JOBS)),
        ["machines: c5.12xlarge on-demand 600", "starting machines: c5.12xlarge on-demand 0.016667"]
    );
    // 30 runs of 20 hours, each in 1 hour 54 minutes of work and 6 minutes of start-up: 10.53, so 11 machines.
    let runs = batch(&format!("{JOBS}runs = \"30 per month\"\ndeadline = \"2 h\"\nstart_up = \"6 min\"\n"));
    assert_eq!(HEADER.rows(&runs)[1], "starting machines: c5.12xlarge on-demand 33"); // 330 x 0.1
    assert_eq!(HEADER.total(&runs), d("1291.32")); // 633 x 2.04
    // Four jobs at once on a machine; hours of work instead of jobs; a volume while they work.
    assert_eq!(HEADER.rows(&batch(&format!("{JOBS}slots = 4\n")))[0], "machines: c5.12xlarge on-demand 150");
    let hours =
        "[component.b.batch]\nwork = \"600 hours per month\"\ntype = \"c5.12xlarge\"\nstart_up = \"0 s\"\n";
    assert_eq!(
        HEADER.rows(hours),
        ["machines: c5.12xlarge on-demand 600", "root volume: gp3 storage 24.193548"] // 600 x 30 / 744
    );
    assert_eq!(
        HEADER.rows(&batch("work = \"2 min per job\"\ntype = \"c5.12xlarge\"\n"))[0],
        "machines: c5.12xlarge on-demand 33.333333"
    );
    // No jobs, no machine.
    assert_eq!(HEADER.total(&batch(&JOBS.replace("\"jobs\"", "\"idle\""))), d("0"));
    // Fargate: 600 hours and a minute of 2 vCPU and 4 GiB.
    let fargate = batch(
        "fargate = true\nserves = \"jobs\"\nduration = \"36 min\"\nvcpu = 2\nmemory = \"4 GiB\"\nstart_up = \"0 s\"\n",
    );
    assert_eq!(HEADER.total(&fargate), d("59.244")); // 600 x (2 x 0.04048 + 4 x 0.004445)
}

#[test]
fn interruptible_work_is_on_spot_with_what_is_done_again() {
    // Of c5.12xlarge in us-east-1 5 to 10 % were taken back in a month: 7.5 % expected. Of 600 hours that is
    // 600 x 0.075 / 730 times, each losing half of 10 minutes and starting again in 1 minute: 6 minutes.
    let spot = batch(&format!("{JOBS}interruptible = true\ncheckpoint = \"10 min\"\n"));
    assert_eq!(
        HEADER.rows(&spot),
        [
            "machines: c5.12xlarge spot 600",
            "starting machines: c5.12xlarge spot 0.016667",
            "rework machines: c5.12xlarge spot 0.006164",
        ]
    );
    // Without checkpoints half of a job is lost: 18 minutes and a start.
    let jobs = spot.replace("checkpoint = \"10 min\"\n", "");
    assert_eq!(HEADER.rows(&jobs)[2], "rework machines: c5.12xlarge spot 0.019521"); // x 19 / 6
    let (model, usages) = HEADER.run(&jobs);
    let of = |scenario: Scenario| {
        let usage = usages.iter().find(|u| u.line == 2 && u.month == 0 && u.scenario == scenario).unwrap();
        usage.quantity.as_ref().unwrap().to_string()
    };
    assert_eq!([of(Scenario::Low), of(Scenario::High)], ["0.013014", "0.026027"]); // 5 % and 10 %
    assert!(
        model.lines[2].note.contains("5-10%")
            && model.lines[2].basis == costmodel_core::model::Basis::Assumed
    );
    let none = spot.replace("checkpoint = \"10 min\"", "interruptions = \"0 %\"");
    assert_eq!(HEADER.rows(&none).len(), 2);
    let hours = "work = \"600 hours per month\"\ntype = \"c5.12xlarge\"\ninterruptible = true\n";
    assert_eq!(HEADER.codes(&batch(hours)), "missing-key");
    assert_eq!(
        HEADER.codes(&batch(
            "serves = \"jobs\"\nduration = \"36 min\"\nseller = \"lambda\"\ngpu = \"h100\"\ninterruptible = true\n"
        )),
        "nothing-fits"
    );
    assert_eq!(
        HEADER.codes(&batch(
            "fargate = true\nserves = \"jobs\"\nduration = \"36 min\"\nvcpu = 2\nmemory = \"4 GiB\"\ninterruptible = true\n"
        )),
        "missing-key"
    );
    let fargate = "fargate = true\nserves = \"jobs\"\nduration = \"36 min\"\nvcpu = 2\nmemory = \"4 GiB\"\ninterruptible = true\ninterruptions = \"5 %\"\n";
    assert_eq!(HEADER.codes(&batch(fargate)), "", "the book has a price of Fargate Spot");
    for (text, code) in [
        (JOBS.replace("duration = \"36 min\"\n", ""), "sizing"),
        (format!("{JOBS}work = \"3 hours per month\"\n"), "sizing"),
        ("type = \"c5.12xlarge\"\n".to_owned(), "sizing"),
        (format!("{JOBS}deadline = \"30 min\"\n"), "sizing"),
        (format!("{JOBS}checkpoint = \"30 min\"\n"), "no-effect"),
        ("work = \"3 hours per month\"\nslots = 2\ntype = \"c5.12xlarge\"\n".to_owned(), "no-effect"),
        ("fargate = true\nwork = \"3 hours per month\"\n".to_owned(), "missing-key"),
        (
            "fargate = true\nwork = \"3 hours per month\"\nvcpu = 1\nmemory = \"2 GiB\"\ngpu = \"l4\"\n"
                .to_owned(),
            "no-effect",
        ),
    ] {
        assert_eq!(HEADER.codes(&batch(&text)), code, "{text}");
    }
}
