//! What the tables lack: meters known in some region and missing in another.

use crate::wrap::wrapped;
use crate::write::Output;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

/// The regions people ask for first.
const REGIONS: [(&str, &str); 6] = [
    ("aws", "us-east-1"),
    ("aws", "us-west-2"),
    ("aws", "eu-central-1"),
    ("aws", "eu-west-1"),
    ("gcp", "us-central1"),
    ("gcp", "europe-west1"),
];

/// Where prices stand that hold in all regions.
const GLOBAL: &str = "global";

/// How names of machine sizes end: `db.r6g.2xlarge`, `kafka.t3.small`.
const SIZES: [&str; 5] = ["large", "medium", "small", "micro", "nano"];

/// region → (sku, meter)
type Meters<'a> = BTreeMap<&'a str, BTreeSet<(&'a str, &'a str)>>;

pub fn report(output: &Output) -> String {
    let mut providers: BTreeMap<&str, BTreeMap<&str, Meters<'_>>> = BTreeMap::new();
    for (path, rows) in output.shards() {
        let Some((provider, service, region)) = regional(path) else { continue };
        let services = providers.entry(provider).or_default();
        let meters = services.entry(service).or_default().entry(region).or_default();
        let pairs = rows.iter().map(|r| (r.sku.as_str(), r.meter.as_str()));
        meters.extend(pairs.filter(|(sku, _)| !sku.contains('/')));
    }
    let mut text = String::from(
        "\n## Holes\n\nMeters some region has and this one lacks. They stay unpriced, never guessed. Prices of \
         machine types are counted; services that sell nothing else are left out.\n",
    );
    for (provider, region) in REGIONS {
        let _ = writeln!(text, "\n### {region}\n");
        let mut absent = Vec::new();
        let before = text.len();
        for (service, regions) in providers.get(provider).into_iter().flatten() {
            let all: BTreeSet<_> = regions.values().flatten().copied().collect();
            if all.iter().all(|(sku, _)| is_machine(sku)) {
                continue;
            }
            let known = [region, GLOBAL].map(|place| regions.get(place));
            match known.iter().any(Option::is_some) {
                true => {
                    let here: BTreeSet<_> = known.into_iter().flatten().flatten().copied().collect();
                    write_missing(&mut text, service, all.difference(&here));
                }
                false => absent.push(*service),
            }
        }
        if !absent.is_empty() {
            let _ = writeln!(text, "- {}", wrapped(&format!("no table: {}", absent.join(", ")), "  "));
        }
        if text.len() == before {
            text.push_str("- none\n");
        }
    }
    text
}

/// A line where one SKU lacks something, else a line for each.
fn write_missing<'a>(
    text: &mut String,
    service: &str,
    missing: impl Iterator<Item = &'a (&'a str, &'a str)>,
) {
    let (machines, others): (Vec<_>, Vec<_>) = missing.partition(|(sku, _)| is_machine(sku));
    let mut meters: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (sku, meter) in others {
        meters.entry(sku).or_default().push(meter);
    }
    let mut rows: Vec<String> =
        meters.iter().map(|(sku, meters)| format!("{sku}: {}", meters.join(", "))).collect();
    match machines.len() {
        0 => {}
        1 => rows.push("1 price of a machine type".to_owned()),
        count => rows.push(format!("{count} prices of machine types")),
    }
    match rows.as_slice() {
        [] => {}
        [one] => {
            let _ = writeln!(text, "- {service}, {one}");
        }
        several => {
            let _ = writeln!(text, "- {service}\n  - {}", several.join("\n  - "));
        }
    }
}

fn is_machine(sku: &str) -> bool {
    sku.rsplit_once('.').is_some_and(|(_, size)| SIZES.iter().any(|end| size.ends_with(end)))
}

/// `aws/s3/eu-west-1.csv` → (`aws`, `s3`, `eu-west-1`); history and multi-regions are left out.
fn regional(path: &str) -> Option<(&str, &str, &str)> {
    let (provider, rest) = path.split_once('/')?;
    let (service, file) = rest.split_once('/')?;
    let region = file.strip_suffix(".csv")?;
    let is_region = region == GLOBAL || (region.contains('-') && !region.contains('/'));
    is_region.then_some((provider, service, region))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::write::LongRow;

    fn row(sku: &str, meter: &str) -> LongRow {
        LongRow { sku: sku.into(), meter: meter.into(), ..LongRow::default() }
    }

    #[test]
    fn a_hole_is_what_another_region_has() {
        let mut output = Output::default();
        output.push("aws/x/us-east-1.csv", row("gp2", "storage"));
        output.push("aws/x/us-east-1.csv", row("db.r5.2xlarge", "on-demand"));
        output.push("aws/x/us-west-2.csv", row("gp3", "storage"));
        output.push("aws/machines/us-east-1.csv", row("db.r5.large", "on-demand"));
        output.push("gcp/x/us-central1.csv", row("pd-ssd", "storage"));
        output.push("gcp/x/global.csv", row("pd-global", "storage"));
        output.push("gcp/x/eu.csv", row("pd-multi", "storage"));
        output.push("gcp/y/us-central1.csv", row("pd-ssd", "storage"));
        let text = report(&output);
        assert!(text.contains("### us-central1\n\n- none\n"), "{text}");
        assert!(text.contains("### europe-west1\n\n- x, pd-ssd: storage\n- no table: y\n"), "{text}");
        assert!(text.contains("### us-east-1\n\n- x, gp3: storage\n"), "{text}");
        assert!(
            text.contains("### us-west-2\n\n- x\n  - gp2: storage\n  - 1 price of a machine type\n"),
            "{text}"
        );
        assert!(text.contains("### eu-west-1\n\n- no table: x\n"), "{text}");
    }
}
