//! The CSV around the rows: headers, line ends, quotes, guards, malformed rows, streams.
#![allow(clippy::unwrap_used, clippy::panic, missing_docs)]

mod book;

use std::io::{self, Read, Write};

use book::{book, bytes, counted, rows, tail};
use costmodel_quote::csv::{
    CannotQuote, OUTPUT, metered_columns, quote, quote_bytes, quote_on, token_columns,
};
use costmodel_quote::{Options, Status};
use proptest::prelude::*;

fn header_error(header: &str) -> String {
    quote_bytes(&book(), format!("{header}\n").as_bytes()).unwrap_err()
}

#[test]
fn a_wrong_header_says_all_that_is_wrong() {
    let said = header_error("provider,modle,input_tokens,ouput_tokens");
    assert!(said.contains("`modle` is unknown here: did you mean `model`?"), "{said}");
    assert!(
        said.contains("did you mean `output_tokens`?") && said.contains("column `model` is missing"),
        "{said}"
    );
    for (header, part) in [
        ("provider,model,input_tokens,input_tokens", "`input_tokens` is there twice"),
        ("provider,model", "no column counts anything"),
        ("provider,model,input_tokens,quantity", "files of their own"),
        ("provider,service,sku,meter,quantity,input_tokens", "files of their own"),
        ("provider,model,input_tokens,cost", "one that quote adds"),
        ("provider,service,region,sku,quantity", "column `meter` is missing"),
        ("Provider,model,input_tokens", "did you mean `provider`?"),
        ("provider,model,input_tokens,team", "one named x_… is carried through"),
        ("provider,model,input_tokens,", "column `` is unknown"),
        ("", "the file is empty"),
        ("provider,\"model", "a quote that is not closed"),
        ("p\0,model", "not UTF-8"),
    ] {
        let said = header_error(header);
        assert!(said.contains(part), "{header}: {said}");
    }
    assert!(quote_bytes(&book(), b"\xff\xfep\0r\0").unwrap_err().contains("save the file as UTF-8"));
}

#[test]
fn every_column_of_the_documentation_is_read() {
    let page = include_str!("../../../docs/quote.md");
    for column in token_columns().chain(metered_columns()).chain(OUTPUT) {
        assert!(page.contains(&format!("`{column}`")), "docs/quote.md does not tell of {column}");
    }
    for status in Status::ALL {
        assert!(page.contains(&format!("`{}`", status.name())), "{}", status.name());
    }
    let header = token_columns().collect::<Vec<_>>().join(",");
    assert!(quote_bytes(&book(), header.as_bytes()).is_ok());
    let header = metered_columns().collect::<Vec<_>>().join(",");
    assert!(quote_bytes(&book(), header.as_bytes()).is_ok());
}

#[test]
fn rows_come_back_as_they_came_with_six_cells_more() {
    let text = "\u{feff}provider,model,input_tokens,x_team\r\n\
                acme,large,1000,a\r\n\
                \r\n\
                \"acme\",large,1000,\"b, \"\"c\"\"\"\r\n\
                acme,large,1000,=cmd()\r\n\
                acme,large,1000,-5.5\r\n\
                acme,'@large,1000,'=x\r\n\
                acme,large,-7,\r\n";
    let (out, summary) = bytes(text.as_bytes(), false);
    let text = String::from_utf8(out.clone()).unwrap();
    assert!(!text.contains('\r') && !text.starts_with('\u{feff}'));
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(
        lines[0],
        "provider,model,input_tokens,x_team,cost,unit_price,price_as_of,price_source,status,note"
    );
    assert_eq!(lines[1], "acme,large,1000,a,0.002,2,2026-11-01,a list,priced,input 2 per 1000000 Tokens");
    assert!(lines[2].starts_with("acme,large,1000,\"b, \"\"c\"\"\",0.002,2,"));
    assert!(lines[3].starts_with("acme,large,1000,'=cmd(),0.002,"));
    assert!(lines[4].starts_with("acme,large,1000,-5.5,0.002,"));
    assert!(lines[5].starts_with("acme,'@large,1000,'=x,,,,,unpriced,the book has no model `@large`"));
    assert!(lines[6].starts_with("acme,large,-7,,,,,,wrong,"));
    assert_eq!(counted(&summary), [("priced", 4), ("unpriced", 1), ("wrong", 1)]);
    assert_eq!(summary.total.unwrap().to_string(), "0.008");
    assert!(rows(&out).iter().all(|row| row.len() == 10));
}

#[test]
fn malformed_rows_are_marked_and_the_rest_is_priced() {
    let mut text = b"provider,model,input_tokens\n".to_vec();
    let good: &[u8] = b"acme,large,1000\n";
    let long = format!("acme,large,{}\n", "9".repeat(200_000));
    let bad: [(&[u8], &str); 6] = [
        (b"acme,large\n", "2 cells instead of 3"),
        (b"acme,large,1,2\n", "4 cells instead of 3"),
        (b"acme,large\xff,1\n", "the row is not UTF-8 text"),
        (b"acme,\"large,1\n", "a line with a quote that is not closed"),
        (long.as_bytes(), "a line longer than 65536 bytes"),
        (b",,\n", "nothing is counted: every count is empty"),
    ];
    for (row, _) in bad {
        text.extend_from_slice(row);
        text.extend_from_slice(good);
    }
    let (out, summary) = bytes(&text, false);
    let rows = rows(&out);
    assert_eq!(rows.len(), 12);
    for (pair, (_, said)) in rows.chunks(2).zip(bad) {
        assert_eq!((tail(&pair[0]).0, tail(&pair[0]).2, tail(&pair[0]).3), ("", "wrong", said));
        assert_eq!((tail(&pair[1]).0, tail(&pair[1]).2), ("0.002", "priced"));
    }
    assert_eq!(counted(&summary), [("priced", 6), ("wrong", 6)]);
}

/// Says what was written whenever more is read: nothing may be held back then.
struct Slow<'w> {
    lines: Vec<&'static str>,
    seen: &'w std::cell::RefCell<Vec<u8>>,
    held: Vec<usize>,
}

impl Read for Slow<'_> {
    fn read(&mut self, room: &mut [u8]) -> io::Result<usize> {
        self.held.push(self.seen.borrow().iter().filter(|byte| **byte == b'\n').count());
        if self.lines.is_empty() {
            return Ok(0);
        }
        let line = self.lines.remove(0).as_bytes();
        room[..line.len()].copy_from_slice(line);
        Ok(line.len())
    }
}

struct Sink<'w>(&'w std::cell::RefCell<Vec<u8>>);

impl Write for Sink<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.borrow_mut().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn what_was_read_is_written_before_more_is_read() {
    let seen = std::cell::RefCell::new(Vec::new());
    let lines = vec!["provider,model,input_tokens\n", "acme,large,1\n", "acme,large,2\nacme,la", "rge,3\n"];
    let mut slow = Slow { lines, seen: &seen, held: Vec::new() };
    quote(&book(), Options::default(), &mut slow, Sink(&seen)).unwrap();
    assert_eq!(slow.held, [0, 1, 2, 3, 4]);
}

#[test]
fn failures_of_input_and_output_are_told_apart() {
    struct Fails;
    impl Read for Fails {
        fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
            Err(io::Error::other("torn cable"))
        }
    }
    impl Write for Fails {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(io::ErrorKind::BrokenPipe.into())
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
    let book = book();
    assert!(matches!(quote(&book, Options::default(), Fails, io::sink()), Err(CannotQuote::Read(_))));
    let input = &b"provider,model,input_tokens\n"[..];
    assert!(matches!(quote(&book, Options::default(), input, Fails), Err(CannotQuote::Write(_))));
}

#[test]
fn tokens_are_not_pooled() {
    let input = &b"provider,model,input_tokens\n"[..];
    let Err(CannotQuote::Header(problems)) =
        quote(&book(), Options { pool: true, known_on: None }, input, io::sink())
    else {
        panic!("a header that pools tokens");
    };
    assert!(problems[0].contains("not pooled"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn no_bytes_panic_and_rows_stay_in_order(
        rows in prop::collection::vec(prop_oneof![
            Just(b"acme,large,1000".to_vec()),
            Just(b"acme,\"lar\nge\",3".to_vec()),
            Just(b"acme,large,1,\"".to_vec()),
            "[a-z,\"=\\-0-9]{0,12}".prop_map(String::into_bytes),
            prop::collection::vec(any::<u8>(), 0..20),
        ], 0..30),
        shape in any::<bool>(),
    ) {
        let header: &[u8] = if shape { b"provider,model,input_tokens\n" } else { b"provider,service,sku,meter,quantity\n" };
        let mut text = header.to_vec();
        for row in &rows {
            text.extend_from_slice(row);
            text.push(b'\n');
        }
        let out = quote_bytes(&book(), &text).unwrap();
        // The output is itself a CSV without one malformed row.
        let mut reader = csv::Reader::from_reader(out.as_slice());
        for record in reader.records() {
            prop_assert_eq!(record.unwrap().len(), header.split(|b| *b == b',').count() + 6);
        }
        // Any bytes at all.
        let _ = quote_bytes(&book(), &rows.concat());
    }

    #[test]
    fn every_good_row_is_priced_whatever_stands_between(
        bad in prop::collection::vec(prop_oneof![
            Just("acme,large"), Just("acme,large,x"), Just("acme,large,-1"), Just(",,"), Just("acme,\"x,1"),
            Just("acme,lagre,1"), Just("a,b,c,d"),
        ], 1..20),
    ) {
        let mut text = "provider,model,input_tokens\n".to_owned();
        for (n, row) in (1..).zip(&bad) {
            text.push_str(&format!("{row}\nacme,large,{n}000\n"));
        }
        let (out, summary) = bytes(text.as_bytes(), false);
        let rows = rows(&out);
        prop_assert_eq!(rows.len(), bad.len() * 2);
        for (n, pair) in (1_u32..).zip(rows.chunks(2)) {
            prop_assert!(["wrong", "unpriced"].contains(&tail(&pair[0]).2));
            prop_assert_eq!(&pair[1][2], &format!("{n}000"));
            prop_assert_eq!(tail(&pair[1]).0.parse::<rust_decimal::Decimal>().unwrap(), rust_decimal::Decimal::from(2 * n) / rust_decimal::Decimal::from(1_000));
        }
        prop_assert_eq!(summary.of(Status::Priced), bad.len() as u64);
    }
}

/// Rows of several models, some unknown, some wrong; `end` ends each line.
fn many(rows: usize, end: &str, odd: &str) -> Vec<u8> {
    let mut text = format!("provider,model,input_tokens,output_tokens,x_note{end}");
    for n in 0..rows {
        let model = ["gpt-4.1", "gpt-5.5", "gpt-4.l", "gpt-4o-mini"][n % 4];
        let row = match n % 997 {
            0 => odd.to_owned(),
            1 => format!("openai,{model}-{n},1,1,"),
            2 => format!("openai,{model},-{n},1,{end}"),
            _ => format!("openai,{model},{n},{},note {n}", n % 7),
        };
        text += &row;
        text += end;
    }
    text.into_bytes()
}

#[test]
fn several_threads_write_what_one_writes() {
    let book = costmodel_pricebook::embedded();
    let ends = ["\n", "\r\n", "\n\n", "\r"];
    let odds = ["openai,gpt-4.1,7,7,", "openai,gpt-4.1,7,7,\"a, b\"", "openai,\"gpt-4.1,7,7,", "too,few", ""];
    for end in ends {
        for odd in odds {
            let file = many(15_000, end, odd);
            let quoted = |threads: usize, bytes: &[u8]| {
                let mut out = Vec::new();
                let summary = quote_on(&book, Options::default(), threads, bytes, &mut out).unwrap();
                (summary, out)
            };
            let one = quoted(1, &file);
            assert!(one.0.count() > 10_000);
            for threads in [2, 3] {
                assert!(quoted(threads, &file) == one, "{threads} threads, {end:?}, {odd:?}");
            }
            let marked = [b"\xef\xbb\xbf".as_slice(), &file].concat();
            let [plain, marked] = [&file, &marked].map(|file| quoted(2, file).1);
            assert!(plain.len() == marked.len());
        }
    }
}

#[test]
fn what_cannot_be_written_or_read_ends_all_threads() {
    struct Full;
    impl std::io::Write for Full {
        fn write(&mut self, _: &[u8]) -> std::io::Result<usize> {
            Err(std::io::Error::other("full"))
        }
        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }
    let book = costmodel_pricebook::embedded();
    let file = many(40_000, "\n", "");
    let stopped = quote_on(&book, Options::default(), 2, file.as_slice(), Full);
    assert!(matches!(stopped, Err(CannotQuote::Write(_))));
}
