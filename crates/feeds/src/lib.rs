//! Price feeds: reads what vendors publish and keeps it as a folder of price tables of one's own.
//!
//! ```
//! use costmodel_feeds::{Feed, Reader};
//!
//! let folder = tempfile::tempdir().unwrap();
//! let file = folder.path().join("data.json");
//! std::fs::write(&file, r#"[{"id":"openai","models":[{"id":"gpt-x","prices":{"input_mtok":1.25}}]}]"#).unwrap();
//!
//! let mut reader = Reader::new(Feed::GenaiPrices, "2026-11-24".parse().unwrap());
//! reader.read(&file).unwrap();
//! let reading = reader.finish();
//! assert_eq!(reading.offers()[0].key.to_string(), "openai/models/global/gpt-x input");
//! assert_eq!(reading.offers()[0].schedule.first_price().to_string(), "1.25");
//! ```
//!
//! - [`Feed`] names the lists; [`Reader`] reads their documents, streaming, into a [`Reading`].
//! - [`Origin`] is where a document is; [`Fetcher`] brings it, and [`read`] does both, page after page.
//! - [`Shelf`] is the folder; [`plan`] says what a reading changes in it, and [`write()`] puts it in place whole.

mod ai;
mod aws;
mod azure;
mod document;
mod feed;
mod fetch;
mod figure;
mod gcp;
mod leash;
mod names;
mod origin;
mod reading;
mod shelf;
mod spot_advisor;
mod update;
mod words;

pub use feed::{Feed, Reader};
pub use fetch::{Clock, Fetched, Fetcher, Limits, Progress};
pub use figure::decimal;
pub use origin::{Address, Origin};
pub use reading::{Offer, Reading, Refused, Taken};
pub use shelf::{Change, Kind, Plan, Seen, Shelf, Validators, plan, unchanged, write};
pub use update::{Outcome, read};
