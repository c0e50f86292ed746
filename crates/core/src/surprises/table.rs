//! The causes of surprises and the lines that are theirs: all of it data, here and nowhere else.
//!
//! A new surprise is a row of [`CAUSES`] and one or more rows of [`SIGNS`]. Idle replicas have no sign: they are
//! a part of the hours that lines bill, found by [`super::surprises`]; what idles without replicas has one.

use super::Cause;

/// NAT gateways.
const NAT: &str = "nat";
/// Bytes between availability zones.
const ZONES: &str = "zones";
/// Bytes between regions.
const REGIONS: &str = "regions";
/// Endpoints of private links.
const ENDPOINTS: &str = "endpoints";
/// Logs.
const LOGS: &str = "logs";
/// Metrics of one's own.
const METRICS: &str = "metrics";
/// Addresses.
const ADDRESSES: &str = "public-ipv4";
/// Reading from colder classes.
const RETRIEVAL: &str = "retrieval";
/// Minimum durations of colder classes.
const EARLY: &str = "early-deletion";
/// Moves between classes.
const MOVES: &str = "moves";
/// Index data of small objects.
const INDEX: &str = "index-data";
/// Asking queues that hold nothing.
const POLLS: &str = "empty-receives";
/// Shards that are held beyond what records fill.
const SHARDS: &str = "idle-shards";
/// Versions past their standard support.
const EXTENDED: &str = "extended-support";
/// Replicas that only a minimum keeps.
pub(super) const FLOOR: &str = "idle-minimum";
/// Replicas beyond the mean demand, for bursts and because they come whole.
pub(super) const HEADROOM: &str = "idle-headroom";

/// Every cause.
///
/// What vendors bill here stands on their pages: aws.amazon.com/vpc/pricing (NAT gateways, public IPv4),
/// aws.amazon.com/ec2/pricing/on-demand (zones, regions), aws.amazon.com/cloudwatch/pricing,
/// aws.amazon.com/s3/pricing and aws.amazon.com/efs/pricing (retrieval, minimum durations, moves, index data),
/// aws.amazon.com/rds/pricing and aws.amazon.com/eks/pricing (extended support), aws.amazon.com/sqs/pricing, and
/// aws.amazon.com/privatelink/pricing.
pub const CAUSES: &[Cause] = &[
    Cause {
        id: NAT,
        name: "NAT gateways",
        why: "a fee an hour in each zone, and one for each GiB that passes",
        switch: "the `via` of flows, fewer `zones`",
    },
    Cause {
        id: ZONES,
        name: "between zones",
        why: "each GiB is billed at both sides",
        switch: "fewer `zones`, `cross_zone = \"0 %\"`",
    },
    Cause {
        id: REGIONS,
        name: "between regions",
        why: "the sending region bills each GiB",
        switch: "both ends of a flow in one placement",
    },
    Cause {
        id: ENDPOINTS,
        name: "private endpoints",
        why: "a fee an hour in each zone, whatever passes",
        switch: "the `via` of flows, fewer `zones`",
    },
    Cause {
        id: LOGS,
        name: "logs",
        why: "what is taken in is billed, and it grows with requests",
        switch: "`sample`, `bytes`, `retention`, `class = \"infrequent\"`",
    },
    Cause {
        id: METRICS,
        name: "custom metrics",
        why: "each name and set of labels is a metric of its own, billed by the month",
        switch: "`custom_metrics`, `per_replica`",
    },
    Cause {
        id: ADDRESSES,
        name: "public IPv4",
        why: "each address is billed by the hour, used or idle",
        switch: "`public_ipv4 = false`, `public_ip = false`",
    },
    Cause {
        id: RETRIEVAL,
        name: "retrieval",
        why: "colder classes bill each GiB that is read back",
        switch: "a warmer `class`, `retrieval`",
    },
    Cause {
        id: EARLY,
        name: "early deletion",
        why: "colder classes bill a minimum of days, however long a thing is kept",
        switch: "a warmer `class`, a later `move`",
    },
    Cause {
        id: MOVES,
        name: "moves between classes",
        why: "a fee for each object, or each GiB, that moves",
        switch: "no `move`, larger objects",
    },
    Cause {
        id: INDEX,
        name: "index data",
        why: "archives bill some KiB beside each object, however small",
        switch: "a warmer `class`, larger objects",
    },
    Cause {
        id: POLLS,
        name: "empty receives",
        why: "each ask of a queue is billed, whether a message comes or not",
        switch: "fewer `pollers`, a longer `wait`",
    },
    Cause {
        id: SHARDS,
        name: "idle shards",
        why: "shards are billed by the hour, full or not",
        switch: "`scaling = \"hourly\"`, fewer `shards`, `mode = \"on-demand\"`",
    },
    Cause {
        id: EXTENDED,
        name: "extended support",
        why: "versions past their standard support cost more, by the hour",
        switch: "an upgrade, and `extended_support = false`",
    },
    Cause {
        id: FLOOR,
        name: "idle minimum",
        why: "the minimum runs where demand needs less",
        switch: "`replicas`, `zones`, a `schedule`",
    },
    Cause {
        id: HEADROOM,
        name: "idle headroom",
        why: "replicas for bursts, and because they come whole, beyond the mean demand",
        switch: "`burst`, `target_utilization`, smaller replicas",
    },
];

/// What marks a line as of a cause. Each cell is a name, the beginning of one with `*` after it, or empty for
/// any.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sign {
    /// Provider and service: `aws/s3`.
    pub service: &'static str,
    /// The SKU.
    pub sku: &'static str,
    /// The meter.
    pub meter: &'static str,
    /// The line's own name.
    pub line: &'static str,
    /// The id of the cause.
    pub cause: &'static str,
}

const fn sign(
    service: &'static str,
    sku: &'static str,
    meter: &'static str,
    line: &'static str,
    cause: &'static str,
) -> Sign {
    Sign { service, sku, meter, line, cause }
}

/// Every sign; the first that fits decides.
#[rustfmt::skip]
pub const SIGNS: &[Sign] = &[
    sign("aws/nat-gateway",   "",              "",                    "",            NAT),
    sign("aws/data-transfer", "inter-zone",    "",                    "",            ZONES),
    sign("aws/data-transfer", "inter-region*", "",                    "",            REGIONS),
    sign("aws/vpc-endpoint",  "",              "endpoint",            "",            ENDPOINTS),
    sign("aws/cloudwatch",    "logs*",         "",                    "",            LOGS),
    sign("datadog/logs",      "",              "",                    "",            LOGS),
    sign("grafana/logs",      "",              "",                    "",            LOGS),
    sign("aws/cloudwatch",    "metrics",       "custom-metric",       "",            METRICS),
    sign("aws/public-ipv4",   "",              "",                    "",            ADDRESSES),
    sign("aws/s3",            "",              "retrieval*",          "",            RETRIEVAL),
    sign("aws/s3",            "",              "data-retrieval*",     "",            RETRIEVAL),
    sign("aws/efs",           "ia",            "read",                "",            RETRIEVAL),
    sign("aws/efs",           "archive",       "read",                "",            RETRIEVAL),
    sign("aws/efs",           "",              "",                    "moves*",      MOVES),
    sign("",                  "",              "",                    "extended support", EXTENDED),
    sign("aws/s3",            "",              "transition-requests", "",            MOVES),
    sign("aws/s3",            "",              "",                    "early*",      EARLY),
    sign("aws/s3",            "",              "",                    "index data*", INDEX),
    sign("aws/sqs",           "",              "",                    "empty*",      POLLS),
    sign("aws/kinesis",       "",              "",                    "idle*",       SHARDS),
    sign("",                  "",              "",                    "idle *",      HEADROOM),
];
