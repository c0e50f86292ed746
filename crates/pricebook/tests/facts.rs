//! Facts beside prices: machines of any service, GPU sellers, interruptions, provisioned models, throughputs.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test")]

mod mini;

use costmodel_core::book::{Band, PriceBook};
use costmodel_core::rate::{Quality, Schedule};
use costmodel_pricebook::{Query, from_tables, lint, overlay, search, show};
use mini::{LONG, lines, rates};

const TODAY: &str = "2026-11-20";
const SKUS: &str = "sku,family,vcpu,memory_gib,gpu,gpu_count,gpu_memory_gib,arch\n";

/// The mini book with every table of facts.
fn tables() -> Vec<(&'static str, String)> {
    let mut tables = mini::tables();
    tables.extend([
        (
            "ai/gem/provisioned.csv",
            "sku,scope,min_units,increment,input_tokens_per_minute,src,note\n\
            opal-2,global,15,5,4750,new,\nopal-2,regional,50,50,,old,as of spring\n"
                .to_owned(),
        ),
        (
            "aws/ec2/interruptions.csv",
            "sku,os,eu-west-1,us-east-1,src\n\
            m7g.large,linux,,<5%:70,old\nm7i.large,linux,>20%:10,5-10%:64,old\n"
                .to_owned(),
        ),
        (
            "aws/ec2/sustained-use.csv",
            "family,share_from,share_to,multiplier,src\nm7g,0,1,1,old\nm7i,0,0.25,1,old\nm7i,0.25,1,0.8678,old\n"
                .to_owned(),
        ),
        ("aws/opensearch-nodes/skus.csv", format!("{SKUS}m5.large.search,m5,2,8,,,,amd64\n")),
        (
            "aws/opensearch-nodes/us-east-1.csv",
            "sku,os,on_demand,src\nm5.large.search,,0.142,new\n".to_owned(),
        ),
        ("aws/rds-instances/skus.csv", format!("{SKUS}db.m5.large,m5,2,8,,,,amd64\n")),
        (
            "aws/rds-instances/us-east-1.csv",
            "sku,os,on_demand,reserved_1y_partial_upfront,src\n\
            db.m5.large,mysql/single-az,0.171,511u+0.058,new\n\
            db.m5.large,postgresql/multi-az,0.356,,new\n"
                .to_owned(),
        ),
        (
            "facts/sources.csv",
            "id,as_of,source\nbench,2026-01-06,a bench\nvendor,,a vendor's page\n".to_owned(),
        ),
        (
            "facts/throughput.csv",
            "model,gpu,gpu_memory_gib,gpus,engine,engine_version,precision,parallelism,input_len,output_len,\
            dataset,load,scenario,online,output_per_second,total_per_second,src,note\n\
            m/one,h100,80,1,vLLM,0.11.0,FP8,TP1,1024,128,,8,online bench,yes,450.3,5000,bench,\n\
            m/one,h100,80,8,TensorRT-LLM,1.0,FP8,TP8,128,128,,max,offline max load,no,30354,,vendor,\n"
                .to_owned(),
        ),
        (
            "gpu/lam/global.csv",
            "sku,os,on_demand,spot,src\n8x-h100,linux,31.92,,new\nh100-80gb-sxm,linux,4.29,1.5,new\n"
                .to_owned(),
        ),
        (
            "gpu/lam/skus.csv",
            format!("{SKUS}8x-h100,gpu,208,1800,h100,8,80,amd64\nh100-80gb-sxm,per-gpu,,,h100,1,80,amd64\n"),
        ),
    ]);
    tables.sort();
    tables
}

fn book() -> PriceBook {
    from_tables(&tables()).unwrap_or_else(|problems| panic!("{}", lines(&problems)))
}

#[test]
fn the_tables_are_clean() {
    let tables = tables();
    assert_eq!(lines(&lint(tables.iter().map(|(path, text)| (*path, text.as_str())))), "");
}

#[test]
fn machines_of_any_service_are_priced() {
    let book = book();
    let names = |service: &str| -> Vec<String> {
        book.machines("aws", service).into_iter().map(|machine| machine.sku).collect()
    };
    assert_eq!(
        (names("rds-instances"), names("opensearch-nodes")),
        (vec!["db.m5.large".to_owned()], vec!["m5.large.search".to_owned()])
    );
    let price = |key: &str| rates(&book, key, TODAY)[0].schedule.clone();
    assert_eq!(
        price("aws/rds-instances/us-east-1/db.m5.large postgresql/multi-az/on-demand")
            .first_price()
            .to_string(),
        "0.356"
    );
    assert!(matches!(
        price("aws/rds-instances/us-east-1/db.m5.large mysql/single-az/reserved-1y-partial-upfront"),
        Schedule::Term { hours: 8_760, .. }
    ));
    assert_eq!(
        price("aws/opensearch-nodes/us-east-1/m5.large.search on-demand").first_price().to_string(),
        "0.142"
    );
    assert_eq!(
        book.meters("aws", "rds-instances", "us-east-1", "db.m5.large"),
        [
            "mysql/single-az/on-demand",
            "mysql/single-az/reserved-1y-partial-upfront",
            "postgresql/multi-az/on-demand"
        ]
    );
}

#[test]
fn sellers_of_gpus_are_found_by_gpu() {
    let book = book();
    assert_eq!(book.sellers("gpu"), ["lam"]);
    let found = |words: &[&str]| -> Vec<String> {
        search(&book, &Query::parse(words).unwrap()).iter().map(|hit| hit.key.to_string()).collect()
    };
    assert_eq!(
        found(&["gpu=h100"]),
        ["lam/gpu/global/8x-h100 on-demand", "lam/gpu/global/h100-80gb-sxm on-demand"]
    );
    assert_eq!(found(&["gpu=h100", "vcpu>=1"]), ["lam/gpu/global/8x-h100 on-demand"]);
    assert_eq!(
        found(&["db.m5.large"]),
        [
            "aws/rds-instances/us-east-1/db.m5.large mysql/single-az/on-demand",
            "aws/rds-instances/us-east-1/db.m5.large postgresql/multi-az/on-demand"
        ]
    );
    let one = book.machine("lam", "gpu", "h100-80gb-sxm").unwrap();
    assert!(one.is_per_gpu() && one.vcpu.is_none());
    assert!(!book.machine("lam", "gpu", "8x-h100").unwrap().is_per_gpu());
}

#[test]
fn a_spot_price_nobody_saw_is_derived_and_says_so() {
    let book = book();
    let spot = rates(&book, "aws/ec2/us-east-1/m7i.large spot", TODAY).remove(0);
    // 0.1008 x (1 - 0.64), as old as the saving.
    assert_eq!(
        (spot.schedule.first_price().to_string().as_str(), spot.seen.quality),
        ("0.036288", Quality::Derived)
    );
    assert_eq!(
        (spot.seen.as_of.to_string().as_str(), spot.seen.source.as_str()),
        ("2025-03-01", "an older list")
    );
    assert_eq!(spot.seen.note, "on-demand 0.1008 (seen 2026-11-04) less 64 % (Spot Advisor, 2025-03-01)");
    assert_eq!(
        book.meters("aws", "ec2", "us-east-1", "m7i.large"),
        ["on-demand", "spot", "windows/on-demand"]
    );
    // What was seen stays what it is; where no saving is on record there is nothing.
    assert_eq!(
        rates(&book, "aws/ec2/us-east-1/m7g.large spot", TODAY)[0].schedule.first_price().to_string(),
        "0.031"
    );
    for none in ["aws/ec2/us-east-1/g5.xlarge spot", "aws/ec2/us-east-1/m7i.large windows/spot"] {
        assert!(rates(&book, none, TODAY).is_empty(), "{none}");
    }
    let shown = show(&book, "aws/ec2/us-east-1/m7g.large spot").unwrap();
    assert_eq!(shown[0].interruption.as_ref().unwrap().band.to_string(), "<5%");
    let shown = show(&book, "aws/ec2/us-east-1/m7i.large").unwrap();
    let with_band: Vec<&str> =
        shown.iter().filter(|row| row.interruption.is_some()).map(|row| row.key.meter.as_str()).collect();
    assert_eq!(with_band, ["spot"]);
}

/// A saving was seen on list prices, not on a contract.
#[test]
fn an_own_on_demand_price_has_no_derived_spot() {
    let own =
        ("aws/ec2/us-east-1.csv", format!("{LONG}m7i.large,on-demand,Hours,flat,0.05,,,,,exact,new,\n"));
    let book = overlay(book(), "contract", &[own]).unwrap().book;
    let spot = rates(&book, "aws/ec2/us-east-1/m7i.large spot", TODAY).remove(0);
    assert_eq!(
        (spot.schedule.first_price().to_string().as_str(), spot.seen.layer.as_str()),
        ("0.036288", "book")
    );
}

#[test]
fn interruptions_and_provisioned_models_are_told() {
    let book = book();
    let told = book.interruption("eu-west-1", "m7i.large", "linux").unwrap();
    assert_eq!((told.band, told.saving_percent), (Band { above: 20, up_to: None }, 10));
    assert!(book.interruption("eu-west-1", "m7g.large", "linux").is_none());
    assert!(book.interruption("us-east-1", "m7i.large", "windows").is_none());
    assert!(book.interruption("os", "m7i.large", "linux").is_none());
    let scopes: Vec<_> = book
        .provisioned("gem", "opal-2")
        .into_iter()
        .map(|p| (p.scope, p.min_units, p.input_tokens_per_minute))
        .collect();
    assert_eq!(scopes, [("global".to_owned(), 15, Some(4_750)), ("regional".to_owned(), 50, None)]);
    assert!(book.provisioned("gem", "opal-1").is_empty());
}

#[test]
fn sustained_use_is_told_by_family() {
    let book = book();
    let told = |family: &str| -> Vec<String> {
        let parts = book.sustained_use("aws", "ec2", family);
        parts.iter().map(|part| format!("{}-{} {}", part.from, part.to, part.multiplier)).collect()
    };
    assert_eq!(told("m7i"), ["0-0.25 1", "0.25-1 0.8678"]);
    assert_eq!(told("m7g"), ["0-1 1"]);
    assert!(told("m6i").is_empty() && book.sustained_use("aws", "rds", "m7i").is_empty());
}

#[test]
fn throughputs_are_told_with_their_kind() {
    let rows = book().throughputs();
    let told: Vec<_> =
        rows.iter().map(|row| (row.gpus, row.online, row.concurrency(), row.as_of.is_some())).collect();
    assert_eq!(told, [(1, true, Some(8), true), (8, false, None, false)]);
    assert_eq!(rows[0].input_per_second().unwrap().to_string(), "4549.7");
    assert_eq!((rows[1].input_per_second(), rows[1].source.as_str()), (None, "a vendor's page"));
}

/// Own measurements stand beside those of the book, with their own sources.
#[test]
fn own_throughputs_are_laid_over() {
    let header = "model,gpu,gpu_memory_gib,gpus,engine,engine_version,precision,parallelism,input_len,output_len,\
        dataset,load,scenario,online,output_per_second,total_per_second,src,note\n";
    let own = [
        ("facts/sources.csv", "id,as_of,source\nours,2026-11-01,our load test\n".to_owned()),
        (
            "facts/throughput.csv",
            format!("{header}m/one,l4,24,1,vLLM,,,,900,120,,16,load test,yes,310,,ours,\n"),
        ),
    ];
    let book = overlay(book(), "measured", &own).unwrap().book;
    let rows = book.throughputs();
    assert_eq!(rows.len(), 3);
    assert_eq!((rows[2].source.as_str(), rows[2].concurrency()), ("our load test", Some(16)));
    let wrong = overlay(mini::book(), "measured", &own[1..]).unwrap_err();
    assert!(lines(&wrong).contains("source `ours` is unknown"));
}

/// What the program carries, against rows of its sources.
#[test]
fn the_embedded_facts_are_told() {
    let book = costmodel_pricebook::embedded();
    let price = |key: &str| rates(&book, key, TODAY)[0].schedule.first_price().to_string();
    let small = book.machine("aws", "rds-instances", "db.m7g.large").unwrap();
    assert_eq!((small.vcpu, small.memory_gib), (Some(2.into()), Some(8.into())));
    assert_eq!(price("aws/rds-instances/eu-central-1/db.m7g.large postgresql/multi-az/on-demand"), "0.401");
    assert_eq!(price("aws/elasticache-nodes/us-east-1/cache.m5.large valkey/on-demand"), "0.1248");
    assert_eq!(price("aws/opensearch-nodes/us-east-1/m5.large.search reserved-3y-no-upfront"), "0.074");
    assert_eq!(book.sellers("gpu").len(), 14);
    assert_eq!(price("verda/gpu/global/8A100.40S.176V spot"), "5.16");
    assert_eq!(book.machine("verda", "gpu", "8A100.40S.176V").unwrap().gpu_memory_gib, Some(40.into()));
    assert_eq!(price("bedrock/models/global/us-east-1/anthropic.claude-v2:1 provisioned-6mo-hour"), "34.992");
    let units = book.provisioned("azure-openai", "gpt-5");
    let regional = units.iter().find(|units| units.scope == "regional").unwrap();
    assert_eq!(
        (regional.min_units, regional.increment, regional.input_tokens_per_minute),
        (50, 50, Some(4_750))
    );
    let told = book.interruption("af-south-1", "c5.12xlarge", "linux").unwrap();
    assert_eq!((told.band.to_string().as_str(), told.saving_percent), (">20%", 87));
    let n2: Vec<_> = book.sustained_use("gcp", "compute", "n2").iter().map(|part| part.multiplier).collect();
    assert_eq!(n2.iter().map(ToString::to_string).collect::<Vec<_>>(), ["1", "0.8678", "0.733", "0.6"]);
    assert_eq!(book.sustained_use("gcp", "compute", "e2").len(), 1);
    assert_eq!(price("gcp/compute/europe-west1/n2-standard-4 cud-3y"), "0.096144");
    assert_eq!(book.machine("gcp", "compute", "a3-megagpu-8g").unwrap().gpu_memory_gib, Some(80.into()));
    let rows = book.throughputs();
    assert_eq!((rows.len(), rows.iter().filter(|row| row.online).count()), (744, 244));
    assert!(rows.iter().all(|row| row.output_per_second.or(row.total_per_second) > Some(0.into())));
}

#[test]
fn each_planted_error_is_found() {
    for (path, from, to, part) in [
        ("aws/ec2/interruptions.csv", "m7i.large", "m8i.large", "`m8i.large` has no rate"),
        ("aws/ec2/interruptions.csv", "5-10%:64", "10-5%:64", "is not a band"),
        ("aws/ec2/interruptions.csv", ":64", ":164", "not a percentage"),
        (
            "aws/ec2/interruptions.csv",
            "eu-west-1,us-east-1",
            "us-east-1,eu-west-1",
            "regions are not in order",
        ),
        ("aws/ec2/interruptions.csv", ",,<5%:70,", ",,,", "the row says nothing"),
        ("aws/ec2/interruptions.csv", "sku,os", "type,os", "the header"),
        ("aws/ec2/interruptions.csv", ",old\nm7i", ",odl\nm7i", "source `odl` is unknown"),
        ("aws/ec2/sustained-use.csv", "m7i,0.25,1,", "m7i,0.5,1,", "begins at 0.5, not at 0.25"),
        ("aws/ec2/sustained-use.csv", "m7i,0.25,1,", "m7i,0.25,0.9,", "the parts of `m7i` end at 0.9"),
        ("aws/ec2/sustained-use.csv", "m7g,", "m8g,", "no machine type is of the family `m8g`"),
        ("aws/ec2/sustained-use.csv", "0.8678", "1.8678", "multiplier `1.8678` is not a share"),
        ("ai/gem/provisioned.csv", "regional", "local", "scope `local` is unknown"),
        ("ai/gem/provisioned.csv", "opal-2,global", "opal-1,global", "`opal-1` has no rate"),
        (
            "facts/throughput.csv",
            ",bench,",
            ",benhc,",
            "source `benhc` is unknown; fix: did you mean `bench`?",
        ),
        ("facts/throughput.csv", ",450.3,5000,", ",,,", "the row has no rate"),
        ("facts/throughput.csv", "vLLM,0.11.0", "vLLM", "17 cells instead of 18"),
        ("facts/sources.csv", "2026-01-06", "January", "`January` is not a day"),
        (
            "aws/opensearch-nodes/us-east-1.csv",
            "m5.large.search,,0.142,new\n",
            "m5.large.search,,0.142,new\nm5.large.search,linux,0.142,new\n",
            "an empty os and linux",
        ),
        ("aws/rds-instances/us-east-1.csv", "mysql/single-az", "mysql/", "not a name"),
        ("gpu/lam/skus.csv", "per-gpu,,", "gpu,,", "vcpu is missing"),
        ("gpu/lam/skus.csv", "per-gpu,,", "per-gpu,8,", "a GPU priced by itself has virtual CPUs"),
    ] {
        let mut tables = tables();
        let table = tables.iter_mut().find(|(at, _)| *at == path).unwrap();
        let edited = table.1.replace(from, to);
        assert_ne!(edited, table.1, "{path}: {from}");
        table.1 = edited;
        let found = lines(&lint(tables.iter().map(|(path, text)| (*path, text.as_str()))));
        assert!(found.contains(part), "{path}: {from} -> {to} should say {part:?}\n{found}");
    }
}
