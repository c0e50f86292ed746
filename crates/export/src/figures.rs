//! Figures for people: rounded half to even (R6), with separators, and a mark where a sum lacks something.

use costmodel_core::num::{Money, mul_div};
use costmodel_core::totals::{Total, Wholeness};

/// How many places the money of a table has: cents, or none when the figures are large.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Places(u32);

impl Places {
    /// Cents, unless the largest figure has more than seven digits before them.
    pub(crate) fn for_largest(largest: Money) -> Places {
        Places(if largest > Money::from_units(9_999_999) { 0 } else { 2 })
    }

    /// `1,234.50`; what is not zero never shows as zero: `<0.01`.
    pub(crate) fn money(self, money: Money) -> String {
        let rounded = money.rounded(self.0);
        if rounded.is_zero() && !money.is_zero() {
            let least = if self.0 == 0 { "1" } else { "0.01" };
            return if money < Money::ZERO { format!(">-{least}") } else { format!("<{least}") };
        }
        let text = rounded.to_string();
        let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
        let whole = separated(whole);
        if self.0 == 0 { whole } else { format!("{whole}.{fraction:0<2}") }
    }

    /// The effective cost of a total, with `>=` on a floor, `<=` on a ceiling and `?` where both are open; a
    /// word where nothing in it is priced, never a zero.
    pub(crate) fn total(self, total: &Total) -> String {
        if total.charges > 0 && total.unpriced == total.charges {
            return "unpriced".to_owned();
        }
        marked(total.wholeness(), self.money(total.costs.effective))
    }
}

pub(crate) fn marked(wholeness: Wholeness, figure: String) -> String {
    match wholeness {
        Wholeness::Whole => figure,
        Wholeness::Floor => format!(">={figure}"),
        Wholeness::Ceiling => format!("<={figure}"),
        Wholeness::Incomplete => format!("?{figure}"),
    }
}

/// `-1234567` as `-1,234,567`.
fn separated(whole: &str) -> String {
    let (sign, digits) = whole.strip_prefix('-').map_or(("", whole), |digits| ("-", digits));
    let mut text = String::from(sign);
    for (at, digit) in digits.char_indices() {
        if at > 0 && (digits.len() - at) % 3 == 0 {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// The share of a whole in thousandths; `None` when the whole is not above zero.
pub(crate) fn per_mille(part: Money, whole: Money) -> Option<i128> {
    if whole > Money::ZERO { mul_div(part.raw(), 1000, whole.raw()) } else { None }
}

/// `12.3 %`.
pub(crate) fn percent(per_mille: Option<i128>) -> String {
    per_mille.map_or_else(String::new, |share| {
        let sign = if share < 0 { "-" } else { "" };
        format!("{sign}{}.{} %", share.unsigned_abs() / 10, share.unsigned_abs() % 10)
    })
}

/// A mean over so many months, rounded half to even at 18 places.
pub(crate) fn mean(total: &Total, months: u16) -> Total {
    let mut mean = total.clone();
    let over = |money: Money| {
        Money::from_raw(mul_div(money.raw(), 1, i128::from(months.max(1))).unwrap_or_default())
    };
    mean.costs.list = over(total.costs.list);
    mean.costs.contracted = over(total.costs.contracted);
    mean.costs.billed = over(total.costs.billed);
    mean.costs.effective = over(total.costs.effective);
    mean
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_reads_well() {
        let shown = |text: &str| Places(2).money(text.parse().unwrap());
        assert_eq!(shown("1234567.005"), "1,234,567.00");
        assert_eq!(shown("-1234.5"), "-1,234.50");
        assert_eq!(
            (shown("0"), shown("0.004"), shown("-0.004")),
            ("0.00".into(), "<0.01".into(), ">-0.01".into())
        );
        assert_eq!(
            Places::for_largest(Money::from_units(10_000_000)).money(Money::from_units(123_456_789)),
            "123,456,789"
        );
        assert_eq!(percent(Some(-5)), "-0.5 %");
    }
}
