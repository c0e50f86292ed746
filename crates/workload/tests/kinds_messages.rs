//! Queues, topics and streams on the prices of the book; totals computed by hand. January 2027 has 744 hours.

#[path = "support/bill.rs"]
mod bill;

use bill::{bill, bill_of, bill_with_free};
use costmodel_core::scenario::Scenario;
use rust_decimal::Decimal;

/// The quantity of a line of hours.
fn quantity(line: &str) -> Decimal {
    let words: Vec<&str> = line.split(' ').collect();
    let at = words.iter().position(|word| *word == "Hours").map_or(0, |at| at - 1);
    words[at].parse().unwrap_or_default()
}

#[test]
fn a_message_is_three_requests_of_its_chunks() {
    // 100 KiB are two started 64 KiB: 1,000 messages are 2,000 sends, 2,000 receives, 1,000 deletes at
    // 0.40 USD a million.
    let body = "[component.q.queue]\nserves = \"jobs\"\nsize = \"100 KiB\"\npollers = 0\n";
    assert_eq!(
        bill(body),
        [
            "q/sends 0.002 1000000 Requests 0.0008",
            "q/receives 0.002 1000000 Requests 0.0008",
            "q/deletes 0.001 1000000 Requests 0.0004"
        ]
    );
    // Ten messages of 8 KiB travel in one request of 80 KiB, billed as two: a fifth of a request each.
    let body = "[component.q.queue]\nserves = \"jobs\"\nsize = \"8 KiB\"\nbatch = 10\npollers = 0\n";
    assert_eq!(
        bill(body),
        [
            "q/sends 0.0002 1000000 Requests 0.00008",
            "q/receives 0.0002 1000000 Requests 0.00008",
            "q/deletes 0.0001 1000000 Requests 0.00004"
        ]
    );
}

#[test]
fn asks_that_bring_nothing_are_billed() {
    // FIFO: 2 pollers x 744 h x 3,600 s / 10 s = 535,680 asks, of which 1,000 bring a message.
    let body =
        "[component.q.queue]\nserves = \"jobs\"\nengine = \"sqs-fifo\"\npollers = 2\nwait = \"10 s\"\n";
    assert_eq!(bill(body)[3], "q/empty receives 0.53468 1000000 Requests 0.26734");
    // A busy queue is never asked in vain: 10 million messages and 5 % again against 133,920 asks.
    let body = "[component.q.queue]\nserves = \"requests\"\nmessages = \"2 messages per request\"\nsize = \"8 KiB\"\nredelivered = \"5 %\"\n";
    assert_eq!(
        bill(body),
        [
            "q/sends 10 1000000 Requests 4",
            "q/receives 10.5 1000000 Requests 4.2",
            "q/deletes 10 1000000 Requests 4",
            "q/empty receives 0 1000000 Requests 0"
        ]
    );
    // Nothing is sent: the poller asks 744 x 180 times.
    let body = "[component.q.queue]\nserves = \"nothing\"\n";
    assert_eq!(bill(body)[0], "q/sends 0 1000000 Requests 0");
    assert_eq!(bill(body)[3], "q/empty receives 0.13392 1000000 Requests 0.053568");
}

#[test]
fn a_queue_follows_its_environment_and_its_days() {
    // Staging: 10 % of 1,000 messages; the poller runs 21 weekdays x 12 h x 180 = 45,360 times, 100 of them full.
    let body = "[environment.staging]\ndemand = \"10 %\"\nschedule = \"weekdays 08:00-20:00\"\n[component.q.queue]\nserves = \"jobs\"\n";
    let found = bill(body);
    assert_eq!(found[4], "q/sends 0.0001 1000000 Requests 0.00004");
    assert_eq!(found[7], "q/empty receives 0.04526 1000000 Requests 0.018104");
    // Fifteen days of 31: 360 h x 180 = 64,800 asks, 1,000 x 15/31 = 483.870968 of them full.
    let body = "[component.q.queue]\nserves = \"jobs\"\nuntil = \"2027-01-16\"\n";
    let found = bill(body);
    assert_eq!(found[0], "q/sends 0.000484 1000000 Requests 0.0001936");
    assert_eq!(found[3], "q/empty receives 0.064316 1000000 Requests 0.0257264");
}

#[test]
fn of_a_distribution_each_payload_is_rounded_up() {
    // Nine of ten messages are 4 KiB, one is 200 KiB: 0.9 x 1 + 0.1 x 4 = 1.3 requests; their mean of 23.6 KiB
    // would be one.
    let body = "[component.q.queue]\nserves = \"requests\"\npollers = 0\nsize = { \"4 KiB\" = \"90 %\", \"200 KiB\" = \"10 %\" }\n";
    assert_eq!(
        bill(body),
        [
            "q/sends 6.5 1000000 Requests 2.6",
            "q/receives 6.5 1000000 Requests 2.6",
            "q/deletes 5 1000000 Requests 2"
        ]
    );
    // In batches of ten it is the mean that counts: 236 KiB are four chunks.
    let found = bill(&format!("{body}batch = 5\n"));
    assert_eq!(found[0], "q/sends 2 1000000 Requests 0.8");
    // A record of 10 KiB in the mean is one put unit, of a distribution with a tail above 25 KiB more; the bytes
    // that shards carry are the same.
    let stream = |size: &str| {
        bill(&format!("[component.s.stream]\nserves = \"requests\"\nmode = \"provisioned\"\nsize = {size}\n"))
    };
    let (flat, spread) = (stream("\"10 KiB\""), stream("{ mean = \"10 KiB\", p95 = \"30 KiB\" }"));
    assert_eq!(flat[2], "s/put units 5 1000000 Units 0.07");
    assert_eq!(flat[0], spread[0]);
    let units = |lines: &[String]| {
        lines[2].split(' ').nth(2).and_then(|n| n.parse::<Decimal>().ok()).unwrap_or_default()
    };
    let (least, most) = (Decimal::new(53, 1), Decimal::new(56, 1));
    assert!(units(&spread) > least && units(&spread) < most, "{spread:#?}");
}

#[test]
fn a_topic_bills_what_is_published_and_delivered() {
    // 5 million messages of two chunks at 0.50 a million; 15 million deliveries over HTTP at 0.06 per 100,000.
    let body = "[component.t.queue]\nserves = \"requests\"\nengine = \"sns\"\nsize = \"100 KiB\"\nto = \"http\"\nsubscribers = 3\n";
    assert_eq!(
        bill(body),
        ["t/publications 10 1000000 Requests 5", "t/deliveries 150 100000 Notifications 9"]
    );
    // The first million requests and the first 100,000 deliveries of a month are free.
    assert_eq!(
        bill_with_free(body),
        [
            "t/publications 10 1000000 Requests 5",
            "t/publications -1 1000000 Requests -0.5",
            "t/deliveries 150 100000 Notifications 9",
            "t/deliveries -1 100000 Notifications -0.06"
        ]
    );
    // With order, payload is billed too: 1 million messages of 1 KiB are 0.953674 GiB, delivered twice.
    let body =
        "[component.t.queue]\nserves = \"chats\"\nengine = \"sns-fifo\"\nsize = \"1 KiB\"\nsubscribers = 2\n";
    assert_eq!(
        bill(body),
        [
            "t/publications 1 1000000 Requests 0.3",
            "t/published payload 0.953674 GiB 0.016212458",
            "t/deliveries 2 1000000 Messages 0.02",
            "t/delivered payload 1.907349 GiB 0.001907349"
        ]
    );
    // Ten of them in a request: a tenth of the requests, as much payload, as many deliveries.
    let batched = bill(&format!("{body}batch = 10\n"));
    assert_eq!(batched[0], "t/publications 0.1 1000000 Requests 0.03");
    assert_eq!(batched[1..], bill(body)[1..]);
    // A megabyte goes to queues: 16 chunks.
    let large = "[component.t.queue]\nserves = \"chats\"\nengine = \"sns\"\nsize = \"1 MiB\"\n";
    assert_eq!(bill(large)[0], "t/publications 16 1000000 Requests 8");
}

#[test]
fn shards_carry_the_busiest_hour() {
    // The vendor's example: 100 records a second of 35 KiB are 3.42 MiB a second: 4 shards, two put units each.
    // 4 x 744 h = 2,976 h at 0.015; in use are 3.41796875 x 744 = 2,542.96875 h.
    let body = "[component.s.stream]\nserves = \"jobs\"\nrecords = \"267_840 records per job\"\nsize = \"35 KiB\"\nmode = \"provisioned\"\ntarget_utilization = \"100 %\"\n";
    assert_eq!(
        bill(body),
        [
            "s/shards 2542.96875 Hours 38.14453125",
            "s/idle shards 433.03125 Hours 6.49546875",
            "s/put units 535.68 1000000 Units 7.49952"
        ]
    );
    // At most 80 % full they are 5 (3.42 / 0.8 = 4.27); three readers need 3 x 3.42 / 2 = 5.13 MiB/s: 6 shards.
    let held = |extra: &str| {
        let body = format!(
            "[component.s.stream]\nserves = \"jobs\"\nrecords = \"267_840 records per job\"\nsize = \"35 KiB\"\nmode = \"provisioned\"\n{extra}"
        );
        let hours: Decimal = bill(&body).iter().take(2).map(|line| quantity(line)).sum();
        hours / Decimal::from(744)
    };
    assert_eq!(held(""), Decimal::from(5));
    assert_eq!(held("target_utilization = \"100 %\"\nconsumers = 3\n"), Decimal::from(6));
    assert_eq!(held("shards = 12\n"), Decimal::from(12));
    // 2 fan-out readers: 2 x 2,976 h at 0.015, 2 x 267,840,000 x 35 KiB = 17,880.249023 GiB at 0.013; and beyond
    // a day each shard hour costs 0.02 more.
    let body = "[component.s.stream]\nserves = \"jobs\"\nrecords = \"267_840 records per job\"\nsize = \"35 KiB\"\nmode = \"provisioned\"\ntarget_utilization = \"100 %\"\nfan_out = 2\nretention = \"3 days\"\n";
    let found = bill(body);
    assert_eq!(found[3], "s/fan-out shards 5952 Hours 89.28");
    assert_eq!(found[4], "s/fan-out data 17880.249023 GiB 232.443237299");
    assert_eq!(found[5], "s/extended retention 2976 Hours 59.52");
}

#[test]
fn shards_may_follow_each_hour() {
    // Business hours in UTC; following each hour holds fewer shard hours than the peak all month.
    let head = "name = \"t\"\nstart = \"2027-01\"\nmonths = 1\n[placement.main]\nat = \"aws/us-east-1\"\n[driver.clicks]\nmonthly = \"2_000_000_000\"\nweek = \"business-hours UTC\"\n";
    let hours = |scaling: &str| -> Vec<String> {
        let body = format!(
            "{head}[component.s.stream]\nserves = \"clicks\"\nsize = \"1 KiB\"\nmode = \"provisioned\"\nscaling = \"{scaling}\"\n"
        );
        bill_of(&body, Scenario::Expected)
    };
    let (peak, hourly) = (hours("peak"), hours("hourly"));
    // What is in use is the same: 2,000,000,000 records / 3,600,000 an hour = 555.555556 shard hours.
    assert_eq!(peak[0], "s/shards 555.555556 Hours 8.33333334");
    assert_eq!(peak[0], hourly[0]);
    let (lower, higher) = (quantity(&hourly[1]), quantity(&peak[1]));
    assert!(lower < higher && lower > Decimal::ZERO, "{peak:#?} {hourly:#?}");
}

#[test]
fn on_demand_rounds_each_record_up() {
    // The vendor's example: 4.5 KiB count as 5. 5 million are 23.841858 GiB at 0.08; read twice as they are,
    // 42.915344 GiB at 0.04; kept 2 days beyond the first: 21.457672 GiB x 2 x 12/365 = 1.410916.
    let body = "[component.s.stream]\nserves = \"requests\"\nsize = \"4.5 KiB\"\nconsumers = 2\nretention = \"3 days\"\n";
    assert_eq!(
        bill(body),
        [
            "s/streams 744 Hours 29.76",
            "s/ingested 23.841858 GiB 1.90734864",
            "s/retrieved 42.915344 GiB 1.71661376",
            "s/extended retention 1.410915 GiB-Months 0.1410915"
        ]
    );
    // Thirty days: six of them extended, 23 long-term at 0.023.
    let body = "[component.s.stream]\nserves = \"requests\"\nsize = \"4.5 KiB\"\nretention = \"30 days\"\nreplayed = \"100 GiB per month\"\n";
    let found = bill(body);
    assert_eq!(found[5], "s/long-term retrieval 100 GiB 2.1");
    assert_eq!(found[3], "s/extended retention 4.232746 GiB-Months 0.4232746");
    assert_eq!(found[4], "s/long-term retention 16.225527 GiB-Months 0.373187121");
}

#[test]
fn brokers_keep_every_record_three_times() {
    // 3 x 744 h at 0.0456; 5 million KiB = 4.768372 GiB x 7 x 12/365 x 3 = 3.292136 GiB at 0.10.
    let body = "[component.k.stream]\nserves = \"requests\"\nsize = \"1 KiB\"\nengine = \"msk\"\n";
    assert_eq!(bill(body), ["k/brokers 2232 Hours 101.7792", "k/storage 3.292136 GiB-Months 0.3292136"]);
    // A cluster stands in two zones at least: two brokers, two copies, of a tenth of the records.
    let small =
        format!("{}{}[environment.staging]\ndemand = \"10 %\"\nzones = 1\n{body}", bill::HEAD, bill::REST);
    let found = bill_of(&small, Scenario::Expected);
    assert_eq!(found[2..], ["k/brokers 1488 Hours 67.8528", "k/storage 0.219476 GiB-Months 0.0219476"]);
    let body = "[component.k.stream]\nserves = \"requests\"\nsize = \"1 KiB\"\nengine = \"firehose\"\n";
    // A record of 1 KiB counts as 5: 5,000,000 x 5 KiB = 23.841858 GiB, at 0.029 in us-east-1.
    assert_eq!(bill(body), ["k/ingested 23.841858 GiB 0.691413882"]);
    let text = format!("{}{}{body}", bill::HEAD, bill::REST.replace("us-east-1", "eu-west-2"));
    let found = bill_of(&text, Scenario::Expected);
    assert!(found[0].starts_with("k/ingested 23.841858 GiB "), "{found:#?}");
}

#[test]
fn a_key_without_effect_is_said() {
    for (body, code) in [
        ("engine = \"sns\"\npollers = 3\n", "no-effect"),
        ("subscribers = 3\n", "no-effect"),
        ("batch = 11\n", "out-of-range"),
        ("wait = \"0 s\"\n", "out-of-range"),
        ("size = \"2 MiB\"\n", "out-of-range"),
        ("size = \"200 KiB\"\nbatch = 10\n", "out-of-range"),
        ("size = \"300 KiB\"\nengine = \"sns\"\nto = \"http\"\n", "out-of-range"),
        ("size = \"1_100 KiB\"\nengine = \"sns\"\n", "out-of-range"),
        ("engine = \"sns-fifo\"\nto = \"email\"\n", "no-effect"),
    ] {
        let found = bill(&format!("[component.q.queue]\nserves = \"jobs\"\n{body}"));
        assert!(found.len() == 1 && found[0].starts_with(code), "{body}: {found:#?}");
    }
    for key in ["shards = 2\n", "scaling = \"hourly\"\n", "broker = \"kafka.t3.small\"\n", "convert = true\n"]
    {
        let found = bill(&format!("[component.s.stream]\nserves = \"jobs\"\nsize = \"1 KiB\"\n{key}"));
        assert!(found.len() == 1 && found[0].starts_with("no-effect"), "{key}: {found:#?}");
    }
}
