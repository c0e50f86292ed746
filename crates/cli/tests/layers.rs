//! Prices of one's own in layers, by flag and by variable, and questions about what differs.
#![allow(clippy::unwrap_used)]

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

fn run(folder: &Path, args: &[&str], variable: Option<&str>) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_costmodel"));
    command.current_dir(folder).args(args).env_remove("COSTMODEL_PRICES").env("NO_COLOR", "1");
    if let Some(paths) = variable {
        command.env("COSTMODEL_PRICES", std::env::join_paths(paths.split(' ')).unwrap());
    }
    command.output().unwrap()
}

fn text(output: &Output) -> String {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout.clone()).unwrap()
}

#[test]
fn later_layers_lie_over_earlier_ones_by_flag_and_by_variable() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    let row = "aws,nat-gateway,us-east-1,standard,gateway,Hours,flat,0.04,,,,,exact,2026-11-10,own list,\n";
    let header = "provider,service,region,sku,meter,unit,mode,price,minimum,free,scope,from,quality,as_of,source,note\n";
    fs::write(at.join("own.csv"), format!("{header}{row}")).unwrap();
    let header = "provider,service,region,sku,meter,price,unit,from,until,as_of,source,note\n";
    fs::write(
        at.join("deal.csv"),
        format!("{header}aws,nat-gateway,*,*,*,-50 %,,,,2026-11-01,our contract,\n"),
    )
    .unwrap();
    let key = "aws/nat-gateway/us-east-1/standard gateway";
    let shown = |args: &[&str], variable| {
        let all = [&["prices", "show", key, "--format", "csv"], args].concat();
        let output = text(&run(at, &all, variable));
        let current = output.lines().find(|line| line.contains(",in force,")).unwrap().to_owned();
        current.split(',').skip(8).take(2).map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(shown(&[], None), ["0.045", ""]);
    assert_eq!(shown(&["--prices", "own.csv"], None), ["0.04", ""]);
    assert_eq!(shown(&["--prices", "own.csv", "--prices", "deal.csv"], None), ["0.04", "0.02"]);
    // The price goes over the contract: no rule of an earlier layer reaches it.
    assert_eq!(shown(&["--prices", "deal.csv", "--prices", "own.csv"], None), ["0.04", ""]);
    assert_eq!(shown(&[], Some("own.csv deal.csv")), ["0.04", "0.02"]);
    assert_eq!(shown(&["--prices", "deal.csv"], Some("own.csv")), ["0.045", "0.0225"]);

    let changes = text(&run(at, &["prices", "diff", "own.csv", "deal.csv", "--region", "us-east-1"], None));
    let rows: Vec<&str> = changes.lines().skip(1).collect();
    assert_eq!(rows.len(), 2, "{changes}");
    assert!(
        rows[1].contains(",flat 0.04 per Hours,flat 0.045 per Hours; contract -50 %,-43.75,"),
        "{changes}"
    );

    // A layer twice, or a wrong one, is an error that names it.
    let twice = run(at, &["prices", "list", "--prices", "own.csv", "--prices", "own.csv"], None);
    assert_eq!(twice.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&twice.stderr).contains("has a layer `own.csv` already"));
    let lint = run(at, &["prices", "lint", "--prices", "own.csv", "--prices", "deal.csv"], None);
    assert!(String::from_utf8_lossy(&lint.stderr).contains("2 tables: 0 errors"));
}
