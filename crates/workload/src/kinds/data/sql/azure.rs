//! Machines of Azure: flexible servers by vCores of a series, whole burstable sizes, and Azure SQL Database.

use std::sync::Arc;

use costmodel_core::book::Key;
use costmodel_core::model::Expr;
use costmodel_core::month::Week;
use costmodel_core::scenario::Ranged;
use costmodel_core::unit::Unit;
use rust_decimal::Decimal;

use super::storage::Allocated;
use super::{Disk, Engine, Shape, Sql};
use crate::decode::At;
use crate::kinds::shared::lines::without;
use crate::kinds::shared::{gib_of, unranged};
use crate::lower::{Cx, Draft};

/// vCores of the sizes of D and E series, and GiB a vCore of each
/// (learn.microsoft.com/azure/postgresql/flexible-server, concepts-compute; the same for MySQL).
const GENERAL: [u32; 8] = [2, 4, 8, 16, 32, 48, 64, 96];
const MEMORY: [u32; 9] = [2, 4, 8, 16, 20, 32, 48, 64, 96];
const GIB_OF_D: u32 = 4;
const GIB_OF_E: u32 = 8;
/// What the largest E size has instead (the same page).
const MOST_OF_E: u32 = 672;
/// Burstable sizes: vCores, GiB (the same page).
const BURSTABLE: [(&str, u32, u32); 8] = [
    ("b1ms", 1, 2),
    ("b2s", 2, 4),
    ("b2ms", 2, 8),
    ("b4ms", 4, 16),
    ("b8ms", 8, 32),
    ("b12ms", 12, 48),
    ("b16ms", 16, 64),
    ("b20ms", 20, 80),
];
/// vCores of Azure SQL Database on standard-series hardware, and tenths of a GB of each
/// (learn.microsoft.com/azure/azure-sql/database, service-tiers-sql-database-vcore: "5.1 GB per vCore").
const OF_AZURE_SQL: [u32; 15] = [2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 24, 32, 40, 80, 128];
const TENTHS_OF_AZURE_SQL: i64 = 51;
/// IOPS of a volume for MySQL that cost nothing: 360 with the smallest of 20 GiB
/// (learn.microsoft.com/azure/mysql/flexible-server, concepts-service-tiers-storage: "The minimum IOPS is 360 across all
/// compute sizes"). That each further GiB has three more is a stated assumption: no page found says so.
const IOPS_OF_MYSQL: u32 = 300;
const IOPS_OF_GIB: u32 = 3;
/// IOPS and MiB/s of a premium-ssd-v2 volume that cost nothing
/// (learn.microsoft.com/azure/postgresql/flexible-server, concepts-storage: "a baseline of 3,000 IOPS that is free of
/// charge", "125 MB/s").
const IOPS_OF_V2: u32 = 3_000;
const THROUGHPUT_OF_V2: u32 = 125;

/// A machine of Azure.
struct Size {
    key: Key,
    /// vCores that the price is paid for; `None`: the price is that of the machine.
    vcores: Option<u32>,
    /// vCores it has.
    has: u32,
    note: String,
}

/// Hours of the database, of its standby and its read replicas. A standby is a server as large, billed like one;
/// so is a read replica (learn.microsoft.com/azure/postgresql/flexible-server, concepts-read-replicas: "For each read
/// replica, you're billed for the provisioned compute in vCores and storage").
pub(super) fn machines(
    sql: &Sql,
    cx: &mut Cx<'_, '_>,
    shape: &Shape,
    memory_gib: Option<Decimal>,
) -> Option<()> {
    if sql.engine == Engine::AzureSql {
        return azure_sql(sql, cx, shape, memory_gib);
    }
    let size = size(sql, cx, shape, memory_gib)?;
    let schedule = sql.running_hours(cx, shape)?;
    let always = if shape.replicated { "is not stopped beside read replicas" } else { "" };
    let one = || Expr::constant("server", 1, "");
    let mut all = vec![("machine", one())];
    if shape.standby {
        all.push(("standby", one()));
    }
    if shape.replicated {
        all.push(("read replicas", shape.replicas.clone()));
    }
    for (name, number) in all.clone() {
        let line = hours(&size, name, number, schedule.clone());
        cx.push(line.note(&size.note).note(always));
    }
    if sql.extended_support {
        let number = Expr::sum(all.into_iter().map(|(_, number)| number).collect());
        let key = cx.key(&size.key.service, "extended-support", "vcore");
        let support = Size { key, vcores: Some(size.has), has: size.has, note: String::new() };
        cx.push(
            hours(&support, "extended support", number, schedule).note("of every server, the standby too"),
        );
    }
    Some(())
}

fn hours(size: &Size, name: &str, number: Expr, schedule: Option<Arc<Week>>) -> Draft {
    let running = number.times(Expr::Hours);
    let line = match size.vcores {
        Some(vcores) => {
            let each = Expr::constant("vCores of a machine", vcores, "vCore");
            Draft::new(name, size.key.clone(), running.times(each), Unit::counted("vCore").over_hours())
        }
        None => Draft::new(name, size.key.clone(), running, Unit::hours()),
    };
    line.deterministic().schedule(schedule)
}

/// vCores, their licence, and what a second zone costs. A database that is provisioned cannot be stopped.
fn azure_sql(sql: &Sql, cx: &mut Cx<'_, '_>, shape: &Shape, memory_gib: Option<Decimal>) -> Option<()> {
    let (vcpu, memory) = asked(sql, cx, memory_gib)?;
    let fits = |vcores: &&u32| {
        let gb = Decimal::from(**vcores).saturating_mul(Decimal::new(TENTHS_OF_AZURE_SQL, 1));
        Decimal::from(**vcores) >= vcpu && gb >= memory
    };
    let Some(vcores) = OF_AZURE_SQL.iter().find(fits).copied() else {
        return nothing_fits(cx, vcpu, memory, "128 vCores of 5.1 GB are the most of engine = \"azure-sql\"");
    };
    let number = if shape.replicated {
        Expr::Sum(vec![Expr::constant("database", 1, ""), shape.replicas.clone()])
    } else {
        Expr::constant("database", 1, "")
    };
    let note = format!("{vcores} vCores of 5.1 GB: the fewest that fit");
    let parts = [
        ("machine", "vcore", number.clone(), note.as_str()),
        ("licence", "licence", number, "license_type = BasePrice does without, for who brings one"),
        ("zone redundancy", "zone-redundancy", Expr::constant("database", 1, ""), "a second zone"),
    ];
    for (name, part, number, note) in parts {
        if part == "zone-redundancy" && !shape.standby {
            continue;
        }
        let key = sql.part(cx, part)?.key()?.clone();
        let of = Size { key, vcores: Some(vcores), has: vcores, note: String::new() };
        cx.push(hours(&of, name, number, None).note(note));
    }
    Some(())
}

/// What is asked of a machine: vCPUs and GiB at least.
fn asked(sql: &Sql, cx: &mut Cx<'_, '_>, memory_gib: Option<Decimal>) -> Option<(Decimal, Decimal)> {
    if sql.vcpu.is_none() && sql.memory.is_none() && memory_gib.is_none() {
        let (span, message) = (cx.span.clone(), format!("`{}` has no machine type", cx.name));
        let hint =
            "add vcpu = 2 and memory = \"8 GiB\" for the cheapest that fits; or type = \"Standard_D2ds_v5\"";
        cx.error("missing-key", span, message, "which machine?", hint);
        return None;
    }
    let vcpu = sql.vcpu.as_ref().map(|own| unranged(cx, own, "vcpu"));
    let memory = sql.memory.as_ref().map(|own| unranged(cx, own, "memory"));
    let (vcpu, memory) = (vcpu.unwrap_or(Some(Decimal::ONE))?, memory.unwrap_or(Some(Decimal::ZERO))?);
    Some((vcpu, gib_of(memory).max(memory_gib.unwrap_or_default())))
}

/// The named size, or the cheapest that has what is asked for.
fn size(sql: &Sql, cx: &mut Cx<'_, '_>, shape: &Shape, memory_gib: Option<Decimal>) -> Option<Size> {
    if let Some(named) = &sql.machine {
        if sql.vcpu.is_some() || sql.memory.is_some() || sql.family.is_some() {
            cx.named_and_asked(named.span.clone());
            return None;
        }
        return by_name(sql, cx, shape, named);
    }
    let (vcpu, memory) = asked(sql, cx, memory_gib)?;
    let service = sql.part(cx, "storage")?.key()?.service.clone();
    let mut offers: Vec<Size> = Vec::new();
    let plain = |key: Key, vcores: Option<u32>, has: u32| Size { key, vcores, has, note: String::new() };
    let mut series: Vec<(Key, bool)> = Vec::new();
    match &sql.family {
        Some(own) => {
            for family in &own.0 {
                let word = family.value.to_ascii_lowercase();
                let key = cx.key(&service, &word, "vcore");
                known(cx, &key, family)?;
                series.push((key, word.starts_with('e')));
            }
        }
        None => {
            series.push((sql.part(cx, "general-purpose")?.key()?.clone(), false));
            series.push((sql.part(cx, "memory-optimized")?.key()?.clone(), true));
        }
    }
    for (key, large) in series {
        let (sizes, each) = if large { (&MEMORY[..], GIB_OF_E) } else { (&GENERAL[..], GIB_OF_D) };
        let gib = |vcores: u32| vcores.saturating_mul(each).min(MOST_OF_E);
        let fits = |vcores: &&u32| Decimal::from(**vcores) >= vcpu && Decimal::from(gib(**vcores)) >= memory;
        offers.extend(sizes.iter().find(fits).map(|vcores| plain(key, Some(*vcores), *vcores)));
    }
    if sql.burstable && !shape.standby && !shape.replicated {
        let fits = |(_, vcores, gib): &&(&str, u32, u32)| {
            Decimal::from(*vcores) >= vcpu && Decimal::from(*gib) >= memory
        };
        let found = BURSTABLE.iter().find(fits);
        offers.extend(found.map(|(sku, vcores, _)| plain(cx.key(&service, sku, "hours"), None, *vcores)));
    }
    let mut best: Option<(Option<Decimal>, Size)> = None;
    for offer in offers {
        let rate = cx.low.prices.known(&offer.key).and_then(|rates| rates.last().cloned());
        let price = rate.map(|rate| rate.schedule.first_price().to_decimal());
        let price = price.and_then(|price| price.checked_mul(Decimal::from(offer.vcores.unwrap_or(1))));
        let better = match (&best, price) {
            (None, _) | (Some((None, _)), Some(_)) => true,
            (Some((Some(known), _)), Some(price)) => price < *known,
            (Some(_), None) => false,
        };
        if better {
            best = Some((price, offer));
        }
    }
    let Some((price, size)) = best else {
        return nothing_fits(cx, vcpu, memory, "at most 96 vCPUs and 672 GiB: spread it over several");
    };
    let at = price.map_or(String::new(), |price| format!(" at {} USD an hour", price.normalize()));
    let note = format!("chosen as the cheapest that fits: {} vCPUs of {}{at}", size.has, size.key.sku);
    Some(Size { note, ..size })
}

/// `Standard_D4ds_v5` is four vCores of `ddsv5`; `Standard_B2ms` is a machine.
fn by_name(sql: &Sql, cx: &mut Cx<'_, '_>, shape: &Shape, named: &At<String>) -> Option<Size> {
    let service = sql.part(cx, "storage")?.key()?.service.clone();
    let bare = named.value.rsplit_once("Standard_").map_or(named.value.as_str(), |(_, bare)| bare);
    let letters = bare.trim_start_matches(|c: char| c.is_ascii_alphabetic());
    let head = bare.strip_suffix(letters).unwrap_or("");
    let rest = letters.trim_start_matches(|c: char| c.is_ascii_digit());
    let vcores = letters.strip_suffix(rest).and_then(|digits| digits.parse::<u32>().ok());
    let plain = |text: &str| text.replace('_', "").to_ascii_lowercase();
    let (key, vcores, has) = match (plain(head).as_str(), vcores) {
        ("b", Some(vcores)) => (cx.key(&service, &plain(bare), "hours"), None, vcores),
        (series, vcores) => {
            let sku = format!("{series}{}", plain(rest));
            (cx.key(&service, &sku, "vcore"), vcores, vcores.unwrap_or(0))
        }
    };
    known(cx, &key, named)?;
    if vcores.is_none() && (shape.standby || shape.replicated) {
        let message = format!("`{}` is burstable: it can have no standby and no read replicas", named.value);
        let hint = "type = \"Standard_D2ds_v5\"";
        cx.error("nothing-fits", named.span.clone(), message, "burstable", hint);
        return None;
    }
    Some(Size { key, vcores, has, note: String::new() })
}

/// Whether the service has a SKU anywhere; says so when it has not.
fn known(cx: &mut Cx<'_, '_>, key: &Key, named: &At<String>) -> Option<()> {
    let book = cx.low.prices.book;
    let regions = book.regions_of(&key.provider, &key.service);
    let sold = |region: &&str| book.skus(&key.provider, &key.service, region).contains(&key.sku.as_str());
    if key.meter == "vcore" && key.sku.is_empty() || !regions.iter().any(sold) {
        let message = format!("the book has no machine `{}` of {}", named.value, key.service);
        let hint = "write it as the provider does: type = \"Standard_D2ds_v5\", family = [\"ddsv5\"]";
        cx.error("unknown-sku", named.span.clone(), message, "unknown type", hint);
        return None;
    }
    Some(())
}

fn nothing_fits<T>(cx: &mut Cx<'_, '_>, vcpu: Decimal, memory: Decimal, hint: &str) -> Option<T> {
    let message = format!(
        "no machine has {} vCPU and {} GiB for `{}`",
        vcpu.normalize(),
        memory.round_dp(1).normalize(),
        cx.name
    );
    cx.error("nothing-fits", cx.span.clone(), message, "nothing fits", hint);
    None
}

/// IOPS and throughput above what is included, of each volume.
pub(super) fn speed(sql: &Sql, cx: &mut Cx<'_, '_>, shape: &Shape, allocated: &Allocated) -> Option<()> {
    let v2 = sql.disk_of(cx) == Disk::PremiumSsdV2;
    let sold = [
        ("iops", !v2 && sql.engine == Engine::PostgreSql && sql.iops.is_some()),
        ("throughput", !v2 && sql.throughput.is_some()),
    ];
    without(cx, "they follow the size of a premium SSD", "`storage_type` to premium-ssd-v2", &sold)?;
    let mut volumes = vec![Expr::constant("a volume", 1, "")];
    if shape.standby {
        volumes.push(Expr::constant("of the standby", 1, ""));
    }
    if shape.replicated {
        volumes.push(shape.replicas.clone());
    }
    let volumes = Expr::sum(volumes);
    let constant = |number: u32| Expr::constant("included", number, "");
    if let Some(iops) = &sql.iops {
        let (part, included) = if v2 {
            ("iops-v2", constant(IOPS_OF_V2))
        } else {
            let each = Expr::assumed("for each GiB", IOPS_OF_GIB.into(), "");
            ("iops", Expr::Sum(vec![constant(IOPS_OF_MYSQL), allocated.billed.clone().times(each)]))
        };
        let above = Expr::Above(Box::new(cx.leaf("IOPS of a volume", iops, "IOPS")), Box::new(included));
        let key = sql.part(cx, part)?.key()?.clone();
        let line = Draft::new("IOPS", key, above.times(volumes.clone()), "IOPS-Months".parse().ok()?);
        cx.push(if v2 {
            line.deterministic()
        } else {
            line.assumed().note("above 300 and three for each GiB, which are taken as included")
        });
    }
    if let Some(throughput) = &sql.throughput {
        let value: Ranged<Decimal> = sql.mib_per_second(cx, throughput)?;
        let given = Expr::given("throughput of a volume", value, "MiB/s", throughput.span.clone());
        let above = Expr::Above(Box::new(given), Box::new(constant(THROUGHPUT_OF_V2)));
        let key = sql.part(cx, "throughput-v2")?.key()?.clone();
        let unit = "MiB/s-Months".parse().ok()?;
        cx.push(Draft::new("throughput", key, above.times(volumes), unit).deterministic());
    }
    Some(())
}
