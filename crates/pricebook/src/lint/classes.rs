//! Checks of `classes/<kind>.csv`: every row reads and names a price that the tables have somewhere.

use costmodel_core::book::{ClassPart, Offer};

use super::Checks;
use super::sheet::Sheet;
use super::side::{each_row, header_is};
use crate::classes::{ANY, HEADER, HOLE, read};
use crate::similar::did_you_mean;

/// Every row reads; its SKU has the meter in some region.
pub(crate) fn check(checks: &mut Checks<'_>, sheet: &Sheet<'_>) {
    if !header_is(checks, sheet, HEADER) {
        return;
    }
    let form = |cells: &crate::facts::Cells<'_>| read(cells).map(drop);
    each_row(checks, sheet, form, |checks, line, cells| {
        let provider = cells.get("provider").copied().unwrap_or("");
        let Ok(ClassPart { offer: Offer::Billed { service, region, sku, meter, .. }, note }) = read(cells)
        else {
            return;
        };
        let known = &checks.known;
        let message = if sku == ANY {
            (!known.has_service(provider, &service)).then(|| format!("no table of {provider}/{service}"))
        } else if !known.is_sold(provider, &service, &sku) {
            Some(format!("{provider}/{service} sells no `{sku}`"))
        } else if !known.is_metered(provider, &service, region.as_deref(), &sku, &meter) {
            let at = region.as_deref().map_or_else(|| "anywhere".to_owned(), |region| format!("in {region}"));
            Some(format!("{provider}/{service}/{sku} has no meter `{meter}` {at}"))
        } else {
            None
        };
        if note.starts_with(HOLE) {
            if message.is_none() {
                checks.error(sheet, line, "what is called a hole has a price", "drop `hole:` from the note");
            }
            return;
        }
        if let Some(message) = message {
            let skus = known.skus(provider, &service);
            let hint = did_you_mean(&sku, skus, "name what the tables have");
            checks.error(sheet, line, message, hint);
        }
    });
}
