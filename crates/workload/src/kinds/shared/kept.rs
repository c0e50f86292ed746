//! What storage keeps: stocks with the size of one, and what is added to and deleted from them.

use costmodel_core::model::{Expr, Growth, Model, SeriesId, SeriesKind};
use costmodel_core::scenario::Ranged;
use costmodel_core::unit::singular;
use rust_decimal::Decimal;

use crate::decode::{Amount, At, OneOrMany};
use crate::lower::Cx;

/// A stock that is kept.
#[derive(Clone, Debug)]
pub struct Kept {
    /// The driver's name.
    pub name: String,
    /// What it counts, singular.
    pub noun: String,
    /// How many there are: the mean of the month's start and end.
    pub stock: SeriesId,
    /// How many are added in the month, where any ever are.
    pub added: Option<SeriesId>,
    /// How many are deleted in the month, where any ever are.
    pub deleted: Option<SeriesId>,
    /// Bytes of one.
    pub size: Amount,
}

impl Kept {
    /// Bytes of one, in GiB, as a leaf.
    #[must_use]
    pub fn size_gib(&self) -> Expr {
        let gib = self.size.value.map(|bytes| *bytes / Decimal::from(1_u64 << 30));
        Expr::given(&format!("size per {}", self.noun), gib, "GiB", self.size.span.clone())
    }
}

/// The stocks a component keeps. `size` replaces the driver's own size: of all of them, or of the one it is
/// `per`.
pub fn kept(cx: &mut Cx<'_, '_>, keeps: &OneOrMany<At<String>>, size: Option<&Amount>) -> Option<Vec<Kept>> {
    let mut all = Vec::new();
    let (mut whole, mut size_used) = (true, false);
    for name in &keeps.0 {
        let Some(demand) = cx.low.demand(name, &cx.site) else {
            whole = false;
            continue;
        };
        let info = demand.info;
        if !info.is_stock {
            cx.error(
                "not-a-stock",
                name.span.clone(),
                format!("`{}` is a flow: nothing of it is kept", name.value),
                "not a stock",
                "name a driver with `stock`, or one derived from such a driver",
            );
            whole = false;
            continue;
        }
        let is_this = |noun: &String| *noun == info.name || singular(noun) == singular(&info.noun);
        let own = size.filter(|size| size.per.as_ref().is_none_or(is_this));
        size_used |= own.is_some();
        let Some(size) = own.or(info.size.as_ref()).cloned() else {
            cx.error(
                "missing-key",
                name.span.clone(),
                format!("`{}` has no size", name.value),
                "how large is one?",
                format!("add size = \"180 KiB per {}\" here or to the driver", info.noun),
            );
            whole = false;
            continue;
        };
        let added = moved(cx, name, &info.name, "added");
        let deleted = moved(cx, name, &info.name, "deleted");
        all.push(Kept { name: info.name, noun: info.noun, stock: demand.id, added, deleted, size });
    }
    if let Some(size) = size.filter(|_| whole && !size_used) {
        let noun = size.per.clone().unwrap_or_default();
        cx.error(
            "unknown-unit",
            size.span.clone(),
            format!("`{noun}` is not kept here"),
            "per what?",
            format!("per {}", all.first().map_or("unit of a driver in `keeps`", |kept| kept.noun.as_str())),
        );
        return None;
    }
    if keeps.0.is_empty() {
        cx.error(
            "no-demand",
            cx.span.clone(),
            format!("`{}` keeps nothing", cx.name),
            "no driver",
            "name a stock: keeps = \"documents\"",
        );
    }
    (whole && !all.is_empty()).then_some(all)
}

/// `documents.added`, where there is such a series and it ever moves.
fn moved(cx: &mut Cx<'_, '_>, at: &At<String>, driver: &str, part: &str) -> Option<SeriesId> {
    let name = At { value: format!("{driver}.{part}"), span: at.span.clone() };
    if !cx.low.series.names().any(|known| known == name.value) {
        return None;
    }
    let id = cx.low.demand(&name, &cx.site)?.id;
    ever_moves(&cx.low.model, id).then_some(id)
}

/// Whether a series of a stock's movements is ever more than zero.
fn ever_moves(model: &Model, id: SeriesId) -> bool {
    let none = Ranged::same(Decimal::ZERO);
    match model.series.get(id).map(|series| &series.kind) {
        Some(SeriesKind::StockAdded(stock)) => model
            .stocks
            .get(*stock)
            .is_some_and(|stock| stock.added != none || stock.added_growth != Growth::None),
        Some(SeriesKind::StockDeleted(stock)) => {
            model.stocks.get(*stock).is_some_and(|stock| stock.deleted != none)
        }
        Some(
            SeriesKind::Derived { from, .. }
            | SeriesKind::Share { of: from, .. }
            | SeriesKind::Left { of: from, .. },
        ) => ever_moves(model, *from),
        _ => true,
    }
}
