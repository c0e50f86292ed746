//! Where things run: placements and environments.

use jiff::civil::Date;

use crate::decode::At;
use crate::decode::amount::{Count, Fraction, Percent};
use crate::decode::time::Hours;
use crate::spec;

spec! {
    /// A provider and region where components run. The first of the file is the default; with several,
    /// `share` splits the demand.
    pub struct Placement {
        /// Provider and region: `"aws/us-east-1"`.
        neutral at: At<String>,
        /// Its part of the demand and the stocks; the default placement takes what the others leave.
        neutral share: Option<Fraction>,
        /// Its first month, or day.
        neutral from: Option<At<Date>>,
        /// The first month, or day, it is gone.
        neutral until: Option<At<Date>>,
    }
}

spec! {
    /// A scaled copy of the system beside production. Fixed fees are not scaled.
    pub struct Environment {
        /// Its part of every flow.
        up demand: Percent = "100 %",
        /// Its part of every stock.
        up stock: Percent = "100 %",
        /// Hours of the week in which its machines run.
        neutral schedule: Option<Hours>,
        /// Availability zones it spans.
        neutral zones: Option<Count>,
        /// Replicas it keeps at least.
        neutral min_replicas: Option<Count>,
        /// Its first month, or day.
        neutral from: Option<At<Date>>,
        /// The first month, or day, it is gone.
        neutral until: Option<At<Date>>,
    }
}
