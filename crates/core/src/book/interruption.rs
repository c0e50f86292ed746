//! How often spot machines are taken back.

use std::fmt;

use jiff::civil::Date;

/// How often a spot machine was taken back, and what it saved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Interruption {
    /// The share taken back in the month before.
    pub band: Band,
    /// How much less it cost than on demand, in percent.
    pub saving_percent: u32,
    /// When it was observed.
    pub as_of: Date,
    /// What states it.
    pub source: String,
}

/// A share of machines in percent, as AWS gives it: by its bounds.
///
/// ```
/// use costmodel_core::book::Band;
/// let band: Band = "5-10%".parse()?;
/// assert_eq!((band.above, band.up_to, band.to_string().as_str()), (5, Some(10), "5-10%"));
/// assert_eq!(">20%".parse::<Band>()?, Band { above: 20, up_to: None });
/// # Ok::<(), String>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Band {
    /// At least so many percent.
    pub above: u32,
    /// At most so many; `None` for the last band.
    pub up_to: Option<u32>,
}

impl fmt::Display for Band {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.above, self.up_to) {
            (0, Some(up_to)) => write!(f, "<{up_to}%"),
            (above, Some(up_to)) => write!(f, "{above}-{up_to}%"),
            (above, None) => write!(f, ">{above}%"),
        }
    }
}

impl std::str::FromStr for Band {
    type Err = String;

    fn from_str(text: &str) -> Result<Band, String> {
        let bounds = || {
            let text = text.strip_suffix('%')?;
            let number = |text: &str| text.parse::<u32>().ok().filter(|percent| *percent <= 100);
            let (above, up_to) = match (text.strip_prefix('<'), text.strip_prefix('>')) {
                (Some(up_to), _) => (0, Some(number(up_to)?)),
                (_, Some(above)) => (number(above)?, None),
                _ => {
                    let (above, up_to) = text.split_once('-')?;
                    (number(above)?, Some(number(up_to)?))
                }
            };
            up_to.is_none_or(|up_to| up_to > above).then_some(Band { above, up_to })
        };
        bounds().ok_or_else(|| format!("`{text}` is not a band; write it as `<5%`, `5-10%` or `>20%`"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bands_round_trip() {
        for text in ["<5%", "5-10%", "10-15%", "15-20%", ">20%"] {
            assert_eq!(text.parse::<Band>().map(|band| band.to_string()), Ok(text.to_owned()));
        }
        for text in ["5", "10-5%", "<0%", "5-%", ">101%", ""] {
            assert!(text.parse::<Band>().is_err(), "{text}");
        }
    }
}
