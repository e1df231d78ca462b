//! What is kept of a run over time: values that hold for a while, and lines that rise and fall.

use crate::ground::time::Time;

/// A value and how long it held.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stretch<T> {
    /// Since when.
    pub from: Time,
    /// Until when.
    pub to: Time,
    /// The value.
    pub what: T,
}

/// A value over time, without gaps.
#[derive(Debug, Clone, Default)]
pub struct Track<T> {
    stretches: Vec<Stretch<T>>,
}

impl<T: Copy + PartialEq> Track<T> {
    /// No value yet.
    pub fn new() -> Self {
        Track { stretches: Vec::new() }
    }

    /// The value from now on. What held for no time leaves no trace.
    pub fn set(&mut self, now: Time, what: T) {
        if let Some(last) = self.stretches.last_mut() {
            last.to = now;
            if last.what == what {
                return;
            }
            if last.from == now {
                self.stretches.pop();
                return self.set(now, what);
            }
        }
        self.stretches.push(Stretch { from: now, to: now, what });
    }

    /// Lets the last value hold until the end.
    pub fn finish(&mut self, end: Time) {
        if let Some(last) = self.stretches.last_mut() {
            last.to = end;
        }
    }

    /// The stretches in order.
    pub fn stretches(&self) -> &[Stretch<T>] {
        &self.stretches
    }

    /// The stretches that reach into the time between two moments, whole.
    pub fn within(&self, from: Time, to: Time) -> Vec<Stretch<T>> {
        self.stretches.iter().filter(|stretch| stretch.to > from && stretch.from < to).copied().collect()
    }

    /// The last value.
    pub fn last(&self) -> Option<T> {
        self.stretches.last().map(|stretch| stretch.what)
    }
}

/// Users with full service, in resiliency mode and without service.
pub type Counts = [u32; 3];

/// Users by level over time: straight lines between points, and jumps where two points share a moment.
#[derive(Debug, Clone, Default)]
pub struct Series {
    points: Vec<(Time, Counts)>,
}

impl Series {
    /// Adds what was before and what is after a moment. Of several turns at one moment the first "before" and the last
    /// "after" remain, since nobody lived through what was between.
    pub fn push(&mut self, now: Time, before: Counts, after: Counts) {
        let here = self.points.iter().rev().take_while(|(at, _)| *at == now).count();
        if here == 2 {
            self.points.pop();
        } else if here == 0 {
            self.rest_until(now, before);
        }
        if self.points.last() != Some(&(now, after)) {
            self.points.push((now, after));
        }
    }

    /// A point at `now`; of three points on a level the middle one goes, so that long quiet stretches cost nothing.
    fn rest_until(&mut self, now: Time, counts: Counts) {
        if let [.., (_, earlier), (_, last)] = self.points[..]
            && earlier == counts
            && last == counts
        {
            self.points.pop();
        }
        self.points.push((now, counts));
    }

    /// The points in order.
    pub fn points(&self) -> &[(Time, Counts)] {
        &self.points
    }

    /// The counts just before a moment, or just after it.
    pub fn at(&self, time: Time, after: bool) -> Counts {
        let next = self.points.partition_point(|(at, _)| if after { *at <= time } else { *at < time });
        match (next.checked_sub(1).map(|last| self.points[last]), self.points.get(next)) {
            (Some((_, counts)), None) | (None, Some(&(_, counts))) => counts,
            (Some((from, old)), Some(&(to, new))) => between(from, old, to, new, time),
            (None, None) => [0; 3],
        }
    }

    /// The points from one moment to another, the ends worked out where they lie between points.
    pub fn within(&self, from: Time, to: Time) -> Vec<(Time, Counts)> {
        let mut points = vec![(from, self.at(from, true))];
        points.extend(self.points.iter().filter(|(at, _)| from < *at && *at < to));
        points.push((to, self.at(to, false)));
        points
    }

    /// The sum of several.
    pub fn sum(all: &[Series]) -> Series {
        let mut times: Vec<Time> = all.iter().flat_map(|series| series.points.iter().map(|(at, _)| *at)).collect();
        times.sort_unstable();
        times.dedup();
        let total = |time: Time, after: bool| {
            all.iter().fold([0; 3], |sum: Counts, series| {
                let counts = series.at(time, after);
                [sum[0] + counts[0], sum[1] + counts[1], sum[2] + counts[2]]
            })
        };
        let mut sum = Series::default();
        for time in times {
            sum.push(time, total(time, false), total(time, true));
        }
        sum
    }
}

/// A point on the straight line, with users that still add up: whoever is neither full nor limited has nothing.
fn between(from: Time, old: Counts, to: Time, new: Counts, time: Time) -> Counts {
    let whole = i128::from(to.since(from).millis()).max(1);
    let gone = i128::from(time.since(from).millis());
    let on_line = |level: usize| {
        let (old, new) = (i128::from(old[level]), i128::from(new[level]));
        (old + (new - old) * gone / whole) as u32
    };
    let (full, limited) = (on_line(0), on_line(1));
    let all: u32 = old.iter().sum();
    [full, limited, all.saturating_sub(full + limited)]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(millis: u64) -> Time {
        Time::from_millis(millis)
    }

    #[test]
    fn a_track_keeps_changes_and_forgets_what_held_for_no_time() {
        let mut track = Track::new();
        for (now, what) in [(0, 'a'), (5, 'a'), (10, 'b'), (10, 'a'), (20, 'c')] {
            track.set(at(now), what);
        }
        track.finish(at(30));
        let drawn: Vec<(u64, u64, char)> =
            track.stretches().iter().map(|s| (s.from.millis(), s.to.millis(), s.what)).collect();
        assert_eq!(drawn, [(0, 20, 'a'), (20, 30, 'c')]);
    }

    #[test]
    fn a_series_has_lines_and_jumps() {
        let mut series = Series::default();
        for quiet in [0, 3, 6, 10] {
            series.push(at(quiet), [100, 0, 0], [100, 0, 0]);
        }
        assert_eq!(series.points().len(), 2);
        series.push(at(10), [100, 0, 0], [50, 0, 50]);
        series.push(at(10), [50, 0, 50], [0, 0, 100]);
        series.push(at(20), [0, 50, 50], [0, 50, 50]);
        assert_eq!(series.at(at(5), true), [100, 0, 0]);
        assert_eq!(series.at(at(10), false), [100, 0, 0]);
        assert_eq!(series.at(at(10), true), [0, 0, 100]);
        assert_eq!(series.at(at(15), true), [0, 25, 75]);
        assert_eq!(series.at(at(99), true), [0, 50, 50]);
        assert_eq!(series.within(at(12), at(15)), [(at(12), [0, 10, 90]), (at(15), [0, 25, 75])]);
        let doubled = Series::sum(&[series.clone(), series]);
        assert_eq!(doubled.at(at(15), true), [0, 50, 150]);
    }
}
