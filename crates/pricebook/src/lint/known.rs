//! What the cells of a table may refer to: sources, source sets, SKUs.

use std::collections::{BTreeMap, BTreeSet};

use costmodel_core::book::PriceBook;
use jiff::civil::Date;

use super::sheet::Sheet;
use crate::place::{FactTable, Place};
use crate::problem::Problem;
use crate::sources::{self, Sources};
use crate::wide;

/// Everything that has a name in the tables being checked, and in the book under them.
pub(crate) struct Known<'a> {
    /// The book these tables are laid over, if any.
    pub(crate) book: Option<&'a PriceBook>,
    /// Sources of these tables.
    pub(crate) sources: Sources,
    sets: BTreeMap<(&'a str, &'a str, &'a str, &'a str), &'a str>,
    skus: BTreeMap<(&'a str, &'a str), BTreeSet<&'a str>>,
    shapes: BTreeMap<(&'a str, &'a str), BTreeSet<&'a str>>,
    families: BTreeMap<(&'a str, &'a str), BTreeSet<&'a str>>,
    rates: Vec<&'a Sheet<'a>>,
    /// Where tables of facts are from: ids of `facts/sources.csv`.
    pub(crate) fact_sources: BTreeSet<&'a str>,
}

impl<'a> Known<'a> {
    /// Collects the names; problems are of `sources.csv` alone.
    pub(crate) fn of(
        sheets: &'a [Sheet<'a>],
        book: Option<&'a PriceBook>,
        problems: &mut Vec<Problem>,
    ) -> Known<'a> {
        let mut known = Known {
            book,
            sources: Sources::new(),
            sets: BTreeMap::new(),
            skus: BTreeMap::new(),
            shapes: BTreeMap::new(),
            families: BTreeMap::new(),
            rates: sheets.iter().filter(|sheet| matches!(sheet.place, Place::Rates(_))).collect(),
            fact_sources: BTreeSet::new(),
        };
        for sheet in sheets {
            let firsts = || sheet.rows.iter().map(|(_, row)| first(row));
            match &sheet.place {
                Place::Sources => known.sources = sources::read(sheet.path, &sheet.text, problems),
                Place::Rates((provider, service, _)) | Place::History((provider, service, _)) => {
                    known.skus.entry((provider, service)).or_default().extend(firsts());
                }
                Place::Skus(provider, service) => {
                    known.shapes.entry((provider, service)).or_default().extend(firsts());
                    let families = sheet.rows.iter().filter_map(|(_, row)| row.split(',').nth(1));
                    known.families.entry((provider, service)).or_default().extend(families);
                }
                Place::SourceSets(provider, service) => {
                    for (_, row) in &sheet.rows {
                        let mut cells = row.split(',');
                        if let (Some(set), Some(column), Some(src)) =
                            (cells.next(), cells.next(), cells.next())
                        {
                            known.sets.insert((provider, service, set, column), src);
                        }
                    }
                }
                Place::Facts(FactTable::Sources) => known.fact_sources.extend(firsts()),
                Place::Facts(FactTable::Throughput)
                | Place::Interruptions(..)
                | Place::Provisioned(_)
                | Place::Sustained(..)
                | Place::Aliases(_)
                | Place::Classes(_)
                | Place::Confirmed => {}
            }
        }
        known
    }

    /// The day a source was observed, if it is known.
    pub(crate) fn observed(&self, id: &str) -> Option<Date> {
        let own = self.sources.get(id).map(|(as_of, _)| *as_of);
        own.or_else(|| self.book.and_then(|book| book.source(id)).map(|(as_of, _)| *as_of))
    }

    /// The source of a column of a wide row: its set says, or its `src` cell is a source itself.
    pub(crate) fn source_of(&self, provider: &str, service: &str, set: &'a str, column: &str) -> &'a str {
        self.sets.get(&(provider, service, set, column)).copied().unwrap_or(set)
    }

    /// Whether a SKU has a rate in any region.
    pub(crate) fn is_sold(&self, provider: &str, service: &str, sku: &str) -> bool {
        self.skus.get(&(provider, service)).is_some_and(|skus| skus.contains(sku))
            || self.book.is_some_and(|book| {
                let tables = book.layers.iter().flat_map(|layer| &layer.rates);
                let mut own = tables.filter(|(table, _)| table.0 == provider && table.1 == service);
                own.any(|(_, shard)| shard.rows_of(sku).next().is_some())
            })
    }

    /// Whether a service has rates in any region.
    pub(crate) fn has_service(&self, provider: &str, service: &str) -> bool {
        self.skus.contains_key(&(provider, service))
            || self.book.is_some_and(|book| !book.regions_of(provider, service).is_empty())
    }

    /// Whether a SKU has a meter in a region, or in any.
    pub(crate) fn is_metered(
        &self,
        provider: &str,
        service: &str,
        region: Option<&str>,
        sku: &str,
        meter: &str,
    ) -> bool {
        let here = |own: &str| region.is_none_or(|region| region == own);
        let own = self.rates.iter().filter(|sheet| match &sheet.place {
            Place::Rates((p, s, r)) => p == provider && s == service && here(r),
            _ => false,
        });
        own.flat_map(|sheet| sheet.rows.iter().map(move |(_, row)| (sheet.header, *row))).any(
            |(header, row)| {
                first(row) == sku
                    && if wide::is_wide(header) {
                        wide::prices(header, row).any(|(os, column, _)| wide::meter(os, column) == meter)
                    } else {
                        row.split(',').nth(1) == Some(meter)
                    }
            },
        ) || self.book.is_some_and(|book| {
            let regions = book.regions_of(provider, service).into_iter().filter(|own| here(own));
            regions.into_iter().any(|own| book.meters(provider, service, own, sku).iter().any(|m| m == meter))
        })
    }

    /// Whether it is known what a machine type is made of.
    pub(crate) fn is_shaped(&self, provider: &str, service: &str, sku: &str) -> bool {
        self.shapes.get(&(provider, service)).is_some_and(|skus| skus.contains(sku))
            || self.book.is_some_and(|book| book.machine(provider, service, sku).is_some())
    }

    /// Whether a machine type of a service is of a family.
    pub(crate) fn is_family(&self, provider: &str, service: &str, family: &str) -> bool {
        self.families.get(&(provider, service)).is_some_and(|families| families.contains(family))
            || self.book.is_some_and(|book| {
                book.machines(provider, service).iter().any(|machine| machine.family == family)
            })
    }

    /// SKUs of a service in these tables, to propose.
    pub(crate) fn skus<'s>(&'s self, provider: &'s str, service: &'s str) -> Vec<&'s str> {
        self.skus.get(&(provider, service)).into_iter().flatten().copied().collect()
    }

    /// Source ids, to propose.
    pub(crate) fn source_ids(&self) -> impl Iterator<Item = &str> {
        let below = self.book.into_iter().flat_map(|book| &book.layers);
        self.sources.keys().chain(below.flat_map(|layer| layer.sources.keys())).map(String::as_str)
    }
}

/// The columns of a table that name a way to pay.
pub(crate) fn is_price_column(column: &str) -> bool {
    wide::price_columns().iter().any(|known| known == column)
}

fn first(row: &str) -> &str {
    row.split(',').next().unwrap_or("")
}
