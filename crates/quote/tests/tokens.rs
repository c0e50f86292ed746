//! Token rows by hand: every status, class, tier, region and date.
#![allow(clippy::unwrap_used, clippy::panic, missing_docs)]

mod book;

use book::{priced, tail};

const HEADER: &str = "provider,model,at,service_tier,region,speed,input_tokens,cached_input_tokens,\
    cache_write_tokens,cache_write_1h_tokens,output_tokens,reasoning_tokens,input_audio_tokens,\
    cached_audio_tokens,web_searches,citation_tokens,audio_seconds,searches,characters\n";

/// A row of the columns that are set.
fn row(cells: &[(&str, &str)]) -> String {
    let names = HEADER.trim_end().split(',');
    let of = |name: &str| cells.iter().find(|(known, _)| *known == name).map_or("", |(_, cell)| *cell);
    let line: Vec<&str> = names.map(of).collect();
    for (name, _) in cells {
        assert!(HEADER.contains(name), "{name}");
    }
    line.join(",")
}

/// What one row of acme's comes to: cost, unit price, status, note.
fn one(cells: &[(&str, &str)]) -> (String, String, String, String) {
    let mut cells = cells.to_vec();
    if !cells.iter().any(|(name, _)| *name == "provider") {
        cells.push(("provider", "acme"));
    }
    let (rows, summary) = priced(&format!("{HEADER}{}\n", row(&cells)), false);
    assert_eq!((rows.len(), summary.count()), (1, 1));
    let (cost, unit_price, status, note) = tail(&rows[0]);
    (cost.to_owned(), unit_price.to_owned(), status.to_owned(), note.to_owned())
}

fn cost(cells: &[(&str, &str)]) -> String {
    let (cost, _, status, note) = one(cells);
    assert!(["priced", "derived", "assumed"].contains(&status.as_str()), "{status}: {note}");
    cost
}

#[test]
fn priced_row() {
    let (cost, unit_price, status, note) = one(&[
        ("model", "large"),
        ("input_tokens", "12000"),
        ("cached_input_tokens", "10000"),
        ("output_tokens", "500"),
    ]);
    // 2,000 x 2 + 10,000 x 0.2 + 500 x 10, per million.
    assert_eq!((cost.as_str(), unit_price.as_str(), status.as_str()), ("0.011", "", "priced"));
    assert_eq!(note, "input 2 + cache-read 0.2 + output 10 per 1000000 Tokens");
    let (cost, unit_price, _, note) = one(&[("model", "vectors"), ("input_tokens", "3")]);
    assert_eq!(
        (cost.as_str(), unit_price.as_str(), note.as_str()),
        ("0.0000003", "0.1", "embedding 0.1 per 1000000 Tokens")
    );
}

#[test]
fn derived_row_is_marked_and_stale() {
    let (rows, summary) = priced(
        &format!("{HEADER}{}\n", row(&[("provider", "acme"), ("model", "plain"), ("output_tokens", "10")])),
        false,
    );
    let (cost, unit_price, status, note) = tail(&rows[0]);
    assert_eq!((cost, unit_price, status), ("0.00003", "3", "derived"));
    assert!(note.contains("three times the input"), "{note}");
    assert_eq!(rows[0][rows[0].len() - 4..rows[0].len() - 2], ["2024-11-01", "an old list"]);
    assert_eq!(summary.stale, 1);
}

#[test]
fn assumed_row_says_by_which_rule() {
    let (cost, _, status, note) =
        one(&[("model", "plain"), ("service_tier", "flex"), ("input_tokens", "10")]);
    assert_eq!((cost.as_str(), status.as_str()), ("0.00001", "assumed"));
    assert!(note.contains("the book has no flex rates of plain: standard rates"), "{note}");
    let (cost, _, status, note) =
        one(&[("model", "plain"), ("input_tokens", "10"), ("cached_input_tokens", "10")]);
    assert_eq!((cost.as_str(), status.as_str()), ("0.00001", "assumed"));
    assert!(note.contains("no price of cached input: billed as input"), "{note}");
}

#[test]
fn unpriced_row_has_no_cost_and_names_what_is_near() {
    let (cost, unit_price, status, note) = one(&[("model", "lrage"), ("input_tokens", "10")]);
    assert_eq!((cost.as_str(), unit_price.as_str(), status.as_str()), ("", "", "unpriced"));
    assert_eq!(note, "the book has no model `lrage` of acme: nearest are large");
    let (_, _, status, note) = one(&[("provider", "acmee"), ("model", "large"), ("input_tokens", "10")]);
    assert_eq!(
        (status.as_str(), note.as_str()),
        ("unpriced", "the book has no models of `acmee`: nearest are acme")
    );
    // A part without a price takes the whole cost away: a floor would pass for a price.
    let (cost, _, status, note) =
        one(&[("model", "vectors"), ("input_tokens", "10"), ("output_tokens", "1"), ("web_searches", "2")]);
    assert_eq!((cost.as_str(), status.as_str()), ("", "unpriced"));
    assert!(note.starts_with("no price of output + web searches; embedding 0.1"), "{note}");
}

#[test]
fn wrong_row_says_what_is_wrong() {
    for (cells, said) in [
        (
            vec![("input_tokens", "10"), ("cached_input_tokens", "11")],
            "cached_input_tokens 11 is part of input_tokens 10",
        ),
        (vec![("input_tokens", "-1")], "input_tokens `-1` is negative"),
        (vec![("input_tokens", "1e3")], "is no whole number"),
        (vec![("input_tokens", "1"), ("at", "yesterday")], "at `yesterday` is no day"),
        (vec![("input_tokens", "1"), ("service_tier", "bathc")], "did you mean batch?"),
        (vec![], "nothing is counted"),
        (
            vec![("input_tokens", "1"), ("output_tokens", "5"), ("reasoning_tokens", "6")],
            "reasoning_tokens 6 is part of",
        ),
    ] {
        let mut cells = cells;
        cells.push(("model", "large"));
        let (cost, _, status, note) = one(&cells);
        assert_eq!((cost.as_str(), status.as_str()), ("", "wrong"), "{cells:?}");
        assert!(note.contains(said), "{note}");
    }
    let (_, _, status, note) = one(&[("input_tokens", "1")]);
    assert_eq!((status.as_str(), note.as_str()), ("wrong", "model is missing"));
}

#[test]
fn long_context_reprices_the_whole_request_by_its_total_input() {
    let at = |input| {
        cost(&[
            ("model", "large"),
            ("input_tokens", input),
            ("cached_input_tokens", "200000"),
            ("output_tokens", "1000"),
        ])
    };
    // 200,000 x 0.2 + 1,000 x 10 per million; the step begins above 200,000.
    assert_eq!(at("200000"), "0.05");
    // One more: 1 x 4 + 200,000 x 0.4 + 1,000 x 15.
    assert_eq!(at("200001"), "0.095004");
    let (_, _, _, note) = one(&[("model", "large"), ("input_tokens", "200001")]);
    assert!(note.contains("long context: above 200000 input tokens"), "{note}");
}

#[test]
fn variants_override_meter_by_meter() {
    let batch = [
        ("model", "large"),
        ("service_tier", "batch"),
        ("input_tokens", "300000"),
        ("cached_input_tokens", "100000"),
        ("output_tokens", "1000"),
    ];
    // 200,000 x 2 (batch, long) + 100,000 x 0.4 (standard: batch lists no cache) + 1,000 x 5 (batch, flat).
    assert_eq!(cost(&batch), "0.445");
    assert_eq!(
        cost(&[("model", "large"), ("speed", "fast"), ("input_tokens", "100"), ("output_tokens", "10")]),
        "0.0006"
    );
    // A variant that begins later: before, the standard rate.
    let flex =
        |at| cost(&[("model", "large"), ("service_tier", "flex"), ("at", at), ("input_tokens", "1000")]);
    assert_eq!((flex("2026-05-31"), flex("2026-06-01")), ("0.002".into(), "0.0015".into()));
}

#[test]
fn cache_writes_audio_and_reasoning_are_leaves() {
    // 300 x 2.5 + 100 x 4 + 600 x 2.
    assert_eq!(
        cost(&[
            ("model", "large"),
            ("input_tokens", "1000"),
            ("cache_write_tokens", "400"),
            ("cache_write_1h_tokens", "100")
        ]),
        "0.00235"
    );
    // 60 audio x 8 + 40 cached audio x 0.8 + 10 cached text x 0.2 + 890 x 2.
    assert_eq!(
        cost(&[
            ("model", "large"),
            ("input_tokens", "1000"),
            ("cached_input_tokens", "50"),
            ("input_audio_tokens", "100"),
            ("cached_audio_tokens", "40")
        ]),
        "0.002294"
    );
    // A write without a price is input; an hour's write without one is the plain write, and said.
    assert_eq!(cost(&[("model", "think"), ("input_tokens", "10"), ("cache_write_tokens", "10")]), "0.00502");
    let (cost_of, _, status, note) = one(&[
        ("model", "plain"),
        ("input_tokens", "10"),
        ("cache_write_tokens", "10"),
        ("cache_write_1h_tokens", "10"),
    ]);
    assert_eq!((cost_of.as_str(), status.as_str()), ("0.000013", "priced"), "{note}");
    // 40 x 8 + 60 x 3, a fee of 5 per 1,000 requests, citations beside the output.
    assert_eq!(
        cost(&[
            ("model", "think"),
            ("output_tokens", "100"),
            ("reasoning_tokens", "60"),
            ("citation_tokens", "1000")
        ]),
        "0.0075"
    );
    // In batches at the batch rate of output: 100 x 4 and the fee.
    assert_eq!(
        cost(&[
            ("model", "think"),
            ("service_tier", "batch"),
            ("output_tokens", "100"),
            ("reasoning_tokens", "60")
        ]),
        "0.0054"
    );
    // Without a price of its own reasoning is output.
    assert_eq!(cost(&[("model", "large"), ("output_tokens", "100"), ("reasoning_tokens", "60")]), "0.001");
}

#[test]
fn fees_seconds_searches_and_characters() {
    assert_eq!(cost(&[("model", "large"), ("web_searches", "3")]), "0.03");
    assert_eq!(cost(&[("model", "voice"), ("audio_seconds", "12.5")]), "0.00125");
    assert_eq!(cost(&[("model", "voice"), ("characters", "1000")]), "0.015");
    assert_eq!(cost(&[("model", "rank"), ("searches", "2")]), "0.004");
}

#[test]
fn regions_multiply_tokens_and_not_fees() {
    let (cost, _, status, note) =
        one(&[("model", "large"), ("region", "us"), ("input_tokens", "1000"), ("web_searches", "1")]);
    // 1,000 x 2 x 1.1 + one search.
    assert_eq!((cost.as_str(), status.as_str()), ("0.0122", "priced"));
    assert!(note.contains("x1.1 for processing in us"), "{note}");
    let (_, _, _, note) = one(&[("model", "large"), ("region", "eu"), ("input_tokens", "1")]);
    assert!(note.contains("the book has no price of its own for eu"), "{note}");
    let (cost, _, _, note) =
        one(&[("provider", "platform"), ("model", "large"), ("region", "eu"), ("input_tokens", "1000")]);
    assert_eq!((cost.as_str(), note.contains("sold as eu/large")), ("0.0022", true));
}

#[test]
fn days_choose_the_price_and_the_alias() {
    let at = |at| cost(&[("model", "moved"), ("at", at), ("input_tokens", "1000")]);
    assert_eq!(
        (at("2026-09-30"), at("2026-10-01"), at("")),
        ("0.003".into(), "0.001".into(), "0.001".into())
    );
    let (cost_of, _, status, note) = one(&[("model", "moved"), ("at", "2025-12-31"), ("input_tokens", "1")]);
    assert_eq!(
        (cost_of.as_str(), status.as_str(), note.as_str()),
        ("", "unpriced", "no price of input before 2026-01-01")
    );
    let (cost_of, _, _, note) = one(&[("model", "latest"), ("at", "2026-08-31"), ("input_tokens", "1000")]);
    assert_eq!((cost_of.as_str(), note.contains("`latest` is an alias of moved")), ("0.003", true));
    assert_eq!(cost(&[("model", "latest"), ("at", "2026-09-01"), ("input_tokens", "1000")]), "0.002");
    let (cost_of, _, _, note) = one(&[("model", "large-2026-05-05"), ("input_tokens", "1000")]);
    assert_eq!((cost_of.as_str(), note.contains("without its date")), ("0.002", true));
    let (_, _, _, note) = one(&[("model", "moved"), ("at", "2026-11-01"), ("input_tokens", "1")]);
    assert!(note.contains("withdrawn on 2026-11-01"), "{note}");
}

#[test]
fn platforms_name_models_their_way() {
    let (cost, _, _, note) =
        one(&[("provider", "platform"), ("model", "acme/large"), ("input_tokens", "1000")]);
    assert_eq!((cost.as_str(), note.contains("acme/large sold as platform/")), ("0.0021", true), "{note}");
}

#[test]
fn hours_matter_where_the_vendor_says_so() {
    let at = |at| one(&[("model", "night"), ("at", at), ("input_tokens", "1000")]);
    // Monday inside and outside the window, Saturday, and a Monday without an hour.
    assert_eq!(at("2026-11-23T01:00:00Z").0, "0.002");
    assert_eq!(at("2026-11-23T04:00:00Z").0, "0.001");
    assert_eq!(at("2026-11-21T01:00:00Z").0, "0.001");
    let (cost, _, status, note) = at("2026-11-23");
    assert_eq!((cost.as_str(), status.as_str()), ("0.001", "assumed"));
    assert!(note.contains("the hour is unknown"), "{note}");
}
