//! A fleet over a month, worked by hand.

use super::*;

fn fleet(schedule: Option<Week>) -> Fleet {
    Fleet {
        name: "api".into(),
        demand: Expr::Hours,
        week: Arc::new(Week::flat()),
        burst: Ranged::same(Decimal::ONE),
        capacity: None,
        min: Ranged::same(Decimal::ONE),
        max: None,
        schedule: schedule.map(Arc::new),
        active: Active::default(),
        start_up: Ranged::same(Decimal::ZERO),
        takes: None,
        packs: None,
    }
}

fn need(demand: i64, capacity: i64, min: i64) -> Need {
    Need {
        demand: demand.into(),
        capacity: Some(capacity.into()),
        burst: Decimal::ONE,
        min: min.into(),
        max: Some(60.into()),
        start_up: Decimal::from(36),
    }
}

#[test]
fn replicas_cover_the_demand_exactly() {
    let month: Month = "2027-01".parse().unwrap();
    // 744 hours x 10 replicas x 100 units: exactly ten are needed, one unit more needs eleven.
    for (demand, replicas) in [(744_000, 10), (744_001, 11), (0, 2), (1, 2), (74_400_000, 60)] {
        let run = fleet(None).run(&need(demand, 100, 2), month, HoursRule::Calendar).unwrap();
        assert_eq!((run.peak, run.replica_hours), (replicas, Decimal::from(replicas * 744)), "{demand}");
        assert_eq!(run.capped, demand == 74_400_000);
        // Only where two replicas are more than the demand needs does the minimum keep any.
        let kept = match demand {
            0 => 2,
            1 => 1,
            _ => 0,
        };
        assert_eq!(run.floor_hours, Decimal::from(kept * 744), "{demand}");
    }
}

#[test]
fn a_month_of_730_hours_has_the_demand_of_730_hours() {
    // 730 hours x 10 replicas x 100 units, whatever the calendar says of the month.
    for month in ["2027-01", "2027-02", "2027-04"] {
        let month: Month = month.parse().unwrap();
        for (demand, replicas) in [(730_000, 10), (730_001, 11)] {
            let run = fleet(None).run(&need(demand, 100, 2), month, HoursRule::Flat730).unwrap();
            assert_eq!((run.peak, run.replica_hours), (replicas, Decimal::from(replicas * 730)), "{month}");
            let idle = Decimal::from(replicas * 730) - Decimal::from(demand) / Decimal::from(100);
            assert_eq!(run.idle_hours.round_dp(9), idle, "{month}");
        }
    }
}

#[test]
fn the_month_is_the_sum_of_its_hours() {
    let mut weights = [1_u32; WEEK];
    for day in 0..5 {
        weights[day * 24 + 9..day * 24 + 17].fill(10);
    }
    let week = Week { name: "office".into(), weights: Box::new(weights), zone: None };
    let fleet = Fleet { week: Arc::new(week), ..fleet(None) };
    let month: Month = "2027-02".parse().unwrap();
    let run = fleet.run(&need(1_000_000, 100, 1), month, HoursRule::Calendar).unwrap();
    let counts = month.week_hours(&Active::default());
    let by_hour: u64 = run.replicas.iter().zip(counts).map(|(&r, n)| u64::from(r) * u64::from(n)).sum();
    assert_eq!(run.replica_hours, Decimal::from(by_hour));
    assert!(run.peak > 30 && run.start_hours > Decimal::ZERO && run.idle_hours > Decimal::ZERO);
}

#[test]
fn off_hours_cost_nothing() {
    let mut on = [0_u32; WEEK];
    on[8..20].fill(1);
    let schedule = Week { name: "mondays".into(), weights: Box::new(on), zone: None };
    let month: Month = "2027-02".parse().unwrap(); // four Mondays
    let run = fleet(Some(schedule)).run(&need(0, 100, 2), month, HoursRule::Calendar).unwrap();
    assert_eq!(run.replica_hours, Decimal::from(4 * 12 * 2));
    assert_eq!((run.idle_hours, run.floor_hours), (run.replica_hours, run.replica_hours));
}
