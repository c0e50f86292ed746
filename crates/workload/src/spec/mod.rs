//! The nouns of the workload file, as structs; every field knows its place in the text.

mod common;
mod component;
mod driver;
mod edges;
mod lost;
mod places;
mod workload;

pub use common::{Common, MonthMap, SeasonMap};
pub use component::{Component, read_kind};
pub use driver::{Driver, GrowthSpec, SCurve};
pub use edges::{Account, Commitment, Discount, Event, EventMonth, Flow, Support};
pub use lost::Lost;
pub use places::{Environment, Placement};
pub use workload::{FreeTierWord, HORIZON, HoursWord, RESERVED, Settings, Spec, decode};
