//! A summary at a glance: 80 columns, no colour needed.

use std::io::{self, Write};

use costmodel_core::totals::By;

use crate::Report;
use crate::figures::percent;
use crate::glance::{Figures, Glance, glance};

const WIDTH: usize = 80;
const NAME: usize = 22;
const BAR: usize = 8;

/// Writes the summary: the scenarios side by side, groups with a share bar, the top lines, what the prices
/// stand on, and the command to try next. `>=` marks a sum that lacks a price: the true one is at least this.
///
/// # Errors
/// When `out` cannot be written.
pub fn table(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    let glance = glance(report);
    let text = Text::of(&glance);
    writeln!(out, "{}\n", glance.title)?;
    text.header(out, &glance, "")?;
    for row in &glance.headline {
        text.row(out, &glance, row, false)?;
    }
    writeln!(out)?;
    text.header(out, &glance, &format!("by {}", glance.by.name()))?;
    for row in &glance.groups {
        text.row(out, &glance, row, glance.by != By::Month || glance.groups.len() > 1)?;
    }
    if !glance.top.is_empty() {
        writeln!(out)?;
        text.header(out, &glance, "top lines")?;
        for row in &glance.top {
            text.row(out, &glance, row, true)?;
        }
    }
    writeln!(out)?;
    for line in &glance.prices {
        wrapped(out, line, "")?;
    }
    for remark in &glance.remarks {
        wrapped(out, remark, "- ")?;
    }
    if let Some(next) = &glance.next {
        writeln!(out, "\nNext: {next}")?;
    }
    out.flush()
}

/// The widths of the columns.
struct Text {
    figure: usize,
    name: usize,
}

impl Text {
    fn of(glance: &Glance) -> Text {
        let rows = glance.headline.iter().chain(&glance.groups).chain(&glance.top);
        let longest =
            rows.flat_map(|row| &row.totals).map(|total| glance.places.total(total).len()).max().unwrap_or(0);
        let figure = longest.max("expected".len()) + 2;
        // What the figures leave, after the share and its bar.
        let left = WIDTH.saturating_sub(figure * glance.scenarios.len() + 9 + BAR + 1);
        Text { figure, name: left.clamp(12, NAME + 18) }
    }

    fn header(&self, out: &mut dyn Write, glance: &Glance, what: &str) -> io::Result<()> {
        let mut line = format!("{what:<width$}", width = self.name);
        for scenario in &glance.scenarios {
            line.push_str(&format!("{:>width$}", scenario.name(), width = self.figure));
        }
        if !what.is_empty() {
            line.push_str(&format!("{:>9}", "share"));
        }
        writeln!(out, "{}", line.trim_end())
    }

    fn row(&self, out: &mut dyn Write, glance: &Glance, row: &Figures, with_share: bool) -> io::Result<()> {
        let mut line = format!("{:<width$}", fitted(&row.name, self.name), width = self.name);
        for total in &row.totals {
            line.push_str(&format!("{:>width$}", glance.places.total(total), width = self.figure));
        }
        if with_share {
            line.push_str(&format!("{:>9} {}", percent(row.share), bar(row.share)));
        }
        writeln!(out, "{}", line.trim_end())
    }
}

/// A name cut to a width, with a mark where it was cut.
fn fitted(name: &str, width: usize) -> String {
    if name.chars().count() <= width {
        return name.to_owned();
    }
    let kept: String = name.chars().take(width.saturating_sub(2)).collect();
    format!("{}..", kept.trim_end())
}

/// A bar of `#` for a share in thousandths; a share above zero has at least one.
fn bar(share: Option<i128>) -> String {
    let share = usize::try_from(share.unwrap_or(0).clamp(0, 1000)).unwrap_or(0);
    let length = (share * BAR + 500) / 1000;
    "#".repeat(if share > 0 { length.max(1) } else { 0 })
}

/// A paragraph of at most 80 columns; what follows its first line is indented.
pub(crate) fn wrapped(out: &mut dyn Write, text: &str, first: &str) -> io::Result<()> {
    let own = text.len() - text.trim_start().len();
    let indent = " ".repeat(own + 2);
    let mut line = format!("{first}{}", " ".repeat(own));
    let mut empty = true;
    for word in text.split_whitespace() {
        if !empty && line.chars().count() + 1 + word.chars().count() > WIDTH {
            writeln!(out, "{line}")?;
            line.clone_from(&indent);
            empty = true;
        }
        if !empty {
            line.push(' ');
        }
        line.push_str(word);
        empty = false;
    }
    writeln!(out, "{line}")
}
