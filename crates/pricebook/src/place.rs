//! What a table is, by the path it stands at.

pub(crate) use costmodel_core::book::TableKey;

/// What a path holds.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Place {
    /// `sources.csv`
    Sources,
    /// `classes/<kind>.csv`
    Classes(String),
    /// `confirmed.csv`: when the prices of a table were last seen unchanged.
    Confirmed,
    /// `<provider>/<service>/<region>.csv`
    Rates(TableKey),
    /// `<provider>/<service>/history/<region>.csv`
    History(TableKey),
    /// `<provider>/<service>/skus.csv`
    Skus(String, String),
    /// `ai/<provider>/aliases.csv`
    Aliases(String),
    /// `<provider>/<service>/source-sets.csv`
    SourceSets(String, String),
    /// `<provider>/<service>/interruptions.csv`
    Interruptions(String, String),
    /// `<provider>/<service>/sustained-use.csv`
    Sustained(String, String),
    /// `ai/<provider>/provisioned.csv`
    Provisioned(String),
    /// `facts/<name>.csv`
    Facts(FactTable),
}

/// Tables of facts that are no prices.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum FactTable {
    /// `facts/throughput.csv`
    Throughput,
    /// `facts/sources.csv`: what the other tables there are taken from.
    Sources,
}

impl FactTable {
    /// What a layer calls it.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            FactTable::Throughput => "throughput",
            FactTable::Sources => "sources",
        }
    }
}

/// Folders that group vendors by the one thing they sell, and the service their tables have.
pub(crate) const GROUPS: [(&str, &str); 2] = [("ai", "models"), ("gpu", "gpu")];

/// The folder of vendors that sell software as a service: each has folders of its own products.
const SAAS: &str = "saas";

/// What the layout looks like, for hints.
pub(crate) const LAYOUT: &str = "tables stand at `sources.csv`, `<provider>/<service>/<region>.csv`, \
     `<provider>/<service>/skus.csv`, `ai/<provider>/global.csv`, `gpu/<seller>/<region>.csv` or \
     `saas/<vendor>/<service>/<region>.csv`";

/// What a path holds; `None` when no table stands there.
pub(crate) fn of(path: &str) -> Option<Place> {
    let parts: Vec<&str> = path.split('/').collect();
    if parts.iter().any(|part| part.is_empty() || part.starts_with('.')) || !path.ends_with(".csv") {
        return None;
    }
    let (provider, service, rest) = match parts.as_slice() {
        ["sources.csv"] => return Some(Place::Sources),
        ["confirmed.csv"] => return Some(Place::Confirmed),
        ["facts", "throughput.csv"] => return Some(Place::Facts(FactTable::Throughput)),
        ["facts", "sources.csv"] => return Some(Place::Facts(FactTable::Sources)),
        ["facts", ..] => return None,
        ["classes", file] => return region(file).map(Place::Classes),
        ["classes", ..] => return None,
        [SAAS, vendor, service, rest @ ..] => (*vendor, *service, rest),
        [top, vendor, rest @ ..] => match GROUPS.iter().find(|(group, _)| group == top) {
            Some((_, service)) => (*vendor, *service, rest),
            None => (*top, *vendor, rest),
        },
        _ => return None,
    };
    let (provider, service) = (provider.to_owned(), service.to_owned());
    match *rest {
        ["skus.csv"] => Some(Place::Skus(provider, service)),
        ["aliases.csv"] => Some(Place::Aliases(provider)),
        ["source-sets.csv"] => Some(Place::SourceSets(provider, service)),
        ["interruptions.csv"] => Some(Place::Interruptions(provider, service)),
        ["sustained-use.csv"] => Some(Place::Sustained(provider, service)),
        ["provisioned.csv"] => Some(Place::Provisioned(provider)),
        [file] => Some(Place::Rates((provider, service, region(file)?))),
        ["history", file] => Some(Place::History((provider, service, region(file)?))),
        _ => None,
    }
}

fn region(file: &str) -> Option<String> {
    file.strip_suffix(".csv").filter(|stem| !stem.is_empty()).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(provider: &str, service: &str, region: &str) -> TableKey {
        (provider.into(), service.into(), region.into())
    }

    #[test]
    fn paths_say_what_they_hold() {
        assert_eq!(of("sources.csv"), Some(Place::Sources));
        assert_eq!(of("aws/s3/us-east-1.csv"), Some(Place::Rates(key("aws", "s3", "us-east-1"))));
        assert_eq!(of("aws/s3/history/us-east-1.csv"), Some(Place::History(key("aws", "s3", "us-east-1"))));
        assert_eq!(of("ai/anthropic/global.csv"), Some(Place::Rates(key("anthropic", "models", "global"))));
        assert_eq!(of("gpu/runpod/us.csv"), Some(Place::Rates(key("runpod", "gpu", "us"))));
        assert_eq!(of("aws/ec2/skus.csv"), Some(Place::Skus("aws".into(), "ec2".into())));
        assert_eq!(of("ai/openai/aliases.csv"), Some(Place::Aliases("openai".into())));
        assert_eq!(of("aws/ec2/source-sets.csv"), Some(Place::SourceSets("aws".into(), "ec2".into())));
        assert_eq!(of("aws/ec2/interruptions.csv"), Some(Place::Interruptions("aws".into(), "ec2".into())));
        assert_eq!(of("ai/azure-openai/provisioned.csv"), Some(Place::Provisioned("azure-openai".into())));
        assert_eq!(of("facts/throughput.csv"), Some(Place::Facts(FactTable::Throughput)));
        assert_eq!(of("facts/speed.csv"), None);
        assert_eq!(of("classes/container.csv"), Some(Place::Classes("container".into())));
        assert_eq!(of("classes/container/x.csv"), None);
        assert_eq!(
            of("saas/pinecone/database/aws-us-east-1.csv"),
            Some(Place::Rates(key("pinecone", "database", "aws-us-east-1")))
        );
        assert_eq!(
            of("saas/pinecone/database/history/global.csv"),
            Some(Place::History(key("pinecone", "database", "global")))
        );
        assert_eq!(
            of("saas/weaviate/database/skus.csv"),
            Some(Place::Skus("weaviate".into(), "database".into()))
        );
        for path in ["saas/pinecone/global.csv", "saas/global.csv", "saas/sources.csv"] {
            assert_eq!(of(path), None, "{path}");
        }
        for path in
            ["aws/s3.csv", "notes.csv", "aws/s3/us-east-1.txt", "aws//x.csv", "aws/s3/a/b.csv", "aws/s3/.csv"]
        {
            assert_eq!(of(path), None, "{path}");
        }
    }
}
