//! The CSV form: a few lines about the file, a header, then a line for each price.

use std::io::{BufRead, BufReader, Read};

use csv::StringRecord;

use super::json::{day, told};
use super::{Product, is_kept, reserved, rules};
use crate::leash::Leash;
use crate::reading::Collector;

/// Lines before the header at most; the documentation speaks of five.
const MOST_LINES_BEFORE: usize = 20;

/// What the CSV calls attributes of the JSON, where it is not the same word with blanks and capitals.
const OTHER_NAMES: [(&str, &str); 6] = [
    ("Pre Installed S/W", "preInstalledSw"),
    ("usageType", "usagetype"),
    ("CapacityStatus", "capacitystatus"),
    ("MarketOption", "marketoption"),
    ("Region Code", "regionCode"),
    ("serviceCode", "servicecode"),
];

/// Reads an offer file.
pub(crate) fn read(input: impl Read, into: &mut Collector) -> Result<(), String> {
    let (leash, leashed) = Leash::on(input);
    let mut input = BufReader::with_capacity(1 << 16, leashed);
    let header = header(&mut input)?;
    leash.renew();
    let columns = Columns::of(&header)?;
    let rules = rules();
    let kept: Vec<(usize, String)> = header
        .iter()
        .map(|name| attribute(name))
        .enumerate()
        .filter(|(_, name)| is_kept(&rules, name))
        .collect();
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(input);
    let mut record = StringRecord::new();
    let mut last = String::new();
    loop {
        match reader.read_record(&mut record) {
            Ok(false) => return Ok(()),
            Ok(true) => {}
            Err(error) => return Err(format!("it is not such a CSV file: {error}")),
        }
        leash.renew();
        if record.len() != header.len() {
            let (has, line) = (record.len(), record.position().map_or(0, csv::Position::line));
            return Err(format!("line {line} after the header has {has} cells instead of {}", header.len()));
        }
        let cell = |at: usize| record.get(at).unwrap_or("");
        let sku = cell(columns.sku);
        if sku != last {
            into.entry();
            last = sku.to_owned();
        }
        let attributes: Vec<(String, String)> = kept
            .iter()
            .map(|(at, name)| (name.clone(), cell(*at).to_owned()))
            .filter(|(_, value)| !value.is_empty())
            .collect();
        let product =
            Product { offer: cell(columns.offer), family: cell(columns.family), attributes: &attributes };
        let Some(named) = product.name(&rules) else {
            into.unmapped(&product.kind());
            continue;
        };
        let Some(rule) = rules.rule(named.rule).filter(|_| !product.region().is_empty()) else {
            into.unmapped("AWS: a product without a region");
            continue;
        };
        let mut meter = named.meter;
        match cell(columns.term) {
            "OnDemand" => {}
            "Reserved" => {
                let [length, class, option] = [columns.length, columns.class, columns.option].map(cell);
                let Some(reserved) = reserved(&meter, length, class, option) else {
                    into.unmapped("AWS: reservations that are not paid by the hour alone");
                    continue;
                };
                if cell(columns.unit) == "Quantity" {
                    continue;
                }
                meter = reserved;
            }
            other => {
                into.unmapped(&format!(
                    "AWS: terms of the kind `{}`",
                    other.chars().take(40).collect::<String>()
                ));
                continue;
            }
        }
        let key = ["aws", &rule.service, product.region(), &named.sku, &meter];
        if cell(columns.currency) != "USD" {
            into.refuse(&key.join("/"), "it has no price in USD");
            continue;
        }
        let [unit, begin, price, since] =
            [columns.unit, columns.begin, columns.price, columns.since].map(cell);
        match told(rule, unit, begin, price, day(since)) {
            Ok(told) => into.add(key, &rule.unit, told),
            Err(why) => into.refuse(&format!("{} ({sku})", key.join("/")), &why),
        }
    }
}

/// The header, after the lines about the file.
fn header(input: &mut impl BufRead) -> Result<Vec<String>, String> {
    for _ in 0..MOST_LINES_BEFORE {
        let mut line = String::new();
        let read = input.read_line(&mut line).map_err(|error| error.to_string())?;
        if read == 0 {
            break;
        }
        let mut reader =
            csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(line.as_bytes());
        let cells = reader.records().next().and_then(Result::ok).unwrap_or_default();
        if cells.get(0) == Some("SKU") {
            return Ok(cells.iter().map(str::to_owned).collect());
        }
    }
    Err("it is no offer file of AWS: no line begins with `SKU`".to_owned())
}

/// Where the cells stand that every line has.
struct Columns {
    sku: usize,
    term: usize,
    since: usize,
    begin: usize,
    unit: usize,
    price: usize,
    currency: usize,
    offer: usize,
    family: usize,
    length: usize,
    class: usize,
    option: usize,
}

impl Columns {
    fn of(header: &[String]) -> Result<Columns, String> {
        let optional = |name: &str| header.iter().position(|column| column == name);
        let find = |name: &str| {
            optional(name).ok_or_else(|| format!("it is no offer file of AWS: it has no column `{name}`"))
        };
        // A service without reservations has no columns for them.
        let absent = header.len();
        Ok(Columns {
            sku: find("SKU")?,
            term: find("TermType")?,
            since: find("EffectiveDate")?,
            begin: find("StartingRange")?,
            unit: find("Unit")?,
            price: find("PricePerUnit")?,
            currency: find("Currency")?,
            offer: find("serviceCode")?,
            family: find("Product Family")?,
            length: optional("LeaseContractLength").unwrap_or(absent),
            class: optional("OfferingClass").unwrap_or(absent),
            option: optional("PurchaseOption").unwrap_or(absent),
        })
    }
}

/// The name in the JSON of a column: `Instance Type` is `instanceType`.
fn attribute(column: &str) -> String {
    if let Some((_, name)) = OTHER_NAMES.iter().find(|(known, _)| *known == column) {
        return (*name).to_owned();
    }
    let mut name: String = column.chars().filter(|c| !c.is_whitespace()).collect();
    if let Some(first) = name.get_mut(..1) {
        first.make_ascii_lowercase();
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_have_the_names_of_the_json() {
        for (column, name) in [
            ("Instance Type", "instanceType"),
            ("Pre Installed S/W", "preInstalledSw"),
            ("Tenancy", "tenancy"),
            ("usageType", "usagetype"),
            ("Volume API Name", "volumeAPIName"),
        ] {
            assert_eq!(attribute(column), name);
        }
    }
}
