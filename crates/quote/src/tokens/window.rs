//! Hours of the day at which a vendor's rates are others: `window=01:00-04:00+06:00-10:00 UTC; mon-fri` in the
//! note of a `peak-` meter. Public holidays are in no table (DeepSeek bills Chinese holidays off-peak).

use jiff::civil::{Date, Weekday};

/// When a peak rate holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Windows {
    /// Minutes of the day, half-open; one that ends before it begins passes midnight.
    hours: Vec<(u16, u16)>,
    workdays_only: bool,
}

impl Windows {
    /// The windows in a price row's note, if it has any.
    pub(super) fn of(note: &str) -> Option<Windows> {
        let (_, rest) = note.split_once("window=")?;
        let (hours, days) = rest.split_once(" UTC")?;
        let hours = hours.split('+').map(|window| {
            let (from, to) = window.split_once('-')?;
            Some((minute(from)?, minute(to)?))
        });
        Some(Windows { hours: hours.collect::<Option<_>>()?, workdays_only: days.contains("mon-fri") })
    }

    /// Whether a minute of a day is inside.
    pub(super) fn hold(&self, day: Date, minute: u16) -> bool {
        if self.workdays_only && matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday) {
            return false;
        }
        self.hours.iter().any(|&(from, to)| {
            if from <= to { (from..to).contains(&minute) } else { minute >= from || minute < to }
        })
    }
}

/// `01:30` in minutes.
fn minute(text: &str) -> Option<u16> {
    let (hours, minutes) = text.split_once(':')?;
    let (hours, minutes): (u16, u16) = (hours.parse().ok()?, minutes.parse().ok()?);
    (hours < 24 && minutes < 60).then(|| hours * 60 + minutes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn windows_are_half_open_and_know_the_week() {
        let windows = Windows::of("window=01:00-04:00+06:00-10:00 UTC; mon-fri").unwrap();
        let (monday, saturday): (Date, Date) = ("2026-11-23".parse().unwrap(), "2026-11-21".parse().unwrap());
        for (at, inside) in [(59, false), (60, true), (239, true), (240, false), (360, true), (600, false)] {
            assert_eq!(windows.hold(monday, at), inside, "{at}");
            assert!(!windows.hold(saturday, at));
        }
        let night = Windows::of("window=22:30-02:00 UTC").unwrap();
        assert!(night.hold(saturday, 0) && night.hold(monday, 1_350) && !night.hold(monday, 120));
        assert_eq!(Windows::of("outside the peak window"), None);
        assert_eq!(Windows::of("window=25:00-26:00 UTC"), None);
    }
}
