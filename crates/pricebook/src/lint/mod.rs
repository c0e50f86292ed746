//! Everything that is wrong with tables, all at once.

mod classes;
mod facts;
mod history;
mod known;
mod long;
mod pools;
pub(crate) mod sheet;
mod side;
mod wide;

use costmodel_core::book::PriceBook;

use crate::place::{FactTable, LAYOUT, Place};
use crate::problem::Problem;
use known::Known;
use sheet::Sheet;

/// Everything that is wrong with a whole set of tables, given as (path, text), in the order of the tables.
///
/// Checked are: places and headers; rows sorted bytewise, unique, unquoted, with LF; units, modes, prices, tiers,
/// minimums, allowances and scopes; known sources; pools that mean one thing; commitments not above
/// on-demand; SKUs and aliases that have a rate; history older than what it is the history of.
///
/// ```
/// use costmodel_pricebook::lint;
/// let sources = "id,as_of,source\ns1,2026-11-04,list\n";
/// let table = "sku,meter,unit,mode,price,minimum,free,scope,from,quality,src,note\n\
///              standard,gateway,Hours,flat,0.045,,,,,exact,s2,\n";
/// let problems = lint([("sources.csv", sources), ("aws/nat-gateway/us-east-1.csv", table)]);
/// assert_eq!(
///     problems[0].to_string(),
///     "aws/nat-gateway/us-east-1.csv:2: source `s2` is unknown; fix: did you mean `s1`?"
/// );
/// ```
#[must_use]
pub fn lint<'a>(tables: impl IntoIterator<Item = (&'a str, &'a str)>) -> Vec<Problem> {
    let (mut problems, mut sheets) = (Vec::new(), Vec::new());
    for (path, text) in tables {
        match Sheet::cut(path, text) {
            None => problems.push(Problem::error(path, 0, "no table stands at such a place", LAYOUT)),
            Some(sheet) => {
                sheet.form(text, &mut problems);
                sheets.push(sheet);
            }
        }
    }
    problems.extend(check(&sheets, None, true));
    problems.sort();
    problems
}

/// What the checks share.
pub(crate) struct Checks<'a> {
    pub(crate) known: Known<'a>,
    /// Whether cells must have the one form committed tables have.
    pub(crate) committed_form: bool,
    pub(crate) pools: pools::Pools,
    pub(crate) problems: Vec<Problem>,
}

impl Checks<'_> {
    fn error(&mut self, sheet: &Sheet<'_>, line: usize, message: impl Into<String>, hint: impl Into<String>) {
        self.problems.push(Problem::error(sheet.path, line, message, hint));
    }
}

/// What is wrong with the cells of tables, alone or laid over a book.
pub(crate) fn check(sheets: &[Sheet<'_>], book: Option<&PriceBook>, committed_form: bool) -> Vec<Problem> {
    let mut problems = Vec::new();
    let known = Known::of(sheets, book, &mut problems);
    let mut checks = Checks { known, committed_form, pools: pools::Pools::default(), problems };
    for sheet in sheets {
        if sheet.place != Place::Sources {
            sheet.quotes(&mut checks.problems);
        }
        match &sheet.place {
            Place::Rates(_) | Place::History(_) if crate::wide::is_wide(sheet.header) => {
                wide::check(&mut checks, sheet)
            }
            Place::Rates(_) | Place::History(_) => long::check(&mut checks, sheet),
            Place::Skus(provider, service) => side::skus(&mut checks, sheet, provider, service),
            Place::Aliases(provider) => side::aliases(&mut checks, sheet, provider),
            Place::SourceSets(..) => side::source_sets(&mut checks, sheet),
            Place::Interruptions(provider, service) => {
                facts::interruptions(&mut checks, sheet, provider, service)
            }
            Place::Sustained(provider, service) => facts::sustained(&mut checks, sheet, provider, service),
            Place::Provisioned(provider) => facts::provisioned(&mut checks, sheet, provider),
            Place::Facts(FactTable::Throughput) => facts::throughput(&mut checks, sheet),
            Place::Facts(FactTable::Sources) => facts::sources(&mut checks, sheet),
            Place::Classes(_) => classes::check(&mut checks, sheet),
            Place::Confirmed => side::confirmed(&mut checks, sheet),
            Place::Sources => {}
        }
    }
    history::check(&mut checks, sheets);
    checks.problems
}
