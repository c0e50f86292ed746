//! Secrets: a price for each that is kept, and for the requests that read them.

use costmodel_core::model::Expr;
use costmodel_core::unit::Unit;

use crate::decode::{Count, Events};
use crate::kinds::shared::lines::{moved, push_part, push_standing};
use crate::lower::Cx;
use crate::{choice, spec};

/// What it is.
pub const SUMMARY: &str = "Secrets that are kept and read (AWS Secrets Manager and Parameter Store, Azure Key Vault, Google Secret Manager).";
/// What it adds unasked.
pub const IMPLIED: &[&str] = &[
    "on Azure keeping a secret costs nothing, and neither do its copies: Key Vault bills operations",
    "on Google Cloud each secret has one version that is not destroyed, in one location (automatic replication is one), and one more in each location of `copies`",
];
/// An example.
pub const EXAMPLE: &str = r#"[component.passwords.secrets]
secrets = 12
requests = "200_000 per month"
"#;

choice! {
    /// Where secrets are kept.
    pub enum SecretStore {
        /// The store of the provider: AWS Secrets Manager, Azure Key Vault, Google Secret Manager.
        SecretsManager = "secrets-manager",
        /// Advanced parameters of the Parameter Store of AWS.
        ParameterStore = "parameter-store",
    }
}

spec! {
    /// Secrets, in each environment and placement.
    pub struct Secrets {
        /// Secrets that are kept. A secret of several keys is one.
        up secrets: Count,
        /// Copies of each in other regions: each copy is billed as a secret.
        up copies: Option<Count>,
        /// Requests that read or change them: `"200_000 per month"`, `"1 request per job"`. A client that
        /// caches a value for an hour makes one an hour.
        up requests: Option<Events>,
        /// Where they are kept. `parameter-store` is its advanced tier; standard parameters cost nothing and
        /// need no component.
        neutral store: SecretStore = "secrets-manager",
    }
}

impl Secrets {
    /// Secrets by the month, and requests (aws.amazon.com/secrets-manager/pricing: a replica secret is a
    /// distinct secret; part months go by the hour. azure.microsoft.com/pricing/details/key-vault: secrets are
    /// billed by operation. cloud.google.com/secret-manager/pricing: versions that are enabled or disabled, by location
    /// and in proportion to the month, and access operations; managing secrets is free; the free allowances are those of
    /// a billing account).
    pub(in crate::kinds) fn lower(&self, cx: &mut Cx<'_, '_>) -> Option<()> {
        let requests = moved(cx, "requests", self.requests.as_deref(), "requests")?;
        let own = cx.leaf("secrets", &self.secrets, "");
        let number = match &self.copies {
            Some(copies) => {
                let one = Expr::constant("the secret itself", 1, "");
                own.times(Expr::Sum(vec![one, cx.leaf("copies in other regions", copies, "")]))
            }
            None => own,
        };
        let class = self.store.word();
        let kept = cx.sold(class, "secrets")?;
        push_standing(cx, &kept, "secrets", number, "Secret", |line| line);
        push_part(cx, (class, "requests"), "requests", requests, Unit::counted("Requests"))?;
        Some(())
    }
}
