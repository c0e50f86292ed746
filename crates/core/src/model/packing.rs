//! Packing: how many machines hold so many pods of several sizes.

use std::cmp::Ordering;

use super::FleetId;

/// What a pod takes of a machine.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Size {
    /// Thousandths of a virtual CPU.
    pub milli_vcpu: u64,
    /// Bytes of memory.
    pub memory: u64,
}

/// What a machine has for pods, after its own needs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Room {
    /// Thousandths of a virtual CPU.
    pub milli_vcpu: u64,
    /// Bytes of memory.
    pub memory: u64,
    /// Pods at most.
    pub pods: u64,
}

/// Replicas of other fleets on the machines of a fleet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Packs {
    /// Which fleets, each with the size of one replica.
    pub pods: Vec<(FleetId, Size)>,
    /// What each machine has for them.
    pub room: Room,
}

/// A fraction of machines: the largest dimension that pods fill.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Filled {
    /// Of this,
    pub used: u128,
    /// out of this on one machine.
    pub of_one: u64,
}

impl Room {
    /// How many pods of one size an empty machine takes.
    ///
    /// ```
    /// use costmodel_core::model::{Room, Size};
    /// let room = Room { milli_vcpu: 3_900, memory: 14 << 30, pods: 110 };
    /// assert_eq!(room.takes(Size { milli_vcpu: 500, memory: 4 << 30 }), 3);
    /// ```
    #[must_use]
    pub fn takes(self, size: Size) -> u64 {
        let times = |has: u64, needs: u64| has.checked_div(needs).unwrap_or(u64::MAX);
        times(self.milli_vcpu, size.milli_vcpu).min(times(self.memory, size.memory)).min(self.pods)
    }

    fn without(self, size: Size, pods: u64) -> Room {
        let left = |has: u64, needs: u64| has.saturating_sub(needs.saturating_mul(pods));
        Room {
            milli_vcpu: left(self.milli_vcpu, size.milli_vcpu),
            memory: left(self.memory, size.memory),
            pods: self.pods.saturating_sub(pods),
        }
    }

    /// Which of two sizes takes the larger part of a machine, by its largest dimension.
    fn larger(self, a: Size, b: Size) -> Ordering {
        let part = |size: Size| {
            // Both over the same denominator, the product of the two dimensions.
            let vcpu = u128::from(size.milli_vcpu) * u128::from(self.memory);
            vcpu.max(u128::from(size.memory) * u128::from(self.milli_vcpu))
        };
        part(a).cmp(&part(b)).then(a.cmp(&b))
    }
}

/// Machines that have the same left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Alike {
    /// How many.
    pub machines: u64,
    /// What each has left.
    pub left: Room,
}

/// Packs pods on machines: first fit, decreasing. The size that takes the largest part of a machine by its
/// largest dimension goes first; each pod goes to the first machine it fits on, else to a new one. Returns
/// the machines, those alike together; `None` when a pod fits on no empty machine.
///
/// Pods of one size are placed together, so that thousands cost no more than one.
#[must_use]
pub fn packed(room: Room, pods: &[(u64, Size)]) -> Option<Vec<Alike>> {
    let mut order: Vec<(u64, Size)> = pods.iter().copied().filter(|(count, _)| *count > 0).collect();
    order.sort_by(|a, b| room.larger(b.1, a.1));
    let mut machines: Vec<Alike> = Vec::new();
    for (count, size) in order {
        let mut waiting = count;
        let mut after: Vec<Alike> = Vec::with_capacity(machines.len() + 4);
        for group in machines {
            fill(group, size, &mut waiting, &mut after);
        }
        if waiting > 0 {
            let each = room.takes(size);
            if each == 0 {
                return None;
            }
            let new = Alike { machines: waiting.div_ceil(each), left: room };
            fill(new, size, &mut waiting, &mut after);
        }
        machines = after;
    }
    Some(machines)
}

/// Puts as many of the waiting pods on the machines of a group as fit, first machine first.
fn fill(group: Alike, size: Size, waiting: &mut u64, after: &mut Vec<Alike>) {
    let each = group.left.takes(size);
    if each == 0 || *waiting == 0 {
        after.push(group);
        return;
    }
    let full = (*waiting / each).min(group.machines);
    let mut keep = |machines: u64, pods: u64| {
        if machines > 0 {
            after.push(Alike { machines, left: group.left.without(size, pods) });
        }
    };
    keep(full, each);
    *waiting -= full * each;
    let part = u64::from(full < group.machines && *waiting > 0);
    if part > 0 {
        keep(1, *waiting);
        *waiting = 0;
    }
    keep(group.machines - full - part, 0);
}

/// How many machines hold the pods; `None` when one of them fits on no machine.
///
/// ```
/// use costmodel_core::model::{Room, Size, machines_for};
/// let room = Room { milli_vcpu: 4_000, memory: 16 << 30, pods: 110 };
/// let (large, small) = (Size { milli_vcpu: 3_000, memory: 4 << 30 }, Size { milli_vcpu: 500, memory: 1 << 30 });
/// // Two large ones need a machine each, and leave room for two small ones each.
/// assert_eq!(machines_for(room, &[(4, small), (2, large)]), Some(2));
/// assert_eq!(machines_for(room, &[(5, small), (2, large)]), Some(3));
/// ```
#[must_use]
pub fn machines_for(room: Room, pods: &[(u64, Size)]) -> Option<u64> {
    packed(room, pods).map(|groups| groups.iter().map(|group| group.machines).sum())
}

/// How many machines the pods would fill if they could be cut at will: by the dimension they fill most.
#[must_use]
pub fn filled(room: Room, pods: &[(u64, Size)]) -> Filled {
    let sum = |of: fn(&Size) -> u64| {
        pods.iter().map(|(count, size)| u128::from(*count) * u128::from(of(size))).sum::<u128>()
    };
    let count = pods.iter().map(|(count, _)| u128::from(*count)).sum::<u128>();
    let dimensions = [
        Filled { used: sum(|size| size.milli_vcpu), of_one: room.milli_vcpu },
        Filled { used: sum(|size| size.memory), of_one: room.memory },
        Filled { used: count, of_one: room.pods },
    ];
    let more = |a: Filled, b: Filled| if above(a, b) { a } else { b };
    dimensions.into_iter().reduce(more).unwrap_or(Filled { used: 0, of_one: 1 })
}

fn above(a: Filled, b: Filled) -> bool {
    a.used.saturating_mul(u128::from(b.of_one)) >= b.used.saturating_mul(u128::from(a.of_one))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// First fit decreasing, one pod at a time: what the grouped one must equal.
    fn one_by_one(room: Room, pods: &[(u64, Size)]) -> Option<Vec<Vec<Size>>> {
        let mut sizes: Vec<Size> =
            pods.iter().flat_map(|(n, size)| std::iter::repeat_n(*size, *n as usize)).collect();
        sizes.sort_by(|a, b| room.larger(*b, *a));
        let mut machines: Vec<(Room, Vec<Size>)> = Vec::new();
        for size in sizes {
            if room.takes(size) == 0 {
                return None;
            }
            let at = machines.iter().position(|(left, _)| left.takes(size) > 0).unwrap_or_else(|| {
                machines.push((room, Vec::new()));
                machines.len() - 1
            });
            machines[at].0 = machines[at].0.without(size, 1);
            machines[at].1.push(size);
        }
        Some(machines.into_iter().map(|(_, held)| held).collect())
    }

    fn sizes() -> impl Strategy<Value = Vec<(u64, Size)>> {
        let size = (0_u64..3_000, 0_u64..9_000).prop_map(|(milli_vcpu, memory)| Size { milli_vcpu, memory });
        proptest::collection::vec((0_u64..40, size), 0..7)
    }

    proptest! {
        #[test]
        fn every_pod_fits_and_no_resource_is_beaten(
            pods in sizes(), vcpu in 1_000_u64..8_000, memory in 4_000_u64..20_000, most in 3_u64..30,
        ) {
            let room = Room { milli_vcpu: vcpu, memory, pods: most };
            let slow = one_by_one(room, &pods);
            let groups = packed(room, &pods);
            prop_assert_eq!(groups.is_some(), slow.is_some());
            let (Some(slow), Some(groups)) = (slow, groups) else { return Ok(()) };
            let held: usize = slow.iter().map(Vec::len).sum();
            prop_assert_eq!(held as u64, pods.iter().map(|(n, _)| n).sum::<u64>());
            for machine in &slow {
                prop_assert!(machine.iter().map(|size| size.milli_vcpu).sum::<u64>() <= vcpu);
                prop_assert!(machine.iter().map(|size| size.memory).sum::<u64>() <= memory);
                prop_assert!(machine.len() as u64 <= most);
            }
            // The grouped packing is the same one: machine by machine, what is left.
            let left: Vec<Room> = groups
                .iter()
                .flat_map(|group| std::iter::repeat_n(group.left, group.machines as usize))
                .collect();
            let slow_left: Vec<Room> = slow
                .iter()
                .map(|held| held.iter().fold(room, |left, size| left.without(*size, 1)))
                .collect();
            prop_assert_eq!(&left, &slow_left);
            // No fewer machines than the fullest resource needs.
            let least = filled(room, &pods);
            prop_assert!(least.used <= u128::from(least.of_one) * left.len() as u128);
        }
    }

    #[test]
    fn what_fits_nowhere_is_said() {
        let room = Room { milli_vcpu: 1_000, memory: 1_000, pods: 10 };
        assert_eq!(machines_for(room, &[(1, Size { milli_vcpu: 1_001, memory: 1 })]), None);
        assert_eq!(machines_for(room, &[(0, Size { milli_vcpu: 1_001, memory: 1 })]), Some(0));
        assert_eq!(machines_for(room, &[(21, Size::default())]), Some(3));
    }
}
