//! What an update does to a folder: the same prices are confirmed, another price is one edited line and one line of
//! history, and what was written is read by the book.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

#[path = "support/plans.rs"]
mod plans;

use costmodel_core::book::Key;
use costmodel_feeds::{Feed, Kind, Shelf};
use jiff::civil::{Date, date};

use plans::{base, reading, update};

fn models(davinci: &str, extra: &str) -> String {
    format!(
        r#"[{{"id":"openai","models":[{{"id":"davinci","prices":{{"input_mtok":{davinci},"output_mtok":20}}}}{extra}]}}]"#
    )
}

const NEW: &str = r#",{"id":"test-1","prices":{"input_mtok":1.5}}"#;

fn rows(shelf: &Shelf, path: &str) -> Vec<String> {
    shelf.files.get(path).map(|text| text.lines().skip(1).map(str::to_owned).collect()).unwrap_or_default()
}

fn price(shelf: &Shelf, key: &Key, on: Date) -> String {
    let book = shelf.over(base()).unwrap();
    let rates = book.find(key, on).unwrap();
    let at = costmodel_core::book::in_force_on(&rates, on).unwrap();
    rates[at].schedule.first_price().to_string()
}

const TABLE: &str = "ai/openai/global.csv";
const HISTORY: &str = "ai/openai/history/global.csv";

#[test]
fn the_same_prices_are_confirmed_in_one_line() {
    let plan = update(&Shelf::default(), Feed::GenaiPrices, date(2027, 1, 10), &models("20", ""));
    assert_eq!((plan.changes.len(), plan.same), (0, 2));
    assert_eq!(plan.shelf.files.keys().collect::<Vec<_>>(), ["confirmed.csv"]);
    assert_eq!(rows(&plan.shelf, "confirmed.csv"), ["ai/openai/global,2027-01-10,genai-prices"]);
    let later = update(&plan.shelf, Feed::GenaiPrices, date(2027, 2, 10), &models("20", ""));
    assert_eq!(rows(&later.shelf, "confirmed.csv"), ["ai/openai/global,2027-02-10,genai-prices"]);
}

#[test]
fn a_change_is_one_edited_line_and_one_of_history() {
    let key = Key::new("openai", "models", "global", "davinci", "input");
    let first = update(&Shelf::default(), Feed::GenaiPrices, date(2027, 1, 10), &models("24", NEW));
    assert_eq!((first.count(Kind::Changed), first.count(Kind::New), first.same), (1, 1, 1));
    assert_eq!(first.changes[0].percent.unwrap().to_string(), "20");
    assert_eq!(
        rows(&first.shelf, TABLE),
        [
            "davinci,input,1000000 Tokens,flat,24,,,,2027-01-10,exact,genai-prices-20270110,",
            "test-1,input,1000000 Tokens,flat,1.5,,,,,exact,genai-prices-20270110,new: genai-prices data.json",
        ]
    );
    // What the book had is the history, under the book's own source.
    assert_eq!(rows(&first.shelf, HISTORY).len(), 1);
    assert!(rows(&first.shelf, HISTORY)[0].starts_with("davinci,input,1000000 Tokens,flat,20,,,,,exact,"));
    assert_eq!(price(&first.shelf, &key, date(2026, 12, 1)), "20");
    assert_eq!(price(&first.shelf, &key, date(2027, 2, 1)), "24");

    let second = update(&first.shelf, Feed::GenaiPrices, date(2027, 3, 5), &models("30", NEW));
    let before = (rows(&first.shelf, TABLE), rows(&first.shelf, HISTORY));
    let after = (rows(&second.shelf, TABLE), rows(&second.shelf, HISTORY));
    let edited = before.0.iter().zip(&after.0).filter(|(a, b)| a != b).count();
    assert_eq!((before.0.len(), after.0.len(), edited), (2, 2, 1));
    assert_eq!(after.1.len(), before.1.len() + 1);
    for (day, figure) in [(date(2026, 12, 1), "20"), (date(2027, 2, 1), "24"), (date(2027, 4, 1), "30")] {
        assert_eq!(price(&second.shelf, &key, day), figure, "{day}");
    }

    // Confirmed later, nothing but the day changes.
    let third = update(&second.shelf, Feed::GenaiPrices, date(2027, 4, 5), &models("30", NEW));
    let touched: Vec<&String> = third
        .shelf
        .files
        .iter()
        .filter(|(path, text)| second.shelf.files.get(*path) != Some(text))
        .map(|f| f.0)
        .collect();
    assert_eq!(touched, ["confirmed.csv"]);
}

#[test]
fn two_prices_of_one_day_are_a_correction() {
    let first = update(&Shelf::default(), Feed::GenaiPrices, date(2027, 1, 10), &models("24", ""));
    let second = update(&first.shelf, Feed::GenaiPrices, date(2027, 1, 10), &models("25", ""));
    assert!(rows(&second.shelf, TABLE)[0].contains("flat,25,"));
    assert_eq!(rows(&second.shelf, HISTORY), rows(&first.shelf, HISTORY));
}

#[test]
fn an_older_list_changes_nothing() {
    let first = update(&Shelf::default(), Feed::GenaiPrices, date(2027, 1, 10), &models("24", ""));
    let older = update(&first.shelf, Feed::GenaiPrices, date(2026, 12, 10), &models("22", ""));
    assert_eq!((older.changes.len(), older.older), (0, 1));
    assert_eq!(rows(&older.shelf, TABLE), rows(&first.shelf, TABLE));
}

#[test]
fn what_is_no_longer_listed_stays_and_says_so() {
    let key = Key::new("openai", "models", "global", "test-1", "input");
    let first = update(&Shelf::default(), Feed::GenaiPrices, date(2027, 1, 10), &models("20", NEW));
    let gone = update(&first.shelf, Feed::GenaiPrices, date(2027, 2, 10), &models("20", ""));
    assert_eq!(gone.count(Kind::Gone), 1);
    assert!(rows(&gone.shelf, TABLE)[0].ends_with("; not listed since 2027-02-10"));
    assert_eq!(price(&gone.shelf, &key, date(2027, 3, 1)), "1.5");
    // It is said once, and taken back when it is listed again.
    let still = update(&gone.shelf, Feed::GenaiPrices, date(2027, 3, 10), &models("20", ""));
    assert_eq!((still.changes.len(), rows(&still.shelf, TABLE)), (0, rows(&gone.shelf, TABLE)));
    let back = update(&still.shelf, Feed::GenaiPrices, date(2027, 4, 10), &models("20", NEW));
    assert_eq!(rows(&back.shelf, TABLE), rows(&first.shelf, TABLE));
}

#[test]
fn an_announced_price_waits_for_its_day() {
    let key = Key::new("openai", "models", "global", "davinci", "input");
    let announced = r#"[{"id":"openai","models":[{"id":"davinci","prices":[{"prices":{"input_mtok":20}},
        {"constraint":{"start_date":"2027-06-01"},"prices":{"input_mtok":10}}]}]}]"#;
    let first = update(&Shelf::default(), Feed::GenaiPrices, date(2027, 1, 10), announced);
    assert_eq!((first.count(Kind::Announced), first.same), (1, 1));
    assert_eq!(price(&first.shelf, &key, date(2027, 5, 1)), "20");
    assert_eq!(price(&first.shelf, &key, date(2027, 7, 1)), "10");
    let again = update(&first.shelf, Feed::GenaiPrices, date(2027, 7, 2), announced);
    assert_eq!((again.changes.len(), again.same), (0, 1));
}

/// An offer file of one machine, its reservation, a function's requests with a first step, and a product
/// without a name.
fn aws_json(machine: &str, terms_first: bool) -> String {
    let product = |sku: &str, family: &str, attributes: &str| {
        format!(
            r#""{sku}":{{"sku":"{sku}","productFamily":"{family}","attributes":{{"regionCode":"us-east-1",{attributes}}}}}"#
        )
    };
    let term = |sku: &str, unit: &str, begin: &str, price: &str| {
        format!(
            r#""{sku}":{{"{sku}.T":{{"effectiveDate":"2026-12-01T00:00:00Z","termAttributes":{{}},"priceDimensions":{{
            "{sku}.T.R":{{"unit":"{unit}","beginRange":"{begin}","endRange":"Inf","pricePerUnit":{{"USD":"{price}"}}}}}}}}}}"#
        )
    };
    let products = [
        product(
            "A1",
            "Compute Instance",
            r#""usagetype":"BoxUsage:m7i.large","instanceType":"m7i.large","operatingSystem":"Linux","tenancy":"Shared",
            "capacitystatus":"Used","preInstalledSw":"NA","licenseModel":"No License required","marketoption":"OnDemand""#,
        ),
        product("A2", "Storage", r#""usagetype":"EBS:VolumeUsage.gp3""#),
        product("A3", "Dedicated Host", r#""usagetype":"HostUsage:m7i""#),
    ];
    let reserved = r#""A1":{"A1.V":{"effectiveDate":"2026-12-01T00:00:00Z","termAttributes":{"LeaseContractLength":"1yr","OfferingClass":"standard",
        "PurchaseOption":"No Upfront"},"priceDimensions":{"A1.V.R":{"unit":"Hrs","beginRange":"0",
        "pricePerUnit":{"USD":"0.0700"}}}},"A1.W":{"termAttributes":{"LeaseContractLength":"1yr",
        "OfferingClass":"standard","PurchaseOption":"All Upfront"},"priceDimensions":{"A1.W.R":{"unit":"Quantity",
        "pricePerUnit":{"USD":"500"}}}}}"#;
    let on_demand =
        [term("A1", "Hrs", "0", machine), term("A2", "GB-Mo", "0", "0.08"), term("A3", "Hrs", "0", "5")];
    let products = format!(r#""products":{{{}}}"#, products.join(","));
    let terms = format!(
        r#""terms":{{"OnDemand":{{{}}},"Reserved":{{{reserved}}},"Other":{{"x":[1,2]}}}}"#,
        on_demand.join(",")
    );
    let (first, second) = if terms_first { (terms, products) } else { (products, terms) };
    format!(
        r#"{{"formatVersion":"v1.0","offerCode":"AmazonEC2","publicationDate":"2026-12-02T00:00:00Z",{first},{second}}}"#
    )
}

fn aws_csv(machine: &str) -> String {
    let header = "SKU,OfferTermCode,RateCode,TermType,PriceDescription,EffectiveDate,StartingRange,EndingRange,Unit,\
        PricePerUnit,Currency,LeaseContractLength,PurchaseOption,OfferingClass,Product Family,serviceCode,Instance Type,\
        Operating System,Tenancy,Pre Installed S/W,License Model,CapacityStatus,MarketOption,usageType,Region Code";
    let vm = "Compute Instance,AmazonEC2,m7i.large,Linux,Shared,NA,No License required,Used,OnDemand,BoxUsage:m7i.large,us-east-1";
    format!(
        "\"FormatVersion\",\"v1.0\"\n\"Disclaimer\",\"for, information\"\n\"Publication Date\",\"2026-12-02T00:00:00Z\"\n\
         \"Version\",\"1\"\n\"OfferCode\",\"AmazonEC2\"\n{header}\n\
         A1,T,R,OnDemand,\"$ per hour, Linux\",2026-12-01,0,Inf,Hrs,{machine},USD,,,,{vm}\n\
         A1,V,R,Reserved,x,2026-12-01,0,Inf,Hrs,0.0700,USD,1yr,No Upfront,standard,{vm}\n\
         A1,W,R,Reserved,x,2026-12-01,,,Quantity,500,USD,1yr,All Upfront,standard,{vm}\n\
         A2,T,R,OnDemand,x,2026-12-01,0,Inf,GB-Mo,0.08,USD,,,,Storage,AmazonEC2,,,,,,,,EBS:VolumeUsage.gp3,us-east-1\n\
         A3,T,R,OnDemand,x,2026-12-01,0,Inf,Hrs,5,USD,,,,Dedicated Host,AmazonEC2,,,,,,,,HostUsage:m7i,us-east-1\n"
    )
}

#[test]
fn both_forms_of_an_offer_file_say_the_same() {
    let day = date(2027, 1, 10);
    let one = reading(Feed::AwsPriceList, day, &aws_json("0.1008000000", false));
    let keys: Vec<String> =
        one.offers().iter().map(|o| format!("{} {}", o.key, o.schedule.first_price())).collect();
    assert_eq!(
        keys,
        [
            "aws/ebs/us-east-1/gp3 storage 0.08",
            "aws/ec2/us-east-1/m7i.large on-demand 0.1008",
            "aws/ec2/us-east-1/m7i.large reserved-1y-no-upfront 0.07",
        ]
    );
    assert_eq!(one.unmapped.get("AmazonEC2: Dedicated Host"), Some(&1));
    for other in [aws_json("0.1008", true), aws_csv("0.1008")] {
        let other = reading(Feed::AwsPriceList, day, &other);
        assert_eq!(other.offers(), one.offers());
        assert_eq!(other.entries, 3);
    }
}

#[test]
fn a_machine_of_a_wide_table_is_updated_by_a_long_row() {
    let key = Key::new("aws", "ec2", "us-east-1", "m7i.large", "on-demand");
    let (before, day) = (base().find(&key, date(2027, 1, 10)).unwrap(), date(2027, 1, 10));
    let old = before[0].schedule.first_price().to_string();
    let plan = update(&Shelf::default(), Feed::AwsPriceList, day, &aws_json("0.2016", false));
    let change = plan.changes.iter().find(|change| change.key() == key).unwrap();
    assert_eq!((change.kind, &*change.before, &*change.after), (Kind::Changed, old.as_str(), "0.2016"));
    assert_eq!(price(&plan.shelf, &key, date(2027, 2, 1)), "0.2016");
    assert_eq!(price(&plan.shelf, &key, date(2026, 11, 1)), old);
    // Other ways to pay for it are the book's still.
    let book = plan.shelf.over(base()).unwrap();
    let all = Key { meter: "reserved-3y-all-upfront".to_owned(), ..key };
    assert_eq!(book.find(&all, day).unwrap()[0].seen.layer, "book");
}

#[test]
fn terms_that_a_feed_does_not_tell_are_those_of_the_book() {
    let offer = |price: &str| {
        format!(
            r#"{{"offerCode":"AWSLambda","products":{{"L":{{"productFamily":"Serverless","attributes":{{
            "regionCode":"us-east-1","usagetype":"Request"}}}}}},"terms":{{"OnDemand":{{"L":{{"L.T":{{"priceDimensions":{{
            "L.T.R":{{"unit":"Requests","beginRange":"0","pricePerUnit":{{"USD":"{price}"}}}}}}}}}}}}}}}}"#
        )
    };
    let day = date(2027, 1, 10);
    let same = update(&Shelf::default(), Feed::AwsPriceList, day, &offer("0.0000002000"));
    assert_eq!((same.same, same.changes.len()), (1, 0));
    let changed = update(&Shelf::default(), Feed::AwsPriceList, day, &offer("0.00000025"));
    let row = &rows(&changed.shelf, "aws/lambda/us-east-1.csv")[0];
    assert!(
        row.starts_with("amd64,requests,1000000 Requests,flat,0.25,,always:1:aws/lambda/requests,"),
        "{row}"
    );
}

#[test]
fn a_unit_that_is_not_the_one_a_name_was_made_for_is_refused() {
    let text = aws_json("0.1008", false).replace("\"unit\":\"GB-Mo\"", "\"unit\":\"GB-Hours\"");
    let reading = reading(Feed::AwsPriceList, date(2027, 1, 10), &text);
    assert_eq!((reading.offers().len(), reading.refused.count), (2, 1));
    assert!(reading.refused.first[0].contains("`GB-Hours`"), "{:?}", reading.refused);
}

#[test]
fn interruptions_are_kept_as_a_table() {
    let advisor = |band: u32| {
        format!(
            r#"{{"ranges":[{{"index":0,"label":"<5%","dots":0,"max":5}},{{"index":1,"label":"5-10%","dots":1,"max":11}}],
            "instance_types":{{"m7i.large":{{"cores":2}}}},"spot_advisor":{{"us-east-1":{{"Linux":{{
            "m7i.large":{{"s":61,"r":{band}}},"x99.none":{{"s":1,"r":0}},"m7i.xlarge":{{"s":100,"r":0}}}},
            "Windows":{{"m7i.large":{{"s":20,"r":0}}}}}}}}}}"#
        )
    };
    let day = date(2027, 1, 10);
    let reading = reading(Feed::AwsSpotAdvisor, day, &advisor(1));
    assert_eq!((reading.taken.len(), reading.refused.count), (3, 1));
    let plan = update(&Shelf::default(), Feed::AwsSpotAdvisor, day, &advisor(1));
    let text = &plan.shelf.files["aws/ec2/interruptions.csv"];
    assert_eq!(text, "sku,os,us-east-1,src\nm7i.large,linux,5-10%:61,aws-spot-advisor-20270110\n");
    let book = plan.shelf.over(base()).unwrap();
    assert_eq!(book.interruption("us-east-1", "m7i.large", "linux").unwrap().saving_percent, 61);
    let again = update(&plan.shelf, Feed::AwsSpotAdvisor, date(2027, 1, 12), &advisor(1));
    assert_eq!(again.shelf.files["aws/ec2/interruptions.csv"], *text);
}
