//! What one system costs in three regions: a planning tool in thirty lines.
//! `cargo run -p costmodel --example plan`

use costmodel::{Scenario, Wholeness, prices};

fn main() -> Result<(), String> {
    let text = include_str!("../../../examples/rag-assistant.toml");
    let book = prices::embedded();
    let mut out = String::new();
    for region in ["aws/us-east-1", "aws/eu-central-1", "aws/ap-southeast-1"] {
        let loaded = costmodel::load(&text.replace("aws/us-east-1", region), &book);
        let Some(workload) = loaded.workload else {
            let problems: Vec<&str> = loaded.diagnostics.iter().map(|d| d.message.as_str()).collect();
            return Err(problems.join("\n"));
        };
        let simulation = workload.simulate();
        let total = simulation.total(Scenario::Expected);
        let mark = if total.wholeness() == Wholeness::Whole { "  " } else { ">=" };
        out.push_str(&format!(
            "{region:<20} {mark}{:>14} USD\n",
            total.costs.effective.rounded(2).to_string()
        ));
    }
    print(&out);
    Ok(())
}

#[allow(clippy::print_stdout)]
fn print(text: &str) {
    print!("{text}");
}
