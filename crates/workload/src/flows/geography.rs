//! Where a region is: what it costs to send bytes from one to another follows from their continents.

/// How names of regions begin, or what they hold, and the continent they are in.
const CONTINENTS: [(&str, &str); 51] = [
    ("asia-southeast2", "oceania"),
    ("indonesia", "asia"),
    ("us-", "north-america"),
    ("ca-", "north-america"),
    ("mx-", "north-america"),
    ("northamerica", "north-america"),
    ("southamerica", "south-america"),
    ("sa-", "south-america"),
    ("europe-", "europe"),
    ("eu-", "europe"),
    ("il-", "middle-east"),
    ("me-", "middle-east"),
    ("af-", "africa"),
    ("africa-", "africa"),
    ("southafrica", "africa"),
    ("australia", "oceania"),
    ("newzealand", "oceania"),
    ("ap-southeast-2", "oceania"),
    ("ap-southeast-4", "oceania"),
    ("ap-southeast-6", "oceania"),
    ("ap-", "asia"),
    ("asia-", "asia"),
    ("asia", "asia"),
    ("brazil", "south-america"),
    ("chile", "south-america"),
    ("canada", "north-america"),
    ("mexico", "north-america"),
    ("usgov", "north-america"),
    ("uae", "middle-east"),
    ("qatar", "middle-east"),
    ("israel", "middle-east"),
    ("india", "asia"),
    ("jio", "asia"),
    ("japan", "asia"),
    ("korea", "asia"),
    ("malaysia", "asia"),
    ("taiwan", "asia"),
    ("austria", "europe"),
    ("belgium", "europe"),
    ("denmark", "europe"),
    ("finland", "europe"),
    ("france", "europe"),
    ("germany", "europe"),
    ("greece", "europe"),
    ("italy", "europe"),
    ("norway", "europe"),
    ("poland", "europe"),
    ("spain", "europe"),
    ("sweden", "europe"),
    ("switzerland", "europe"),
    ("uk", "europe"),
];

/// The continent of a region, by its name: the first that fits.
pub(crate) fn continent(region: &str) -> &'static str {
    let fits = |word: &&(&str, &str)| {
        let (word, _) = **word;
        if word.ends_with('-') { region.starts_with(word) } else { region.contains(word) }
    };
    if let Some((_, continent)) = CONTINENTS.iter().find(fits) {
        return continent;
    }
    // Azure: westeurope, northeurope; eastus, westus2, southcentralus.
    if region.contains("europe") { "europe" } else { "north-america" }
}

/// The class of a pair of regions: `within-europe`, `oceania`, `between-continents`.
pub(crate) fn between(from: &str, to: &str) -> String {
    match (continent(from), continent(to)) {
        (a, b) if a == b => format!("within-{a}"),
        ("oceania", _) | (_, "oceania") => "to-or-from-oceania".to_owned(),
        _ => "between-continents".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn regions_are_where_their_names_say() {
        for (region, place) in [
            ("eastus2", "north-america"),
            ("southcentralus", "north-america"),
            ("westeurope", "europe"),
            ("uksouth", "europe"),
            ("australiaeast", "oceania"),
            ("eastasia", "asia"),
            ("southeastasia", "asia"),
            ("southafricanorth", "africa"),
            ("me-central1", "middle-east"),
            ("northamerica-northeast1", "north-america"),
            ("ap-southeast-2", "oceania"),
            ("ap-southeast-1", "asia"),
            ("brazilsouth", "south-america"),
        ] {
            assert_eq!(continent(region), place, "{region}");
        }
        assert_eq!(between("europe-west1", "europe-west4"), "within-europe");
        assert_eq!(between("us-east-1", "eu-west-1"), "between-continents");
        assert_eq!(between("asia-east1", "australia-southeast1"), "to-or-from-oceania");
    }
}
