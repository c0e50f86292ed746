//! Periods of time as they are typed: `180d`, `26w`, `6m`, `1y`.

use jiff::{Span, ToSpan};

/// A period, and how it was typed.
#[derive(Clone, Debug)]
pub struct Period {
    /// As typed.
    pub text: String,
    /// How long it is.
    pub span: Span,
}

/// Reads a period.
pub fn period(text: &str) -> Result<Period, String> {
    let form = || "write a number of days, weeks, months or years: 180d, 26w, 6m, 1y".to_owned();
    let unit = text.chars().last().ok_or_else(form)?;
    let count = text.strip_suffix(unit).and_then(|count| count.parse::<u16>().ok()).ok_or_else(form)?;
    let count = i32::from(count).min(9_998);
    let span = match unit {
        'd' => count.days(),
        'w' => count.weeks(),
        'm' => count.months(),
        'y' => count.years(),
        _ => return Err(form()),
    };
    Ok(Period { text: text.to_owned(), span })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn periods_read() {
        for (text, span) in [("180d", 180.days()), ("26w", 26.weeks()), ("6m", 6.months()), ("1y", 1.year())]
        {
            assert_eq!(period(text).unwrap().span.fieldwise(), span.fieldwise(), "{text}");
        }
        for text in ["", "d", "180", "-1d", "1.5y", "6mo", "1h"] {
            assert!(period(text).is_err(), "{text}");
        }
    }
}
