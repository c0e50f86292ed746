//! Names: hosted zones, queries, health checks, resolver endpoints.

use costmodel_core::model::Expr;
use costmodel_core::rate::Schedule;
use costmodel_core::unit::Unit;
use rust_decimal::Decimal;

use crate::decode::{Amount, Count, Events};
use crate::kinds::shared::counted_once_here;
use crate::kinds::shared::lines::{driven, moved, push_standing, whole_months};
use crate::lower::Cx;
use crate::spec;

/// What it is.
pub const SUMMARY: &str =
    "Names (Route 53, Azure DNS, Cloud DNS): hosted zones, queries, health checks, resolver endpoints.";
/// What it adds unasked.
pub const IMPLIED: &[&str] = &[
    "AWS: a hosted zone is billed for the whole month in which it begins or ends, as the vendor bills it; Azure: the same, an assumption; Google bills zones by the hour",
];
/// An example.
pub const EXAMPLE: &str = r#"[component.names.dns]
zones = 2
queries = "3 queries per chat"
"#;
/// Zones at the first price, with each of the three: more cost less (aws.amazon.com/route53/pricing,
/// azure.microsoft.com/pricing/details/dns; cloud.google.com/dns/pricing has a third price above 10,000).
const FIRST_ZONES: u32 = 25;
/// An endpoint of a resolver has at least two addresses (the same page bills each of them).
const ADDRESSES: u32 = 2;

spec! {
    /// Names. Zones and health checks are counted once: in production and the first placement, unless
    /// `environments` or `placement` says otherwise.
    pub struct Dns {
        /// Hosted zones.
        up zones: Count = "1",
        /// Queries: `"3 queries per chat"`. Alias queries to AWS's own endpoints are free: leave them out.
        up queries: Option<Events>,
        /// Queries answered by latency.
        up latency_queries: Option<Events>,
        /// Queries answered by where the asker is.
        up geo_queries: Option<Events>,
        /// Health checks of endpoints on AWS; the first 50 of an account are free (free_tier = "always").
        up health_checks: Option<Count>,
        /// Health checks of other endpoints.
        up other_health_checks: Option<Count>,
        /// Optional features of all health checks on AWS together: HTTPS, string matching, fast interval,
        /// latency are one each.
        up health_check_features: Option<Count>,
        /// The same of checks of other endpoints.
        up other_health_check_features: Option<Count>,
        /// Resolver endpoints between the network and other resolvers: two addresses each unless
        /// `resolver_addresses` says more.
        up resolver_endpoints: Option<Count>,
        /// Addresses of each resolver endpoint, at least two.
        up resolver_addresses: Option<Count>,
        /// Queries that pass resolver endpoints.
        up resolver_queries: Option<Events>,
    }
}

impl Dns {
    /// A line for each thing there is, and for each type of query.
    pub(in crate::kinds) fn lower(&self, cx: &mut Cx<'_, '_>) -> Option<()> {
        let queries = [
            ("queries", "standard", self.queries.as_deref()),
            ("latency queries", "latency", self.latency_queries.as_deref()),
            ("geo queries", "geo", self.geo_queries.as_deref()),
            ("resolver queries", "queries", self.resolver_queries.as_deref()),
        ];
        let mut asked = Vec::new();
        for (name, meter, amount) in queries {
            asked.push((name, meter, moved(cx, name, amount, "queries")));
        }
        self.checked(cx)?;
        if counted_once_here(cx) {
            self.standing(cx)?;
        }
        if let Some(endpoints) = &self.resolver_endpoints {
            let addresses = match &self.resolver_addresses {
                Some(addresses) => cx.leaf("addresses of an endpoint", addresses, ""),
                None => Expr::assumed("addresses of an endpoint", ADDRESSES.into(), ""),
            };
            let number = cx.leaf("resolver endpoints", endpoints, "").times(addresses);
            let sold = cx.sold("resolver", "endpoint")?;
            push_standing(cx, &sold, "resolver endpoints", number, "", |line| {
                line.note("billed for each address, two at least")
            });
        }
        for (name, meter, amount) in asked {
            let Some((number, driver)) = amount? else { continue };
            let sold = match meter {
                "queries" => cx.sold("resolver", meter)?,
                _ => cx.sold(meter, "queries")?,
            };
            cx.push_sold(&sold, name, number, Unit::counted("Queries"), |line| {
                driven(line, driver.as_deref())
            });
        }
        Some(())
    }

    fn standing(&self, cx: &mut Cx<'_, '_>) -> Option<()> {
        let things: [(&str, &str, &str, &str, Option<&Amount>); 5] = [
            ("hosted zones", "hosted-zone", "zones", "Zone", Some(&self.zones)),
            ("health checks", "health-check", "aws-endpoint", "HealthCheck", self.health_checks.as_deref()),
            (
                "other health checks",
                "health-check",
                "other-endpoint",
                "HealthCheck",
                self.other_health_checks.as_deref(),
            ),
            (
                "health check features",
                "health-check-feature",
                "aws-endpoint",
                "Feature",
                self.health_check_features.as_deref(),
            ),
            (
                "other health check features",
                "health-check-feature",
                "other-endpoint",
                "Feature",
                self.other_health_check_features.as_deref(),
            ),
        ];
        for (name, sku, meter, noun, count) in things {
            let Some(count) = count else { continue };
            let number = cx.leaf(name, count, "");
            // AWS does not prorate a zone for part of a month (its page); Google has a price by the hour (its page). What
            // Azure does is not found: a stated assumption.
            let whole = sku == "hosted-zone" && cx.provider() != "gcp";
            let number = if whole { whole_months(cx, number) } else { number };
            let sold = cx.sold(sku, meter)?;
            let flat = sold
                .key()
                .and_then(|key| cx.rate(key))
                .is_some_and(|rate| matches!(rate.schedule, Schedule::Flat(_)));
            let many = flat && sku == "hosted-zone" && count.value.high > Decimal::from(FIRST_ZONES);
            let note =
                "the price of the first 25 zones is taken for all: the vendor's lower one is not in the book";
            push_standing(cx, &sold, name, number, noun, |line| if many { line.note(note) } else { line });
        }
        Some(())
    }

    fn checked(&self, cx: &mut Cx<'_, '_>) -> Option<()> {
        let few = |addresses: &&Count| addresses.value.low < Decimal::from(ADDRESSES);
        if let Some(addresses) = self.resolver_addresses.as_ref().filter(few) {
            let message = "a resolver endpoint has at least two addresses";
            cx.error("out-of-range", addresses.span.clone(), message, "too few", "resolver_addresses = 2");
            return None;
        }
        if let (Some(addresses), None) = (&self.resolver_addresses, &self.resolver_endpoints) {
            let message = "`resolver_addresses` has no effect without endpoints";
            cx.error(
                "no-effect",
                addresses.span.clone(),
                message,
                "addresses of what?",
                "resolver_endpoints = 2",
            );
            return None;
        }
        Some(())
    }
}
