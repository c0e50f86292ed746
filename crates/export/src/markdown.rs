//! The summary as markdown, for a pull request or a page.

use std::io::{self, Write};

use crate::Report;
use crate::figures::percent;
use crate::glance::{Figures, Glance, glance};

/// Writes what [`crate::table`] shows as markdown tables.
///
/// # Errors
/// When `out` cannot be written.
pub fn markdown(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    let glance = glance(report);
    writeln!(out, "# {}\n", escaped(&glance.title))?;
    rows(out, &glance, "", &glance.headline, false)?;
    if let Some(high) = &glance.high {
        writeln!(out, "\n{}", escaped(high))?;
    }
    writeln!(out, "\n## By {}\n", glance.by.name())?;
    rows(out, &glance, glance.by.name(), &glance.groups, true)?;
    if !glance.top.is_empty() {
        writeln!(out, "\n## Top lines\n")?;
        rows(out, &glance, "line", &glance.top, true)?;
    }
    if !glance.surprises.is_empty() {
        writeln!(out, "\n## Surprises\n")?;
        let figures: Vec<&Figures> = glance.surprises.iter().map(|(row, _)| row).collect();
        rows(out, &glance, "cause", figures, true)?;
        writeln!(out)?;
        for (row, why) in &glance.surprises {
            writeln!(out, "- {}: {}", escaped(&row.name), escaped(why))?;
        }
    }
    writeln!(out, "\n## What it stands on\n")?;
    for line in &glance.basis {
        let own = line.len() - line.trim_start().len();
        writeln!(out, "{}- {}", " ".repeat(own), escaped(line.trim_start()))?;
    }
    for remark in &glance.remarks {
        writeln!(out, "- {}", escaped(remark))?;
    }
    for (at, next) in glance.next.iter().enumerate() {
        writeln!(out, "{}`{next}`", if at == 0 { "\nNext: " } else { "or " })?;
    }
    out.flush()
}

fn rows<'g>(
    out: &mut dyn Write,
    glance: &Glance,
    what: &str,
    rows: impl IntoIterator<Item = &'g Figures>,
    with_share: bool,
) -> io::Result<()> {
    write!(out, "| {what} |")?;
    for scenario in &glance.scenarios {
        write!(out, " {} |", scenario.name())?;
    }
    writeln!(out, "{}", if with_share { " share |" } else { "" })?;
    write!(out, "| --- |{}", " ---: |".repeat(glance.scenarios.len()))?;
    writeln!(out, "{}", if with_share { " ---: |" } else { "" })?;
    for row in rows {
        write!(out, "| {} |", escaped(&row.name))?;
        for total in &row.totals {
            write!(out, " {} |", escaped(&glance.places.total(total)))?;
        }
        if with_share {
            write!(out, " {} |", percent(row.share))?;
        }
        writeln!(out)?;
    }
    Ok(())
}

/// Text that markdown takes as text.
pub(crate) fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' | '\r' => safe.push(' '),
            '|' | '\\' | '`' | '*' | '_' | '<' | '[' | ']' => {
                safe.push('\\');
                safe.push(c);
            }
            _ => safe.push(c),
        }
    }
    safe
}
