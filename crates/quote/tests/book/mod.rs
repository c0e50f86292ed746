//! A book small enough to price by hand.
#![allow(dead_code)]

use costmodel_core::book::PriceBook;
use costmodel_quote::csv::{Summary, quote};
use costmodel_quote::{Options, Status};

const LONG: &str = "sku,meter,unit,mode,price,minimum,free,scope,from,quality,src,note\n";

/// The book: one vendor of models, one seller of its models, storage with tiers, keys in blocks.
pub fn book() -> PriceBook {
    let acme = format!(
        "{LONG}\
         large,batch-input,1000000 Tokens,volume,1;>200000:2,,,,,exact,list,\n\
         large,batch-output,1000000 Tokens,flat,5,,,,,exact,list,\n\
         large,cache-read,1000000 Tokens,volume,0.2;>200000:0.4,,,,,exact,list,\n\
         large,cache-read-audio,1000000 Tokens,flat,0.8,,,,,exact,list,\n\
         large,cache-write-1h,1000000 Tokens,flat,4,,,,,exact,list,\n\
         large,cache-write-5m,1000000 Tokens,flat,2.5,,,,,exact,list,\n\
         large,fast-input,1000000 Tokens,flat,4,,,,,exact,list,\n\
         large,fast-output,1000000 Tokens,flat,20,,,,,exact,list,\n\
         large,file-search,1000 Requests,flat,2.5,,,,,exact,list,\n\
         large,flex-input,1000000 Tokens,flat,1.5,,,,2026-06-01,exact,list,\n\
         large,input,1000000 Tokens,volume,2;>200000:4,,,,,exact,list,\n\
         large,input-audio,1000000 Tokens,flat,8,,,,,exact,list,\n\
         large,output,1000000 Tokens,volume,10;>200000:15,,,,,exact,list,\n\
         large,web-search,1000 Requests,flat,10,,,,,exact,list,\n\
         moved,input,1000000 Tokens,flat,3,,,,2026-01-01,exact,list,\n\
         moved,input,1000000 Tokens,flat,1,,,,2026-10-01,exact,list,\n\
         moved,output,1000000 Tokens,flat,6,,,,2026-01-01,exact,list,\n\
         night,input,1000000 Tokens,flat,1,,,,,exact,list,outside the peak window\n\
         night,output,1000000 Tokens,flat,4,,,,,exact,list,outside the peak window\n\
         night,peak-input,1000000 Tokens,flat,2,,,,,exact,list,window=01:00-04:00 UTC; mon-fri\n\
         plain,cache-write,1000000 Tokens,flat,1.3,,,,,exact,list,\n\
         plain,input,1000000 Tokens,flat,1,,,,,exact,list,\n\
         plain,output,1000000 Tokens,flat,3,,,,,derived,old,three times the input\n\
         rank,rerank-search,1000 Requests,flat,2,,,,,exact,list,\n\
         think,batch-output,1000000 Tokens,flat,4,,,,,exact,list,\n\
         think,citation-output,1000000 Tokens,flat,2,,,,,exact,list,\n\
         think,input,1000000 Tokens,flat,2,,,,,exact,list,\n\
         think,output,1000000 Tokens,flat,8,,,,,exact,list,\n\
         think,reasoning-output,1000000 Tokens,flat,3,,,,,exact,list,\n\
         think,request,1000 Requests,flat,5,,,,,exact,list,\n\
         vectors,embedding,1000000 Tokens,flat,0.1,,,,,exact,list,\n\
         voice,audio-hour,Hours,flat,0.36,,,,,exact,list,\n\
         voice,input-characters,1000000 Characters,flat,15,,,,,exact,list,\n"
    );
    let platform = format!(
        "{LONG}\
         eu/large,input,1000000 Tokens,flat,2.2,,,,,exact,list,\n\
         global.acme.large-v1:0,input,1000000 Tokens,flat,2.1,,,,,exact,list,\n\
         large,input,1000000 Tokens,flat,2,,,,,exact,list,\n"
    );
    let storage = format!(
        "{LONG}\
         shared,transfer,GiB,graduated,0.09;10:0.08,,always:1:free,global:all,,exact,list,\n\
         shared-too,transfer,GiB,graduated,0.09;10:0.08,,always:1:free,global:all,,exact,list,\n\
         standard,block,10000 Requests,block,0.03,,,,,exact,list,\n\
         standard,disk,GiB-Months,graduated,0.1;100:0.05,,,resource,,exact,list,\n\
         standard,gone,GiB,flat,1,,,,2026-12-01,exact,list,\n\
         standard,hours,Hours,flat,0.045,,,,,exact,list,\n\
         standard,put,1000 Requests,flat,0.005,,,,,exact,old,\n\
         standard,storage,GiB-Months,graduated,0.023;50:0.022;500:0.021,,,,,exact,list,\n\
         standard,volume,GiB,volume,0.1;>100:0.05,,,,,exact,list,\n"
    );
    let skus = "sku,context_window,max_output_tokens,cache_min_tokens,uplift_eu,uplift_us,uplift_regional,retires,note,src\n\
                large,1000000,,,,1.1,,,,list\nmoved,,,,,,,2026-11-01,,list\n";
    let files = [
        ("sources.csv", "id,as_of,source\nlist,2026-11-01,a list\nold,2024-11-01,an old list\n"),
        ("ai/acme/global.csv", acme.as_str()),
        ("ai/acme/skus.csv", skus),
        ("ai/acme/aliases.csv", "alias,sku,from,src\nlatest,moved,,list\nlatest,large,2026-09-01,list\n"),
        ("ai/platform/global.csv", platform.as_str()),
        ("cloud/storage/mars-1.csv", storage.as_str()),
    ];
    match costmodel_pricebook::from_tables(&files) {
        Ok(book) => book,
        Err(problems) => {
            panic!("{}", problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))
        }
    }
}

/// Prices a CSV: the cells of each row, and the summary.
pub fn priced(text: &str, pool: bool) -> (Vec<Vec<String>>, Summary) {
    let (out, summary) = bytes(text.as_bytes(), pool);
    (rows(&out), summary)
}

/// Prices bytes.
pub fn bytes(input: &[u8], pool: bool) -> (Vec<u8>, Summary) {
    let mut out = Vec::new();
    let summary = quote(&book(), Options { pool, ..Options::default() }, input, &mut out).unwrap();
    (out, summary)
}

/// The cells of every row after the header.
pub fn rows(out: &[u8]) -> Vec<Vec<String>> {
    let mut reader = csv::Reader::from_reader(out);
    reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect()
}

/// A row's cost, unit price, status and note.
pub fn tail(row: &[String]) -> (&str, &str, &str, &str) {
    let [.., cost, unit_price, _, _, status, note] = row else { panic!("too short: {row:?}") };
    (cost, unit_price, status, note)
}

/// How many rows of each status.
pub fn counted(summary: &Summary) -> Vec<(&'static str, u64)> {
    Status::ALL.into_iter().map(|s| (s.name(), summary.of(s))).filter(|(_, n)| *n > 0).collect()
}
