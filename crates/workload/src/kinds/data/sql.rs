//! Relational databases: RDS and Aurora of AWS, Azure Database for PostgreSQL and MySQL, Azure SQL Database, Cloud
//! SQL of Google. What a database holds is laid out alike; machines and volumes are sold in each cloud's own way.

mod azure;
mod backups;
mod google;
mod instances;
mod storage;
mod volume;

use crate::decode::time::Hours;
use crate::decode::{At, Bytes, Count, Events, Fraction, OneOrMany, PerBytes, PerCount, Seconds};
use crate::kinds::shared::lines::without;
use crate::kinds::shared::nodes::not_of_aws;
use crate::kinds::shared::stored::{Stored, nothing_stored, stored};
use crate::lower::{Cx, Sold};
use crate::{choice, spec};

pub(in crate::kinds) use self::instances::Shape;

/// What it is.
pub const SUMMARY: &str = "Relational databases (AWS RDS and Aurora, Azure Database for PostgreSQL and MySQL, Azure SQL Database, Google Cloud SQL): machines or serverless capacity, replicas, storage, I/O, backups.";
/// What it adds unasked.
pub const IMPLIED: &[&str] = &[
    "index: beside what it keeps, `index` of it (default 30 %: an assumption, not a vendor's figure; index = \"0 %\" switches it off)",
    "free space: volumes are run `fill` full (default 80 %; fill = \"100 %\" switches it off), in whole GiB, 20 at least (Google 10; Azure for PostgreSQL 32, 64, 128 and so on); Aurora bills what is used",
    "backups: kept for `backup_retention` (default 7 days; \"0 days\" switches them off), one whole copy and `change` of the data for each further day (default 5 %: an assumption); only what is above the size of the database is billed, on Google all of it",
    "a read replica has a volume of its own, but on Aurora; on Azure the standby has too",
    "vcpu and memory are met by the cheapest class of RDS; on Azure by D sizes of 4 GiB or E sizes of 8 GiB a vCPU, the cheaper that fits; on Google by a machine of so many vCPUs (1 or an even number) and GiB (0.9 to 6.5 each)",
    "gp3 includes 3,000 IOPS and 125 MiB/s, from 400 GiB on 12,000 and 500: only what is above is billed",
    "a schedule stops machines and serverless capacity; storage and backups stay, and so does a database with read replicas, which no vendor stops, Aurora apart; Azure SQL Database is never stopped",
    "with public_ip = true AWS bills each machine's address, Google that of a database that is stopped, Azure none",
];
/// An example.
pub const EXAMPLE: &str = r#"[component.db.sql]
engine = "postgresql"
vcpu = 2
memory = "8 GiB"
zones = 2
keeps = "documents"
size = "4 KiB per document"
"#;

choice! {
    /// The database and how it is run.
    pub enum Engine {
        /// PostgreSQL: RDS, Azure Database, Cloud SQL.
        PostgreSql = "postgresql",
        /// MySQL: RDS, Azure Database, Cloud SQL.
        MySql = "mysql",
        /// Aurora with the interface of PostgreSQL.
        AuroraPostgreSql = "aurora-postgresql",
        /// Aurora with the interface of MySQL.
        AuroraMySql = "aurora-mysql",
        /// Azure SQL Database, general purpose, by vCores.
        AzureSql = "azure-sql",
    }
}

impl Engine {
    /// Whether it is Aurora.
    pub(super) const fn is_aurora(self) -> bool {
        matches!(self, Engine::AuroraPostgreSql | Engine::AuroraMySql)
    }

    /// The interface, as price tables call it.
    pub(super) const fn dialect(self) -> &'static str {
        match self {
            Engine::PostgreSql | Engine::AuroraPostgreSql => "postgresql",
            Engine::MySql | Engine::AuroraMySql => "mysql",
            Engine::AzureSql => "sql-server",
        }
    }
}

choice! {
    /// The volumes of a database, by the names of each cloud.
    pub enum Disk {
        /// RDS: general purpose SSD; IOPS and throughput apart from size.
        Gp3 = "gp3",
        /// RDS: general purpose SSD, older; IOPS follow size.
        Gp2 = "gp2",
        /// RDS: provisioned IOPS SSD.
        Io1 = "io1",
        /// RDS: provisioned IOPS SSD, more durable.
        Io2 = "io2",
        /// RDS: the oldest disks; requests are billed.
        Magnetic = "magnetic",
        /// Azure: IOPS follow size.
        PremiumSsd = "premium-ssd",
        /// Azure: IOPS and throughput apart from size.
        PremiumSsdV2 = "premium-ssd-v2",
        /// Google: IOPS follow size.
        Ssd = "ssd",
    }
}

impl Disk {
    /// The provider that sells it, and what it has where nothing is written.
    const fn provider(self) -> &'static str {
        match self {
            Disk::Gp3 | Disk::Gp2 | Disk::Io1 | Disk::Io2 | Disk::Magnetic => "aws",
            Disk::PremiumSsd | Disk::PremiumSsdV2 => "azure",
            Disk::Ssd => "gcp",
        }
    }

    /// What a provider has where nothing is written.
    fn usual(provider: &str) -> Disk {
        match provider {
            "azure" => Disk::PremiumSsd,
            "gcp" => Disk::Ssd,
            _ => Disk::Gp3,
        }
    }
}

spec! {
    /// Serverless capacity of Aurora: units of 2 GiB of memory, in halves, billed by the second.
    pub struct Capacity {
        /// Units at least, used or not.
        up min: Count = "0.5",
        /// Units at most; demand beyond it is not served, and said so.
        up max: Option<Count>,
        /// Requests a unit handles: `"40 requests per second"`. With `serves`; without it `min` units run.
        down throughput: Option<PerCount>,
        /// How full units are run.
        down target_utilization: Fraction = "65 %",
    }
}

spec! {
    /// A relational database.
    pub struct Sql {
        /// The database and how it is run.
        neutral engine: Engine = "postgresql",
        /// The class of its machines: `"db.m7g.large"`, `"Standard_D4ds_v5"`, `"db-custom-4-16384"`. Instead of `vcpu`
        /// and `memory`.
        neutral machine as "type": Option<At<String>>,
        /// Virtual CPUs at least. The cheapest machine on demand that has everything asked for is chosen.
        neutral vcpu: Option<Count>,
        /// Memory at least.
        neutral memory: Option<Bytes>,
        /// Families to choose from: `["r7g", "m7g"]`, on Azure `["dadsv5"]`. Default: all but burstable ones.
        neutral family: Option<OneOrMany<At<String>>>,
        /// Whether burstable machines are taken too (t3 and t4g; B sizes of Azure; shared cores of Google).
        neutral burstable: bool = "false",
        /// Serverless capacity of Aurora, instead of machines.
        neutral capacity: Option<Capacity>,
        /// The drivers whose units it handles: they size serverless capacity.
        up serves: Option<OneOrMany<At<String>>>,
        /// Requests of each unit, with `serves`. Default: one.
        up requests: Option<PerCount>,
        /// Availability zones: 2 has a standby (RDS: Multi-AZ; Azure: high availability; Google: regional; Aurora: a
        /// second machine). Default: 1.
        up zones: Option<Count>,
        /// Read replicas beside it, of the same class.
        up replicas: Count = "0",
        /// The stocks it keeps, by their size.
        up keeps: Option<OneOrMany<At<String>>>,
        /// Bytes of each unit it keeps: `"4 KiB per document"`. Default: the driver's size.
        up size: Option<PerBytes>,
        /// Storage, stated instead of `keeps`: the volume, what is used of Aurora.
        up storage: Option<Bytes>,
        /// Indexes, for each byte kept. Default: 30 %.
        up index: Option<Fraction>,
        /// How full volumes are run. Default: 80 %.
        down fill: Option<Fraction>,
        /// The volumes. Default: gp3, premium-ssd, ssd.
        neutral storage_type: Option<Disk>,
        /// IOPS of a volume. Needed for io1 and io2; for gp3 and on Azure those above the included are billed.
        up iops: Option<Count>,
        /// Throughput of a gp3 or premium-ssd-v2 volume: `"750 MiB per second"`; what is above the included is billed.
        up throughput: Option<PerBytes>,
        /// Reads and writes of storage: billed on Aurora without `io_optimized`, and on magnetic volumes.
        up io_requests: Option<OneOrMany<Events>>,
        /// Whether Aurora runs in its I/O-optimized configuration: I/O is in the price of machines and storage.
        neutral io_optimized: bool = "false",
        /// How long automatic backups are kept. Default: 7 days.
        up backup_retention: Option<Seconds>,
        /// The part of the data that changes in a day: what each further backup adds. Default: 5 %.
        up change: Option<Fraction>,
        /// Snapshots kept beside automatic backups.
        up snapshots: Option<Bytes>,
        /// Whether the version is past its standard support: billed by vCPU, at the rate of the first year.
        up extended_support: bool = "false",
        /// Hours of the week in which its machines run.
        neutral schedule: Option<Hours>,
        /// Whether it has a public address.
        up public_ip: bool = "false",
    }
}

impl Sql {
    /// Machines, storage, I/O, backups.
    pub(in crate::kinds) fn lower(&self, cx: &mut Cx<'_, '_>) -> Option<()> {
        let data =
            stored(cx, self.keeps.as_ref(), self.size.as_deref(), ("storage", self.storage.as_deref()));
        self.fits(cx)?;
        let data = match data? {
            Some(data) => data,
            None => return nothing_stored(cx, "storage"),
        };
        self.hold(cx, &data, None)
    }

    /// The database with what it holds; its machines have at least so much memory, in GiB.
    pub(in crate::kinds) fn hold(
        &self,
        cx: &mut Cx<'_, '_>,
        data: &Stored,
        memory_gib: Option<rust_decimal::Decimal>,
    ) -> Option<()> {
        self.sold_here(cx)?;
        let shape = self.shape(cx)?;
        match cx.provider() {
            "azure" => azure::machines(self, cx, &shape, memory_gib)?,
            "gcp" => google::machines(self, cx, &shape, memory_gib)?,
            _ => self.machines(cx, &shape, memory_gib)?,
        }
        let allocated = self.volumes(cx, &shape, data, false)?;
        match cx.provider() {
            "azure" => azure::speed(self, cx, &shape, &allocated)?,
            "gcp" => google::speed(self, cx)?,
            _ => self.speed(cx, &shape, &allocated)?,
        }
        self.io(cx, &shape)?;
        self.backups(cx, data, &allocated)
    }

    /// What else it holds, beside what it keeps: storage and backups, on machines that are there.
    pub(in crate::kinds) fn beside(&self, cx: &mut Cx<'_, '_>, data: &Stored) -> Option<()> {
        self.sold_here(cx)?;
        let shape = self.shape(cx)?;
        let allocated = self.volumes(cx, &shape, data, true)?;
        self.backups(cx, data, &allocated)
    }

    /// What the provider has for a part of the engine.
    fn part(&self, cx: &mut Cx<'_, '_>, part: &str) -> Option<Sold> {
        cx.sold_as("sql", self.engine.word(), part)
    }

    /// Whether the provider has the engine and the volumes that are asked for.
    fn sold_here(&self, cx: &mut Cx<'_, '_>) -> Option<()> {
        self.part(cx, "backup")?;
        if cx.provider() != "aws" {
            not_of_aws(cx, self.machine.as_ref(), "rds-instances")?;
        }
        let Some(disk) = self.storage_type.filter(|disk| disk.provider() != cx.provider()) else {
            return Some(());
        };
        let (span, provider) = (cx.span_of("storage_type"), cx.provider().to_owned());
        cx.error(
            "not-sold-here",
            span,
            format!("{provider} has no {} volumes for databases", disk.word()),
            "a volume of another cloud",
            format!("drop it, or write storage_type = {:?}", Disk::usual(&provider).word()),
        );
        None
    }

    /// Keys that do not go together.
    pub(in crate::kinds) fn fits(&self, cx: &mut Cx<'_, '_>) -> Option<()> {
        if self.engine == Engine::AzureSql {
            let of_others = [
                ("type", self.machine.is_some()),
                ("family", self.family.is_some()),
                ("burstable", self.burstable),
                ("storage_type", self.storage_type.is_some()),
                ("iops", self.iops.is_some()),
                ("throughput", self.throughput.is_some()),
                ("extended_support", self.extended_support),
                ("schedule", self.schedule.is_some()),
            ];
            without(cx, "not with Azure SQL Database", "`engine`", &of_others)?;
        }
        if self.engine.is_aurora() {
            let of_rds = [
                ("storage_type", self.storage_type.is_some()),
                ("iops", self.iops.is_some()),
                ("throughput", self.throughput.is_some()),
                ("fill", self.fill.is_some()),
            ];
            without(cx, "not with Aurora", "`engine`", &of_rds)?;
            let twice = self.io_optimized && self.io_requests.is_some();
            without(cx, "I/O is in the price", "`io_optimized`", &[("io_requests", twice)])?;
            if !self.io_optimized && self.io_requests.is_none() {
                let span = cx.span.clone();
                cx.error(
                    "missing-key",
                    span,
                    "`io_requests` is missing: Aurora bills each read and write of its storage",
                    "needs `io_requests`",
                    "add io_requests = \"12 requests per chat\", or io_optimized = true",
                );
                return None;
            }
        } else {
            let of_aurora = [("capacity", self.capacity.is_some()), ("io_optimized", self.io_optimized)];
            without(cx, "only with Aurora", "`engine`", &of_aurora)?;
            let free = self.io_requests.is_some() && self.disk() != Disk::Magnetic;
            without(cx, "not billed there", "`storage_type`", &[("io_requests", free)])?;
        }
        let machines = [
            ("type", self.machine.is_some()),
            ("vcpu", self.vcpu.is_some()),
            ("memory", self.memory.is_some()),
            ("family", self.family.is_some()),
            ("extended_support", self.extended_support),
        ];
        match &self.capacity {
            Some(capacity) => {
                without(cx, "serverless capacity has no machines", "`capacity`", &machines)?;
                if capacity.throughput.is_some() != self.serves.is_some() {
                    let span =
                        capacity.throughput.as_ref().map_or(cx.span.clone(), |given| given.span.clone());
                    cx.error(
                        "sizing",
                        span,
                        format!("`{}` is sized by half", cx.name),
                        "`serves` and `throughput` go together",
                        "serves = \"chats\" with capacity = { throughput = \"40 requests per second\" }; or neither, and `min` units run",
                    );
                    return None;
                }
                without(
                    cx,
                    "of which units?",
                    "`serves`",
                    &[("requests", self.requests.is_some() && self.serves.is_none())],
                )
            }
            None => {
                let followed = [("serves", self.serves.is_some()), ("requests", self.requests.is_some())];
                without(cx, "machines do not follow demand", "to `capacity`", &followed)
            }
        }
    }
}
