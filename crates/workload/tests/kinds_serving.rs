//! What models on one's own machines and provisioned models lower to, on the prices of the book.
#[path = "support/rows.rs"]
mod rows;

use rows::{Header, d};

const HEADER: Header = Header(
    r#"
name = "test"
start = "2027-01"
months = 1
[placement.main]
at = "aws/us-east-1"
[driver.chats]
unit = "chat"
monthly = "1_000_000"
[driver.none]
unit = "thing"
monthly = "0"
"#,
);

fn answers(more: &str) -> String {
    format!(
        "[component.answers.self-hosted-model]\nserves = \"chats\"\nmodel = \"meta-llama/Llama-3.1-8B\"\ninput = \"1_500 tokens\"\noutput = \"350 tokens\"\nroot_volume = \"0 GiB\"\n{more}"
    )
}

#[test]
fn replicas_follow_the_tokens_they_make() {
    let text = answers(
        "gpu = \"l40s\"\nthroughput = \"100 tokens per second\"\ntarget_utilization = \"50 %\"\nload_time = \"0 s\"\n",
    );
    // 350 million output tokens at 180,000 an hour fill 1,944.44 hours; 470,430 an hour need 3 machines.
    assert_eq!(
        HEADER.rows(&text),
        ["machines: g6e.xlarge on-demand 1944.444444", "idle machines: g6e.xlarge on-demand 287.555556"]
    );
    assert_eq!(HEADER.total(&text), d("4153.752")); // 3 x 744 x 1.861
    // 1.861 / 0.36 million full, twice that at 50 %; 4,153.752 / 350 as it comes out.
    assert!(
        HEADER
            .notes(&text)
            .contains("a million output tokens cost 5.169 USD of machine time when full, 10.339 at 50 %")
    );
    assert!(
        HEADER.notes(&text).contains("A million output tokens of answers cost 11.868 USD of machine time")
    );
    // Nothing is asked: one machine stands there, and says so by its name.
    let none = text.replace("\"chats\"", "\"none\"");
    assert_eq!(
        HEADER.rows(&none),
        ["machines: g6e.xlarge on-demand 0", "idle machines: g6e.xlarge on-demand 744"]
    );
    assert!(!HEADER.notes(&none).contains("A million output tokens of"));
    // Input is counted too where the throughput counts it: 1,850 million tokens, 13.8 machines full at 50 %.
    let all = text.replace("throughput", "counts = \"all\"\nthroughput");
    assert_eq!(HEADER.total(&all), d("19384.176")); // 14 x 744 x 1.861
}

#[test]
fn a_throughput_is_looked_up_from_online_runs_only() {
    let text = answers("gpu = \"h100\"\n");
    // 450.3 output tokens a second at 65 %: 1,053,702 an hour, one machine.
    assert_eq!(HEADER.rows(&text)[0], "machines: p5.4xlarge on-demand 332.162224");
    assert!(
        HEADER
            .notes(&text)
            .contains("450.3 output tokens a second of meta-llama/Llama-3.1-8B (BF16 KV cache, vLLM 0.19.1)")
    );
    assert_eq!(HEADER.total(&text), d("5118.72")); // 744 x 6.88
    let fp8 = answers("gpu = \"h100\"\nprecision = \"fp8\"\nconcurrency = 8\n");
    assert!(HEADER.notes(&fp8).contains("517.5 output tokens a second"));
    assert_eq!(HEADER.codes(&answers("gpu = \"h100\"\nengine = \"TensorRT-LLM\"\n")), "offline-throughput");
    assert_eq!(HEADER.codes(&answers("gpu = \"h200\"\nseller = \"nebius\"\n")), "offline-throughput");
    assert_eq!(HEADER.codes(&answers("gpu = \"l4\"\n")), "unknown-model");
    assert_eq!(HEADER.codes(&answers("gpu = \"h100\"\n").replace("3.1-8B", "3.1-9C")), "unknown-model");
}

#[test]
fn machines_hold_as_many_replicas_as_their_gpus_allow() {
    let more =
        "gpu = \"h100\"\ngpus = 2\nthroughput = \"100 tokens per second\"\nspare = 1\nload_time = \"0 s\"\n";
    // 234,000 tokens an hour and replica at 65 %: 2.01 replicas of 2 GPUs, and 8 GPUs in the only machine.
    assert_eq!(
        HEADER.rows(&answers(more)),
        [
            "machines: p5.48xlarge on-demand 373.931624", // 350 million / 936,000
            "idle machines: p5.48xlarge on-demand 370.068376",
            "spare machines: p5.48xlarge on-demand 744",
        ]
    );
    assert_eq!(HEADER.total(&answers(more)), d("81899.52")); // 2 x 744 x 55.04
    // A seller that prices each GPU: 3 replicas and a spare one, each of 2 GPUs at 3.99.
    let lambda = format!("seller = \"lambda\"\n{more}");
    assert_eq!(HEADER.total(&answers(&lambda)), d("23748.48")); // 4 x 744 x 2 x 3.99
    assert_eq!(
        HEADER.codes(&answers("type = \"g6.xlarge\"\ngpus = 2\nthroughput = \"9 tokens per second\"\n")),
        "nothing-fits"
    );
    let eight = "[environment.staging]\ndemand = \"1 %\"\nmin_replicas = 0\n";
    assert_eq!(HEADER.total(&format!("{}{eight}", answers(more))), d("81899.52"));
}

fn units(more: &str) -> String {
    format!("[component.answers.provisioned-model]\n{more}")
}

const CHATS: &str = "serves = \"chats\"\ninput = \"1_500 tokens\"\noutput = \"350 tokens\"\n";

#[test]
fn units_are_bought_for_the_busiest_hour_and_idle_is_shown() {
    let text = units(&format!("model = \"azure-openai/gpt-4.1\"\n{CHATS}"));
    // An output token counts as 8 / 2 input ones: 1,500 + 350 x 4 = 2,900 tokens a chat, 3,897,849 an hour. A unit
    // takes 3,000 a minute, 144,000 an hour at 80 %: 27.07 units, and a deployment has 50 at least.
    // They fill 2,900 million / 180,000 = 16,111.11 of 37,200 unit hours.
    assert_eq!(
        HEADER.rows(&text),
        [
            "units: regional/ptu provisioned-hour 16111.111111",
            "idle units: regional/ptu provisioned-hour 21088.888889"
        ]
    );
    assert_eq!(HEADER.total(&text), d("74400")); // 50 x 744 x 2
    let month = text.replace("model =", "term = \"1-month\"\nmodel =");
    assert_eq!(HEADER.total(&month), d("13000")); // 50 x 260
    let year = text.replace("model =", "term = \"1-year\"\nmodel =");
    assert_eq!(HEADER.total(&year), d("11050")); // 50 x 221
    // Twice the demand needs 54.2 units: one step of 50 above the minimum.
    assert_eq!(HEADER.total(&month.replace("1_500 tokens", "4_400 tokens")), d("26000"));
    // Half of the input from a cache takes no capacity: 2,150 tokens a chat fill 11,944.44 hours.
    let cached = text.replace("model =", "cached = \"50 %\"\nmodel =");
    assert_eq!(HEADER.rows(&cached)[0], "units: regional/ptu provisioned-hour 11944.444444");
    // Nobody asks: all of it idles.
    let none = text.replace("\"chats\"", "\"none\"");
    assert_eq!(HEADER.rows(&none)[1], "idle units: regional/ptu provisioned-hour 37200");
    // gpt-4o counts an output token as 3 input ones: (1,500 + 1,050) million / (2,500 x 60).
    assert_eq!(
        HEADER.rows(&text.replace("gpt-4.1", "gpt-4o"))[0],
        "units: regional/ptu provisioned-hour 17000"
    );
    // Global units come from 15 on in steps of 5: the 27.1 of the busiest hour take 30, x 744 h x 1.
    let global = text.replace("model =", "scope = \"global\"\nmodel =");
    assert_eq!(HEADER.total(&global), d("22320"));
    // By the hour on weekdays only: 210 hours of January 2027, 2,900 million tokens in them.
    let days = text.replace("model =", "schedule = \"weekdays 08:00-18:00\"\nmodel =");
    assert_eq!(HEADER.total(&days), d("42000")); // 95.9 units, so 100 x 210 x 2
    assert_eq!(HEADER.codes(&days.replace("model =", "term = \"1-month\"\nmodel =")), "no-effect");
}

#[test]
fn stated_units_are_checked_and_compared_with_the_demand() {
    let bedrock = units("model = \"bedrock/anthropic.claude-v2:1\"\nterm = \"1-month\"\nunits = 2\n");
    assert_eq!(HEADER.rows(&bedrock), ["units: us-east-1/anthropic.claude-v2:1 provisioned-1mo-hour 1488"]);
    assert_eq!(HEADER.total(&bedrock), d("93744")); // 1,488 x 63
    let six = bedrock.replace("1-month", "6-month");
    assert_eq!(HEADER.total(&six), d("52068.096")); // 1,488 x 34.992
    let via =
        bedrock.replace("bedrock/anthropic.claude-v2:1\"", "anthropic/claude-v2:1\"\nvia = \"bedrock\"");
    assert_eq!(HEADER.rows(&via), HEADER.rows(&bedrock));
    // Bedrock states neither what a unit takes nor what output weighs: both are said.
    let driven = bedrock.replace(
        "units = 2\n",
        &format!("{CHATS}throughput = \"20_000 tokens per minute\"\noutput_weight = 3\n"),
    );
    // (1,500 + 1,050) million tokens / 744 hours / (1.2 million x 80 %): 3.57, so 4 units.
    assert_eq!(HEADER.total(&driven), d("187488")); // 4 x 744 x 63
    assert_eq!(HEADER.codes(&driven.replace("output_weight = 3\n", "")), "missing-key");
    assert_eq!(
        HEADER.codes(&bedrock.replace("units = 2\n", &format!("{CHATS}output_weight = 3\n"))),
        "sizing"
    );
    let azure = units("model = \"azure-openai/gpt-4.1\"\nunits = 60\n");
    assert_eq!(HEADER.codes(&azure), "sizing");
    let few = units(&format!("model = \"azure-openai/gpt-4.1\"\nunits = 50\n{CHATS}"));
    assert_eq!(HEADER.codes(&few), "");
    assert_eq!(HEADER.codes(&few.replace("1_500 tokens", "15_000 tokens")), "replicas-capped");
    assert_eq!(HEADER.codes(&units("model = \"azure-openai/gpt-4.1\"\n")), "missing-key");
    assert_eq!(
        HEADER.codes(&units("model = \"azure-openai/gpt-4.1\"\nterm = \"6-month\"\nunits = 50\n")),
        "not-sold-here"
    );
    assert_eq!(HEADER.codes(&units("model = \"azure-openai/gpt-41\"\nunits = 50\n")), "unknown-model");
    assert_eq!(HEADER.codes(&units("model = \"bedrock/anthropic.claude-v3\"\nunits = 2\n")), "unknown-model");
    assert_eq!(HEADER.codes(&units("model = \"openai/gpt-4.1\"\nunits = 50\n")), "unknown-model");
    let weight = units(&format!("model = \"azure-openai/o3-mini\"\n{CHATS}"));
    assert_eq!(HEADER.codes(&weight), "missing-key");
}
