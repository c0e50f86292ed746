//! Months, days, hours of the week.

use costmodel_core::diag::Diagnostic;
use costmodel_core::month::{Month, WEEK, Week, zone};
use jiff::civil::Date;

use super::value::{At, text_of};
use super::{Field, FieldDoc, Node, Problems, Shape, Value};

impl Field for At<Month> {
    const SHAPE: Shape = Shape::Month;

    fn decode(node: &Node, _: &FieldDoc, problems: &mut Problems) -> Option<Self> {
        let text = date_text(node, problems)?;
        match text.parse::<Month>() {
            Ok(month) => Some(At { value: month, span: node.span.clone() }),
            Err(_) => {
                bad_date(node, &format!("`{text}` is not a month"), "write a month as \"2027-01\"", problems)
            }
        }
    }
}

impl Field for At<Date> {
    const SHAPE: Shape = Shape::Month;

    fn decode(node: &Node, _: &FieldDoc, problems: &mut Problems) -> Option<Self> {
        let text = date_text(node, problems)?;
        let day = text.parse::<Month>().map(Month::first_day).or_else(|_| text.parse::<Date>());
        match day {
            Ok(day) if day.year() >= 1 => Some(At { value: day, span: node.span.clone() }),
            _ => {
                let why = format!("`{text}` is not a day");
                bad_date(node, &why, "write \"2027-04\" for its first day, or \"2027-04-15\"", problems)
            }
        }
    }
}

fn date_text<'n>(node: &'n Node, problems: &mut Problems) -> Option<&'n str> {
    match &node.value {
        Value::Datetime(text) => Some(text),
        _ => text_of(node, problems),
    }
}

fn bad_date<T>(node: &Node, why: &str, hint: &str, problems: &mut Problems) -> Option<T> {
    problems
        .push(Diagnostic::error("not-a-date", node.span.clone(), why).label("expected a date").hint(hint));
    None
}

/// Hours of the week in which something runs: `"weekdays 08:00-20:00 Europe/Berlin"`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hours(pub Week);

impl Field for Hours {
    const SHAPE: Shape = Shape::Amount("\"weekdays 08:00-20:00 Europe/Berlin\"");

    fn decode(node: &Node, _: &FieldDoc, problems: &mut Problems) -> Option<Self> {
        let text = text_of(node, problems)?;
        match hours(text) {
            Ok(week) => Some(Hours(week)),
            Err(why) => {
                problems.push(
                    Diagnostic::error("schedule", node.span.clone(), why)
                        .label("expected days and hours")
                        .hint("for example \"weekdays 08:00-20:00 Europe/Berlin\", \"daily 06:00-22:00\", \"mon-sat 07:00-19:00\" or \"always\""),
                );
                None
            }
        }
    }
}

const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/// Reads days, hours and a zone.
fn hours(text: &str) -> Result<Week, String> {
    let mut words = text.split_whitespace();
    let days = words.next().ok_or_else(|| "an empty schedule".to_owned())?;
    let on_day: [bool; 7] = match days {
        "always" | "daily" => [true; 7],
        "weekdays" => [true, true, true, true, true, false, false],
        "weekends" => [false, false, false, false, false, true, true],
        list => {
            let index = |name: &str| {
                DAYS.iter()
                    .position(|day| name.eq_ignore_ascii_case(day))
                    .ok_or_else(|| format!("`{name}` is not a day of the week"))
            };
            let mut on = [false; 7];
            for part in list.split(',') {
                let (first, last) = part.split_once('-').unwrap_or((part, part));
                let (first, last) = (index(first)?, index(last)?);
                let mut day = first;
                loop {
                    if let Some(slot) = on.get_mut(day) {
                        *slot = true;
                    }
                    if day == last {
                        break;
                    }
                    day = (day + 1) % 7;
                }
            }
            on
        }
    };
    let mut from_to = (0, 24);
    let mut place = None;
    for word in words {
        if word.starts_with(|c: char| c.is_ascii_digit()) {
            let (from, to) =
                word.split_once('-').ok_or_else(|| format!("`{word}` is not a span of hours"))?;
            from_to = (whole_hour(from)?, whole_hour(to)?);
        } else if let Some(zone) = zone(word) {
            place = Some(zone);
        } else if word != "UTC" {
            return Err(format!("`{word}` is not a time zone"));
        }
    }
    let (from, to) = from_to;
    if from == to {
        return Err(format!("the hours of `{text}` are empty"));
    }
    let weights = std::array::from_fn(|hour| {
        let (day, hour) = (hour / 24, hour % 24);
        let day_before = (day + 6) % 7;
        let on = |day: usize| on_day.get(day).copied().unwrap_or(false);
        let runs = if from < to {
            on(day) && (from..to).contains(&hour)
        } else {
            (on(day) && hour >= from) || (on(day_before) && hour < to)
        };
        u32::from(runs)
    });
    Ok(Week { name: text.to_owned(), weights: Box::new(weights), zone: place })
}

fn whole_hour(text: &str) -> Result<usize, String> {
    let bad = || format!("`{text}` is not a full hour like 08:00");
    let (hour, minute) = text.split_once(':').ok_or_else(bad)?;
    let hour: usize = hour.parse().map_err(|_| bad())?;
    if minute != "00" || hour > 24 {
        return Err(bad());
    }
    Ok(hour)
}

/// How a demand spreads over the week: a named shape, 168 shares, or an hourly series.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Load(pub Week);

/// The named shapes: weekday hours, weekend hours, 24 weights each, from midnight.
pub const SHAPES: [(&str, [u32; 24], [u32; 24]); 4] = [
    ("flat", [1; 24], [1; 24]),
    (
        "business-hours",
        [5, 5, 5, 5, 5, 10, 20, 50, 90, 100, 100, 100, 80, 90, 100, 100, 95, 80, 50, 30, 20, 15, 10, 5],
        [5, 5, 5, 5, 5, 5, 5, 10, 10, 15, 15, 15, 15, 15, 15, 15, 10, 10, 10, 10, 10, 5, 5, 5],
    ),
    (
        "daytime",
        [20, 12, 8, 6, 6, 10, 25, 50, 75, 90, 95, 100, 100, 100, 95, 95, 95, 95, 95, 90, 80, 65, 45, 30],
        [25, 15, 10, 8, 6, 8, 15, 30, 50, 70, 85, 95, 100, 100, 100, 95, 95, 95, 95, 90, 85, 70, 50, 35],
    ),
    (
        "evenings",
        [30, 18, 10, 6, 5, 8, 15, 25, 30, 30, 32, 35, 40, 40, 40, 45, 55, 70, 85, 100, 100, 95, 75, 50],
        [40, 25, 15, 10, 6, 8, 12, 20, 35, 50, 60, 65, 70, 70, 70, 75, 80, 85, 95, 100, 100, 95, 80, 60],
    ),
];

impl Field for Load {
    const SHAPE: Shape = Shape::Either(&[
        Shape::Amount("\"business-hours America/New_York\""),
        Shape::List(&Shape::Amount("1")),
    ]);

    fn decode(node: &Node, _: &FieldDoc, problems: &mut Problems) -> Option<Self> {
        let week = match &node.value {
            Value::List(items) => by_hour(items),
            _ => named(text_of(node, problems)?),
        };
        match week {
            Ok(week) => Some(Load(week)),
            Err(why) => {
                let names: Vec<&str> = SHAPES.iter().map(|(name, ..)| *name).collect();
                problems.push(
                    Diagnostic::error("week-shape", node.span.clone(), why)
                        .label("expected a shape of the week")
                        .hint(format!(
                            "one of {} with a time zone, or 168 numbers from Monday 00:00",
                            names.join(", ")
                        )),
                );
                None
            }
        }
    }
}

fn named(text: &str) -> Result<Week, String> {
    let mut words = text.split_whitespace();
    let name = words.next().unwrap_or("");
    let (_, weekday, weekend) = SHAPES
        .iter()
        .find(|(known, ..)| *known == name)
        .ok_or_else(|| format!("`{name}` is not a named shape"))?;
    let place = match words.next() {
        None | Some("UTC") => None,
        Some(word) => Some(zone(word).ok_or_else(|| format!("`{word}` is not a time zone"))?),
    };
    let weights = std::array::from_fn(|hour| {
        let day = if hour / 24 < 5 { weekday } else { weekend };
        day.get(hour % 24).copied().unwrap_or(0)
    });
    Ok(Week { name: text.to_owned(), weights: Box::new(weights), zone: place })
}

/// Shares of 168 hours, or a longer hourly series from a Monday on, folded into a week.
fn by_hour(items: &[Node]) -> Result<Week, String> {
    if items.len() < WEEK {
        return Err(format!("{} numbers, not 168", items.len()));
    }
    let mut sums = [rust_decimal::Decimal::ZERO; WEEK];
    for (at, item) in items.iter().enumerate() {
        let Value::Number(text) = &item.value else { return Err("a shape is made of numbers".into()) };
        let value = super::number::decimal(text).map_err(|_| format!("`{text}` is not a plain number"))?;
        if value.is_sign_negative() && !value.is_zero() {
            return Err("a share cannot be negative".into());
        }
        if let Some(sum) = sums.get_mut(at % WEEK) {
            *sum = sum.checked_add(value).ok_or("the numbers are too large")?;
        }
    }
    let largest = sums.iter().copied().max().unwrap_or_default();
    if largest.is_zero() {
        return Err("all shares are zero".into());
    }
    // Weights are integers: the largest hour weighs a million.
    let scale = |sum: rust_decimal::Decimal| {
        sum.checked_mul(1_000_000.into())
            .and_then(|v| v.checked_div(largest))
            .and_then(|v| u32::try_from(v.round()).ok())
    };
    let mut weights = [0; WEEK];
    for (weight, sum) in weights.iter_mut().zip(sums) {
        *weight = scale(sum).ok_or("the numbers are too large")?;
    }
    Ok(Week { name: "hourly".into(), weights: Box::new(weights), zone: None })
}
