//! Months, and the hours of the week inside them.

use std::fmt;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use rust_decimal::Decimal;

/// Hours of a week, Monday 00:00 first.
pub const WEEK: usize = 168;

/// A calendar month.
///
/// ```
/// use costmodel_core::month::Month;
/// let month: Month = "2027-12".parse()?;
/// assert_eq!(month.plus(2).to_string(), "2028-02");
/// assert_eq!(month.plus(2).hours(), 29 * 24);
/// # Ok::<(), String>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month(i32);

impl Month {
    /// From a year (1 to 9998) and a month (1 to 12).
    #[must_use]
    pub fn new(year: i16, month: i8) -> Option<Month> {
        if !(1..=9998).contains(&year) || !(1..=12).contains(&month) {
            return None;
        }
        Some(Month(i32::from(year) * 12 + i32::from(month) - 1))
    }

    /// The month a day is in.
    #[must_use]
    pub fn of(day: Date) -> Month {
        Month(i32::from(day.year()) * 12 + i32::from(day.month()) - 1)
    }

    /// The year.
    #[must_use]
    pub fn year(self) -> i16 {
        i16::try_from(self.0.div_euclid(12)).unwrap_or(1)
    }

    /// 1 to 12.
    #[must_use]
    pub fn of_year(self) -> i8 {
        i8::try_from(self.0.rem_euclid(12)).unwrap_or(0) + 1
    }

    /// So many months later.
    #[must_use]
    pub fn plus(self, months: u16) -> Month {
        Month(self.0.saturating_add(i32::from(months)))
    }

    /// How many months `self` is after `start`; negative before it.
    #[must_use]
    pub fn since(self, start: Month) -> i32 {
        self.0 - start.0
    }

    /// Its first day. A rate in force on it prices the whole month.
    #[must_use]
    pub fn first_day(self) -> Date {
        Date::new(self.year(), self.of_year(), 1).unwrap_or(Date::ZERO)
    }

    /// 28 to 31.
    #[must_use]
    pub fn days(self) -> u32 {
        u32::try_from(self.first_day().days_in_month()).unwrap_or(30)
    }

    /// 672 to 744.
    #[must_use]
    pub fn hours(self) -> u32 {
        self.days() * 24
    }

    /// How often each hour of the week comes in the days `[from, until)` of this month, in UTC.
    #[must_use]
    pub fn week_hours(self, active: &Active) -> [u32; WEEK] {
        let (first, end) = active.days_in(self);
        let monday_based = i64::from(self.first_day().weekday().to_monday_zero_offset());
        let mut per_weekday = [0_u32; 7];
        for day in first..end {
            let weekday = (monday_based + i64::from(day)).rem_euclid(7);
            if let Some(count) = usize::try_from(weekday).ok().and_then(|w| per_weekday.get_mut(w)) {
                *count += 1;
            }
        }
        std::array::from_fn(|hour| per_weekday.get(hour / 24).copied().unwrap_or(0))
    }
}

impl std::str::FromStr for Month {
    type Err = String;

    fn from_str(text: &str) -> Result<Month, String> {
        let bad = || format!("`{text}` is not a month; write it as \"2027-01\"");
        let (year, month) = text.split_once('-').ok_or_else(bad)?;
        if year.len() != 4 || month.len() != 2 {
            return Err(bad());
        }
        Month::new(year.parse().map_err(|_| bad())?, month.parse().map_err(|_| bad())?).ok_or_else(bad)
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.year(), self.of_year())
    }
}

/// The days on which something exists: `[from, until)`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Active {
    /// Its first day; `None` is from the start.
    pub from: Option<Date>,
    /// The first day it is gone; `None` is never.
    pub until: Option<Date>,
}

impl Active {
    /// Days of a month as a half-open range of 0-based days.
    #[must_use]
    pub fn days_in(&self, month: Month) -> (u32, u32) {
        let day_of = |date: Date| match Month::of(date).since(month) {
            0 => u32::try_from(date.day()).unwrap_or(1).saturating_sub(1),
            before if before < 0 => 0,
            _ => month.days(),
        };
        let first = self.from.map_or(0, day_of);
        let end = self.until.map_or(month.days(), day_of);
        (first, end.max(first))
    }

    /// The share of the month's days on which it exists.
    #[must_use]
    pub fn share(&self, month: Month) -> Decimal {
        let (first, end) = self.days_in(month);
        Decimal::from(end - first) / Decimal::from(month.days())
    }

    /// Whether it is there on every day of every month.
    #[must_use]
    pub fn is_always(&self) -> bool {
        self.from.is_none() && self.until.is_none()
    }

    /// The days of both.
    #[must_use]
    pub fn and(&self, other: &Active) -> Active {
        let until = match (self.until, other.until) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        };
        Active { from: self.from.max(other.from), until }
    }
}

/// How long a month is for what is billed by time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum HoursRule {
    /// 672 to 744, as vendors bill.
    #[default]
    Calendar,
    /// 730 in every month, as most calculators do.
    Flat730,
}

impl HoursRule {
    /// The hours of a month under this rule.
    #[must_use]
    pub fn of(self, month: Month) -> Decimal {
        match self {
            HoursRule::Calendar => Decimal::from(month.hours()),
            HoursRule::Flat730 => Decimal::from(730),
        }
    }

    /// Calendar hours of a month under this rule: unchanged, or scaled so that the whole month has 730.
    #[must_use]
    pub fn scale(self, calendar_hours: Decimal, month: Month) -> Option<Decimal> {
        match self {
            HoursRule::Calendar => Some(calendar_hours),
            HoursRule::Flat730 => {
                calendar_hours.checked_mul(Decimal::from(730))?.checked_div(Decimal::from(month.hours()))
            }
        }
    }

    /// Hours under this rule as hours of the calendar: the reverse of [`HoursRule::scale`].
    #[must_use]
    pub fn unscale(self, hours: Decimal, month: Month) -> Option<Decimal> {
        let (times, over) = self.density(month);
        hours.checked_mul(times)?.checked_div(over)
    }

    /// How much more a month's demand fills an hour than if it were spread over the calendar's hours, as a
    /// fraction: one, or the month's hours over 730.
    #[must_use]
    pub fn density(self, month: Month) -> (Decimal, Decimal) {
        match self {
            HoursRule::Calendar => (Decimal::ONE, Decimal::ONE),
            HoursRule::Flat730 => (Decimal::from(month.hours()), Decimal::from(730)),
        }
    }
}

/// A weight for each hour of the week, in the local time of a zone.
///
/// As a load shape the weights are shares of the week's demand; as a schedule they are 1 (on) or 0 (off).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Week {
    /// What the user calls it.
    pub name: String,
    /// Monday 00:00 first, local time.
    pub weights: Box<[u32; WEEK]>,
    /// The zone; `None` is UTC.
    pub zone: Option<TimeZone>,
}

impl Week {
    /// The same weight in every hour.
    #[must_use]
    pub fn flat() -> Week {
        Week { name: "flat".into(), weights: Box::new([1; WEEK]), zone: None }
    }

    /// Whether every hour weighs the same.
    #[must_use]
    pub fn is_flat(&self) -> bool {
        self.weights.iter().all(|w| Some(w) == self.weights.first())
    }

    /// The weights by UTC hour in a month. The zone's offset on the 15th holds for the whole month, rounded
    /// to the hour, so that a month has one shape.
    #[must_use]
    pub fn in_utc(&self, month: Month) -> [u32; WEEK] {
        let offset = self.zone.as_ref().map_or(0, |zone| offset_hours(zone, month));
        let mut weights = *self.weights;
        // UTC hour h is local hour h + offset.
        weights.rotate_left(usize::try_from(offset.rem_euclid(168)).unwrap_or(0));
        weights
    }
}

fn offset_hours(zone: &TimeZone, month: Month) -> i64 {
    let noon = Date::new(month.year(), month.of_year(), 15).unwrap_or(Date::ZERO).at(12, 0, 0, 0);
    let seconds = zone.to_ambiguous_timestamp(noon).compatible().map_or(0, |at| zone.to_offset(at).seconds());
    i64::from((seconds + seconds.signum() * 1_800) / 3_600)
}

/// The zone of an IANA name, from the tables in this program: the machine's own are not asked.
///
/// ```
/// assert!(costmodel_core::month::zone("Europe/Berlin").is_some());
/// assert!(costmodel_core::month::zone("Europe/Berln").is_none());
/// ```
#[must_use]
pub fn zone(name: &str) -> Option<TimeZone> {
    TimeZone::get(name).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn week_hours_sum_to_the_month() {
        let start: Month = "2024-01".parse().unwrap();
        for i in 0..240 {
            let month = start.plus(i);
            assert_eq!(month.week_hours(&Active::default()).iter().sum::<u32>(), month.hours());
        }
    }

    #[test]
    fn the_first_of_january_2027_is_a_friday() {
        let counts = "2027-01".parse::<Month>().unwrap().week_hours(&Active::default());
        // 31 days from a Friday: Fridays, Saturdays and Sundays come five times.
        assert_eq!([counts[0], counts[3 * 24], counts[4 * 24], counts[6 * 24 + 23]], [4, 4, 5, 5]);
    }

    #[test]
    fn part_months_go_by_day() {
        let month: Month = "2027-02".parse().unwrap();
        let active = Active { from: "2027-02-15".parse().ok(), until: "2027-03-02".parse().ok() };
        assert_eq!(active.days_in(month), (14, 28));
        assert_eq!(active.share(month), "0.5".parse().unwrap());
        assert_eq!(active.days_in(month.plus(1)), (0, 1));
        assert_eq!(active.days_in(month.plus(2)), (0, 0));
        assert_eq!(month.week_hours(&active).iter().sum::<u32>(), 14 * 24);
    }

    #[test]
    fn a_zone_turns_the_week() {
        let mut weights = [0; WEEK];
        weights[8] = 1; // Monday 08:00
        let week = Week { name: "x".into(), weights: Box::new(weights), zone: zone("Europe/Berlin") };
        let on = |month: &str| week.in_utc(month.parse().unwrap()).iter().position(|&w| w == 1);
        assert_eq!((on("2027-01"), on("2027-07")), (Some(7), Some(6)));
        let new_york = Week { zone: zone("America/New_York"), ..week.clone() };
        assert_eq!(new_york.in_utc("2027-01".parse().unwrap()).iter().position(|&w| w == 1), Some(13));
    }
}
