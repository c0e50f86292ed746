//! Files made by mistake or by an enemy end in a diagnostic. Time and memory of the whole command on larger ones
//! are measured by `benches/hostile.sh`.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use costmodel_workload::load;

const HEAD: &str = "name = \"a\"\nstart = \"2027-01\"\nmonths = 12\n[placement.main]\nat = \"aws/us-east-1\"\n\
                    [driver.chats]\nunit = \"chat\"\nmonthly = 1000\n";
const FUNCTION: &str = "serves = \"chats\"\nmemory = \"512 MiB\"\nduration = \"200 ms\"\n";

/// The codes of what is wrong with a text that cannot be priced, each once, in order.
fn codes(text: &str) -> Vec<&'static str> {
    let loaded = load(text, &costmodel_pricebook::embedded());
    assert!(loaded.model.is_none());
    let mut codes: Vec<&str> = loaded.diagnostics.iter().map(|d| d.code).collect();
    codes.dedup();
    codes
}

fn many(section: impl Fn(usize) -> String, count: usize) -> String {
    (0..count).map(section).collect()
}

#[test]
fn a_file_beyond_the_size_is_not_read() {
    assert_eq!(codes(&format!("{HEAD}# {}\n", "x".repeat(10_000_000))), ["too-large"]);
    assert_eq!(codes(&"\n".repeat(10_000_000)), ["too-large"]);
}

#[test]
fn components_are_bounded() {
    let small = many(|n| format!("[component.c{n}.nat]\n"), 80_000);
    assert_eq!(codes(&format!("{HEAD}{small}")), ["too-large"]);
    let large = many(|n| format!("[component.c{n}.function]\n{FUNCTION}"), 100_000);
    assert_eq!(codes(&format!("{HEAD}{large}")), ["too-large"]);
}

#[test]
fn copies_and_months_are_bounded() {
    let places = many(|n| format!("[environment.e{n}]\ndemand = \"1 %\"\nstock = \"1 %\"\n"), 99);
    let components = many(|n| format!("[component.c{n}.function]\n{FUNCTION}"), 1_000);
    assert_eq!(codes(&format!("{HEAD}{places}{components}")), ["too-large"]);
    let components = many(|n| format!("[component.c{n}.function]\n{FUNCTION}"), 9_000);
    let long = HEAD.replace("months = 12", "months = 120");
    assert_eq!(codes(&format!("{long}{components}")), ["too-large"]);
}

#[test]
fn flows_are_bounded() {
    let flow = "[[flow]]\nfrom = \"internet\"\nto = \"a\"\nper = \"1 KiB per chat\"\n".repeat(1_001);
    assert_eq!(codes(&format!("{HEAD}[component.a.function]\n{FUNCTION}{flow}")), ["too-large"]);
}

#[test]
fn syntax_errors_are_bounded() {
    let found = load(&"=\n".repeat(900_000), &costmodel_pricebook::embedded()).diagnostics;
    assert!(found.len() <= 501, "{}", found.len());
    assert!(
        found
            .iter()
            .any(|d| d.code == "too-many" && d.message.contains("syntax errors: the rest is not read"))
    );
    assert_eq!(codes(&"[".repeat(2_000_000)).last(), Some(&"syntax"));
}

#[test]
fn depth_is_bounded() {
    for deep in [
        format!("x = {}{}\n", "[".repeat(100_000), "]".repeat(100_000)),
        format!("x = {}1{}\n", "{a=".repeat(100_000), "}".repeat(100_000)),
        format!("{} = 1\n", vec!["a"; 100_000].join(".")),
        format!("[{}]\n", vec!["a"; 100_000].join(".")),
    ] {
        assert!(codes(&format!("{HEAD}{deep}")).contains(&"syntax"));
    }
}

#[test]
fn huge_numbers_are_refused() {
    let digits = "9".repeat(100_000);
    for number in [digits.as_str(), "1e400000000", "-1e-400000000", &format!("0.{digits}")] {
        let text = HEAD.replace("monthly = 1000", &format!("monthly = {number}"));
        let found = codes(&text);
        assert!(found.iter().any(|code| ["not-a-number", "out-of-range"].contains(code)), "{found:?}");
    }
    let months = HEAD.replace("months = 12", "months = 999999999999999999999");
    assert!(codes(&months).contains(&"out-of-range"));
}

#[test]
fn line_ends_and_a_byte_order_mark_do_not_matter() {
    let book = costmodel_pricebook::embedded();
    let plain = format!("{HEAD}[component.c.function]\n{FUNCTION}");
    let total = |text: &str| load(text, &book).model.expect("is priced").0.lines.len();
    assert_eq!(total(&plain), total(&plain.replace('\n', "\r\n")));
    assert_eq!(total(&plain), total(&format!("\u{feff}{plain}")));
    assert!(codes(&format!("{HEAD}x = \"a\0b\"\n\0\0\n")).contains(&"syntax"));
}
