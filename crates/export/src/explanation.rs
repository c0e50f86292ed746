//! An explanation as text: a reader redoes the sum from it with a pocket calculator.

use std::io::{self, Write};

use costmodel_core::explain::{ChargeExplained, Explanation, LineExplained, Op, Origin, PriceRow, Term};
use costmodel_core::price::Part;
use rust_decimal::Decimal;

use crate::table::wrapped;

/// Writes an explanation: for each line its quantity with names and numbers, the conversion to the unit of the
/// price, each tier's quantity x price, what multiplies it, and where the price was seen. All digits are shown.
///
/// `line_of` turns a place in the workload's text into what the reader sees of it: a line number.
///
/// # Errors
/// When `out` cannot be written.
pub fn explanation(
    told: &Explanation,
    line_of: &dyn Fn(usize) -> usize,
    out: &mut dyn Write,
) -> io::Result<()> {
    let Explanation { component, kind, month, scenario, currency, .. } = told;
    writeln!(out, "{component} ({kind}), {month}, {scenario} scenario, {currency}")?;
    for line in &told.lines {
        writeln!(out)?;
        explain_line(line, line_of, out)?;
    }
    let costs = told.total.costs;
    writeln!(out)?;
    let mark = crate::figures::marked(told.total.wholeness(), costs.list.to_string());
    write!(out, "total: list cost {mark}")?;
    if costs.contracted != costs.list {
        write!(out, ", contracted {}", costs.contracted)?;
    }
    if costs.effective != costs.contracted {
        write!(out, ", effective {}", costs.effective)?;
    }
    writeln!(out, " {currency}")?;
    out.flush()
}

fn explain_line(
    line: &LineExplained,
    line_of: &dyn Fn(usize) -> usize,
    out: &mut dyn Write,
) -> io::Result<()> {
    writeln!(out, "{}", line.id)?;
    let driver = line.driver.as_ref().map_or_else(String::new, |driver| format!(", moved by {driver}"));
    writeln!(out, "  {} in {}, {}{driver}", line.name, line.environment, line.basis.name())?;
    if !line.note.is_empty() {
        wrapped(out, &format!("  note: {}", line.note), "")?;
    }
    writeln!(out, "  quantity")?;
    quantity(line, out)?;
    for term in line.quantity.named() {
        named(term, line_of, out)?;
    }
    if line.quantity.parts.is_empty() && !line.quantity.name.is_empty() {
        named(&line.quantity, line_of, out)?;
    }
    conversion(line, out)?;
    writeln!(out, "  cost")?;
    if let Some(pool) = &line.pool {
        let steps: Vec<String> =
            pool.steps.iter().map(|(step, quantity)| format!("{quantity} in step {step}")).collect();
        let used = pool
            .already_used
            .as_ref()
            .map_or_else(String::new, |used| format!(", after {used} used elsewhere"));
        wrapped(
            out,
            &format!(
                "    {} lines climb the tiers of `{}` together{used}: {} in all, {}; each has its part of every step, in proportion",
                pool.lines,
                pool.name,
                pool.total,
                steps.join(", ")
            ),
            "",
        )?;
    }
    if let Some(free) = &line.free {
        let shared = match free.lines {
            0 | 1 => String::new(),
            lines => format!(", shared by {lines} lines in proportion to their part of {}", free.total),
        };
        let text = format!(
            "    free allowance `{}`: {} a month{shared}; this line has {}, counted in its first step and taken off again",
            free.pool, free.allowance, free.taken
        );
        wrapped(out, &text, "")?;
    }
    for charge in &line.charges {
        explain_charge(charge, line, out)?;
    }
    if let Some(price) = &line.price {
        price_row(price, out)?;
    }
    let assumed: Vec<String> =
        line.assumptions().iter().map(|term| format!("{} = {}", term.name, term.shown_value())).collect();
    if !assumed.is_empty() {
        wrapped(out, &format!("  assumed: {}", assumed.join("; ")), "")?;
    }
    Ok(())
}

fn quantity(line: &LineExplained, out: &mut dyn Write) -> io::Result<()> {
    let term = &line.quantity;
    let formula = if term.parts.is_empty() { term.name.clone() } else { term.formula() };
    let numbers = term.numbers();
    wrapped(out, &format!("    = {formula}"), "")?;
    if !numbers.is_empty() {
        wrapped(out, &format!("    = {numbers}"), "")?;
    }
    writeln!(out, "    = {} {}", term.shown_value(), line.unit)
}

/// A named number: its value, where it comes from, how it is made.
fn named(term: &Term, line_of: &dyn Fn(usize) -> usize, out: &mut dyn Write) -> io::Result<()> {
    let mut text = format!("      {} = ", term.name);
    let formula = term.formula();
    if !matches!(term.op, Op::Number | Op::Described) {
        let numbers = term.numbers();
        text.push_str(&format!("{formula} = "));
        if numbers != term.shown_value() {
            text.push_str(&format!("{numbers} = "));
        }
    }
    text.push_str(&term.shown_value());
    if !term.unit.is_empty() {
        text.push_str(&format!(" {}", term.unit));
    }
    let mut about = Vec::new();
    match (&term.span, term.origin) {
        (Some(span), _) => about.push(format!("line {}", line_of(span.start))),
        (None, Origin::Computed) => {}
        (None, origin) => about.push(origin.name().to_owned()),
    }
    if let Some(range) = &term.range {
        let plain = |value: Decimal| value.normalize();
        about.push(format!(
            "low {}, expected {}, high {}",
            plain(range.low),
            plain(range.expected),
            plain(range.high)
        ));
    }
    if !about.is_empty() {
        text.push_str(&format!(" ({})", about.join("; ")));
    }
    wrapped(out, &text, "")?;
    for note in &term.notes {
        wrapped(out, &format!("        {note}"), "")?;
    }
    Ok(())
}

fn conversion(line: &LineExplained, out: &mut dyn Write) -> io::Result<()> {
    let Some(conversion) = &line.conversion else { return Ok(()) };
    if conversion.is_trivial() && !conversion.is_rounded() {
        return Ok(());
    }
    let mut text = format!("    in {}: {}", conversion.unit, line.quantity.shown_value());
    if conversion.times != Decimal::ONE {
        text.push_str(&format!(" x {}", conversion.times.normalize()));
    }
    if conversion.over != Decimal::ONE {
        text.push_str(&format!(" / {}", conversion.over.normalize()));
    }
    if let Some(exact) = conversion.exact {
        text.push_str(&format!(" = {}", exact.normalize()));
    }
    wrapped(out, &text, "")?;
    match conversion.rounded.filter(|_| conversion.is_rounded()) {
        Some(rounded) => writeln!(out, "      rounded half to even to 6 places: {rounded}"),
        None => Ok(()),
    }
}

fn explain_charge(charge: &ChargeExplained, line: &LineExplained, out: &mut dyn Write) -> io::Result<()> {
    let what = match (charge.part, charge.range) {
        (Part::Whole, _) => String::new(),
        (Part::Free, _) => "free: ".to_owned(),
        (Part::Tier(step), range) => {
            let range = range.map_or_else(String::new, |range| match range.to {
                Some(to) => format!(" ({} to {to})", range.from),
                None => format!(" (from {})", range.from),
            });
            format!("step {}{range}: ", u16::from(step) + 1)
        }
    };
    let priced = match &charge.price {
        Err(why) => return wrapped(out, &format!("    {what}unpriced: {why}"), ""),
        Ok(priced) => priced,
    };
    if line.price.as_ref().is_some_and(|price| price.schedule == "block") && charge.part != Part::Free {
        writeln!(out, "    whole started units: {}", charge.quantity)?;
    }
    wrapped(out, &format!("    {what}{} x {} = {}", charge.quantity, priced.unit_price, priced.product), "")?;
    for applied in &priced.applied {
        let word = if applied.is_uplift { "list cost" } else { "contracted cost" };
        let sign = if applied.is_price { "each instead at" } else { "x" };
        wrapped(
            out,
            &format!("      {sign} {} ({}) = {} {word}", applied.factor, applied.name, applied.after),
            "",
        )?;
    }
    Ok(())
}

fn price_row(price: &PriceRow, out: &mut dyn Write) -> io::Result<()> {
    let key = &price.key;
    wrapped(out, &format!("  price row {key}"), "")?;
    let steps = price.steps.join("; ");
    let text = format!("    {}, in {}: {steps}", price.schedule, price.unit);
    wrapped(out, &text, "")?;
    let from = price.from.map_or_else(|| "an open start".to_owned(), |from| from.to_string());
    let until = price.until.map_or_else(String::new, |until| format!(" until {until}"));
    let seen = &price.seen;
    let later = if seen.observed_later { "; observed later than the knowledge date" } else { "" };
    wrapped(
        out,
        &format!(
            "    {}, seen {}, {}{later}; holds from {from}{until}; layer {}",
            seen.source,
            seen.as_of,
            seen.quality.name(),
            seen.layer
        ),
        "",
    )?;
    if !seen.note.is_empty() {
        wrapped(out, &format!("    {}", seen.note), "")?;
    }
    if let Some(least) = price.minimum_charge {
        writeln!(out, "    a month costs at least {least}")?;
    }
    Ok(())
}
