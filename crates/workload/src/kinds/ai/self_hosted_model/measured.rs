//! The throughput of a replica as others measured it. Only online runs size a service: offline maxima are of
//! full queues that no user waits in.

use costmodel_core::book::Throughput as Run;
use costmodel_core::model::Expr;
use costmodel_core::scenario::Ranged;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use super::{Counts, SelfHostedModel, Throughput};
use crate::decode::fields::nearest;
use crate::kinds::shared::offer::Bought;
use crate::lower::Cx;

/// The online run nearest to what the component asks for; says so when there is none.
pub(super) fn throughput(
    own: &SelfHostedModel,
    cx: &mut Cx<'_, '_>,
    bought: &Bought,
    gpus: Decimal,
) -> Option<Throughput> {
    let all = cx.low.prices.throughputs();
    let name = &own.model.value;
    let of_model: Vec<&Run> = all.iter().filter(|run| run.model.eq_ignore_ascii_case(name)).collect();
    if of_model.is_empty() {
        let mut names: Vec<&str> =
            all.iter().filter(|run| run.online).map(|run| run.model.as_str()).collect();
        names.dedup();
        let hint = match nearest(name, names.iter().copied()) {
            Some(near) => {
                format!("did you mean \"{near}\"? or state it: throughput = \"900 tokens per second\"")
            }
            None => "state what a replica makes: throughput = \"900 tokens per second\"".to_owned(),
        };
        let message = format!("the book has no measured throughput of `{name}`");
        cx.error("unknown-model", own.model.span.clone(), message, "not measured", hint);
        return None;
    }
    let gpu = bought.machine.as_ref().map_or(String::new(), |machine| machine.gpu.clone());
    let holds = |text: &str, part: &Option<crate::decode::At<String>>| {
        part.as_ref().is_none_or(|part| text.to_ascii_lowercase().contains(&part.value.to_ascii_lowercase()))
    };
    let memory = bought.machine.as_ref().and_then(|machine| machine.gpu_memory_gib);
    let same_memory = |run: &Run| match (run.gpu_memory_gib, memory) {
        // Vendors round: 80 GB is 79.6 GiB to some.
        (Some(run), Some(own)) => (run - own).abs() <= Decimal::TWO,
        _ => true,
    };
    let fits = |run: &&&Run| {
        run.gpu == gpu
            && same_memory(run)
            && Decimal::from(run.gpus) == gpus
            && holds(&run.engine, &own.engine)
            && holds(&run.precision, &own.precision)
    };
    let input = own.input(cx)?.expected();
    let on_gpu: Vec<&Run> = of_model.iter().filter(fits).copied().collect();
    let best = on_gpu
        .iter()
        .copied()
        .filter(|run| run.online)
        .min_by_key(|run| (off_load(own, run), off_lengths(own, input, run), speed(run).1));
    let Some(run) = best else {
        none(own, cx, &of_model, &on_gpu, &gpu, gpus);
        return None;
    };
    let (counts, per_second) = speed(run);
    if own.counts.is_some_and(|wanted| wanted != counts) {
        cx.error(
            "no-effect",
            own.model.span.clone(),
            format!("the measurement of `{name}` counts {}", super::tokens_of(counts == Counts::Output)),
            "measured otherwise",
            "drop `counts`, or state the throughput",
        );
        return None;
    }
    Some(Throughput {
        per_second: Expr::assumed("throughput of a replica, as measured", per_second, "tokens a second"),
        value: Ranged::same(per_second),
        counts,
        note: told(run, counts, per_second),
    })
}

/// What a run counts, and how many a second.
fn speed(run: &Run) -> (Counts, Decimal) {
    match run.output_per_second {
        Some(output) => (Counts::Output, output),
        None => (Counts::All, run.total_per_second.unwrap_or_default()),
    }
}

/// How far the requests at once of a run are from what is asked for; those without a number last.
fn off_load(own: &SelfHostedModel, run: &Run) -> Decimal {
    let Some(asked) = &own.concurrency else { return Decimal::ZERO };
    run.concurrency().map_or(Decimal::MAX, |requests| (Decimal::from(requests) - asked.expected()).abs())
}

/// How far the lengths of a run's requests are from the component's, as a factor; unknown ones last.
fn off_lengths(own: &SelfHostedModel, input: Decimal, run: &Run) -> Decimal {
    let factor = |length: Option<Decimal>, own: Decimal| {
        let length = length?;
        length.max(own).checked_div(length.min(own)).filter(|factor| !factor.is_zero())
    };
    let off = factor(run.input_len, input)
        .zip(factor(run.output_len, own.output.expected()))
        .and_then(|(input, output)| input.checked_mul(output));
    off.unwrap_or(Decimal::MAX)
}

fn told(run: &Run, counts: Counts, per_second: Decimal) -> String {
    let length = |length: Option<Decimal>| length.map(|tokens| tokens.normalize().to_string());
    let lengths = match (length(run.input_len), length(run.output_len)) {
        (Some(input), Some(output)) => format!(", {input} tokens in and {output} out"),
        (None, Some(output)) => format!(", {output} tokens out"),
        _ if run.dataset.is_empty() => String::new(),
        _ => format!(", requests of {}", run.dataset),
    };
    let load = match run.concurrency() {
        Some(requests) => format!(", {requests} requests at once"),
        None if run.load.is_empty() || run.load == "not stated" => String::new(),
        None => format!(", load: {}", run.load),
    };
    let seen = run.as_of.map_or(String::new(), |day| format!(" of {day}"));
    let engine = format!("{} {}", run.engine, run.engine_version);
    format!(
        "throughput as measured{seen}: {} {} a second of {} ({}, {}) on {} {}{lengths}{load} ({}); measure your own before buying",
        per_second.round_dp(2).normalize(),
        super::tokens_of(counts == Counts::Output),
        run.model,
        run.precision,
        engine.trim(),
        run.gpus,
        run.gpu,
        run.source,
    )
}

/// Says that no run can size the service: only offline maxima are known, or other GPUs.
fn none(
    own: &SelfHostedModel,
    cx: &mut Cx<'_, '_>,
    of_model: &[&Run],
    on_gpu: &[&Run],
    gpu: &str,
    gpus: Decimal,
) {
    let name = &own.model.value;
    let place = format!("{} {gpu}", gpus.to_u32().unwrap_or_default());
    let mut others: Vec<String> = of_model
        .iter()
        .filter(|run| run.online)
        .map(|run| format!("{} {} ({})", run.gpus, run.gpu, run.engine))
        .collect();
    others.sort();
    others.dedup();
    let shown: Vec<&str> = others.iter().take(6).map(String::as_str).collect();
    let state = "state what a replica makes: throughput = \"900 tokens per second\"";
    let hint = if shown.is_empty() {
        state.to_owned()
    } else {
        format!("{state}; measured online on {}", shown.join(", "))
    };
    let narrowed = own.precision.as_ref().or(own.engine.as_ref());
    if on_gpu.is_empty() {
        let span = narrowed.or(own.gpu.as_ref()).or(own.machine.as_ref()).map(|at| at.span.clone());
        let message = format!("the book has no such measurement of `{name}` on {place}");
        cx.error("unknown-model", span.unwrap_or(own.model.span.clone()), message, "not measured", hint);
    } else {
        let span = narrowed.map_or(own.model.span.clone(), |at| at.span.clone());
        let message = format!("only offline maxima of `{name}` on {place} are known");
        cx.error("offline-throughput", span, message, "sizes no service", hint);
    }
}
