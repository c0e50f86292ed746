//! Measured serving rates of models on GPUs: facts, not prices, with sources of their own.

use crate::error::Result;
use crate::facts::{Facts, File, Row};
use crate::gpu_names;
use crate::ledger::{Ledger, Outcome};
use crate::number::{parse, plain};
use crate::write::{Output, checked};
use std::collections::{BTreeMap, BTreeSet};

const FILE: &str = "llm-serving-throughput.csv";
const PATH: &str = "facts/throughput.csv";
const SOURCES: &str = "facts/sources.csv";
const HEADER: &str = "model,gpu,gpu_memory_gib,gpus,engine,engine_version,precision,parallelism,input_len,output_len,\
                      dataset,load,scenario,online,output_per_second,total_per_second,src,note";

/// A length that is no number → the data the requests are taken from.
const DATASETS: [(&str, &str); 2] = [("MLPerf dataset", "mlperf"), ("ShareGPT", "sharegpt")];

/// (day, source), as the facts state them
type Source = (String, String);

pub fn convert(facts: &Facts, ledger: &mut Ledger, output: &mut Output) -> Result<()> {
    let file = facts.file(FILE)?;
    let mut known: BTreeSet<Source> = BTreeSet::new();
    for row in &file.rows {
        known.insert(source(file, row)?);
    }
    let ids: BTreeMap<Source, String> =
        known.into_iter().enumerate().map(|(i, source)| (source, format!("t{:03}", i + 1))).collect();
    let mut rows = BTreeSet::new();
    for row in &file.rows {
        let id = ids.get(&source(file, row)?).map_or("", String::as_str);
        if !rows.insert(cells(file, row, id)?) {
            return Err(file.error(row, "the row is given twice"));
        }
        ledger.settle(facts, row.id, Outcome::Loaded)?;
    }
    output.put(PATH, table(PATH, HEADER, rows.iter().map(|cells| cells.join(",")))?);
    let lines = ids.iter().map(|((as_of, text), id)| format!("{id},{as_of},{text}"));
    output.put(SOURCES, table(SOURCES, "id,as_of,source", lines)?);
    notes(ledger);
    Ok(())
}

fn table(path: &str, header: &str, rows: impl Iterator<Item = String>) -> Result<String> {
    let mut lines = vec![header.to_owned()];
    for row in rows {
        lines.push(checked(path, row, header)?);
    }
    lines.push(String::new());
    Ok(lines.join("\n"))
}

fn source(file: &File, row: &Row) -> Result<Source> {
    Ok((file.get(row, "as_of")?.to_owned(), unquoted(file.get(row, "source")?)))
}

/// Cells hold no commas and no quotes.
fn unquoted(text: &str) -> String {
    text.replace(", ", "; ").replace(',', ";").replace('"', "'")
}

fn cells(file: &File, row: &Row, src: &str) -> Result<Vec<String>> {
    let get = |column| file.get(row, column);
    let raw_gpu = get("gpu")?;
    let (gpu, memory) =
        gpu_names::of_measured(raw_gpu).ok_or_else(|| file.error(row, format!("unknown GPU `{raw_gpu}`")))?;
    let (input, from_input) = length(file, row, "input_len")?;
    let (output, from_output) = length(file, row, "output_len")?;
    let (gpus, of_more) =
        count(get("gpu_count")?).ok_or_else(|| file.error(row, "unknown number of GPUs"))?;
    let (load, scenario) = (load(get("concurrency")?), get("scenario")?);
    let rate = |column| -> Result<String> {
        match get(column)? {
            "" => Ok(String::new()),
            text => parse(text).map(plain).ok_or_else(|| file.error(row, format!("{column} `{text}`"))),
        }
    };
    let online = if is_online(scenario, &load) { "yes" } else { "no" };
    let mut note: Vec<String> = Vec::new();
    note.extend(of_more.map(str::to_owned));
    note.extend((raw_gpu.ends_with("-CTS")).then(|| "H200 with custom cooling (CTS)".to_owned()));
    note.push(unquoted(get("notes")?));
    note.retain(|part| !part.is_empty());
    Ok(vec![
        unquoted(get("model")?),
        gpu.to_owned(),
        memory.to_owned(),
        gpus.to_owned(),
        get("engine")?.to_owned(),
        get("engine_version")?.to_owned(),
        unquoted(get("precision")?),
        unquoted(get("parallelism")?),
        input,
        output,
        from_input.or(from_output).unwrap_or("").to_owned(),
        load,
        unquoted(scenario),
        online.to_owned(),
        rate("output_tokens_per_second")?,
        rate("total_tokens_per_second")?,
        src.to_owned(),
        note.join("; "),
    ])
}

/// Tokens, or the data requests are taken from.
fn length(file: &File, row: &Row, column: &str) -> Result<(String, Option<&'static str>)> {
    let text = file.get(row, column)?;
    if let Some((_, dataset)) = DATASETS.iter().find(|(raw, _)| *raw == text) {
        return Ok((String::new(), Some(dataset)));
    }
    match parse(text) {
        Some(tokens) => Ok((plain(tokens), None)),
        None if text.is_empty() => Ok((String::new(), None)),
        None => Err(file.error(row, format!("{column} `{text}`"))),
    }
}

/// `8 (per node of 12)` → 8, and what it is a part of.
fn count(text: &str) -> Option<(&str, Option<&str>)> {
    let (count, part) = match text.split_once(" (") {
        Some((count, part)) => (count, part.strip_suffix(')')),
        None => (text, None),
    };
    count.parse::<u32>().ok().filter(|gpus| *gpus > 0).map(|_| (count, part))
}

/// What the vendor calls an infinite request rate is the most a queue can be filled: `max`.
fn load(text: &str) -> String {
    match text {
        "max (infinite request rate)" => "max".to_owned(),
        "" => "not stated".to_owned(),
        other => unquoted(other),
    }
}

/// Whether requests came as they come to a service. All at once is a maximum, whoever calls it online.
fn is_online(scenario: &str, load: &str) -> bool {
    let served =
        scenario == "online bench" || (scenario.starts_with("MLPerf") && scenario.ends_with("Server"));
    served && !load.contains("rate inf")
}

fn notes(ledger: &mut Ledger) {
    for note in [
        "Serving rates are no prices: they have sources of their own in `facts/sources.csv`, some without a \
         day, and do not date the book.",
        "`online` is `yes` for online benchmarks and MLPerf's Server scenario, whose requests arrive over time; \
         `no` for offline runs and whatever is measured at an infinite request rate (one `online bench` of 1,000 \
         prompts at once among them). Those are maxima: no service is sized by them.",
        "GPUs have the names of machine tables. SXM and unstated forms are the bare name; memory stands beside \
         it where the source states it.",
        "Lengths that are a data set (MLPerf, ShareGPT) are no number: the set is in `dataset`. MLPerf's output \
         lengths are means of what was submitted.",
        "MLPerf `quantised as submitted`, per-node and per-GPU figures of clusters, and second-hand rows are \
         loaded with what they say of themselves.",
    ] {
        ledger.note("Serving throughput", note);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn loads_tell_services_from_maxima() {
        assert!(is_online("online bench", "8"));
        assert!(is_online("MLPerf v4.1 closed Server", "not stated"));
        assert!(!is_online("MLPerf v4.1 closed Offline", "not stated"));
        assert!(!is_online("online bench", "1000 prompts; rate inf"));
        assert!(!is_online("offline max load", &load("max (infinite request rate)")));
    }

    #[test]
    fn counts_may_be_parts_of_a_cluster() {
        assert_eq!(count("8"), Some(("8", None)));
        assert_eq!(count("8 (per node of 12)"), Some(("8", Some("per node of 12"))));
        assert_eq!(count("some"), None);
    }

    #[test]
    fn cells_need_no_quotes() {
        assert_eq!(unquoted("\"2.2k\", rounded,so"), "'2.2k'; rounded;so");
    }
}
