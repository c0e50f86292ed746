//! Encryption keys: a price for each that is kept, and for the requests that use them.

use costmodel_core::model::Expr;
use costmodel_core::unit::Unit;
use rust_decimal::Decimal;

use crate::decode::{Count, Events};
use crate::kinds::shared::lines::{moved, push_part, push_standing};
use crate::lower::Cx;
use crate::{choice, spec};

/// What it is.
pub const SUMMARY: &str =
    "Encryption keys that are kept and used (AWS KMS, Azure Key Vault, Google Cloud KMS).";
/// What it adds unasked.
pub const IMPLIED: &[&str] = &[
    "on Azure keys are software-protected keys of a standard vault, which cost nothing to keep; a symmetric key is one of RSA 2048 that wraps data keys",
    "on Google Cloud keys are software-protected, and every version that is not destroyed is billed like a key, alike for symmetric and asymmetric ones",
];
/// An example.
pub const EXAMPLE: &str = r#"[component.encryption.keys]
keys = 4
requests = "2 requests per chat"
"#;
/// With AWS the first and the second rotation of a key each add the price of a key; later ones do not
/// (aws.amazon.com/kms/pricing). With Google Cloud each version that a rotation leaves does, until it is destroyed
/// (cloud.google.com/kms/pricing: active key versions). With Azure no version of a software-protected key does; what a
/// rotation itself costs is azure/key-vault standard key-rotations for the kind `sku`.
const BILLED_ROTATIONS: i64 = 2;

choice! {
    /// What a key does, as far as the price of a request goes.
    pub enum KeyUse {
        /// Encrypts and decrypts with a symmetric key.
        Symmetric = "symmetric",
        /// Encrypts or signs with RSA of 2048 bits.
        Rsa2048 = "rsa-2048",
        /// Encrypts or signs with any other asymmetric key.
        Asymmetric = "asymmetric",
        /// Makes data key pairs of elliptic curves.
        EccPair = "generate-data-key-pair-ecc",
        /// Makes data key pairs of RSA.
        RsaPair = "generate-data-key-pair-rsa",
    }
}

spec! {
    /// Encryption keys that you manage, in each environment and placement. Keys that services manage
    /// themselves cost nothing to keep.
    pub struct Keys {
        /// Keys that are kept; a replica of a key in another region is one more.
        up keys: Count,
        /// How often each key was rotated before. With AWS the first two rotations each add the price of a key;
        /// with Google Cloud all do, whose old versions are kept; with Azure none.
        up rotations: Option<Count>,
        /// Requests that use them: `"2 requests per chat"`. A service that encrypts each object with the key
        /// makes one for each write and one for each read.
        up requests: Option<Events>,
        /// What the requests ask for.
        neutral request_type as "use": KeyUse = "symmetric",
    }
}

impl Keys {
    /// Keys by the month, and requests (aws.amazon.com/kms/pricing, azure.microsoft.com/pricing/details/key-vault;
    /// cloud.google.com/kms/pricing: prices effective 2025-03-17, software-protected keys cost the same whatever their
    /// type, administration is free). Keys in hardware are for the kind `sku`: azure/key-vault premium, gcp/kms hsm.
    pub(in crate::kinds) fn lower(&self, cx: &mut Cx<'_, '_>) -> Option<()> {
        let requests = moved(cx, "requests", self.requests.as_deref(), "requests")?;
        let own = cx.leaf("keys", &self.keys, "");
        let number = match &self.rotations {
            Some(rotations) => {
                let google = cx.provider() == "gcp";
                let most = if google { Decimal::MAX } else { Decimal::from(BILLED_ROTATIONS) };
                let billed = rotations.value.map(|times| (*times).min(most));
                let name = if google {
                    "rotations, each of which leaves a version"
                } else {
                    "rotations that are billed, two at most"
                };
                let billed = Expr::given(name, billed, "", rotations.span.clone());
                own.times(Expr::Sum(vec![Expr::constant("the key itself", 1, ""), billed]))
            }
            None => own,
        };
        let class = self.request_type.word();
        let kept = cx.sold(class, "keys")?;
        push_standing(cx, &kept, "keys", number, "Key", |line| line);
        push_part(cx, (class, "requests"), "requests", requests, Unit::counted("Requests"))
    }
}
