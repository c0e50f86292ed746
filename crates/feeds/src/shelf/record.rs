//! What the folder says of its prices: where they were seen, and when they were last seen as they stand.

use std::collections::{BTreeMap, BTreeSet};

use super::plan::Seen;
use super::{Shelf, csv_line};

/// Adds the source of this update to `sources.csv`; gives its id.
pub(super) fn source(shelf: &mut Shelf, seen: &Seen) -> Result<String, String> {
    let day = seen.as_of.to_string().replace('-', "");
    let id = format!("{}-{day}", seen.source);
    let text = shelf.files.entry("sources.csv".to_owned()).or_insert_with(|| "id,as_of,source\n".to_owned());
    if !text.starts_with("id,as_of,source\n") {
        return Err("sources.csv of the folder has another header than `id,as_of,source`".to_owned());
    }
    let line = csv_line(&[&id, &seen.as_of.to_string(), &seen.title]);
    let mut lines: Vec<&str> =
        text.lines().skip(1).filter(|known| !known.starts_with(&format!("{id},"))).collect();
    lines.push(line.trim_end());
    lines.sort_unstable();
    *text = format!("id,as_of,source\n{}\n", lines.join("\n"));
    Ok(id)
}

/// A source that no row names is not kept.
pub(super) fn drop_unused_source(shelf: &mut Shelf, id: &str) {
    let cell = format!(",{id},");
    let end = format!(",{id}");
    let named = |(path, text): (&String, &String)| {
        path != "sources.csv" && text.lines().any(|line| line.contains(&cell) || line.ends_with(&end))
    };
    if shelf.files.iter().any(named) {
        return;
    }
    let Some(text) = shelf.files.get_mut("sources.csv") else { return };
    let kept: Vec<&str> = text.lines().filter(|line| !line.starts_with(&format!("{id},"))).collect();
    if kept.len() <= 1 {
        shelf.files.remove("sources.csv");
    } else {
        *text = kept.join("\n") + "\n";
    }
}

/// (table, source) to the day.
pub(super) fn confirmations(shelf: &Shelf) -> BTreeMap<(String, String), String> {
    let text = shelf.files.get("confirmed.csv").map_or("", String::as_str);
    let rows = text.lines().skip(1).filter_map(|line| {
        let [shard, date, source] = line.split(',').collect::<Vec<_>>()[..] else { return None };
        Some(((shard.to_owned(), source.to_owned()), date.to_owned()))
    });
    rows.collect()
}

/// One line for each table: the day its prices were last seen as they stand.
pub(super) fn confirm(shelf: &mut Shelf, shards: &BTreeSet<String>, seen: &Seen) {
    let mut known = confirmations(shelf);
    for shard in shards {
        known.insert((shard.clone(), seen.source.clone()), seen.as_of.to_string());
    }
    if known.is_empty() {
        return;
    }
    let mut text = "shard,date,source\n".to_owned();
    for ((shard, source), date) in known {
        text.push_str(&format!("{shard},{date},{source}\n"));
    }
    shelf.files.insert("confirmed.csv".to_owned(), text);
}
