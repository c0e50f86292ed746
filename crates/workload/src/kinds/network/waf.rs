//! Web application firewalls: lists, rules, and the requests they look at.

use costmodel_core::model::Expr;
use costmodel_core::unit::Unit;

use crate::decode::{Amount, Count, Events};
use crate::kinds::shared::lines::{driven, moved, push_standing};
use crate::lower::Cx;
use crate::spec;

/// What it is.
pub const SUMMARY: &str =
    "A web application firewall (AWS WAF, Front Door WAF, Cloud Armor): lists, rules, and requests.";
/// What it adds unasked.
pub const IMPLIED: &[&str] = &[
    "Azure: the firewall of Front Door, whose own rules cost nothing beside its profile; managed rule groups need a Premium profile, whose base fee includes them",
    "Google: Cloud Armor Standard, with policies for all regions",
];
/// An example.
pub const EXAMPLE: &str = r#"[component.firewall.waf]
rules = 6
managed_rule_groups = 2
requests = "12 requests per chat"
"#;

spec! {
    /// A web application firewall, in each environment and placement. Lists above 1,500 capacity units,
    /// bodies above the included size, bot control and fraud control are billed beside it: use `sku`.
    pub struct Waf {
        /// Lists: one for each thing that is guarded alike.
        up lists: Count = "1",
        /// Rules of all lists together, those inside your own rule groups too.
        up rules: Option<Count>,
        /// Your own rule groups.
        up rule_groups: Option<Count>,
        /// Managed rule groups of the provider; a marketplace group has a price of its own beside it.
        up managed_rule_groups: Option<Count>,
        /// Requests that are looked at: `"12 requests per chat"`.
        up requests: Option<Events>,
    }
}

impl Waf {
    /// Lists, rules and groups by the month, and requests (aws.amazon.com/waf/pricing: a managed group is
    /// billed like a rule; docs.cloud.google.com/armor/docs/armor-enterprise-overview: Standard is billed by policy,
    /// rule and request). With Front Door Standard and Premium policies, rules and requests cost nothing beside the
    /// profile, and managed sets come with the base fee of a Premium one, however many they are
    /// (learn.microsoft.com/azure/frontdoor/billing and understanding-pricing). Front Door (classic), which bills each
    /// of them, takes no new profiles and ends on 2027-03-31 (learn.microsoft.com/azure/frontdoor/classic-retirement-faq):
    /// its prices are azure/waf for the kind `sku`.
    pub(in crate::kinds) fn lower(&self, cx: &mut Cx<'_, '_>) -> Option<()> {
        let requests = moved(cx, "requests", self.requests.as_deref(), "requests")?;
        let things: [(&str, &str, &str, Option<&Amount>); 4] = [
            ("lists", "web-acls", "WebACL", Some(&self.lists)),
            ("rules", "rules", "Rule", self.rules.as_deref()),
            ("rule groups", "rule-groups", "RuleGroup", self.rule_groups.as_deref()),
            ("managed rule groups", "managed-rule-groups", "RuleGroup", self.managed_rule_groups.as_deref()),
        ];
        for (name, meter, noun, count) in things {
            let Some(count) = count else { continue };
            let sold = cx.sold("*", meter)?;
            let own = cx.leaf(name, count, "");
            if meter == "managed-rule-groups" && cx.provider() == "azure" {
                let one = Expr::constant("profiles that have them all", 1, "");
                let profile = Expr::Smallest(vec![own, one]);
                push_standing(cx, &sold, name, profile, "Profile", |line| line.assumed());
            } else {
                push_standing(cx, &sold, name, own, noun, |line| line);
            }
        }
        if let Some((number, driver)) = requests {
            let sold = cx.sold("*", "requests")?;
            let managed = if self.managed_rule_groups.is_some() {
                Some(cx.sold("*", "managed-requests")?)
            } else {
                None
            };
            for (name, sold) in [("requests", Some(sold)), ("requests to managed rules", managed)] {
                let Some(sold) = sold else { continue };
                cx.push_sold(&sold, name, number.clone(), Unit::counted("Requests"), |line| {
                    driven(line, driver.as_deref())
                });
            }
        }
        Some(())
    }
}
