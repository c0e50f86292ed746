//! One name for a GPU, whoever sells it or measures on it: `h100`, `h100-pcie`, `rtx-6000-ada`.
//!
//! A board that is slower than the one meant by the bare name says so (`-pcie`, `-nvl`, `-max-q`); SXM and
//! memory are not in the name: memory has a column of its own.

/// What EC2 calls a GPU → its name. What is not here keeps the name it has.
const EC2: [(&str, &str); 5] = [
    ("NVIDIA GRID K520", "k520"),
    ("NVIDIA Tesla K80", "k80"),
    ("NVIDIA Tesla M60", "m60"),
    ("NVIDIA Tesla V100", "v100"),
    ("rtx-pro-server-6000", "rtx-pro-6000-blackwell-server"),
];

/// What a benchmark calls a GPU → its name, its memory in GB where that is stated.
const MEASURED: [(&str, &str, &str); 21] = [
    ("A100", "a100", ""),
    ("A100-SXM4-80GB", "a100", "80"),
    ("A10G", "a10g", ""),
    ("AMD Instinct MI300X-NPS1-SPX-192GB-750W", "mi300x", "192"),
    ("AMD MI300X-NPS1-SPX-192GB-750W", "mi300x", "192"),
    ("B200", "b200", ""),
    ("B200-SXM-180GB", "b200", "180"),
    ("GB200", "gb200", ""),
    ("GH200", "gh200", ""),
    ("GH200 Grace Hopper Superchip 144GB", "gh200", "144"),
    ("GH200 Grace Hopper Superchip 96GB", "gh200", "96"),
    ("H100", "h100", ""),
    ("H100-NVL-94GB", "h100-nvl", "94"),
    ("H100-PCIe-80GB", "h100-pcie", "80"),
    ("H100-SXM-80GB", "h100", "80"),
    ("H200", "h200", ""),
    ("H200-SXM-141GB", "h200", "141"),
    ("H200-SXM-141GB-CTS", "h200", "141"),
    ("L4", "l4", ""),
    ("L40S", "l40s", ""),
    ("RTX-PRO-6000-Blackwell-SE", "rtx-pro-6000-blackwell-server", ""),
];

/// The name of a GPU of EC2.
pub fn of_ec2(theirs: &str) -> &str {
    EC2.iter().find(|(raw, _)| *raw == theirs).map_or(theirs, |(_, name)| name)
}

/// The name of a GPU a model was measured on, and its memory.
pub fn of_measured(theirs: &str) -> Option<(&'static str, &'static str)> {
    MEASURED.iter().find(|(raw, ..)| *raw == theirs).map(|(_, name, memory)| (*name, *memory))
}

/// `H100 80GB SXM` → `h100` and `80`.
pub fn of_seller(theirs: &str) -> (String, Option<&str>) {
    let (mut words, mut memory) = (Vec::new(), None);
    for word in theirs.split(' ') {
        match word.strip_suffix("GB").filter(|size| size.parse::<u32>().is_ok()) {
            Some(size) => memory = Some(size),
            None if word == "SXM" => {}
            None => words.push(word.to_lowercase()),
        }
    }
    (words.join("-"), memory)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_gpu_has_one_name() {
        assert_eq!(of_ec2("NVIDIA Tesla V100"), "v100");
        assert_eq!(of_ec2("h100"), "h100");
        assert_eq!(of_measured("H100-SXM-80GB"), Some(("h100", "80")));
        assert_eq!(of_measured("H900"), None);
        assert_eq!(of_seller("H100 80GB SXM"), ("h100".into(), Some("80")));
        assert_eq!(of_seller("A100 40GB PCIe"), ("a100-pcie".into(), Some("40")));
        assert_eq!(of_seller("RTX PRO 6000 Blackwell 96GB Server").0, "rtx-pro-6000-blackwell-server");
    }
}
