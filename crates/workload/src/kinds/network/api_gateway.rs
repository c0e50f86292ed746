//! API gateways: requests in steps of their payload, messages and minutes of web sockets, caches.

use costmodel_core::model::Expr;
use costmodel_core::unit::Unit;

use crate::decode::{Events, Seconds};
use crate::flows;
use crate::kinds::shared::lines::{driven, moved, on_aws, standing, without};
use crate::kinds::shared::steps::{Payload, chunks, started};
use crate::kinds::shared::typed_twice;
use crate::lower::Cx;
use crate::{choice, spec};

/// What it is.
pub const SUMMARY: &str = "API gateways (API Gateway, API Management, Google API Gateway): requests, messages, minutes of connections, a cache.";
/// What it adds unasked.
pub const IMPLIED: &[&str] = &[
    "Azure: the consumption tier of API Management; it and Google count calls whatever their size",
    "AWS: a request of an HTTP API is counted for each started 512 KiB of its payload, a WebSocket message for each started 32 KiB; payloads fit one step unless `size` or a flow says otherwise, whose bytes are taken at their mean",
    "a cache runs around the clock: the schedule of an environment does not stop it",
    "a flow with via = [\"api-gateway\"] and no `api-gateway` component implies an HTTP API; declare one to change it",
];
/// An example.
pub const EXAMPLE: &str = r#"[component.entry.api-gateway]
type = "http"
requests = "12 requests per chat"
"#;
/// Whose classes say what an API gateway is called: flows imply one without a component too.
const KIND: &str = "api-gateway";
/// Metered steps (aws.amazon.com/api-gateway/pricing).
const HTTP_STEP: u64 = 512 << 10;
const SOCKET_STEP: u64 = 32 << 10;

choice! {
    /// What kind of API.
    pub enum ApiType {
        /// Requests, with all features.
        Rest = "rest",
        /// Requests, fewer features, cheaper.
        Http = "http",
        /// Connections that stay open.
        Socket = "websocket",
    }
}

choice! {
    /// The memory of a cache, in GB.
    pub enum CacheSize {
        /// 0.5 GB.
        Half = "0.5gb",
        /// 1.6 GB.
        One = "1.6gb",
        /// 6.1 GB.
        Six = "6.1gb",
        /// 13.5 GB.
        Thirteen = "13.5gb",
        /// 28.4 GB.
        TwentyEight = "28.4gb",
        /// 58.2 GB.
        FiftyEight = "58.2gb",
        /// 118 GB.
        Hundred = "118gb",
        /// 237 GB.
        TwoHundred = "237gb",
    }
}

spec! {
    /// An API gateway.
    pub struct ApiGateway {
        /// What kind of API.
        neutral api as "type": ApiType = "http",
        /// Requests, or messages in both directions, when no flow says so: `"12 requests per chat"`.
        up requests: Option<Events>,
        /// The payload of a request or message.
        up size: Option<Payload>,
        /// Connections of a web socket: `"1 connection per chat"`.
        up connections: Option<Events>,
        /// How long a connection stays open.
        up connection_time: Option<Seconds>,
        /// The cache of a REST API.
        up cache: Option<CacheSize>,
    }
}

impl ApiGateway {
    /// Requests unless flows bring them, connections, and the cache.
    pub(in crate::kinds) fn lower(&self, cx: &mut Cx<'_, '_>) -> Option<()> {
        let socket = self.api == ApiType::Socket;
        let unused = [
            ("connections", !socket && self.connections.is_some()),
            ("connection_time", !socket && self.connection_time.is_some()),
            ("cache", self.api != ApiType::Rest && self.cache.is_some()),
            ("size", self.api == ApiType::Rest && self.size.is_some()),
        ];
        let fits = without(cx, "not for this type of API", "`type`", &unused);
        let requests = moved(cx, "requests", self.requests.as_deref(), "requests");
        let connections = moved(cx, "connections", self.connections.as_deref(), "connections");
        let through = flows::pass(cx.low.spec, &cx.name, "api-gateway");
        if let Some(requests) = self.requests.as_ref().filter(|_| through) {
            typed_twice(cx, requests, "requests");
            return None;
        }
        fits?;
        let (requests, connections) = (requests?, connections?);
        let minutes = match (connections, &self.connection_time) {
            (Some((number, driver)), Some(time)) => {
                let minute = Expr::constant("seconds of a minute", 60, "s");
                Some((number.times(cx.leaf("connection time", time, "s")).over(minute), driver))
            }
            (None, None) => None,
            (has, _) => {
                let (missing, hint) = if has.is_some() {
                    ("connection_time", "connection_time = \"4 min\"")
                } else {
                    ("connections", "connections = \"1 connection per chat\"")
                };
                let span = cx.span.clone();
                let message = format!("`{missing}` is missing: a connection is billed by the minute");
                cx.error("missing-key", span, message, "half of the minutes", hint);
                return None;
            }
        };
        if let Some((number, driver)) = requests {
            let each = match &self.size {
                Some(size) => Some(chunks(cx, size, self.step(), "a payload")?),
                None => None,
            };
            self.counted(cx, "", number, each, driver.as_deref(), false)?;
        }
        if let Some((minutes, driver)) = minutes {
            let sold = cx.sold("websocket", "connection-minutes")?;
            cx.push_sold(&sold, "connection minutes", minutes, "Minutes".parse().ok()?, |line| {
                driven(line, driver.as_deref()).note("billed while open, idle or not")
            });
        }
        if let Some(cache) = self.cache {
            on_aws(cx, "a cache of an API")?;
            let key = cx.key("api-gateway", &format!("cache-{}", cache.word()), "hours");
            let line = standing("cache", key, Expr::constant("caches", 1, ""), "");
            cx.push(line.note("runs around the clock"));
        }
        Some(())
    }

    /// The one that a flow implies.
    pub(crate) fn implied() -> ApiGateway {
        let api = ApiType::Http;
        ApiGateway { api, requests: None, size: None, connections: None, connection_time: None, cache: None }
    }

    fn step(&self) -> u64 {
        if self.api == ApiType::Socket { SOCKET_STEP } else { HTTP_STEP }
    }

    /// Requests that a flow brings: their payload is the flow's bytes over its requests.
    pub(crate) fn passed(
        &self,
        cx: &mut Cx<'_, '_>,
        label: &str,
        requests: Expr,
        bytes: Expr,
        driver: Option<&str>,
        assumed: bool,
    ) -> Option<()> {
        let each = match (&self.size, self.api) {
            (_, ApiType::Rest) => None,
            (Some(size), _) => Some(chunks(cx, size, self.step(), "a payload")?),
            (None, _) => {
                let some = Expr::Largest(vec![requests.clone(), Expr::constant("one at least", 1, "")]);
                Some(started(bytes.over(some), self.step()))
            }
        };
        self.counted(cx, label, requests, each, driver, assumed)
    }

    fn counted(
        &self,
        cx: &mut Cx<'_, '_>,
        label: &str,
        number: Expr,
        steps: Option<Expr>,
        driver: Option<&str>,
        assumed: bool,
    ) -> Option<()> {
        let (what, meter, noun) = match self.api {
            ApiType::Socket => ("messages", "messages", "Messages"),
            ApiType::Rest | ApiType::Http => ("requests", "requests", "Requests"),
        };
        let name = if label.is_empty() { what.to_owned() } else { format!("{what}, {label}") };
        // Only AWS counts a payload by its steps: a call is a call with Google (cloud.google.com/api-gateway/docs/pricing,
        // which bills what leaves as egress beside it); with Azure a stated assumption, its meter is of calls alone.
        let steps = steps.filter(|_| cx.provider() == "aws");
        let quantity = steps.into_iter().fold(number, Expr::times);
        let sold = cx.sold_as(KIND, self.api.word(), meter)?;
        cx.push_sold(&sold, &name, quantity, Unit::counted(noun), |line| {
            let line = driven(line, driver);
            if assumed {
                line.assumed().note("one request for each unit; `requests` on the flow changes it")
            } else {
                line
            }
        });
        Some(())
    }
}
