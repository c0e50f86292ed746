//! Copies that are made and dropped in turn: one whole, and what changed for each further one.

use costmodel_core::model::Expr;

/// Whole copies that so many kept ones amount to.
#[must_use]
pub fn copies(kept: Expr, changed: Expr) -> Expr {
    let one = || Expr::constant("the first copy", 1, "");
    let further = Expr::Above(Box::new(kept), Box::new(one())).times(changed);
    Expr::Sum(vec![one(), further])
}
