//! The `minimum`, `free`, `scope`, `quality` and `from` cells of long rows.

use costmodel_core::rate::{Free, Minimums, Quality, Scope};
use jiff::civil::Date;

use super::number;
use crate::problem::Fault;
use crate::similar::did_you_mean;

const MINIMUMS: [&str; 6] = ["days", "size", "overhead", "seconds", "increment_ms", "charge"];

/// `days=30;size=131072`: what is billed at least.
pub(crate) fn minimums(cell: &str) -> Result<Minimums, Fault> {
    let mut minimums = Minimums::default();
    for part in cell.split(';').filter(|_| !cell.is_empty()) {
        let (name, value) = part.split_once('=').unwrap_or((part, ""));
        let first = match name {
            "days" => minimums.days.replace(whole(part, value)?).is_none(),
            "size" => minimums.object_bytes.replace(whole(part, value)?).is_none(),
            "overhead" => {
                let (own, standard) = value.split_once('+').unwrap_or((value, ""));
                minimums.overhead_bytes.replace((whole(part, own)?, whole(part, standard)?)).is_none()
            }
            "seconds" => minimums.seconds.replace(whole(part, value)?).is_none(),
            "increment_ms" => minimums.increment_ms.replace(whole(part, value)?).is_none(),
            "charge" => minimums.charge.replace(number::price(value)?).is_none(),
            _ => {
                let hint = did_you_mean(name, MINIMUMS, "write for example `days=30;size=131072`");
                return Err(Fault::new(format!("minimum `{part}` is unknown"), hint));
            }
        };
        if !first {
            return Err(Fault::new(format!("minimum `{name}` is given twice"), "keep one"));
        }
    }
    Ok(minimums)
}

fn whole<T: std::str::FromStr>(part: &str, value: &str) -> Result<T, Fault> {
    let digits = !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit());
    value.parse().ok().filter(|_| digits).ok_or_else(|| {
        Fault::new(
            format!("minimum `{part}` has no whole number"),
            "write `days=30` or `overhead=32768+8192`",
        )
    })
}

/// `always:1:aws/lambda/requests`: a free allowance.
pub(crate) fn free(cell: &str) -> Result<Option<Free>, Fault> {
    if cell.is_empty() {
        return Ok(None);
    }
    let form = "write `always:<amount>:<pool>` or `12m:<amount>:<pool>`";
    let bad = || Fault::new(format!("free allowance `{cell}` is not understood"), form);
    let mut parts = cell.splitn(3, ':');
    let (Some(how), Some(amount), Some(pool)) = (parts.next(), parts.next(), parts.next()) else {
        return Err(bad());
    };
    let twelve_months = match how {
        "always" => false,
        "12m" => true,
        _ => return Err(bad()),
    };
    let amount = number::quantity(amount, "free amount")?;
    if pool.is_empty() || amount.is_zero() {
        return Err(bad());
    }
    Ok(Some(Free { amount, pool: pool.to_owned(), twelve_months }))
}

/// `resource`, `pool:<name>`, `global:<name>` or nothing: over what tiers are counted.
pub(crate) fn scope(cell: &str) -> Result<Scope, Fault> {
    match cell.split_once(':') {
        None if cell.is_empty() => Ok(Scope::Meter),
        None if cell == "resource" => Ok(Scope::Resource),
        Some(("pool", name)) if !name.is_empty() => Ok(Scope::Region(name.to_owned())),
        Some(("global", name)) if !name.is_empty() => Ok(Scope::Global(name.to_owned())),
        _ => Err(Fault::new(
            format!("scope `{cell}` is unknown"),
            "leave it empty or write `resource`, `pool:<name>` or `global:<name>`",
        )),
    }
}

/// `exact`, `rounded` or `derived`.
pub(crate) fn quality(cell: &str) -> Result<Quality, Fault> {
    [Quality::Exact, Quality::Rounded, Quality::Derived].into_iter().find(|q| q.name() == cell).ok_or_else(
        || Fault::new(format!("quality `{cell}` is unknown"), "write `exact`, `rounded` or `derived`"),
    )
}

/// `2027-01-01`, or nothing for an open start.
pub(crate) fn from(cell: &str) -> Result<Option<Date>, Fault> {
    if cell.is_empty() { Ok(None) } else { date(cell).map(Some) }
}

/// `2027-01-01`.
pub(crate) fn date(cell: &str) -> Result<Date, Fault> {
    let plain = cell.len() == 10;
    cell.parse()
        .ok()
        .filter(|_| plain)
        .ok_or_else(|| Fault::new(format!("`{cell}` is not a day"), "write it as `2027-01-31`"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn minimums_read() {
        let read =
            minimums("days=90;size=131072;overhead=32768+8192;seconds=60;increment_ms=1;charge=0.5").unwrap();
        assert_eq!(
            (read.days, read.object_bytes, read.overhead_bytes),
            (Some(90), Some(131_072), Some((32_768, 8_192)))
        );
        assert_eq!((read.seconds, read.increment_ms), (Some(60), Some(1)));
        assert_eq!(read.charge.unwrap().to_string(), "0.5");
        assert_eq!(minimums("").unwrap(), Minimums::default());
        for cell in ["day=30", "days", "days=x", "days=1;days=2", "overhead=5", "days=30;", "size=+5"] {
            assert!(minimums(cell).is_err(), "{cell}");
        }
    }

    #[test]
    fn free_allowances_read() {
        let pool = free("12m:750:aws/ec2/micro:x").unwrap().unwrap();
        assert!(pool.twelve_months && pool.pool == "aws/ec2/micro:x" && pool.amount.to_string() == "750");
        for cell in ["always:1", "sometimes:1:x", "always:x:y", "always:1:", "always:0:x", "always:-1:x"] {
            assert!(free(cell).is_err(), "{cell}");
        }
    }

    #[test]
    fn scopes_qualities_and_days_read() {
        assert_eq!(scope("").unwrap(), Scope::Meter);
        assert_eq!(scope("resource").unwrap(), Scope::Resource);
        assert_eq!(scope("pool:a/b").unwrap(), Scope::Region("a/b".into()));
        assert_eq!(scope("global:a:b").unwrap(), Scope::Global("a:b".into()));
        assert!(scope("pool:").is_err() && scope("account").is_err());
        assert_eq!(quality("derived").unwrap(), Quality::Derived);
        assert!(quality("").is_err());
        assert_eq!(from("").unwrap(), None);
        assert!(from("2027-1-1").is_err() && from("20270101").is_err());
    }
}
