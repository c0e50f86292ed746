//! `facts/throughput.csv`: how many tokens a second models were measured to serve on GPUs.

use costmodel_core::book::{Layer, Shard, Throughput};
use jiff::civil::Date;

use crate::cells::terms;
use crate::facts::{Cells, number, whole};
use crate::place::FactTable;
use crate::problem::Fault;
use crate::similar::did_you_mean;

/// The header of the table.
pub(crate) const HEADER: &str = "model,gpu,gpu_memory_gib,gpus,engine,engine_version,precision,parallelism,input_len,output_len,\
     dataset,load,scenario,online,output_per_second,total_per_second,src,note";
/// The header of `facts/sources.csv`. A day is left out where the source states none.
pub(crate) const SOURCES_HEADER: &str = "id,as_of,source";

/// All rows of a layer that read.
pub(crate) fn throughputs(layer: &Layer) -> Vec<Throughput> {
    let (Some(table), Some(sources)) =
        (layer.facts.get(FactTable::Throughput.name()), layer.facts.get(FactTable::Sources.name()))
    else {
        return Vec::new();
    };
    let header: Vec<&str> = table.header().collect();
    let read = |row: &str| {
        let cells: Cells<'_> = header.iter().copied().zip(row.split(',')).collect();
        let (as_of, source) = source(sources, cells.get("src")?)?;
        let row = read(&cells).ok()?;
        Some(Throughput { as_of, source, ..row })
    };
    table.rows().filter_map(read).collect()
}

fn source(sources: &Shard, id: &str) -> Option<(Option<Date>, String)> {
    let mut cells = sources.rows_of(id).next()?.splitn(3, ',').skip(1);
    Some((terms::from(cells.next()?).ok()?, cells.next()?.to_owned()))
}

/// A row from its cells, without what its source says.
pub(crate) fn read(cells: &Cells<'_>) -> Result<Throughput, Fault> {
    let text = |column: &str| cells.get(column).copied().unwrap_or("").to_owned();
    for column in ["model", "gpu", "engine", "load", "scenario"] {
        if text(column).is_empty() {
            return Err(Fault::new(
                format!("{column} is missing"),
                "say of what, on what and how it was measured",
            ));
        }
    }
    let online = match text("online").as_str() {
        "yes" => true,
        "no" => false,
        other => {
            let hint = did_you_mean(other, ["yes", "no"], "write `yes` or `no`");
            return Err(Fault::new(format!("online `{other}` is unknown"), hint));
        }
    };
    let (output_per_second, total_per_second) =
        (number(cells, "output_per_second")?, number(cells, "total_per_second")?);
    match (output_per_second, total_per_second) {
        (None, None) => Err(Fault::new("the row has no rate", "give output_per_second or total_per_second")),
        (Some(output), Some(total)) if output > total => Err(Fault::new(
            format!("output {output} is more than total {total}"),
            "total counts input and output",
        )),
        _ => Ok(Throughput {
            model: text("model"),
            gpu: text("gpu"),
            gpu_memory_gib: number(cells, "gpu_memory_gib")?,
            gpus: whole(cells, "gpus")?
                .filter(|gpus| *gpus > 0)
                .ok_or_else(|| Fault::new("gpus is missing", "say how many GPUs served it"))?,
            engine: text("engine"),
            engine_version: text("engine_version"),
            precision: text("precision"),
            parallelism: text("parallelism"),
            input_len: number(cells, "input_len")?,
            output_len: number(cells, "output_len")?,
            dataset: text("dataset"),
            load: text("load"),
            scenario: text("scenario"),
            online,
            output_per_second,
            total_per_second,
            note: text("note"),
            as_of: None,
            source: String::new(),
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::cells;

    #[test]
    fn rows_read() {
        let row = read(&cells(
            HEADER,
            "m,h100,80,8,vLLM,0.5,FP8,TP8,1024,128,,8,online bench,yes,291.53,3176.39,s,n",
        ))
        .unwrap();
        assert_eq!((row.gpus, row.online, row.concurrency()), (8, true, Some(8)));
        assert_eq!(row.input_per_second().unwrap().to_string(), "2884.86");
        for (wrong, part) in [
            ("m,h100,,8,vLLM,,,,,,,max,offline,no,,,s,", "no rate"),
            ("m,h100,,0,vLLM,,,,,,,max,offline,no,5,,s,", "gpus"),
            ("m,,,1,vLLM,,,,,,,max,offline,no,5,,s,", "gpu is missing"),
            ("m,h100,,1,vLLM,,,,,,,max,offline,maybe,5,,s,", "online"),
            ("m,h100,,1,vLLM,,,,,,,max,offline,no,5,4,s,", "more than total"),
        ] {
            assert!(read(&cells(HEADER, wrong)).unwrap_err().message.contains(part), "{wrong}");
        }
    }
}
