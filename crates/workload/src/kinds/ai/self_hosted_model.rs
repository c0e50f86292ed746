//! Models on machines of one's own: replicas on GPUs, sized by tokens, billed busy or not.

mod measured;

use std::sync::Arc;

use costmodel_core::book::in_force;
use costmodel_core::model::Expr;
use costmodel_core::month::Week;
use costmodel_core::scenario::Ranged;
use costmodel_core::unit::Unit;
use rust_decimal::Decimal;

use crate::choice;
use crate::decode::time::Hours;
use crate::decode::{At, Bytes, Count, Fraction, OneOrMany, OwnTokens, PerCount, Seconds};
use crate::kinds::shared::capacity::{Replicas, bounds, seconds_of};
use crate::kinds::shared::offer::{Asked, Bought, Purchase};
use crate::kinds::shared::running::Running;
use crate::kinds::shared::shop::Shop;
use crate::kinds::shared::{spot, unranged};
use crate::lower::{Cx, Draft, Served, Sizing, Yield};
use crate::spec;

/// What it is.
pub const SUMMARY: &str = "A model on GPU machines of one's own (AWS, Azure, Google Cloud or a seller of GPUs): replicas follow the tokens by hour of the week, and bill idle.";
/// What it adds unasked.
pub const IMPLIED: &[&str] = &[
    "throughput of a replica, when `throughput` does not say: the measurement of the book nearest to the lengths of requests, from online runs only; the note of the line names it. Measure your own before buying",
    "starting machines: a machine that starts is billed `load_time` while it boots and loads the model (default 5 min; 0 s switches it off)",
    "root volume on a cloud: `root_volume` for each machine, of gp3 on AWS, as the Premium SSD that holds it on Azure, of a balanced persistent disk on Google Cloud (default 200 GiB: an image and the weights; root_volume = \"0 GiB\" switches it off)",
    "idle machines: hours beyond what the mean demand fills have a line of their own",
];
/// An example.
pub const EXAMPLE: &str = r#"[component.answers.self-hosted-model]
serves = "chats"
model = "meta-llama/Llama-3.1-8B-Instruct"
output = "350 tokens"
gpu_memory = "40 GiB"
throughput = "900 tokens per second"
concurrency = 32
replicas = { min = 1, max = 20 }
"#;

choice! {
    /// Which tokens a throughput counts.
    pub enum Counts {
        /// Those that are generated.
        Output = "output",
        /// Those that are read too.
        All = "all",
    }
}

spec! {
    /// A model on GPU machines of one's own.
    pub struct SelfHostedModel {
        /// The drivers whose units it answers.
        up serves: OneOrMany<At<String>>,
        /// Requests of each unit that reach it. Default: one.
        up requests: Option<PerCount>,
        /// The model as its publisher names it: `"meta-llama/Llama-3.1-8B"`.
        neutral model: At<String>,
        /// Input tokens of a request: needed to choose a measurement, and where `counts = "all"`.
        up input: Option<OwnTokens>,
        /// Output tokens of a request.
        up output: OwnTokens,
        /// Tokens a replica makes: `"900 tokens per second"`, all its requests together. Default: as measured
        /// online for this model and GPU, where the book has it.
        down throughput: Option<PerCount>,
        /// Whether `throughput` counts output tokens, or input and output together.
        neutral counts: Option<Counts>,
        /// Requests a replica handles at once at that throughput. Chooses between measurements.
        neutral concurrency: Option<Count>,
        /// The engine whose measurement is taken: `"vLLM"`.
        neutral engine: Option<At<String>>,
        /// The precision whose measurement is taken: `"FP8"`.
        neutral precision: Option<At<String>>,
        /// Who sells the machines: `"lambda"`. Default: the provider of the placement.
        neutral seller: Option<At<String>>,
        /// The machine type. Default: the cheapest with `gpus` of the GPU.
        neutral machine as "type": Option<At<String>>,
        /// GPU model: `"h100"`, `"l40s"`. Not every cloud has each; `gpu_memory` asks for any that is large enough.
        neutral gpu: Option<At<String>>,
        /// Memory of one GPU at least.
        neutral gpu_memory: Option<Bytes>,
        /// GPUs of a replica. Machines are sold with 1, 2, 4 or 8: one holds as many replicas as fit. Default: 1.
        neutral gpus: Option<Count>,
        /// How hours are bought.
        neutral purchase: Purchase = "on-demand",
        /// How full replicas are run.
        down target_utilization: Fraction = "65 %",
        /// Replicas at least and at most.
        up replicas: Option<Replicas>,
        /// Replicas more than demand needs, in every hour: on machines of their own, also where a running one has
        /// room.
        up spare: Option<Count>,
        /// Availability zones; at least one machine runs in each.
        up zones: Option<Count>,
        /// Hours of the week in which it runs.
        neutral schedule: Option<Hours>,
        /// Time a machine that starts is billed while it boots and loads the model.
        up load_time: Seconds = "5 min",
        /// Root volume of each machine of a cloud.
        up root_volume: Bytes = "200 GiB",
    }
}

/// Tokens a replica makes in a second, and which of them are counted.
struct Throughput {
    per_second: Expr,
    value: Ranged<Decimal>,
    counts: Counts,
    note: String,
}

impl SelfHostedModel {
    /// Machine hours that follow the tokens, idle and starting ones apart, spare ones, root volumes.
    pub(in crate::kinds) fn lower(&self, cx: &mut Cx<'_, '_>) -> Option<()> {
        let served = cx.serves(&self.serves);
        let gpus = match &self.gpus {
            Some(gpus) => unranged(cx, gpus, "gpus")?,
            None => Decimal::ONE,
        };
        let (bought, shop) = self.bought(cx)?;
        let held = self.held(cx, &bought, gpus)?;
        let throughput = self.throughput(cx, &bought, gpus)?;
        let served = served?;
        let schedule = cx.schedule(self.schedule.as_ref().map(|hours| &hours.0));
        let tokens = self.tokens(cx, &served, throughput.counts)?;
        let running = self.running(cx, &served, &tokens, &throughput, held, schedule.clone())?;
        let notes = [
            format!("each machine holds {} of {}", counted(held, "replica"), counted(gpus, "GPU")),
            throughput.note.clone(),
            self.at_most(cx, &bought, held, &throughput),
            bought.note.clone(),
            if self.purchase == Purchase::Spot { spot::note(cx, &bought.key) } else { String::new() },
        ];
        let notes: Vec<&str> = notes.iter().map(String::as_str).collect();
        let first = cx.low.model.lines.len();
        let times = bought.gpus.as_ref().map(|_| Expr::constant("GPUs of a machine", gpus, "GPUs"));
        running.push_hours(cx, "machines", &bought.key, times.as_ref(), "load_time", &notes);
        self.push_spare(cx, &bought, times.as_ref(), held, schedule);
        cx.low.yields.push(Yield {
            component: cx.component,
            environment: cx.site.environment,
            lines: first..cx.low.model.lines.len(),
            tokens,
            output_only: throughput.counts == Counts::Output,
        });
        if shop.is_cloud() {
            running.push_root_volume(cx, &self.root_volume)?;
        }
        Some(())
    }

    /// The machines, from whom.
    fn bought(&self, cx: &mut Cx<'_, '_>) -> Option<(Bought, Shop)> {
        let shop = Shop::of(cx, self.seller.as_ref(), "a model on machines of one's own")?;
        let asked = Asked {
            machine: self.machine.as_ref(),
            vcpu: None,
            memory: None,
            gpu: self.gpu.as_ref(),
            gpu_count: self.gpus.as_ref().filter(|_| self.machine.is_none()),
            gpu_memory: self.gpu_memory.as_ref(),
            arch: None,
            families: &[],
            burstable: false,
            example: "add gpu = \"l40s\"; or gpu_memory = \"40 GiB\"; or a type = \"g6e.xlarge\"",
        };
        let meter = self.purchase.word();
        let need = asked.need(cx, &shop, meter)?;
        Some((asked.buy(cx, &shop, need, meter)?, shop))
    }

    /// How many replicas a machine holds.
    fn held(&self, cx: &mut Cx<'_, '_>, bought: &Bought, gpus: Decimal) -> Option<Decimal> {
        let Some(machine) = bought.machine.as_ref().filter(|_| bought.gpus.is_none()) else {
            return Some(Decimal::ONE);
        };
        let held = machine.gpu_count.checked_div(gpus).unwrap_or_default().floor();
        if held < Decimal::ONE {
            let span = self.gpus.as_ref().map(|gpus| gpus.span.clone());
            let span = span.or(self.machine.as_ref().map(|machine| machine.span.clone()));
            cx.error(
                "nothing-fits",
                span.unwrap_or(cx.span.clone()),
                format!("{} has {} GPUs: no replica of `{}` fits", machine.sku, machine.gpu_count.normalize(), cx.name),
                "more GPUs than the machine has",
                "name a type with more GPUs, or drop `type` to have the cheapest chosen; a replica takes a GPU at least",
            );
            return None;
        }
        Some(held)
    }

    /// The stated throughput, else the measured one.
    fn throughput(&self, cx: &mut Cx<'_, '_>, bought: &Bought, gpus: Decimal) -> Option<Throughput> {
        let Some(stated) = &self.throughput else { return measured::throughput(self, cx, bought, gpus) };
        let unused = [("engine", &self.engine), ("precision", &self.precision)];
        if let Some((key, at)) = unused.into_iter().find_map(|(key, at)| Some((key, at.as_ref()?))) {
            cx.error(
                "no-effect",
                at.span.clone(),
                format!("`{key}` has no effect: the throughput of `{}` is stated", cx.name),
                "chooses a measurement of the book",
                format!("drop `{key}`, or drop `throughput`"),
            );
            return None;
        }
        let counts = self.counts.unwrap_or(Counts::Output);
        if let Some(input) = self.input.as_ref().filter(|_| counts == Counts::Output) {
            let message =
                format!("`input` of `{}` changes nothing: its throughput counts output tokens", cx.name);
            let hint = "drop it; or counts = \"all\", where the throughput is of input and output together";
            cx.warn("no-effect", input.span.clone(), message, "sizes nothing", hint);
        }
        let seconds = Decimal::from(seconds_of(cx, stated)?);
        let at_once = self.concurrency.as_ref().map_or(String::new(), |requests| {
            let each = stated.expected() / seconds;
            let each = each.checked_div(requests.expected()).unwrap_or_default().round_dp(1).normalize();
            format!("at {} requests at once, {each} tokens a second each", requests.expected().normalize())
        });
        Some(Throughput {
            per_second: cx
                .leaf("throughput of a replica", stated, "tokens per its time")
                .over(Expr::constant("seconds of its time", seconds, "s")),
            value: stated.value.map(|tokens| *tokens / seconds),
            counts,
            note: at_once,
        })
    }

    /// Input tokens of a request, where something depends on them.
    fn input(&self, cx: &mut Cx<'_, '_>) -> Option<&OwnTokens> {
        if self.input.is_none() {
            let (span, message) = (cx.span.clone(), format!("`input` of `{}` is missing", cx.name));
            let hint = "add input = \"1_500 tokens\"; or state the throughput in output tokens";
            cx.error("missing-key", span, message, "how long is a request?", hint);
        }
        self.input.as_ref()
    }

    /// Tokens of the month that the throughput counts.
    fn tokens(&self, cx: &mut Cx<'_, '_>, served: &Served, counts: Counts) -> Option<Expr> {
        let requests = cx.each_served("requests", self.requests.as_deref(), served)?;
        let output = cx.leaf("output of a request", &self.output, "tokens");
        let each = match counts {
            Counts::Output => output,
            Counts::All => {
                let input = self.input(cx)?;
                Expr::Sum(vec![cx.leaf("input of a request", input, "tokens"), output])
            }
        };
        Some(requests.times(each))
    }

    /// Machines that follow the tokens hour by hour, each with the replicas it holds.
    fn running(
        &self,
        cx: &mut Cx<'_, '_>,
        served: &Served,
        tokens: &Expr,
        throughput: &Throughput,
        held: Decimal,
        schedule: Option<Arc<Week>>,
    ) -> Option<Running> {
        let (min, max) = bounds(cx, self.replicas.as_ref(), self.zones.as_ref(), 1)?;
        let zones = cx.zones(self.zones.as_ref().map(|zones| &zones.amount), 1);
        let machines = |replicas: &Decimal| replicas.checked_div(held).unwrap_or_default().ceil();
        let capacity = throughput
            .per_second
            .clone()
            .times(Expr::constant("seconds of an hour", 3_600, "s"))
            .times(cx.leaf("target utilization", &self.target_utilization, ""))
            .times(Expr::constant("replicas of a machine", held, "replicas"));
        let fleet = cx.fleet(Sizing {
            demand: tokens.clone(),
            week: served.week.clone(),
            burst: served.burst,
            capacity: Some(capacity),
            min: Ranged::from_fn(|s| machines(min.get(s)).max(*zones.get(s))),
            max: max.map(|max| max.map(machines)),
            schedule,
            start_up: self.load_time.value,
        });
        Some(Running::Following(fleet, served.driver.clone()))
    }

    /// Machines that stand by in every hour.
    fn push_spare(
        &self,
        cx: &mut Cx<'_, '_>,
        bought: &Bought,
        times: Option<&Expr>,
        held: Decimal,
        schedule: Option<Arc<Week>>,
    ) {
        let Some(spare) = &self.spare else { return };
        let machines = spare.value.map(|replicas| replicas.checked_div(held).unwrap_or_default().ceil());
        if machines == Ranged::same(Decimal::ZERO) {
            return;
        }
        let count = Expr::given("spare machines", machines, "", spare.span.clone());
        let hours = times.iter().fold(Expr::Hours.times(count), |hours, times| hours.times((*times).clone()));
        let line = Draft::new("spare machines", bought.key.clone(), hours, Unit::hours());
        cx.push(line.deterministic().schedule(schedule).note("stand by in every hour, whatever the demand"));
    }

    /// What a million tokens cost on a machine that is full, and at its target.
    fn at_most(
        &self,
        cx: &mut Cx<'_, '_>,
        bought: &Bought,
        held: Decimal,
        throughput: &Throughput,
    ) -> String {
        let start = cx.low.model.start;
        let price = cx.low.prices.find(&bought.key).ok().and_then(|rates| {
            let rate = in_force(&rates, start).and_then(|at| rates.get(at)).or(rates.last())?;
            Some(rate.first_price().to_decimal())
        });
        let full = price.and_then(|price| {
            let gpus = match (&bought.gpus, &self.gpus) {
                (Some(_), Some(gpus)) => gpus.expected(),
                _ => Decimal::ONE,
            };
            let tokens = throughput.value.expected.checked_mul(held)?.checked_mul(3_600.into())?;
            price.checked_mul(gpus)?.checked_mul(1_000_000.into())?.checked_div(tokens)
        });
        let Some(full) = full else { return String::new() };
        let target = self.target_utilization.expected();
        let at_target = full.checked_div(target).unwrap_or_default();
        format!(
            "a million {} cost {} USD of machine time when full, {} at {} %; idle hours come on top",
            tokens_of(throughput.counts == Counts::Output),
            full.round_dp(3).normalize(),
            at_target.round_dp(3).normalize(),
            (target * Decimal::ONE_HUNDRED).normalize(),
        )
    }
}

/// What is counted.
#[must_use]
pub fn tokens_of(output_only: bool) -> &'static str {
    if output_only { "output tokens" } else { "tokens of input and output" }
}

fn counted(number: Decimal, noun: &str) -> String {
    format!("{} {noun}{}", number.normalize(), if number == Decimal::ONE { "" } else { "s" })
}
