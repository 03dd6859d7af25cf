//! The figures of a site that could be others, and the largest of each with which it fits.

mod figures;
mod kinds;

pub use figures::{a_group, an_image, images, the_data_volume, the_limits, the_machine};
pub use kinds::{LEAST_MEMORY, total};

use super::Desk;
use super::trial::{Case, Outcome};
use kinds::MEASURED;

/// Puts a figure into a site.
type Set = dyn Fn(&mut Case, u64);

/// A figure that could be smaller. It is counted in steps, so that what is proposed reads well.
pub struct Lever {
    least: u64,
    most: u64,
    /// How many steps a round figure is a multiple of.
    round: u64,
    set: Box<Set>,
    write: Box<dyn Fn(u64) -> String>,
    /// What must be true of the hub, so that the figure may be written.
    provided: &'static str,
}

/// Of many tables of a kind, as many are tried; and so many figures are proposed.
const TRIED: usize = 12;
const PROPOSED: usize = 3;

impl Lever {
    /// The largest figure that is good enough.
    pub fn largest(&self, desk: &Desk<'_>, good: &dyn Fn(&Outcome) -> bool) -> Option<u64> {
        self.largest_beside(desk, &mut desk.case(), good)
    }

    /// The same in a site that differs in other places already; it is left in the case.
    fn largest_beside(
        &self,
        desk: &Desk<'_>,
        case: &mut Case,
        good: &dyn Fn(&Outcome) -> bool,
    ) -> Option<u64> {
        let mut is_good = |step: u64| {
            (self.set)(case, step);
            good(&desk.tried(case))
        };
        if self.least > self.most || !is_good(self.least) {
            return None;
        }
        let (mut low, mut high) = (self.least, self.most.saturating_add(1));
        while high - low > 1 {
            let middle = low + (high - low) / 2;
            if is_good(middle) {
                low = middle;
            } else {
                high = middle;
            }
        }
        // A round figure is as good, where it gives away little.
        let round = low - low % self.round;
        if low >= 4 * self.round && round >= self.least && is_good(round) {
            low = round;
        }
        (self.set)(case, low);
        Some(low)
    }

    /// What to type for a figure.
    pub fn written(&self, step: u64) -> String {
        (self.write)(step)
    }

    fn help(&self, step: u64) -> String {
        let provided = self.provided;
        let comma = if provided.is_empty() { "" } else { ", " };
        format!("write {}{comma}{provided}", self.written(step))
    }
}

/// What to type: each figure that alone is enough, else two of them that are together.
pub fn helps(desk: &Desk<'_>, levers: &[Lever], good: &dyn Fn(&Outcome) -> bool) -> Vec<String> {
    let single = levers.iter().filter_map(|lever| {
        let step = lever.largest(desk, good)?;
        Some(lever.help(step))
    });
    let single: Vec<String> = single.take(PROPOSED).collect();
    if !single.is_empty() {
        return single;
    }
    // Two of a kind, so that one condition holds for both.
    let measured: Vec<&Lever> = levers
        .iter()
        .filter(|one| one.provided == MEASURED)
        .collect();
    let pairs = measured.iter().enumerate().flat_map(|(index, first)| {
        let others = measured.iter().skip(index + 1).take(PROPOSED);
        others.map(move |second| (first, second))
    });
    let mut pairs = pairs.take(TRIED);
    let pair = pairs.find_map(|(first, second)| {
        if first.least > first.most || second.least > second.most {
            return None;
        }
        let mut case = desk.case();
        (second.set)(&mut case, second.least);
        let one = first.largest_beside(desk, &mut case, good)?;
        let other = second.largest_beside(desk, &mut case, good)?;
        Some(format!(
            "write {} and {} together, {}",
            first.written(one),
            second.written(other),
            first.provided
        ))
    });
    pair.into_iter().collect()
}

/// How many people one hub of the cloud takes at once, where no class and no group asks for more.
pub fn at_once(desk: &Desk<'_>, good: &dyn Fn(&Outcome) -> bool) -> Option<u64> {
    let mut case = desk.case();
    case.site.users.present.value = Some(1.0);
    case.site.users.class.clear();
    case.site.group.clear();
    let lever = Lever {
        least: 1,
        round: 10,
        ..total(desk)
    };
    lever.largest_beside(desk, &mut case, good)
}
