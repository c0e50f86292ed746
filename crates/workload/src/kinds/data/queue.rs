//! Queues and topics: requests for each message, in chunks of its payload, with batching and empty receives; bytes on
//! Google Cloud.

mod azure;
pub(in crate::kinds::data) mod google;

use costmodel_core::model::Expr;
use costmodel_core::scenario::Ranged;
use costmodel_core::unit::Unit;
use rust_decimal::Decimal;

use crate::decode::{At, Count, Fraction, OneOrMany, PerCount, Seconds};
use crate::kinds::shared::lines::{within, without};
use crate::kinds::shared::steps::{Payload, bytes, chunks, reached, started};
use crate::lower::{Cx, Draft, Served};
use crate::{choice, spec};

/// What it is.
pub const SUMMARY: &str = "Queues and topics (AWS SQS and SNS, Azure Service Bus and storage queues, Google Pub/Sub): what each message is sent and received for, by batches and by chunks of its payload.";
/// What it adds unasked.
pub const IMPLIED: &[&str] = &[
    "a message of a queue is sent, received and deleted: three requests, fewer in batches; on Service Bus three operations, whatever the batch, and the hourly base once for all; on Pub/Sub its bytes, published and delivered, 1,000 of a request at least",
    "empty receives: one poller (`pollers`) asks a queue anew every 20 s, of Service Bus every 60 s (`wait`), while nothing comes; pollers = 0 switches it off; none on Pub/Sub. A function that consumes a queue asks with five at once",
    "a payload of up to 64 KiB is one request, each started 64 KiB one more; `size` is at most 64 KiB unless it says otherwise",
];
/// An example.
pub const EXAMPLE: &str = r#"[component.tasks.queue]
serves = "jobs"
size = "8 KiB"
batch = 10
"#;
/// What one request carries (aws.amazon.com/sqs/pricing, aws.amazon.com/sns/pricing).
const CHUNK: u64 = 64 << 10;
/// What one request, a batch too, carries at most: 1 MiB to a queue (docs.aws.amazon.com/AWSSimpleQueueService,
/// quotas-messages) and, where a topic is told so, to queues, functions and Firehose
/// (docs.aws.amazon.com/sns, large-message-payloads); 256 KiB to others. And messages in it.
const LARGEST: u64 = 1 << 20;
const LARGEST_TO_OTHERS: u64 = 256 << 10;
const LARGEST_BATCH: u32 = 10;
/// The longest a poll waits.
const LONGEST_WAIT: u32 = 20;
/// One; a function asks with five (aws.amazon.com/blogs/compute, how Lambda scales with SQS standard queues).
const DEFAULT_POLLERS: u32 = 1;

choice! {
    /// What carries the messages.
    pub enum QueueEngine {
        /// A queue: SQS standard, Service Bus, Pub/Sub with one subscription.
        Queue = "queue",
        /// A topic: SNS standard, Service Bus, Pub/Sub. Every subscriber gets each message.
        Topic = "topic",
        /// SQS standard.
        Sqs = "sqs",
        /// SQS with order.
        SqsFifo = "sqs-fifo",
        /// SNS standard: every subscriber gets each message.
        Sns = "sns",
        /// SNS with order.
        SnsFifo = "sns-fifo",
        /// A queue of an Azure storage account.
        StorageQueue = "storage-queue",
    }
}

impl QueueEngine {
    /// Whether every subscriber gets each message.
    const fn is_topic(self) -> bool {
        matches!(self, QueueEngine::Topic | QueueEngine::Sns | QueueEngine::SnsFifo)
    }
}

choice! {
    /// What a topic delivers to.
    pub enum Subscriber {
        /// Queues.
        Sqs = "sqs",
        /// Functions.
        Lambda = "lambda",
        /// HTTP endpoints.
        Http = "http",
        /// E-mail.
        Email = "email",
        /// Mobile push.
        MobilePush = "mobile-push",
        /// Firehose.
        Firehose = "firehose",
    }
}

spec! {
    /// A queue or a topic.
    pub struct Queue {
        /// The drivers whose units are sent.
        up serves: OneOrMany<At<String>>,
        /// Messages of each unit. Default: one.
        up messages: Option<PerCount>,
        /// The payload of a message; of a distribution each message is rounded up by itself, and a batch at its mean.
        up size: Payload = "64 KiB",
        /// What carries them.
        neutral engine: QueueEngine = "queue",
        /// Messages that are sent, received and deleted in one request: up to 10, of a storage queue 32, of Pub/Sub
        /// 1,000; on Service Bus a batch costs what its messages do.
        down batch: Count = "1",
        /// The part of the messages that is received once more: they failed, or took too long.
        up redelivered: Option<Fraction>,
        /// Consumers that ask a queue for messages, one request at a time each, in each environment and placement.
        up pollers: Option<Count>,
        /// How long an ask waits for a message before it comes back empty, on AWS up to 20 s.
        down wait: Option<Seconds>,
        /// What a topic of SNS delivers to. Default: queues.
        neutral to: Option<Subscriber>,
        /// How many get each message of a topic. Default: one.
        up subscribers: Option<Count>,
    }
}

impl Queue {
    /// Requests of a queue, or publications and deliveries of a topic.
    pub(in crate::kinds) fn lower(&self, cx: &mut Cx<'_, '_>) -> Option<()> {
        let served = cx.serves(&self.serves);
        let fits = self.fits(cx);
        let served = served.filter(|_| fits)?;
        let messages = cx.each_served("messages", self.messages.as_deref(), &served)?;
        cx.sold(self.engine.word(), "requests")?;
        match cx.provider() {
            "azure" if self.engine == QueueEngine::StorageQueue => {
                azure::storage_queue(self, cx, &served, messages)
            }
            "azure" => azure::service_bus(self, cx, &served, messages),
            "gcp" => google::lower(self, cx, &served, messages),
            _ if self.engine.is_topic() => self.topic(cx, &served, messages),
            _ => self.queue(cx, &served, messages),
        }
    }

    /// Bytes of a message and messages of a request at most, by what carries them.
    fn limits(&self, cx: &Cx<'_, '_>) -> (u64, u32) {
        let to_others =
            matches!(self.to, Some(Subscriber::Http | Subscriber::Email | Subscriber::MobilePush));
        match cx.provider() {
            "azure" if self.engine == QueueEngine::StorageQueue => {
                (azure::LARGEST_OF_STORAGE, azure::LARGEST_BATCH)
            }
            "azure" => (azure::LARGEST, u32::MAX),
            "gcp" => (google::LARGEST, google::LARGEST_BATCH),
            _ if self.engine.is_topic() && to_others => (LARGEST_TO_OTHERS, LARGEST_BATCH),
            _ => (LARGEST, LARGEST_BATCH),
        }
    }

    /// Messages with those that are received once more.
    fn again(&self, cx: &Cx<'_, '_>, messages: Expr) -> Expr {
        match &self.redelivered {
            Some(part) => {
                let once = Expr::constant("once", 1, "");
                messages.times(Expr::Sum(vec![once, cx.leaf("part received again", part, "")]))
            }
            None => messages,
        }
    }

    /// Messages as often as they are delivered.
    fn delivered(&self, cx: &Cx<'_, '_>, messages: Expr) -> Expr {
        match &self.subscribers {
            Some(subscribers) => messages.times(cx.leaf("subscribers", subscribers, "")),
            None => messages,
        }
    }

    /// Asks of all pollers in a month; nothing where nobody asks.
    fn asks(&self, cx: &Cx<'_, '_>, usual_wait: u32) -> Option<Expr> {
        if self.engine.is_topic()
            || self.pollers.as_ref().is_some_and(|pollers| pollers.value == Ranged::same(Decimal::ZERO))
        {
            return None;
        }
        let pollers = match &self.pollers {
            Some(pollers) => cx.leaf("pollers", pollers, ""),
            None => Expr::assumed("pollers", DEFAULT_POLLERS.into(), ""),
        };
        let wait = match &self.wait {
            Some(wait) => cx.leaf("wait", wait, "s"),
            None => Expr::assumed("wait", usual_wait.into(), "s"),
        };
        Some(pollers.times(Expr::Hours).times(Expr::constant("seconds of an hour", 3_600, "s")).over(wait))
    }

    fn fits(&self, cx: &mut Cx<'_, '_>) -> bool {
        let before = cx.low.problems.errors();
        let topic = self.engine.is_topic();
        let aws = !matches!(cx.provider(), "azure" | "gcp");
        let _reported = if topic {
            let unused = [
                ("redelivered", self.redelivered.is_some() && aws),
                ("pollers", self.pollers.is_some()),
                ("wait", self.wait.is_some()),
                ("to", self.to.is_some() && !aws),
            ];
            without(cx, "a topic pushes what it gets", "`engine`", &unused)
        } else {
            let unused = [("to", self.to.is_some()), ("subscribers", self.subscribers.is_some())];
            without(cx, "a queue delivers each message once", "`engine`", &unused)
        };
        let (largest, most) = self.limits(cx);
        // One message of Service Bus fills no batch with others: they are billed one by one.
        let service_bus = most == u32::MAX;
        let carries = if service_bus { reached(&self.size) } else { self.carries() };
        if !within(&self.batch.value, Decimal::ONE, most.into()) {
            let message = format!("a batch has 1 to {most} messages");
            let hint = format!("batch = {most}");
            cx.error("out-of-range", self.batch.span.clone(), message, "not a batch", hint);
        } else if !within(&carries, Decimal::ZERO, largest.into()) {
            let (what, hint) = if service_bus || azure::is_one(&self.batch.value) {
                ("a message", "put the payload into object storage and send where it is")
            } else {
                ("a batch", "a smaller `batch`, or smaller messages")
            };
            let message = format!("{what} holds at most {} KiB", largest >> 10);
            cx.error("out-of-range", self.size.span.clone(), message, "too large", hint);
        }
        if let Some(wait) =
            self.wait.as_ref().filter(|wait| aws && !within(&wait.value, Decimal::ONE, LONGEST_WAIT.into()))
        {
            let message =
                "an ask waits 1 s to 20 s: one that does not wait is repeated as fast as it is answered";
            cx.error(
                "out-of-range",
                wait.span.clone(),
                message,
                "cannot be counted",
                "wait = \"20 s\", and count more `pollers`",
            );
        }
        cx.low.problems.errors() == before
    }

    /// Bytes of a batch.
    fn carries(&self) -> Ranged<Decimal> {
        let (size, batch) = (reached(&self.size), &self.batch.value);
        Ranged::from_fn(|s| size.get(s).checked_mul(*batch.get(s)).unwrap_or(Decimal::MAX))
    }

    /// Requests that carry so many messages, each chunk of a batch counted.
    fn carried(&self, cx: &mut Cx<'_, '_>, messages: Expr) -> Option<Expr> {
        if self.batch.value == Ranged::same(Decimal::ONE) {
            return Some(messages.times(chunks(cx, &self.size, CHUNK, "a message")?));
        }
        let batch = cx.leaf("messages of a batch", &self.batch, "messages");
        let payload = bytes(&self.size, "a message").times(batch.clone());
        Some(messages.times(started(payload, CHUNK)).over(batch))
    }

    fn queue(&self, cx: &mut Cx<'_, '_>, served: &Served, messages: Expr) -> Option<()> {
        let sku = if self.engine == QueueEngine::SqsFifo { "fifo" } else { "standard" };
        let key = cx.key("sqs", sku, "requests");
        let received = self.again(cx, messages.clone());
        let batch = cx.leaf("messages of a batch", &self.batch, "messages");
        let lines = [
            ("sends", self.carried(cx, messages.clone())?),
            ("receives", self.carried(cx, received.clone())?),
            ("deletes", messages.over(batch.clone())),
        ];
        for (name, requests) in lines {
            let line = Draft::new(name, key.clone(), requests, Unit::counted("Requests"));
            cx.push(line.driver(&served.driver));
        }
        let Some(asks) = self.asks(cx, LONGEST_WAIT) else { return Some(()) };
        let full = received.times(Expr::ActiveShare).over(batch);
        let empty = Expr::Above(Box::new(asks), Box::new(full));
        let line =
            Draft::new("empty receives", key, empty, Unit::counted("Requests")).schedule(cx.schedule(None));
        let line = line.note("asks that bring messages are not empty; pollers = 0 switches it off");
        let assumed = self.pollers.is_none() || self.wait.is_none();
        cx.push(if assumed { line.assumed() } else { line.deterministic() });
        Some(())
    }

    fn topic(&self, cx: &mut Cx<'_, '_>, served: &Served, messages: Expr) -> Option<()> {
        let to = self.to.unwrap_or(Subscriber::Sqs);
        let delivered = self.delivered(cx, messages.clone());
        let push = |cx: &mut Cx<'_, '_>, name: &str, sku: &str, meter: &str, quantity: Expr, unit: Unit| {
            cx.push(Draft::new(name, cx.key("sns", sku, meter), quantity, unit).driver(&served.driver));
        };
        if self.engine != QueueEngine::SnsFifo {
            let published = self.carried(cx, messages)?;
            push(cx, "publications", "standard", "requests", published, Unit::counted("Requests"));
            let meter = format!("{}-notifications", to.word());
            push(cx, "deliveries", "standard", &meter, delivered, Unit::counted("Notifications"));
            return Some(());
        }
        if to != Subscriber::Sqs {
            return without(cx, "a topic with order delivers to queues", "`engine`", &[("to", true)]);
        }
        let size = bytes(&self.size, "a message");
        // By the request, a batch too, and by the byte (aws.amazon.com/sns/pricing: "Publish and publish batch API
        // requests are $0.30 per 1M and $0.017 per GB of payload data").
        let batch = cx.leaf("messages of a batch", &self.batch, "messages");
        let requests = messages.clone().over(batch);
        push(cx, "publications", "fifo", "requests", requests, Unit::counted("Requests"));
        push(cx, "published payload", "fifo", "payload", messages.times(size.clone()), Unit::bytes());
        push(cx, "deliveries", "fifo", "delivery-messages", delivered.clone(), Unit::counted("Messages"));
        push(cx, "delivered payload", "fifo", "delivery-payload", delivered.times(size), Unit::bytes());
        Some(())
    }
}
