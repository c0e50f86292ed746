//! The standard normal distribution function in decimals.

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use super::TokenError;
use super::number::{add, div, dot, mul, round, sub};

/// The standard normal distribution function, to 16 places and rising: a Taylor
/// series around the nearest row of [`NORMAL`]. (`Decimal::norm_cdf` is off by up to
/// 3e-7, more than the tails here hold.) From 7.25 standard deviations on it is 1.
pub(super) fn cdf(x: Decimal) -> Result<Decimal, TokenError> {
    if x < Decimal::ZERO {
        return sub(Decimal::ONE, cdf(x.abs())?);
    }
    let row = round(x.saturating_add(x), 0);
    let Some((below, density)) = row.to_usize().and_then(|row| NORMAL.get(row)) else {
        return Ok(Decimal::ONE);
    };
    let at = mul(row, Decimal::new(5, 1))?;
    let off = round(sub(x, at)?, 18);
    // With a(n) = the n-th derivative of the density / n!:
    // n a(n) = -(x a(n-1) + a(n-2)), and the sum of a(n) off^(n+1) / (n+1).
    let (mut before, mut term) = (Decimal::ZERO, Decimal::new(*density, 18));
    let mut power = off;
    let mut sum = dot([(Decimal::ONE, Decimal::new(*below, 18)), (term, power)])?;
    for n in 1..=18_u64 {
        let next = div(dot([(at, term), (Decimal::ONE, before)])?, Decimal::from(n))?;
        (before, term) = (term, sub(Decimal::ZERO, next)?);
        power = mul(power, off)?;
        let order = Decimal::from(n.saturating_add(1));
        sum = add(sum, div(mul(term, power)?, order)?)?;
    }
    Ok(round(sum, 16).min(Decimal::ONE))
}

/// The standard normal distribution function and density at 0, 0.5, 1, … 7, in 1e-18.
const NORMAL: [(i64, i64); 15] = [
    (500_000_000_000_000_000, 398_942_280_401_432_678),
    (691_462_461_274_013_104, 352_065_326_764_299_478),
    (841_344_746_068_542_949, 241_970_724_519_143_350),
    (933_192_798_731_141_934, 129_517_595_665_891_728),
    (977_249_868_051_820_793, 53_990_966_513_188_052),
    (993_790_334_674_223_865, 17_528_300_493_568_537),
    (998_650_101_968_369_905, 4_431_848_411_938_007),
    (999_767_370_920_964_475, 872_682_695_045_760),
    (999_968_328_758_166_880, 133_830_225_764_885),
    (999_996_602_326_875_270, 15_983_741_106_905),
    (999_999_713_348_428_121, 1_486_719_514_734),
    (999_999_981_010_437_534, 107_697_600_425),
    (999_999_999_013_412_355, 6_075_882_850),
    (999_999_999_959_839_994, 266_955_661),
    (999_999_999_998_720_187, 9_134_720),
];
