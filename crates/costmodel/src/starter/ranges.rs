//! Ranges from one answer, each end with its reason beside it.

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use super::{Answers, Demand, Kept, commented};

/// A number with its reason.
type End<'r> = (Decimal, &'r str);

/// What people do in a month.
pub(super) fn monthly(demand: Demand, answers: &Answers) -> String {
    let Demand { driver, days, .. } = demand;
    let people = Decimal::from(answers.users);
    let product = people.saturating_mul(answers.per_day).saturating_mul(Decimal::from(days));
    let named = if days < 30 { "working days" } else { "days" };
    let why = format!("{} users x {} a day x {days} {named}", number(people), answers.per_day.normalize());
    table(
        &format!("driver.{driver}.monthly"),
        [
            (of(product, 50), "half of it: not everybody comes, or not at once"),
            (rounded(product), &why),
            (of(product, 300), "three times: it spreads, and people ask more than they said"),
        ],
        "",
    )
}

/// What is kept at the start.
pub(super) fn stock(kept: Kept, documents: u32) -> String {
    let count = Decimal::from(documents);
    table(
        &format!("driver.{}.stock", kept.driver),
        [
            (of(count, 70), "some are copies, or nobody needs them"),
            (count, "what is counted today"),
            (of(count, 200), "twice: the next archive is loaded too"),
        ],
        "",
    )
}

/// What is added in a month.
pub(super) fn added(kept: Kept, documents: u32) -> String {
    let count = Decimal::from(documents);
    let [low, expected, high] = kept.added;
    let why = |percent: u32, what: &str| format!("{percent} % of what is there{what}");
    table(
        &format!("driver.{}.added", kept.driver),
        [
            (of(count, low), &why(low, ": a quiet year")),
            (of(count, expected), &why(expected, ": replace it with last year's")),
            (of(count, high), &why(high, ": a second team joins")),
        ],
        " per month",
    )
}

/// A percentage of a count, at least one: nothing is no starting point.
fn of(count: Decimal, percent: u32) -> Decimal {
    let part = count.saturating_mul(Decimal::from(percent)).checked_div(Decimal::ONE_HUNDRED);
    rounded(part.unwrap_or_default()).max(Decimal::ONE)
}

/// From 1,000 on to three digits: nobody knows more.
fn rounded(value: Decimal) -> Decimal {
    value.round_sf(3).filter(|_| value >= Decimal::ONE_THOUSAND).unwrap_or(value)
}

/// The three ends of a range as a table, so that each has room for its reason.
fn table(path: &str, ends: [End<'_>; 3], per: &str) -> String {
    let mut text = format!("[{path}]");
    for (scenario, (value, reason)) in ["low", "expected", "high"].into_iter().zip(ends) {
        let line = format!("{scenario} = \"{}{per}\"", number(value));
        text.push('\n');
        text.push_str(&commented(&line, reason));
    }
    text
}

/// A whole number as the file writes it: `1_250_000`.
pub(super) fn number(value: Decimal) -> String {
    let digits = value.round().to_u128().unwrap_or_default().to_string();
    let mut text = String::new();
    for (at, digit) in digits.char_indices() {
        if at > 0 && digits.len().saturating_sub(at).checked_rem(3) == Some(0) {
            text.push('_');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_whole_grouped_and_no_more_exact_than_known() {
        for (value, text) in
            [("0.4", "0"), ("999", "999"), ("1000", "1_000"), ("1234567", "1_230_000"), ("42000.5", "42_000")]
        {
            assert_eq!(number(rounded(value.parse().unwrap())), text);
        }
        assert_eq!(number(Decimal::from(1_234_567)), "1_234_567");
    }

    #[test]
    fn the_ends_rise_and_each_has_its_reason() {
        let kept = Kept { driver: "documents", count: 10, added: [1, 3, 6] };
        assert_eq!(
            added(kept, 10),
            "[driver.documents.added]\n\
             low = \"1 per month\"                     # 1 % of what is there: a quiet year\n\
             expected = \"1 per month\"                # 3 % of what is there: replace it with last year's\n\
             high = \"1 per month\"                    # 6 % of what is there: a second team joins"
        );
        assert!(stock(kept, 1_000_000).contains("low = \"700_000\""));
    }
}
