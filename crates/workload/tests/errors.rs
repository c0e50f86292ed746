//! The corpus of broken files: each has the messages it must give, and `docs/errors.md` is made from them.
//!
//! `UPDATE_EXPECT=1 cargo test -p costmodel-workload --test errors` rewrites both; read the difference.

mod support;

#[test]
fn probe() {
    let book = costmodel_pricebook::embedded();
    for path in std::env::var("PROBE").unwrap_or_default().split(',').filter(|p| !p.is_empty()) {
        let text = std::fs::read_to_string(path).unwrap();
        let t = std::time::Instant::now();
        let out = support::messages(&text, path, &book);
        println!("== {path} {:?}\n{out}", t.elapsed());
    }
}
