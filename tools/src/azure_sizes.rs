//! What the names and series of Azure's sizes say that no fact states.
//!
//! Sources, read 2026-11-24: MicrosoftDocs/azure-compute-docs, articles/virtual-machines/sizes, a page for each
//! series; learn.microsoft.com/azure/virtual-machines/constrained-vcpu and vm-naming-conventions.

use crate::machines::Shape;
use crate::number::parse;
use rust_decimal::Decimal;

/// Series whose smallest and largest sizes have one ratio of memory to virtual CPUs on their page → GiB per
/// virtual CPU. Isolated sizes have ratios of their own and are of other families (`Eis_v7`).
const GIB_PER_VCPU: [(&str, u32); 16] = [
    ("DCeds_v6", 4),
    ("DCes_v6", 4),
    ("Dds_v7", 4),
    ("Dlds_v7", 2),
    ("Dls_v7", 2),
    ("Dnds_v6", 4),
    ("Dnlds_v6", 2),
    ("Dnls_v6", 2),
    ("Dns_v6", 4),
    ("Ds_v7", 4),
    ("Ebds_v6", 8),
    ("Ebs_v6", 8),
    ("Eds_v7", 8),
    ("Ends_v6", 8),
    ("Ens_v6", 8),
    ("Es_v7", 8),
];

/// Above this the memory-optimized series leave their ratio (1,832 GiB for 192, 2,832 for 372).
const MOST_VCPU_OF_E: u32 = 128;

/// The memory of a size, from the ratio of its series.
pub fn memory(shape: &Shape) -> Option<Decimal> {
    let vcpu = parse(&shape.vcpu)?;
    let (_, ratio) = GIB_PER_VCPU.iter().find(|(family, _)| *family == shape.family)?;
    let beyond = shape.family.starts_with('E') && vcpu > Decimal::from(MOST_VCPU_OF_E);
    (!beyond).then(|| vcpu * Decimal::from(*ratio))
}

/// The size that one with fewer virtual CPUs is made of: `Standard_E16-4as_v6` is `Standard_E16as_v6`.
pub fn parent(sku: &str) -> Option<String> {
    let (before, after) = sku.split_once('-')?;
    let rest = after.trim_start_matches(|c: char| c.is_ascii_digit());
    (before.ends_with(|c: char| c.is_ascii_digit()) && rest.len() < after.len())
        .then(|| format!("{before}{rest}"))
}

/// The architecture a name says: a `p` among the letters after the number is Arm, and so is Grace.
pub fn arch(sku: &str) -> &'static str {
    let size = sku.strip_prefix("Standard_").unwrap_or(sku);
    let letters = size.split('_').next().unwrap_or(size).trim_start_matches(|c: char| !c.is_ascii_digit());
    if letters.contains('p') || sku.contains("GB200") { "arm64" } else { "amd64" }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shape(family: &str, vcpu: &str) -> Shape {
        Shape { family: family.into(), vcpu: vcpu.into(), ..Shape::default() }
    }

    #[test]
    fn memory_follows_the_series() {
        assert_eq!(memory(&shape("Dds_v7", "372")), Some(Decimal::from(1488)));
        assert_eq!(memory(&shape("Es_v7", "96")), Some(Decimal::from(768)));
        assert_eq!(memory(&shape("Es_v7", "248")), None);
        assert_eq!(memory(&shape("Eis_v7", "372")), None);
    }

    #[test]
    fn constrained_sizes_have_a_parent() {
        assert_eq!(parent("Standard_E16-4as_v6").as_deref(), Some("Standard_E16as_v6"));
        assert_eq!(parent("Standard_D32-16s_v3").as_deref(), Some("Standard_D32s_v3"));
        assert_eq!(parent("Standard_M176ds-44_3_v3"), None);
        assert_eq!(parent("Standard_D4s_v5"), None);
    }

    #[test]
    fn names_tell_the_architecture() {
        assert_eq!(arch("Standard_D96pds_v5"), "arm64");
        assert_eq!(arch("Standard_D4s_v7"), "amd64");
        assert_eq!(arch("Standard_PB12s"), "amd64");
        assert_eq!(arch("Standard_ND128isr_NDR_GB200_v6"), "arm64");
    }
}
