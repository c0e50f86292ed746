//! `prices list`: the services with prices.

use costmodel::prices::{self, Listing};

use super::grid::Grid;
use crate::args::Filter;
use crate::outcome::{Failure, Outcome};
use crate::rim::Rim;

pub fn run(filter: &Filter, rim: &Rim) -> Outcome {
    let book = rim.book()?;
    let is = |wanted: &Option<String>, name: &str| wanted.as_ref().is_none_or(|wanted| wanted == name);
    let listed: Vec<Listing> = prices::list(book)
        .into_iter()
        .filter(|line| is(&filter.which.provider, &line.provider) && is(&filter.which.service, &line.service))
        .filter(|line| filter.which.region.as_ref().is_none_or(|region| line.regions.contains(region)))
        .collect();
    if listed.is_empty() {
        let providers = book.providers().join(", ");
        return Err(Failure::Input(format!("no service fits; the book has prices of {providers}")));
    }
    fn day<D: ToString>(day: Option<D>) -> String {
        day.map_or_else(String::new, |day| day.to_string())
    }
    let rows = listed.iter().map(|line| {
        vec![
            line.provider.clone(),
            line.service.clone(),
            line.regions.len().to_string(),
            line.skus.to_string(),
            line.rows.to_string(),
            day(line.oldest),
            day(line.newest),
        ]
    });
    Grid {
        header: &["provider", "service", "regions", "skus", "rows", "oldest", "newest"],
        numbers: &["regions", "skus", "rows"],
        rows,
    }
    .print(filter.format, rim)
}
