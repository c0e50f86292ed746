//! Starters load, without a warning, and everything in them has a price.
#![allow(clippy::unwrap_used, clippy::disallowed_methods)]

use costmodel::starter::{Answers, PRESETS, Question, preset};
use costmodel::{Money, Scenario, Wholeness, prices};

#[test]
fn every_preset_loads_and_is_priced_whole() {
    let book = prices::embedded();
    for preset in PRESETS {
        let text = preset.write(&preset.answers(), &book);
        assert!(!text.contains("{{") && !text.contains("}}"), "{text}");
        assert!(
            text.starts_with("# ") && text.lines().filter(|line| line.contains('#')).count() > 20,
            "{text}"
        );
        let loaded = costmodel::load(&text, &book);
        let told: String =
            loaded.diagnostics.iter().map(|one| costmodel::plain(&text, preset.name, one)).collect();
        assert_eq!(told, "");
        let simulation = loaded.workload.unwrap().simulate();
        assert_eq!(simulation.model().name, preset.name);
        assert_eq!(simulation.coverage().unpriced, [], "{}", preset.name);
        let totals = simulation.totals();
        assert!(totals.iter().all(|total| total.wholeness() == Wholeness::Whole), "{}", preset.name);
        let [low, expected, high] = totals.map(|total| total.costs.effective);
        assert!(Money::ZERO < low && low < expected && expected < high, "{}", preset.name);
    }
}

#[test]
fn answers_reach_the_file() {
    let book = prices::embedded();
    for preset in PRESETS {
        let answers = Answers {
            users: 12_345,
            per_day: "2.5".parse().unwrap(),
            documents: 7_000_000,
            model: "openai/gpt-5.5".to_owned(),
            at: "aws/us-west-2".to_owned(),
            budget: Some(20_000),
        };
        let text = preset.write(&answers, &book);
        let loaded = costmodel::load(&text, &book);
        let errors = loaded.diagnostics.iter().filter(|one| one.is_error());
        let told: String = errors.map(|one| costmodel::plain(&text, preset.name, one)).collect();
        assert_eq!(told, "");
        assert!(text.contains("20_000 USD a month") && text.contains("aws/us-west-2"), "{text}");
        assert_eq!(text.contains("openai/gpt-5.5"), preset.asks_model, "{}", preset.name);
        assert_eq!(text.contains("7_000_000"), preset.kept.is_some(), "{}", preset.name);
        let people = !preset.demand.driver.is_empty();
        assert_eq!(text.contains("12_345 users x 2.5 a day"), people, "{text}");
        assert!(!text.contains("New_York"), "the zone follows the region: {text}");
        let before = costmodel::load(&preset.write(&preset.answers(), &book), &book).workload.unwrap();
        let cost =
            |workload: &costmodel::Workload| workload.simulate().total(Scenario::Expected).costs.effective;
        assert_ne!(cost(&loaded.workload.unwrap()), cost(&before), "{}", preset.name);
    }
}

#[test]
fn the_smallest_answers_are_still_a_workload() {
    let book = prices::embedded();
    for preset in PRESETS {
        let least = Answers { users: 1, per_day: "0.1".parse().unwrap(), documents: 1, ..preset.answers() };
        let loaded = costmodel::load(&preset.write(&least, &book), &book);
        let errors: Vec<_> = loaded.diagnostics.iter().filter(|one| one.is_error()).collect();
        assert!(errors.is_empty(), "{}: {errors:#?}", preset.name);
    }
    assert!(preset("rag").is_some() && preset("ragg").is_none());
}

#[test]
fn a_model_that_can_be_chosen_can_be_priced() {
    let book = prices::embedded();
    let rag = preset("rag").unwrap();
    let mut names = Vec::new();
    for (provider, service, region) in book.tables().into_iter().filter(|table| table.1 == "models") {
        names.extend(book.skus(provider, service, region).into_iter().map(|sku| format!("{provider}/{sku}")));
    }
    let mut chosen = 0;
    for name in names.iter().step_by(23) {
        let mut answers = rag.answers();
        if Question::Model.take(name, &mut answers, &book).is_err() || answers.model != *name {
            continue;
        }
        chosen += 1;
        let text = rag.write(&answers, &book);
        let loaded = costmodel::load(&text, &book);
        let told: String = loaded
            .diagnostics
            .iter()
            .filter(|one| one.is_error())
            .map(|one| costmodel::plain(&text, name, one))
            .collect();
        assert_eq!(told, "");
        assert_eq!(loaded.workload.unwrap().simulate().coverage().unpriced, [], "{name}");
    }
    assert!(chosen > 20, "{chosen} of {}", names.len());
}

#[test]
fn a_misspelt_model_is_offered_rightly_spelt() {
    let book = prices::embedded();
    let mut answers = preset("rag").unwrap().answers();
    let again = Question::Model.take("claude-sonet-5", &mut answers, &book).unwrap_err();
    assert!(again.offers.iter().any(|name| name == "anthropic/claude-sonnet-5"), "{:?}", again.offers);
}
