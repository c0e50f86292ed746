//! Units in FOCUS spelling, with dimension: `GiB-Months`, `1000 Requests`, `vCPU-Hours`.

use std::fmt;

use rust_decimal::Decimal;

/// What a quantity is counted in.
///
/// A unit is a count of something, optionally over time: `1000000 Tokens`, `GiB-Months`, `Hours`.
/// `GB` is 10^9 bytes and `GiB` 2^30: a price row states which of them its vendor means.
///
/// ```
/// use costmodel_core::unit::Unit;
/// use rust_decimal::Decimal;
/// let (gib, gb): (Unit, Unit) = ("GiB-Months".parse()?, "GB-Months".parse()?);
/// let factor = gib.factor(&gb, Decimal::from(730)).unwrap();
/// assert_eq!(factor.apply(Decimal::ONE), Some("1.073741824".parse().unwrap()));
/// assert!("GiB".parse::<Unit>()?.factor(&gb, Decimal::from(730)).is_none());   // bytes are not byte-months
/// # Ok::<(), String>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Unit {
    count: u64,
    noun: Noun,
    time: Option<Time>,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Noun {
    /// A unit of time alone: `Hours`.
    None,
    /// Bytes, with the name of the multiple.
    Bytes { name: &'static str, size: u64 },
    /// Anything counted, as it was written (plural): `Requests`.
    Counted(String),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Time {
    Second,
    Minute,
    Hour,
    Day,
    Month,
}

const TIMES: [(&str, Time); 5] = [
    ("Seconds", Time::Second),
    ("Minutes", Time::Minute),
    ("Hours", Time::Hour),
    ("Days", Time::Day),
    ("Months", Time::Month),
];

/// Byte multiples, decimal and binary.
pub const BYTES: [(&str, u64); 11] = [
    ("B", 1),
    ("KB", 1_000),
    ("kB", 1_000),
    ("MB", 1_000_000),
    ("GB", 1_000_000_000),
    ("TB", 1_000_000_000_000),
    ("PB", 1_000_000_000_000_000),
    ("KiB", 1 << 10),
    ("MiB", 1 << 20),
    ("GiB", 1 << 30),
    ("TiB", 1 << 40),
];
const PIB: (&str, u64) = ("PiB", 1 << 50);

impl Unit {
    /// A plain count of a noun: `Unit::counted("Requests")`.
    #[must_use]
    pub fn counted(noun: &str) -> Unit {
        Unit { count: 1, noun: Noun::Counted(noun.to_owned()), time: None }
    }

    /// Bytes.
    #[must_use]
    pub fn bytes() -> Unit {
        Unit { count: 1, noun: Noun::Bytes { name: "B", size: 1 }, time: None }
    }

    /// The same thing over hours: `vCPU` becomes `vCPU-Hours`.
    #[must_use]
    pub fn over_hours(self) -> Unit {
        Unit { time: Some(Time::Hour), ..self }
    }

    /// The same thing over months.
    #[must_use]
    pub fn over_months(self) -> Unit {
        Unit { time: Some(Time::Month), ..self }
    }

    /// The same thing over seconds.
    #[must_use]
    pub fn over_seconds(self) -> Unit {
        Unit { time: Some(Time::Second), ..self }
    }

    /// Hours of something that needs no noun: an address, a gateway.
    #[must_use]
    pub fn hours() -> Unit {
        Unit { count: 1, noun: Noun::None, time: Some(Time::Hour) }
    }

    /// Seconds of something that needs no noun: audio.
    #[must_use]
    pub fn seconds() -> Unit {
        Unit { count: 1, noun: Noun::None, time: Some(Time::Second) }
    }

    /// Months of something that needs no noun: a plan.
    #[must_use]
    pub fn months() -> Unit {
        Unit { count: 1, noun: Noun::None, time: Some(Time::Month) }
    }

    /// How many of `to` one of `self` is, in a month of `month_hours` hours; `None` when the two count
    /// different things.
    #[must_use]
    pub fn factor(&self, to: &Unit, month_hours: Decimal) -> Option<Factor> {
        let (own, other) = (self.noun_size()?, to.noun_size()?);
        if !self.same_noun(to) {
            return None;
        }
        let (own_time, other_time) = match (self.time, to.time) {
            (None, None) => (Decimal::ONE, Decimal::ONE),
            (Some(a), Some(b)) if a == b => (Decimal::ONE, Decimal::ONE),
            (Some(a), Some(b)) => (a.seconds(month_hours), b.seconds(month_hours)),
            _ => return None,
        };
        Some(Factor { times: own.checked_mul(own_time)?, over: other.checked_mul(other_time)? }.reduced())
    }

    /// How many single things, bytes or seconds of them one of this unit is, in a month of so many hours; so
    /// quantities of several units add up without being rounded. `None` when it does not fit.
    ///
    /// ```
    /// use costmodel_core::unit::Unit;
    /// assert_eq!("GiB".parse::<Unit>()?.size(720), Some(1 << 30));
    /// assert_eq!("1000 vCPU-Hours".parse::<Unit>()?.size(720), Some(3_600_000));
    /// # Ok::<(), String>(())
    /// ```
    #[must_use]
    pub fn size(&self, month_hours: u32) -> Option<i128> {
        let noun = if let Noun::Bytes { size, .. } = self.noun { i128::from(size) } else { 1 };
        let seconds = self.time.map_or(1, |time| time.seconds(Decimal::from(month_hours)).mantissa());
        i128::from(self.count).checked_mul(noun)?.checked_mul(seconds)
    }

    /// Whether quantities of the two can be converted into each other.
    #[must_use]
    pub fn converts_to(&self, to: &Unit) -> bool {
        self.same_noun(to) && self.time.is_some() == to.time.is_some()
    }

    /// Whether a quantity of it depends on how long something runs.
    #[must_use]
    pub fn is_timed(&self) -> bool {
        self.time.is_some()
    }

    /// How many single things one of this unit is: 1000 for `1000 Requests`.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.count
    }

    fn noun_size(&self) -> Option<Decimal> {
        let size = if let Noun::Bytes { size, .. } = self.noun { size } else { 1 };
        Decimal::from(self.count).checked_mul(Decimal::from(size))
    }

    fn same_noun(&self, other: &Unit) -> bool {
        match (&self.noun, &other.noun) {
            (Noun::None, Noun::None) | (Noun::Bytes { .. }, Noun::Bytes { .. }) => true,
            (Noun::Counted(a), Noun::Counted(b)) => singular(a).eq_ignore_ascii_case(singular(b)),
            _ => false,
        }
    }
}

impl Time {
    fn seconds(self, month_hours: Decimal) -> Decimal {
        match self {
            Time::Second => Decimal::ONE,
            Time::Minute => Decimal::from(60),
            Time::Hour => Decimal::from(3_600),
            Time::Day => Decimal::from(86_400),
            Time::Month => month_hours.saturating_mul(Decimal::from(3_600)),
        }
    }

    fn plural(self) -> &'static str {
        TIMES.iter().find(|(_, time)| *time == self).map_or("", |(name, _)| name)
    }
}

/// A noun without its plural ending: `requests` and `request` are the same noun.
#[must_use]
pub fn singular(noun: &str) -> &str {
    match noun.strip_suffix('s') {
        Some(stem) if !stem.ends_with('s') && stem.len() > 1 => stem,
        _ => noun,
    }
}

/// How many of one unit another is, as a fraction, so that nothing is rounded before the quantity is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Factor {
    /// Multiply by this,
    pub times: Decimal,
    /// then divide by this.
    pub over: Decimal,
}

impl Factor {
    /// `value x times / over`; `None` on overflow.
    #[must_use]
    pub fn apply(self, value: Decimal) -> Option<Decimal> {
        let product = if self.times == Decimal::ONE { value } else { value.checked_mul(self.times)? };
        if self.over == Decimal::ONE { Some(product) } else { product.checked_div(self.over) }
    }

    /// Whether it changes nothing.
    #[must_use]
    pub fn is_one(self) -> bool {
        self.times == self.over
    }

    fn reduced(self) -> Factor {
        for (a, b, flipped) in [(self.times, self.over, false), (self.over, self.times, true)] {
            if let Some(quotient) = a.checked_div(b).filter(|q| q.is_integer()) {
                let (times, over) = (quotient.normalize(), Decimal::ONE);
                return if flipped { Factor { times: over, over: times } } else { Factor { times, over } };
            }
        }
        self
    }
}

impl std::str::FromStr for Unit {
    type Err = String;

    fn from_str(text: &str) -> Result<Unit, String> {
        let bad = || format!("`{text}` is not a unit; write it as `GiB-Months`, `1000 Requests` or `Hours`");
        let (count, rest) = match text.split_once(' ') {
            Some((count, rest)) if count.bytes().all(|b| b.is_ascii_digit()) => {
                (count.parse::<u64>().ok().filter(|&c| c > 0).ok_or_else(bad)?, rest)
            }
            _ => (1, text),
        };
        let (noun, time) = match rest.rsplit_once('-') {
            Some((noun, time)) => match time_named(time) {
                Some(time) => (noun, Some(time)),
                None => (rest, None),
            },
            None => match time_named(rest) {
                Some(time) => return Ok(Unit { count, noun: Noun::None, time: Some(time) }),
                None => (rest, None),
            },
        };
        let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '/' | '_');
        if !noun.starts_with(|c: char| c.is_ascii_alphabetic()) || !noun.chars().all(plain) {
            return Err(bad());
        }
        let noun = match BYTES.iter().chain([&PIB]).find(|(name, _)| *name == noun) {
            Some(&(name, size)) => Noun::Bytes { name, size },
            None => Noun::Counted(noun.to_owned()),
        };
        Ok(Unit { count, noun, time })
    }
}

fn time_named(text: &str) -> Option<Time> {
    TIMES.iter().find(|(name, _)| singular(name).eq_ignore_ascii_case(singular(text))).map(|(_, time)| *time)
}

impl fmt::Display for Unit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.count != 1 {
            write!(f, "{} ", self.count)?;
        }
        match (&self.noun, self.time) {
            (Noun::None, time) => f.write_str(time.map_or("", Time::plural)),
            (noun, time) => {
                f.write_str(match noun {
                    Noun::Bytes { name, .. } => name,
                    Noun::Counted(name) => name,
                    Noun::None => "",
                })?;
                time.map_or(Ok(()), |time| write!(f, "-{}", time.plural()))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_round_trip() {
        for text in [
            "Hours",
            "GiB",
            "GiB-Months",
            "1000 Requests",
            "1000000 Tokens",
            "vCPU-Hours",
            "IOPS-Months",
            "MiB/s-Months",
            "LCU-Hours",
            "PiB",
            "1000 Object-Months",
        ] {
            assert_eq!(text.parse::<Unit>().unwrap().to_string(), text);
        }
    }

    #[test]
    fn conversions_keep_dimension() {
        let factor = |a: &str, b: &str, hours: i64| {
            a.parse::<Unit>()
                .unwrap()
                .factor(&b.parse().unwrap(), Decimal::from(hours))
                .and_then(|f| f.apply(Decimal::ONE))
                .map(|d| d.normalize().to_string())
        };
        assert_eq!(factor("Requests", "1000 Requests", 730).as_deref(), Some("0.001"));
        assert_eq!(factor("request", "1000000 Requests", 730).as_deref(), Some("0.000001"));
        assert_eq!(factor("B", "GiB", 730).as_deref(), Some("0.0000000009313225746154785156"));
        assert_eq!(
            factor("vCPU-Seconds", "vCPU-Hours", 730).as_deref(),
            Some("0.0002777777777777777777777778")
        );
        assert_eq!(factor("GiB-Hours", "GiB-Months", 744).as_deref(), Some("0.0013440860215053763440860215"));
        assert_eq!(factor("Requests", "Tokens", 730), None);
        assert_eq!(factor("Hours", "GiB-Hours", 730), None);
        assert_eq!(factor("GiB", "GiB-Hours", 730), None);
    }

    #[test]
    fn bad_units_are_errors() {
        for text in ["", "0 Requests", "1000", "GiB per month", "$", "1000 "] {
            assert!(text.parse::<Unit>().is_err(), "{text:?}");
        }
    }
}
