//! Whole workloads around the examples of kinds: for tests, and for asking what of a kind has a price.

/// What the examples of the kinds speak of.
const NOUNS: &str = r#"
name = "example"
start = "2027-01"
months = 12
[driver.chats]
monthly = "1_000_000"
[driver.jobs]
monthly = "1_000"
[driver.requests]
monthly = "5_000_000"
[driver.documents]
stock = "1_000_000"
added = "50_000 per month"
size = "180 KiB per document"
[driver.chunks]
from = "documents"
per = "12 chunks per document"
"#;

/// A workload of example components at a place: `aws/us-east-1`.
///
/// ```
/// let text = costmodel_workload::example("aws/us-east-1", costmodel_workload::kinds::network::nat::EXAMPLE);
/// assert!(costmodel_workload::load(&text, &costmodel_pricebook::embedded()).model.is_some());
/// ```
#[must_use]
pub fn example(at: &str, components: &str) -> String {
    format!("{NOUNS}[placement.main]\nat = {at:?}\n{components}")
}
