//! Secrets: a price for each that is kept, and for the requests that read them.

use costmodel_core::model::Expr;
use costmodel_core::unit::Unit;

use crate::decode::{Count, Events};
use crate::kinds::shared::lines::{moved, on_aws, push_moved, standing};
use crate::lower::Cx;
use crate::{choice, spec};

/// What it is.
pub const SUMMARY: &str = "Secrets that are kept and read (AWS Secrets Manager, Parameter Store).";
/// What it adds unasked.
pub const IMPLIED: &[&str] = &[];
/// An example.
pub const EXAMPLE: &str = r#"[component.passwords.secrets]
secrets = 12
requests = "200_000 per month"
"#;

choice! {
    /// Where secrets are kept.
    pub enum SecretStore {
        /// AWS Secrets Manager.
        SecretsManager = "secrets-manager",
        /// Advanced parameters of the Parameter Store.
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
    /// distinct secret; part months go by the hour).
    pub(in crate::kinds) fn lower(&self, cx: &mut Cx<'_, '_>) -> Option<()> {
        let requests = moved(cx, "requests", self.requests.as_deref(), "requests")?;
        on_aws(cx, "a store of secrets")?;
        let (service, sku, meter, noun) = match self.store {
            SecretStore::SecretsManager => ("secrets-manager", "standard", "secrets", "Secret"),
            SecretStore::ParameterStore => ("parameter-store", "advanced", "parameters", "Parameter"),
        };
        let own = cx.leaf("secrets", &self.secrets, "");
        let number = match &self.copies {
            Some(copies) => {
                let one = Expr::constant("the secret itself", 1, "");
                own.times(Expr::Sum(vec![one, cx.leaf("copies in other regions", copies, "")]))
            }
            None => own,
        };
        let line = standing("secrets", cx.key(service, sku, meter), number, noun);
        cx.push(line);
        let key = cx.key(service, sku, "requests");
        push_moved(cx, "requests", key, requests, Unit::counted("Requests"));
        Some(())
    }
}
