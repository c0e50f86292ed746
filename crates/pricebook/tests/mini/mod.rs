//! A small book with one of everything.
#![allow(dead_code, clippy::unwrap_used, clippy::panic, reason = "tests, each of which uses a part")]

use costmodel_core::book::{Key, PriceBook};
use costmodel_core::rate::Rate;

pub const LONG: &str = "sku,meter,unit,mode,price,minimum,free,scope,from,quality,src,note\n";

const SOURCES: &str =
    "id,as_of,source\nnew,2026-11-04,\"the list, as of November\"\nold,2025-03-01,an older list\n";
const S3: &str = "\
standard,get-requests,1000 Requests,flat,0.0004,,,,,exact,new,
standard,storage,GiB-Months,graduated,0.023;51200:0.022;512000:0.021,,,pool:aws/s3/storage,,exact,new,
standard-ia,storage,GiB-Months,flat,0.0125,days=30;size=131072,,,,rounded,new,
";
const S3_HISTORY: &str = "\
standard,get-requests,1000 Requests,flat,0.0005,,,,,exact,old,
standard,storage,GiB-Months,flat,0.024,,,,,exact,old,
";
const LAMBDA: &str = "\
amd64,duration,GiB-Seconds,graduated,0.0000166667;6000000000:0.000015,increment_ms=1,always:400000:aws/lambda/duration,,,exact,new,
arm64,duration,GiB-Seconds,flat,0.0000133334,increment_ms=1,always:400000:aws/lambda/duration,,,exact,new,
";
const EC2: &str =
    "sku,os,on_demand,spot,reserved_1y_no_upfront,reserved_1y_partial_upfront,reserved_3y_all_upfront,src
g5.xlarge,linux,1.006,,,,,e2
m7g.2xlarge,linux,0.3264,0.12~,0.2159,945u+0.1079,3900u,e1
m7g.large,linux,0.0816,0.031~,0.0539,236u+0.027,0.0371e,e1
m7i.large,linux,0.1008,,,,,e2
m7i.large,windows,0.1928,,,,,e2
";
const EC2_SKUS: &str = "sku,family,vcpu,memory_gib,gpu,gpu_count,gpu_memory_gib,arch
g5.xlarge,g5,4,16,NVIDIA A10G,1,24,amd64
m7g.2xlarge,m7g,8,32,,,,arm64
m7g.large,m7g,2,8,,,,arm64
m7i.large,m7i,2,8,,,,amd64
";
const EC2_SETS: &str = "set,column,src
e1,on_demand,new
e1,reserved_1y_no_upfront,new
e1,reserved_1y_partial_upfront,new
e1,reserved_3y_all_upfront,old
e1,spot,old
e2,on_demand,new
";
const MODELS: &str = "\
opal-2,input,1000000 Tokens,flat,3,,,,,exact,new,
opal-2,input,1000000 Tokens,volume,2.5;>200000:5,,,,2027-02-01,exact,new,announced
opal-2,output,1000000 Tokens,flat,15,,,,,exact,new,
";
const MODEL_SKUS: &str = "\
sku,context_window,max_output_tokens,cache_min_tokens,uplift_eu,uplift_us,uplift_regional,retires,note,src
opal-2,200000,64000,1024,,1.1,,2027-06-30,,new
";
const ALIASES: &str = "alias,sku,from,src\nopal-latest,opal-2,,new\n";

/// The tables of the book.
pub fn tables() -> Vec<(&'static str, String)> {
    let long = |rows: &str| format!("{LONG}{rows}");
    vec![
        ("ai/gem/aliases.csv", ALIASES.to_owned()),
        ("ai/gem/global.csv", long(MODELS)),
        ("ai/gem/skus.csv", MODEL_SKUS.to_owned()),
        ("aws/ec2/skus.csv", EC2_SKUS.to_owned()),
        ("aws/ec2/source-sets.csv", EC2_SETS.to_owned()),
        ("aws/ec2/us-east-1.csv", EC2.to_owned()),
        ("aws/lambda/us-east-1.csv", long(LAMBDA)),
        ("aws/s3/history/us-east-1.csv", long(S3_HISTORY)),
        ("aws/s3/us-east-1.csv", long(S3)),
        ("sources.csv", SOURCES.to_owned()),
    ]
}

/// The book.
pub fn book() -> PriceBook {
    costmodel_pricebook::from_tables(&tables()).unwrap_or_else(|problems| panic!("{}", lines(&problems)))
}

/// `aws/s3/us-east-1/standard storage`, taken apart.
pub fn key(text: &str) -> Key {
    let (path, meter) = text.split_once(' ').unwrap();
    let parts: Vec<&str> = path.splitn(4, '/').collect();
    Key::new(parts[0], parts[1], parts[2], parts[3], meter)
}

/// The rates of a key as known on a day.
pub fn rates(book: &PriceBook, text: &str, known_on: &str) -> Vec<Rate> {
    book.find(&key(text), known_on.parse().unwrap()).unwrap_or_default()
}

/// Problems, one in a line.
pub fn lines(problems: &[costmodel_pricebook::Problem]) -> String {
    problems.iter().map(|problem| format!("{problem}\n")).collect()
}
