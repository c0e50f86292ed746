//! Laws of the numbers.

use proptest::prelude::*;
use rust_decimal::Decimal;

use super::*;

/// `a * b / c` by schoolbook arithmetic on 16-bit limbs: slow, obvious, independent of `mul_div`.
fn slow_mul_div(a: u128, b: u128, c: u128) -> Option<u128> {
    let limbs = |mut x: u128| {
        std::iter::from_fn(move || {
            let low = x & 0xffff;
            x >>= 16;
            Some(low)
        })
        .take(8)
        .collect::<Vec<_>>()
    };
    let (a, b) = (limbs(a), limbs(b));
    let mut product = vec![0_u128; 17];
    for (i, x) in a.iter().enumerate() {
        for (j, y) in b.iter().enumerate() {
            product[i + j] += x * y;
        }
    }
    for i in 0..16 {
        let carry = product[i] >> 16;
        product[i] &= 0xffff;
        product[i + 1] += carry;
    }
    let (mut rest, mut quotient) = (0_u128, vec![0_u8; 272]);
    for bit in (0..272).rev() {
        rest = (rest << 1) | ((product[bit / 16] >> (bit % 16)) & 1);
        if rest >= c {
            rest -= c;
            quotient[bit] = 1;
        }
    }
    let mut value = quotient.iter().enumerate().try_fold(0_u128, |sum, (bit, one)| match one {
        0 => Some(sum),
        _ if bit < 127 => Some(sum | 1 << bit),
        _ => None,
    })?;
    if rest * 2 > c || (rest * 2 == c && value % 2 == 1) {
        value += 1;
    }
    Some(value)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn mul_div_agrees_with_schoolbook(a in any::<i128>(), b in any::<i64>(), c in 1..i128::from(i64::MAX)) {
        let expected = slow_mul_div(a.unsigned_abs(), u128::from(b.unsigned_abs()), c.unsigned_abs())
            .and_then(|v| i128::try_from(v).ok())
            .map(|v| if (a < 0) ^ (b < 0) { -v } else { v });
        prop_assert_eq!(mul_div(a, i128::from(b), c), expected);
    }

    #[test]
    fn a_multiplier_errs_by_at_most_half_of_the_last_place(amount in -1_000_000_000_000_000_000_000_000_000_i128..1_000_000_000_000_000_000_000_000_000, over in 0_i128..1_000_000, under in 1_i128..1_000_000) {
        let got = Ratio::new(over, under).unwrap().of(amount).unwrap();
        prop_assert!((got * under - amount * over).abs() * 2 <= under);
    }

    #[test]
    fn shares_sum_to_the_total(total in any::<i64>(), weights in prop::collection::vec(0_i128..1_000_000_000_000, 1..60)) {
        prop_assume!(weights.iter().sum::<i128>() > 0);
        let parts = share(i128::from(total), &weights).unwrap();
        prop_assert_eq!(parts.iter().sum::<i128>(), i128::from(total));
        let all: i128 = weights.iter().sum();
        for (part, weight) in parts.iter().zip(&weights) {
            // Within one unit of the exact share: two roundings of half a unit each.
            prop_assert!((part * all - i128::from(total) * weight).abs() <= all);
        }
    }

    #[test]
    fn text_round_trips(raw in any::<i128>()) {
        prop_assert_eq!(Money::from_raw(raw).to_string().parse::<Money>(), Ok(Money::from_raw(raw)));
        prop_assert_eq!(UnitPrice::from_raw(raw).to_string().parse::<UnitPrice>(), Ok(UnitPrice::from_raw(raw)));
        prop_assert_eq!(Quantity::from_raw(raw).to_string().parse::<Quantity>(), Ok(Quantity::from_raw(raw)));
    }

    #[test]
    fn decimal_round_trips_where_it_fits(raw in -79_228_162_514_264_337_593_543_950_335_i128..=79_228_162_514_264_337_593_543_950_335) {
        let money = Money::from_raw(raw);
        prop_assert_eq!(Money::from_decimal(money.to_decimal(), Rounding::Exact), Ok(money));
    }

    #[test]
    fn sums_are_equal_in_any_order(mut raws in prop::collection::vec(-1_000_000_000_000_000_000_000_000_000_000_i128..1_000_000_000_000_000_000_000_000_000_000, 1..50)) {
        let sum = |raws: &[i128]| raws.iter().try_fold(Money::ZERO, |sum, &raw| sum.checked_add(Money::from_raw(raw)));
        let forward = sum(&raws);
        raws.sort_unstable();
        prop_assert_eq!(forward, sum(&raws));
    }

    #[test]
    fn price_times_quantity_is_exact(price in 0_i64..1_000_000_000_000, quantity in 0_i64..1_000_000_000_000) {
        let (price, quantity) = (UnitPrice::from_raw(price.into()), Quantity::from_raw(quantity.into()));
        let exact = price.to_decimal().checked_mul(quantity.to_decimal());
        if let Some(exact) = exact.filter(|e| e.scale() <= 18) {
            prop_assert_eq!(Money::from_decimal(exact, Rounding::Exact).unwrap(), price.times(quantity).unwrap());
        }
    }
}

#[test]
fn half_goes_to_even() {
    let round = |text: &str| {
        Quantity::from_decimal(text.parse::<Decimal>().unwrap(), Rounding::HalfEven).unwrap().to_string()
    };
    assert_eq!(round("0.0000005"), "0");
    assert_eq!(round("0.0000015"), "0.000002");
    assert_eq!(round("-0.0000025"), "-0.000002");
    assert_eq!(
        Quantity::from_decimal("0.0000005".parse().unwrap(), Rounding::Exact),
        Err(NumberError::TooManyPlaces)
    );
}

#[test]
fn odd_texts_are_errors() {
    for text in ["", "-", ".5", "5.", "1e3", "1_000", " 1", "NaN", "+1", "0x1"] {
        assert_eq!(text.parse::<Money>(), Err(NumberError::Syntax), "{text:?}");
    }
    assert_eq!("0.0000000000001".parse::<UnitPrice>(), Err(NumberError::TooManyPlaces));
    assert_eq!("9".repeat(40).parse::<Money>(), Err(NumberError::OutOfRange));
}

#[test]
fn started_blocks() {
    assert_eq!("1.0001".parse::<Quantity>().unwrap().started().unwrap().to_string(), "2");
    assert_eq!("2".parse::<Quantity>().unwrap().started().unwrap().to_string(), "2");
}

#[test]
fn limits_leave_room_for_a_hundred_million_charges() {
    assert!(MAX_CHARGE.raw().checked_mul(100_000_000).is_some());
    assert!(MAX_PRICE.times(MAX_QUANTITY).is_none_or(|charge| charge > MAX_CHARGE));
}

#[test]
fn display_rounding_is_half_even_to_cents() {
    let cents = |text: &str| text.parse::<Money>().unwrap().rounded(2).to_string();
    assert_eq!(
        (cents("1.005"), cents("1.015"), cents("-2.675")),
        ("1".into(), "1.02".into(), "-2.68".into())
    );
}
