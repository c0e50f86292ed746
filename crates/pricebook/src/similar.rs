//! Did you mean.

pub use costmodel_core::similar::nearest;

/// `did you mean …?`, or else `otherwise`.
pub(crate) fn did_you_mean<'a>(
    name: &str,
    names: impl IntoIterator<Item = &'a str>,
    otherwise: &str,
) -> String {
    match nearest(name, names, 3).as_slice() {
        [] => otherwise.to_owned(),
        found => format!("did you mean `{}`?", found.join("` or `")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_come_first() {
        assert_eq!(nearest("standrad-ia", ["standard", "standard-ia", "glacier"], 3), ["standard-ia"]);
        assert_eq!(nearest("gp4", ["gp3", "gp2", "io1"], 3), ["gp2", "gp3"]);
        assert_eq!(did_you_mean("xyzzy", ["storage"], "say `new:`"), "say `new:`");
    }
}
