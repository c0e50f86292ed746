//! Every name that AWS's table gives is reached by a product of the list, and is one of the book's.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

use std::collections::BTreeMap;
use std::fs;

use costmodel_feeds::{Feed, Reader, Reading};
use jiff::civil::date;

const TABLE: &str = include_str!("../src/names/aws.csv");

/// The cells of the rows that give a whole name: those with `{attribute}` in it are tested as machines.
fn rows() -> Vec<[String; 7]> {
    let mut reader = csv::ReaderBuilder::new().comment(Some(b'#')).from_reader(TABLE.as_bytes());
    let rows = reader.records().map(|record| {
        let cells: Vec<String> = record.unwrap().iter().map(str::to_owned).collect();
        <[String; 7]>::try_from(cells).unwrap()
    });
    rows.filter(|[_, _, _, service, _, sku, _]| !service.is_empty() && !sku.contains('{')).collect()
}

/// An offer file with the one product that a row asks for, as it is in Ohio.
fn product_of(conditions: &str, raw_unit: &str) -> Reading {
    let first = |values: &str| values.split('|').next().unwrap().replace('*', "");
    let mut attributes: BTreeMap<&str, String> =
        conditions.split(';').map(|one| one.split_once('=').unwrap()).map(|(k, v)| (k, first(v))).collect();
    let (offer, family) = (attributes.remove("offer").unwrap(), attributes.remove("family"));
    let usage = attributes.remove("usage").map(|usage| format!("USE2-{usage}"));
    attributes.insert("usagetype", usage.unwrap_or_default());
    attributes.insert("regionCode", "us-east-2".to_owned());
    let attributes: Vec<String> = attributes.iter().map(|(k, v)| format!("\"{k}\":\"{v}\"")).collect();
    let family = family.unwrap_or_default();
    read(&offer, &[("P", &family, &attributes.join(","), raw_unit, "0.5")])
}

/// An offer file with products: name, family, attributes, unit and price.
fn read(offer: &str, all: &[(&str, &str, &str, &str, &str)]) -> Reading {
    let products: Vec<String> = all
        .iter()
        .map(|(name, family, attributes, ..)| {
            format!(r#""{name}":{{"productFamily":"{family}","attributes":{{{attributes}}}}}"#)
        })
        .collect();
    let terms: Vec<String> = all
        .iter()
        .map(|(name, _, _, unit, price)| {
            format!(
                r#""{name}":{{"{name}.T":{{"priceDimensions":{{"{name}.T.R":{{"unit":"{unit}","beginRange":"0",
                "pricePerUnit":{{"USD":"{price}"}}}}}}}}}}"#
            )
        })
        .collect();
    let (products, terms) = (products.join(","), terms.join(","));
    let text =
        format!(r#"{{"offerCode":"{offer}","products":{{{products}}},"terms":{{"OnDemand":{{{terms}}}}}}}"#);
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("index.json");
    fs::write(&file, text).unwrap();
    let mut reader = Reader::new(Feed::AwsPriceList, date(2027, 1, 10));
    reader.read(&file).unwrap();
    reader.finish()
}

#[test]
fn names_of_aws_are_reached_and_are_the_book_s() {
    let book = costmodel_pricebook::embedded();
    let rows = rows();
    assert!(rows.len() > 150, "{}", rows.len());
    for [conditions, raw_unit, unit, service, _, sku, meter] in rows {
        for raw_unit in raw_unit.split('|') {
            let reading = product_of(&conditions, raw_unit);
            let offers = reading.offers();
            let [offer] = offers.as_slice() else { panic!("{conditions}: {:?}", reading.refused) };
            assert_eq!((&offer.key.service, &offer.key.sku, &offer.key.meter), (&service, &sku, &meter));
            assert_eq!(offer.unit, unit.parse().unwrap(), "{conditions}");
        }
        let has = |region: &&str| book.meters("aws", &service, region, &sku).contains(&meter);
        assert!(book.regions_of("aws", &service).iter().any(has), "the book has no {service} {sku} {meter}");
    }
}

#[test]
fn products_of_one_usage_type_are_told_apart() {
    let of = |usage: &str, volume: &str| {
        format!(r#""regionCode":"us-east-1","usagetype":"{usage}","volumeType":"{volume}""#)
    };
    let standard = of("TimedStorage-ByteHrs", "Standard");
    let overhead = of("TimedStorage-ByteHrs", "INTAAS3ObjectOverhead");
    let s3 = [("A", "Storage", &*standard, "GB-Mo", "0.3"), ("B", "Storage", &*overhead, "GB-Mo", "0.2")];
    let (table, other) = (of("TimedStorage-ByteHrs", ""), of("USE1-TimedStorage-ByteHrs", ""));
    let family = "Database Storage";
    let dynamodb = [("A", family, &*table, "GB-Mo", "0.3"), ("B", family, &*other, "GB-Mo", "0.2")];
    for (offer, products) in [("AmazonS3", s3), ("AmazonDynamoDB", dynamodb)] {
        let reading = read(offer, &products);
        assert_eq!(reading.refused.count, 0, "{offer}: {:?}", reading.refused);
        assert_eq!(reading.offers().len(), 1, "{offer}");
        assert_eq!(reading.offers()[0].schedule.first_price().to_string(), "0.3", "{offer}");
    }
}
