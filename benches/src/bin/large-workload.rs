//! Prints a large workload: `large-workload [components] [months]`.
#![allow(clippy::print_stdout)]

fn main() {
    let number = |at: usize, default: usize| {
        std::env::args().nth(at).and_then(|text| text.parse().ok()).unwrap_or(default)
    };
    print!("{}", costmodel_benches::large(number(1, 1_000), number(2, 36)));
}
