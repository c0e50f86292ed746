//! Batches: work that is done and gone, on machines of a cloud, of GPU sellers, or in containers without servers;
//! interruptible work on spot machines, with what interruptions cost.

mod rework;

use costmodel_core::book::Key;
use costmodel_core::model::Expr;
use costmodel_core::scenario::{Ranged, Scenario};
use costmodel_core::unit::Unit;
use rust_decimal::Decimal;

use crate::decode::{At, Bytes, Count, Events, Fraction, OneOrMany, PerCount, PerSeconds, Seconds};
use crate::kinds::compute::container::{self, cloud_run, container_apps};
use crate::kinds::compute::kubernetes::fargate_here;
use crate::kinds::compute::vm::Chip;
use crate::kinds::shared::lines::{driven, without};
use crate::kinds::shared::offer::{Asked, Purchase};
use crate::kinds::shared::shop::Shop;
use crate::kinds::shared::sizes::amd64_only;
use crate::kinds::shared::{fargate, gib, of_demand, root_volume, spot};
use crate::lower::{Cx, Draft};
use crate::spec;

/// What it is.
pub const SUMMARY: &str = "Batches: jobs or hours of work on machines that are gone when it is done; on spot, with rework, when it can be interrupted.";
/// What it adds unasked.
pub const IMPLIED: &[&str] = &[
    "starting: each machine of each run is billed `start_up` before it works (default 60 s; 0 s switches it off)",
    "rework, when it is interruptible: the share of machines taken back in a month by the band of the book (its lower bound, its middle, its upper bound; above 20 %: 20, 25 and 50 %; on Azure and Google Cloud, of which the book has none, 0, 2.5 and 5 % in an hour), each losing half of a checkpoint interval or of a job, and starting anew (interruptions = \"0 %\" switches it off)",
    "root volume on a cloud: `root_volume` for each machine while it works, of gp3 on AWS, as the Premium SSD that holds it on Azure, of a balanced persistent disk on Google Cloud (default 30 GiB; root_volume = \"0 GiB\" switches it off)",
];
/// An example.
pub const EXAMPLE: &str = r#"[component.transcode.batch]
serves = "jobs"
duration = "40 min"
vcpu = 8
memory = "16 GiB"
runs = "30 per month"
deadline = "6 h"
interruptible = true
checkpoint = "10 min"
"#;

spec! {
    /// Work in batches.
    pub struct Batch {
        /// The drivers whose units are jobs.
        up serves: Option<OneOrMany<At<String>>>,
        /// Jobs of each unit. Default: one.
        up jobs: Option<PerCount>,
        /// Time a job keeps a machine busy, or a slot of it.
        up duration: Option<Seconds>,
        /// Jobs a machine runs at once. Default: one.
        down slots: Option<Count>,
        /// Machine time: `"200 hours per month"`, `"90 s per document"`. Instead of jobs and their duration.
        up work: Option<PerSeconds>,
        /// How many runs the work of a month comes in: `"30 per month"`. Default: one.
        up runs: Option<Events>,
        /// Time in which the work of a run must be done: as many machines at once as that takes, each of which
        /// starts. Default: one machine takes its time.
        down deadline: Option<Seconds>,
        /// Who sells the machines: `"lambda"`. Default: the provider of the placement.
        neutral seller: Option<At<String>>,
        /// The machine type. Instead of what it must have.
        neutral machine as "type": Option<At<String>>,
        /// Virtual CPUs at least; without servers, of a task.
        neutral vcpu: Option<Count>,
        /// Memory at least; without servers, of a task.
        neutral memory: Option<Bytes>,
        /// GPU model.
        neutral gpu: Option<At<String>>,
        /// GPUs at least. Default: one if `gpu` is set.
        neutral gpu_count: Option<Count>,
        /// Memory of one GPU at least.
        neutral gpu_memory: Option<Bytes>,
        /// Architecture to choose from. Default: amd64.
        neutral arch: Option<Chip>,
        /// Families to choose from.
        neutral family: Option<OneOrMany<At<String>>>,
        /// Whether tasks without servers do the work: of Fargate, jobs of Azure Container Apps or of Cloud Run.
        neutral serverless: bool = "false",
        /// The same by its name on AWS.
        neutral fargate: bool = "false",
        /// Whether the work can be interrupted: it is done on spot machines.
        neutral interruptible: bool = "false",
        /// How often interruptible work is saved: what is done since is lost. Default: a job starts over.
        up checkpoint: Option<Seconds>,
        /// Machines taken back in a month. Default: as the book has it; on Azure and Google Cloud 2.5 % in an hour.
        up interruptions: Option<Fraction>,
        /// Time a machine is billed before it works.
        up start_up: Seconds = "60 s",
        /// Root volume of each machine of a cloud.
        up root_volume: Bytes = "30 GiB",
    }
}

/// Hours of machines: of work, and how many machines start in the month.
struct Effort {
    work: Expr,
    starts: Expr,
    driver: Option<String>,
    note: String,
}

/// What is billed for an hour of a machine: a line for each part of it.
struct Rates {
    parts: Vec<(&'static str, Key, Expr, Unit)>,
    /// The price whose machines are taken back.
    taken: Key,
    note: String,
    on_cloud: bool,
}

impl Batch {
    /// Hours of work, of starting and of rework; volumes while machines run.
    pub(in crate::kinds) fn lower(&self, cx: &mut Cx<'_, '_>) -> Option<()> {
        let effort = self.effort(cx);
        let fits = self.fits_deadline(cx);
        self.interruptible_only(cx)?;
        let rates = if self.fargate || self.serverless { self.in_tasks(cx) } else { self.on_machines(cx) };
        let (effort, rates) = (effort?, rates?);
        fits?;
        let rework =
            if self.interruptible { rework::hours(self, cx, &rates.taken, &effort.work)? } else { None };
        let hour = || Expr::constant("seconds of an hour", 3_600, "s");
        let starting = effort.starts.clone().times(cx.leaf("start-up", &self.start_up, "s")).over(hour());
        let mut hours = vec![effort.work.clone()];
        self.push(cx, &rates, &effort, "", effort.work.clone(), |line| {
            line.note(&effort.note).note(&rates.note)
        });
        if self.start_up.value != Ranged::same(Decimal::ZERO) {
            hours.push(starting.clone());
            let note = "start_up = \"0 s\" switches it off";
            self.push(cx, &rates, &effort, "starting ", starting, |line| line.assumed().note(note));
        }
        if let Some((rework, note)) = rework {
            hours.push(rework.clone());
            self.push(cx, &rates, &effort, "rework ", rework, |line| line.assumed().note(&note));
        }
        if rates.on_cloud
            && let Some(volume) = root_volume::volume(cx, &self.root_volume)?
        {
            let line = volume.for_hours(Expr::sum(hours))?;
            let line = line.assumed().note("root_volume = \"0 GiB\" switches it off");
            cx.push(driven(line, effort.driver.as_deref()));
        }
        Some(())
    }

    /// Lines of some hours: one for each thing that is billed.
    fn push(
        &self,
        cx: &mut Cx<'_, '_>,
        rates: &Rates,
        effort: &Effort,
        prefix: &str,
        hours: Expr,
        with: impl Fn(Draft) -> Draft,
    ) {
        for (name, key, times, unit) in &rates.parts {
            let quantity = hours.clone().times(times.clone());
            let line = Draft::new(&format!("{prefix}{name}"), key.clone(), quantity, unit.clone());
            cx.push(driven(with(line), effort.driver.as_deref()));
        }
    }

    /// Machine hours of the month, and machines that start.
    fn effort(&self, cx: &mut Cx<'_, '_>) -> Option<Effort> {
        let hour = || Expr::constant("seconds of an hour", 3_600, "s");
        let (seconds, driver) = match (&self.work, &self.serves) {
            (Some(work), None) => {
                let beside = [
                    ("jobs", self.jobs.is_some()),
                    ("duration", self.duration.is_some()),
                    ("slots", self.slots.is_some()),
                ];
                without(cx, "the work is stated as time", "`work`", &beside)?;
                of_demand(cx, "work", work, "s")?
            }
            (None, Some(serves)) => {
                let served = cx.serves(serves)?;
                let jobs = cx.each_served("jobs", self.jobs.as_deref(), &served)?;
                let Some(duration) = &self.duration else {
                    let message = format!("the jobs of `{}` have no duration", cx.name);
                    let span = cx.span.clone();
                    cx.error("sizing", span, message, "busy for how long?", "add duration = \"20 min\"");
                    return None;
                };
                let seconds = jobs.times(cx.leaf("duration of a job", duration, "s"));
                let seconds = match &self.slots {
                    Some(slots) => seconds.over(cx.leaf("jobs at once", slots, "jobs")),
                    None => seconds,
                };
                (seconds, Some(served.driver))
            }
            (both, _) => {
                let (message, span) = match both {
                    Some(work) => {
                        (format!("`{}` is sized in several ways at once", cx.name), work.span.clone())
                    }
                    None => (format!("`{}` has no work", cx.name), cx.span.clone()),
                };
                let hint =
                    "either serves = \"jobs\" with duration = \"20 min\", or work = \"200 hours per month\"";
                cx.error("sizing", span, message, "jobs or hours of work", hint);
                return None;
            }
        };
        let work = seconds.over(hour());
        let (runs, each) = match &self.runs {
            Some(runs) => {
                let (runs, _) = cx.times_per("runs", runs, "runs")?;
                (Some(runs.clone()), work.clone().over(runs))
            }
            None => (None, work.clone()),
        };
        let at_once = match &self.deadline {
            Some(deadline) => {
                let time = Expr::Above(
                    Box::new(cx.leaf("deadline", deadline, "s")),
                    Box::new(cx.leaf("start-up", &self.start_up, "s")),
                );
                Expr::Ceil(Box::new(each.over(time.over(hour()))))
            }
            // One machine, in a month with any work.
            None => Expr::Ceil(Box::new(Expr::Smallest(vec![each, Expr::constant("machine", 1, "")]))),
        };
        let starts = runs.into_iter().fold(at_once, Expr::times);
        let note = match &self.deadline {
            Some(_) => {
                "as many machines at once as finish a run by its deadline; the work is spread evenly over them"
            }
            None => "one machine at a time does the work of a run",
        };
        Some(Effort { work, starts, driver, note: note.to_owned() })
    }

    /// A job ends before the deadline of its run.
    fn fits_deadline(&self, cx: &mut Cx<'_, '_>) -> Option<()> {
        let Some(deadline) = &self.deadline else { return Some(()) };
        let late = |scenario: Scenario| {
            let job = self.duration.as_ref().map_or(Decimal::ZERO, |duration| *duration.value.get(scenario));
            let needs = job + *self.start_up.value.get(scenario);
            let has = *deadline.value.get(scenario);
            needs > has || has <= *self.start_up.value.get(scenario)
        };
        if Scenario::ALL.into_iter().any(late) {
            let message = format!("no job of `{}` ends by its deadline", cx.name);
            let hint = "a job cannot be cut: raise `deadline`, or shorten `duration` or `start_up`";
            cx.error("sizing", deadline.span.clone(), message, "shorter than start-up and a job", hint);
            return None;
        }
        Some(())
    }

    /// What interruptions need is written with interruptible work only.
    fn interruptible_only(&self, cx: &mut Cx<'_, '_>) -> Option<()> {
        if self.interruptible {
            return Some(());
        }
        let keys =
            [("checkpoint", self.checkpoint.is_some()), ("interruptions", self.interruptions.is_some())];
        without(cx, "the work is not interruptible", "`interruptible`", &keys)
    }

    /// Machines of a cloud or of a seller of GPUs, on demand or spot.
    fn on_machines(&self, cx: &mut Cx<'_, '_>) -> Option<Rates> {
        let shop = Shop::of(cx, self.seller.as_ref(), "a batch")?;
        let asked = Asked {
            machine: self.machine.as_ref(),
            vcpu: self.vcpu.as_ref(),
            memory: self.memory.as_ref(),
            gpu: self.gpu.as_ref(),
            gpu_count: self.gpu_count.as_ref(),
            gpu_memory: self.gpu_memory.as_ref(),
            arch: match self.arch {
                Some(Chip::Any) => None,
                Some(Chip::Arm64) => Some("arm64"),
                Some(Chip::Amd64) | None => Some("amd64"),
            },
            families: self.family.as_ref().map_or(&[], |list| &list.0),
            burstable: false,
            example: "add vcpu = 8 and memory = \"16 GiB\" for the cheapest that fits; or a type = \"c7i.2xlarge\"; or serverless = true",
        };
        let purchase = if self.interruptible { Purchase::Spot } else { Purchase::OnDemand };
        let need = asked.need(cx, &shop, purchase.word())?;
        let bought = asked.buy(cx, &shop, need, purchase.word())?;
        let spot = if self.interruptible { spot::note(cx, &bought.key) } else { String::new() };
        let notes = [bought.note, spot];
        let note: Vec<&str> = notes.iter().map(String::as_str).filter(|note| !note.is_empty()).collect();
        let times = bought.gpus.unwrap_or(Expr::constant("machine", 1, ""));
        Some(Rates {
            taken: bought.key.clone(),
            parts: vec![("machines", bought.key, times, Unit::hours())],
            note: note.join("; "),
            on_cloud: shop.is_cloud(),
        })
    }

    /// Tasks without servers, by vCPU and memory. The book has no price of Fargate Spot: such lines are unpriced.
    fn in_tasks(&self, cx: &mut Cx<'_, '_>) -> Option<Rates> {
        if self.fargate {
            fargate_here(cx)?;
        }
        let (who, switch) =
            if self.fargate { ("Fargate", "`fargate`") } else { ("containers", "`serverless`") };
        let beside = [
            ("seller", self.seller.is_some()),
            ("type", self.machine.is_some()),
            ("gpu", self.gpu.is_some()),
            ("gpu_count", self.gpu_count.is_some()),
            ("gpu_memory", self.gpu_memory.is_some()),
            ("family", self.family.is_some()),
            ("slots", self.slots.is_some()),
        ];
        without(cx, &format!("tasks of {who} do the work"), switch, &beside)?;
        let (Some(vcpu), Some(memory)) = (&self.vcpu, &self.memory) else {
            let message = format!("the tasks of `{}` have no size", cx.name);
            let span = cx.span.clone();
            cx.error("missing-key", span, message, "how large?", "add vcpu = 1 and memory = \"2 GiB\"");
            return None;
        };
        let arm = self.arch == Some(Chip::Arm64);
        let (vcpu_part, memory_part) = if arm { ("arm64-vcpu", "arm64-memory") } else { ("vcpu", "memory") };
        let class = if self.interruptible { "spot-task" } else { "task" };
        let mut key = |part| Some(cx.sold_as(container::KIND, class, part)?.key()?.clone());
        let (mut vcpu_key, mut memory_key) = (key(vcpu_part)?, key(memory_part)?);
        if arm && cx.provider() != "aws" {
            amd64_only(cx, "Azure and Google Cloud run tasks");
        }
        match cx.provider() {
            "azure" => container_apps::warn_size(cx, vcpu, memory),
            "gcp" => cloud_run::warn_size(cx, vcpu, memory, false),
            _ => fargate::warn_size(cx, vcpu, memory),
        }
        if self.interruptible {
            vcpu_key.sku.push_str("-spot");
            memory_key.sku.push_str("-spot");
        }
        let vcpu = cx.leaf("vCPUs of a task", vcpu, "vCPU");
        let note = match cx.provider() {
            "azure" => "billed by the second",
            _ => "billed by the second, a minute at least",
        };
        Some(Rates {
            taken: vcpu_key.clone(),
            parts: vec![
                ("vCPU", vcpu_key, vcpu, Unit::counted("vCPU").over_hours()),
                ("memory", memory_key, gib(cx, "memory of a task", memory), "GiB-Hours".parse().ok()?),
            ],
            note: note.to_owned(),
            on_cloud: false,
        })
    }
}
