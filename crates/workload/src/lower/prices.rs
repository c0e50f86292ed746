//! Prices for lines: each looked up once.

use std::collections::BTreeMap;
use std::sync::Arc;

use costmodel_core::book::{Key, Machine, NotFound, PriceBook, Throughput};
use costmodel_core::rate::Rate;
use jiff::civil::Date;

/// Providers, each with its regions.
type Places = Arc<[(String, Vec<String>)]>;

/// The price book, with what was asked of it.
#[derive(Debug)]
pub struct Prices<'a> {
    /// The book.
    pub book: &'a PriceBook,
    /// The knowledge date.
    pub known_on: Date,
    found: BTreeMap<Key, Result<Arc<[Rate]>, Arc<NotFound>>>,
    places: Option<Places>,
    machines: BTreeMap<(String, String), Arc<[Machine]>>,
    throughputs: Option<Arc<[Throughput]>>,
    /// Machine types already chosen for what was required of them.
    pub chosen:
        BTreeMap<crate::kinds::shared::machines::Need, Option<Arc<crate::kinds::shared::machines::Choice>>>,
}

impl<'a> Prices<'a> {
    /// Prices as known on a day.
    #[must_use]
    pub fn new(book: &'a PriceBook, known_on: Date) -> Prices<'a> {
        Prices {
            book,
            known_on,
            found: BTreeMap::new(),
            places: None,
            machines: BTreeMap::new(),
            throughputs: None,
            chosen: BTreeMap::new(),
        }
    }

    /// The history of a price.
    ///
    /// # Errors
    /// When the book has none; the error names what is nearest.
    pub fn find(&mut self, key: &Key) -> Result<Arc<[Rate]>, Arc<NotFound>> {
        if let Some(known) = self.found.get(key) {
            return known.clone();
        }
        let found = self.book.find(key, self.known_on).map(Arc::from).map_err(|missing| Arc::new(*missing));
        self.found.insert(key.clone(), found.clone());
        found
    }

    /// The history of a price, where there is one: for whoever compares many machines of which few are sold so.
    pub fn known(&mut self, key: &Key) -> Option<Arc<[Rate]>> {
        if let Some(known) = self.found.get(key) {
            return known.as_ref().ok().cloned();
        }
        let found: Arc<[Rate]> = self.book.history(key, self.known_on)?.into();
        self.found.insert(key.clone(), Ok(found.clone()));
        Some(found)
    }

    /// All machine types of a provider's service; read once.
    pub fn machines(&mut self, provider: &str, service: &str) -> Arc<[Machine]> {
        let book = self.book;
        self.machines
            .entry((provider.to_owned(), service.to_owned()))
            .or_insert_with(|| machines_of(book, provider, service).into())
            .clone()
    }

    /// What was measured of models on GPUs; read once.
    pub fn throughputs(&mut self) -> Arc<[Throughput]> {
        let book = self.book;
        self.throughputs.get_or_insert_with(|| book.throughputs().into()).clone()
    }

    /// Providers that sell by region, each with its regions.
    pub fn providers_with_regions(&mut self) -> Places {
        let book = self.book;
        self.places
            .get_or_insert_with(|| {
                let own = |list: Vec<&str>| list.into_iter().map(str::to_owned).collect::<Vec<_>>();
                let mut places: Vec<(String, Vec<String>)> = Vec::new();
                for provider in book.providers() {
                    let mut regions = own(book.regions(provider));
                    regions.retain(|region| region != "global");
                    if !regions.is_empty() {
                        places.push((provider.to_owned(), regions));
                    }
                }
                places.into()
            })
            .clone()
    }
}

/// The machine types of a service. Aurora runs on the classes of RDS; a class of RDS is a type of EC2 behind a
/// prefix and has what that has, where the book does not say so itself
/// (docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Concepts.DBInstanceClass.Summary.html).
fn machines_of(book: &PriceBook, provider: &str, service: &str) -> Vec<Machine> {
    let table = if service == "aurora" { "rds-instances" } else { service };
    let mut machines = book.machines(provider, table);
    for machine in machines.iter_mut().filter(|machine| machine.vcpu.is_none()) {
        let plain = machine.sku.strip_prefix("db.");
        if let Some(own) = plain.and_then(|plain| book.machine(provider, "ec2", plain)) {
            (machine.vcpu, machine.memory_gib) = (own.vcpu, own.memory_gib);
        }
    }
    machines
}
