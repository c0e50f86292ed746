//! Kind by place: complete, honest about holes, the same in every format.
#![allow(clippy::unwrap_used, clippy::disallowed_methods)]

use costmodel::coverage::{KindCoverage, State, coverage};
use costmodel::prices;
use costmodel::write::coverage::{HEADER, csv, json, table};
use costmodel_workload::kinds::KINDS;

fn written(write: impl FnOnce(&mut Vec<u8>) -> std::io::Result<()>) -> String {
    let mut bytes = Vec::new();
    write(&mut bytes).unwrap();
    String::from_utf8(bytes).unwrap()
}

fn at<'k>(kinds: &'k [KindCoverage], name: &str) -> &'k KindCoverage {
    kinds.iter().find(|kind| kind.kind == name).unwrap()
}

#[test]
fn every_kind_is_priced_at_the_first_place_or_names_its_hole() {
    let kinds = coverage(&prices::embedded(), "aws/us-east-1").unwrap();
    let names: Vec<&str> = kinds.iter().map(|kind| kind.kind).collect();
    assert_eq!(names, KINDS.iter().map(|kind| kind.name).collect::<Vec<_>>());
    for kind in &kinds {
        assert!(!kind.lines.is_empty() && kind.not_lowered.is_empty(), "{kind:#?}");
        assert_eq!(kind.state() == State::Hole, !kind.missing().is_empty(), "{}", kind.kind);
        for line in kind.lines.iter().filter(|line| line.state == State::Hole) {
            assert!(line.why.contains(&line.key.to_string()), "{line:?}");
        }
        for line in kind.lines.iter().filter(|line| line.state != State::Hole) {
            assert!(line.as_of.is_some() || line.key.provider == "stated", "{line:?}");
        }
    }
}

/// A region in which containers are sold at a derived price, and nothing else.
fn poor() -> costmodel::PriceBook {
    prices::from_tables(&[
        ("sources.csv", "id,as_of,source\nlist,2026-11-01,a list\nold,2025-01-01,an older list\n"),
        (
            "aws/fargate/mars-1.csv",
            "sku,meter,unit,mode,price,minimum,free,scope,from,quality,src,note\n\
             linux-amd64,memory,GiB-Hours,flat,0.0044,,,,,exact,old,\n\
             linux-amd64,vcpu,vCPU-Hours,flat,0.04,,,,,derived,list,half of it\n",
        ),
        (
            "aws/nat-gateway/mars-1.csv",
            "sku,meter,unit,mode,price,minimum,free,scope,from,quality,src,note\n\
             standard,data,GiB,flat,0.045,,,,,exact,list,\n\
             standard,gateway,Hours,flat,0.045,,,,,exact,list,\n",
        ),
    ])
    .unwrap()
}

#[test]
fn holes_name_their_prices() {
    let kinds = coverage(&poor(), "aws/mars-1").unwrap();
    let container = at(&kinds, "container");
    assert_eq!(container.state(), State::Hole);
    let of = |meter: &str| container.lines.iter().find(|line| line.key.meter == meter).unwrap();
    assert_eq!((of("vcpu").state, of("memory").state), (State::Derived, State::Priced));
    assert_eq!(of("memory").as_of.map(|day| day.to_string()).as_deref(), Some("2025-01-01"));
    // The ARM variant and its storage are not sold there.
    assert_eq!(container.count(State::Hole), 3);
    let missing = container.missing();
    assert_eq!(missing[0], "aws/fargate/mars-1/linux-arm64 vcpu (vCPU)", "{missing:?}");
    assert_eq!(at(&kinds, "nat").missing(), ["aws/public-ipv4/mars-1/in-use address (public IPv4)"]);
    let vm = at(&kinds, "vm");
    assert!(vm.state() == State::Hole && !vm.not_lowered.is_empty(), "{vm:?}");
    assert_eq!(at(&kinds, "one-time").state(), State::Priced);
}

#[test]
fn every_format_says_the_same() {
    let book = prices::embedded();
    let places = ["aws/us-east-1", "aws/eu-central-1", "aws/eu-west-1", "aws/us-west-2"];
    let kinds: Vec<KindCoverage> = places.iter().flat_map(|place| coverage(&book, place).unwrap()).collect();
    let lines: usize = kinds.iter().map(|kind| kind.lines.len() + kind.not_lowered.len()).sum();
    let rows = written(|out| csv(&kinds, out));
    assert_eq!(rows.lines().next(), Some(HEADER));
    assert_eq!(rows.lines().count(), lines + 1);
    let text = written(|out| table(&kinds, out));
    assert!(text.lines().all(|line| line.chars().count() <= 80), "{text}");
    let read = written(|out| json(&kinds, out));
    for kind in &kinds {
        for missing in kind.missing() {
            let words: String = missing.split_whitespace().collect();
            let flat: String = text.split_whitespace().collect();
            assert!(flat.contains(&words), "{missing}");
        }
        for line in &kind.lines {
            assert!(read.contains(&format!("\"price\": \"{}\"", line.key)), "{line:?}");
        }
    }
    for place in places {
        assert!(text.contains(place) && rows.contains(place) && read.contains(place), "{place}");
    }
}

#[test]
fn a_place_that_is_not_there_has_a_nearest_one() {
    let book = prices::embedded();
    for (asked, near) in
        [("aws/us-esat-1", "aws/us-east-1"), ("aws", "aws/"), ("aws/global", "aws/"), ("acme/mars-1", "")]
    {
        let unknown = coverage(&book, asked).unwrap_err();
        assert!(unknown.to_string().contains(asked), "{unknown}");
        assert!(unknown.near.first().is_none_or(|first| first.starts_with(near)), "{unknown}");
        assert_eq!(unknown.near.is_empty(), near.is_empty(), "{unknown}");
    }
}
