//! AWS Price List bulk files: the offer of a service, in all regions or one, as JSON or CSV.
//!
//! The JSON holds products first, with what they are, and then terms, with what they cost; the CSV repeats the
//! product on each line of its prices. See "Reading the service price list file for an AWS service",
//! <https://docs.aws.amazon.com/awsaccountbilling/latest/aboutv2/reading-service-price-list-file-for-services.html>.
//! The list has no spot prices: the same documentation, "Calling AWS services and prices".

mod csv;
mod json;

use crate::names::{Named, Rules};

pub(crate) use self::csv::read as read_csv;
pub(crate) use self::json::read as read_json;

/// The names of AWS's products, by the offer they are in.
fn rules() -> Rules {
    Rules::read("offer", include_str!("../names/aws.csv"))
}

/// What the usage of a region begins with in the bills of AWS: `USE2-`, `EUC1-`, `EU-`, or the region's name.
fn without_region<'u>(usage: &'u str, region: &str) -> &'u str {
    if let Some(rest) = usage.strip_prefix(region).and_then(|rest| rest.strip_prefix('-')) {
        return rest;
    }
    let Some((prefix, rest)) = usage.split_once('-') else { return usage };
    let (letters, number) =
        prefix.split_at(prefix.find(|c: char| c.is_ascii_digit()).unwrap_or(prefix.len()));
    let continent = ["US", "UG", "CA", "EU", "AP", "SA", "ME", "AF", "IL", "MX"];
    let is_region = letters.len() <= 3
        && letters.len() >= 2
        && letters.get(..2).is_some_and(|two| continent.contains(&two))
        && letters.chars().all(|c| c.is_ascii_uppercase())
        && number.len() <= 1
        && (letters.len() == 3) == (number.len() == 1 && number.chars().all(|c| c.is_ascii_digit()))
        || prefix == "EU";
    if is_region { rest } else { usage }
}

/// A product as far as it matters.
struct Product<'a> {
    offer: &'a str,
    family: &'a str,
    /// Attributes under the names the JSON has for them.
    attributes: &'a [(String, String)],
}

impl Product<'_> {
    fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The region; empty where the product has none.
    fn region(&self) -> &str {
        self.attribute("regionCode").filter(|region| crate::names::is_name(region)).unwrap_or("")
    }

    /// What the book calls it.
    fn name(&self, rules: &Rules) -> Option<Named> {
        rules.name(|attribute| match attribute {
            "offer" => Some(self.offer.to_owned()),
            "family" => Some(self.family.to_owned()),
            "usage" => {
                let usage = self.attribute("usagetype")?;
                Some(without_region(usage, self.region()).to_owned())
            }
            other => self.attribute(other).map(str::to_owned),
        })
    }

    /// What it is, for the count of what has no name.
    fn kind(&self) -> String {
        let family = if self.family.is_empty() { "no family" } else { self.family };
        format!("{}: {family}", self.offer)
    }
}

/// Whether an attribute of a product is kept.
fn is_kept(rules: &Rules, attribute: &str) -> bool {
    matches!(attribute, "regionCode" | "usagetype") || rules.asks_for(attribute)
}

/// The meter of a reservation: that of the hours, with what was bought in place of `on-demand`.
fn reserved(meter: &str, term: &str, class: &str, option: &str) -> Option<String> {
    let before = meter.strip_suffix("on-demand")?;
    let years = match term {
        "1yr" | "1 yr" => "1y",
        "3yr" | "3 yr" => "3y",
        _ => return None,
    };
    let kind = match class {
        // Databases and caches have one class, and some lists leave it empty.
        "standard" | "Standard" | "" => "reserved",
        "convertible" | "Convertible" => "convertible",
        _ => return None,
    };
    // What is paid at the start is no price per hour: a long table cannot hold it.
    (option == "No Upfront").then(|| format!("{before}{kind}-{years}-no-upfront"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn regions_are_taken_off_usage() {
        for (usage, region, rest) in [
            ("USE2-Lambda-GB-Second", "us-east-2", "Lambda-GB-Second"),
            ("EUC1-TimedStorage-ByteHrs", "eu-central-1", "TimedStorage-ByteHrs"),
            ("EU-BoxUsage:m5.large", "eu-west-1", "BoxUsage:m5.large"),
            ("us-west-2-KMS-Keys", "us-west-2", "KMS-Keys"),
            ("KMS-Keys", "us-east-1", "KMS-Keys"),
            ("IA-TimedStorage-ByteHrs", "us-east-1", "IA-TimedStorage-ByteHrs"),
            ("CAN1-Requests-Tier1", "ca-central-1", "Requests-Tier1"),
            ("ES-Instance", "us-east-1", "ES-Instance"),
            ("Requests", "us-east-1", "Requests"),
        ] {
            assert_eq!(without_region(usage, region), rest, "{usage}");
        }
    }

    #[test]
    fn reservations_without_upfront_have_a_meter() {
        assert_eq!(
            reserved("windows/on-demand", "1yr", "standard", "No Upfront").as_deref(),
            Some("windows/reserved-1y-no-upfront")
        );
        assert_eq!(
            reserved("on-demand", "3yr", "convertible", "No Upfront").as_deref(),
            Some("convertible-3y-no-upfront")
        );
        assert_eq!(reserved("on-demand", "1yr", "standard", "All Upfront"), None);
        assert_eq!(reserved("storage", "1yr", "standard", "No Upfront"), None);
    }
}
