//! A rate back into the cells of a row: for locks, diffs and exports.

use std::fmt;

use costmodel_core::rate::{Free, Minimums, Rate, Schedule, Scope};

use super::{price, wide_price};

/// What a rate says, except for where it was seen, in the words of the tables.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Written {
    /// In what it is counted: `GiB-Months`.
    pub unit: String,
    /// `flat`, `graduated`, `volume`, `block` or `term`.
    pub mode: &'static str,
    /// `0.09;10240:0.085`; of a term `662u+0.0756`.
    pub price: String,
    /// `days=30`, or empty.
    pub minimum: String,
    /// `always:100:aws/data-transfer/internet`, or empty.
    pub free: String,
    /// `resource`, `pool:NAME`, `global:NAME`, or empty.
    pub scope: String,
    /// What a contract makes of it: `-12 %`, or empty.
    pub contract: String,
}

impl Written {
    /// A rate in the words of the tables.
    #[must_use]
    pub fn of(rate: &Rate) -> Written {
        Written {
            unit: rate.unit.to_string(),
            mode: rate.schedule.name(),
            price: written(&rate.schedule),
            minimum: minimum(&rate.minimums),
            free: rate.free.as_ref().map_or_else(String::new, free),
            scope: scope(&rate.scope),
            contract: rate.contract.as_ref().map_or_else(String::new, |contract| contract.text.clone()),
        }
    }
}

/// `graduated 0.09;10240:0.085 per GiB; global:aws/internet; contract -12 %`
impl fmt::Display for Written {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} per {}", self.mode, self.price, self.unit)?;
        for part in [&self.minimum, &self.free, &self.scope] {
            if !part.is_empty() {
                write!(f, "; {part}")?;
            }
        }
        if self.contract.is_empty() { Ok(()) } else { write!(f, "; contract {}", self.contract) }
    }
}

/// The price cell of a schedule.
pub(crate) fn written(schedule: &Schedule) -> String {
    match schedule {
        Schedule::Term { upfront, hourly, .. } => {
            wide_price::WidePrice { paid: wide_price::Paid::Upfront(*upfront, *hourly), derived: false }
                .to_string()
        }
        other => price::write(other).map_or_else(String::new, |(_, cell)| cell),
    }
}

fn minimum(minimums: &Minimums) -> String {
    let Minimums { days, object_bytes, overhead_bytes, seconds, increment_ms, charge } = minimums;
    let parts = [
        days.map(|days| format!("days={days}")),
        object_bytes.map(|size| format!("size={size}")),
        overhead_bytes.map(|(own, standard)| format!("overhead={own}+{standard}")),
        seconds.map(|seconds| format!("seconds={seconds}")),
        increment_ms.map(|increment| format!("increment_ms={increment}")),
        charge.map(|charge| format!("charge={charge}")),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(";")
}

fn free(free: &Free) -> String {
    let how = if free.twelve_months { "12m" } else { "always" };
    format!("{how}:{}:{}", free.amount, free.pool)
}

fn scope(scope: &Scope) -> String {
    match scope {
        Scope::Meter => String::new(),
        Scope::Resource => "resource".to_owned(),
        Scope::Region(pool) => format!("pool:{pool}"),
        Scope::Global(pool) => format!("global:{pool}"),
    }
}

#[cfg(test)]
mod tests {
    use super::super::terms;
    use super::*;

    #[test]
    fn what_is_written_is_read_again() {
        for cell in ["", "days=90;size=131072;overhead=32768+8192;seconds=60;increment_ms=1;charge=0.5"] {
            assert_eq!(minimum(&terms::minimums(cell).unwrap()), cell);
        }
        for cell in ["always:100:aws/data-transfer/internet", "12m:750:aws/ec2/micro:x"] {
            assert_eq!(free(&terms::free(cell).unwrap().unwrap()), cell);
        }
        for cell in ["", "resource", "pool:a/b", "global:a:b"] {
            assert_eq!(scope(&terms::scope(cell).unwrap()), cell);
        }
    }
}
