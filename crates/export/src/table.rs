//! A summary at a glance: 80 columns, no colour needed.

use std::io::{self, Write};

use crate::Report;
use crate::figures::percent;
use crate::glance::{Figures, Glance, glance};

/// The columns of a page.
pub(crate) const WIDTH: usize = 80;
const NAME: usize = 22;
const BAR: usize = 8;

/// Writes the summary: the scenarios side by side, the share of each category as a bar, groups, the top lines,
/// the surprises, what the prices stand on, and commands to try next. `>=` marks a sum that lacks a price: the
/// true one is at least this. All of it is ASCII: it looks the same in a terminal, a mail and a log.
///
/// # Errors
/// When `out` cannot be written.
pub fn table(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    let glance = glance(report);
    let text = Text::of(&glance);
    wrapped(out, &glance.title, "")?;
    writeln!(out)?;
    text.header(out, &glance, "")?;
    for row in &glance.headline {
        text.row(out, &glance, row, false)?;
    }
    if let Some(high) = &glance.high {
        wrapped(out, high, "")?;
    }
    categories(out, &glance)?;
    text.block(out, &glance, &format!("by {}", glance.by.name()), &glance.groups)?;
    text.block(out, &glance, "top lines", &glance.top)?;
    if !glance.surprises.is_empty() {
        writeln!(out)?;
        text.header(out, &glance, "surprises")?;
    }
    for (row, why) in &glance.surprises {
        text.row(out, &glance, row, true)?;
        wrapped(out, why, "  ")?;
    }
    if glance.more_surprises > 0 && !glance.surprises.is_empty() {
        writeln!(out, "{} more, smaller: --format json", glance.more_surprises)?;
    }
    writeln!(out)?;
    for line in &glance.basis {
        wrapped(out, line, "")?;
    }
    for remark in &glance.remarks {
        wrapped(out, remark, "- ")?;
    }
    for (at, next) in glance.next.iter().enumerate() {
        write!(out, "{}", if at == 0 { "\nNext: " } else { "      " })?;
        writeln!(out, "{next}")?;
    }
    out.flush()
}

/// A bar for each category, of the whole width: a full bar is everything.
fn categories(out: &mut dyn Write, glance: &Glance) -> io::Result<()> {
    if glance.categories.is_empty() {
        return Ok(());
    }
    let part = if glance.lacks_prices { ", of what is priced" } else { "" };
    writeln!(out, "\nwhere it goes, {}{part}", glance.main.name())?;
    let name = glance.categories.iter().map(|(name, _)| name.len()).max().unwrap_or(0);
    let width = WIDTH.saturating_sub(name + 9 + 1);
    for (category, share) in &glance.categories {
        let line = format!("{category:<name$}{:>9} {}", percent(*share), bar(*share, width));
        writeln!(out, "{}", line.trim_end())?;
    }
    Ok(())
}

/// The widths of the columns.
struct Text {
    figure: usize,
    name: usize,
}

impl Text {
    fn of(glance: &Glance) -> Text {
        let surprises = glance.surprises.iter().map(|(row, _)| row);
        let rows = glance.headline.iter().chain(&glance.groups).chain(&glance.top).chain(surprises);
        let longest =
            rows.flat_map(|row| &row.totals).map(|total| glance.places.total(total).len()).max().unwrap_or(0);
        let figure = longest.max("expected".len()) + 2;
        // What the figures leave, after the share and its bar.
        let left = WIDTH.saturating_sub(figure * glance.scenarios.len() + 9 + BAR + 1);
        Text { figure, name: left.clamp(12, NAME + 18) }
    }

    /// Rows under a title; nothing where there is none.
    fn block(&self, out: &mut dyn Write, glance: &Glance, title: &str, rows: &[Figures]) -> io::Result<()> {
        if rows.is_empty() {
            return Ok(());
        }
        writeln!(out)?;
        self.header(out, glance, title)?;
        rows.iter().try_for_each(|row| self.row(out, glance, row, true))
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
            line.push_str(&format!("{:>9} {}", percent(row.share), bar(row.share, BAR)));
        }
        writeln!(out, "{}", line.trim_end())
    }
}

/// A name cut to a width, with a mark where it was cut.
pub(crate) fn fitted(name: &str, width: usize) -> String {
    if name.chars().count() <= width {
        return name.to_owned();
    }
    let kept: String = name.chars().take(width.saturating_sub(2)).collect();
    format!("{}..", kept.trim_end())
}

/// A bar of `#` for a share in thousandths; `.` for a share that is too small for one.
fn bar(share: Option<i128>, full: usize) -> String {
    let share = usize::try_from(share.unwrap_or(0).clamp(0, 1000)).unwrap_or(0);
    let length = (share * full + 500) / 1000;
    if length == 0 && share > 0 { ".".to_owned() } else { "#".repeat(length) }
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
