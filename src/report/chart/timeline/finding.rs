//! What a picture shows, as one sentence: how many users were without what, and for how long.

use crate::ground::time::{Span, Time};
use crate::report::chart::timeline::routes;
use crate::report::names::{Names, counted};
use crate::report::run_record::RunRecord;
use crate::report::track::{Counts, Series, Stretch};

/// A stretch in which some users had less than they should have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Episode {
    from: Time,
    to: Time,
    /// The most users at one moment.
    most: u32,
    /// Whether it were the most from the first moment on.
    at_once: bool,
    /// User-milliseconds: what the users together lacked.
    lacked: u64,
}

/// What users lacked between two moments of a run.
pub fn sentence(names: Names<'_>, record: &RunRecord, from: Time, to: Time) -> String {
    let points = Series::sum(&record.users).within(from, to);
    let without = episodes(&points, |[_, _, none]| none);
    let limited = episodes(&points, |[_, limited, _]| limited);
    // To be without service is worse, but a minute of it says little of a run whose users spend hours in resiliency mode.
    let lacked = |episodes: &[Episode]| episodes.iter().map(|episode| episode.lacked).sum::<u64>();
    let mut found = [(without, "without service"), (limited, "in resiliency mode")];
    if lacked(&found[0].0) * 10 < lacked(&found[1].0) {
        found.reverse();
    }
    for (episodes, what) in found {
        if !episodes.is_empty() {
            return told(&episodes, what, record.end);
        }
    }
    let users: u64 = names.topology().pools.iter().map(|pool| u64::from(pool.users)).sum();
    let all = match users {
        1 => "the only user".to_owned(),
        _ => format!("all {}", counted(users, "user", "users")),
    };
    let routes = routes::rows(names, record, from, to).into_iter();
    let routes = routes.map(|row| (row.name, time_of(&row.away, from, to, |away| away)));
    let store = time_of(record.central_management.stretches(), from, to, |(_, works)| !works);
    let mut services = routes.chain([("Central Management".to_owned(), store)]);
    match services.find(|(_, down)| *down > Span::ZERO) {
        Some((what, down)) => format!("{what} down for {}; full service for {all} throughout", down.rough()),
        None => format!("Full service for {all} throughout"),
    }
}

impl Episode {
    /// Whether nearly all of those it began with had to wait nearly to its end, as they do where all but the last sign-ins
    /// come together. Otherwise the number of the beginning would be taken for that of the whole time.
    fn is_nearly_level(&self) -> bool {
        let whole = u64::from(self.most) * self.to.since(self.from).millis();
        self.lacked >= whole / 4 * 3
    }
}

fn told(episodes: &[Episode], what: &str, end: Time) -> String {
    let most = episodes.iter().map(|episode| episode.most).max().unwrap_or(0);
    let all = episodes.iter().map(|episode| episode.to.since(episode.from)).fold(Span::ZERO, |sum, one| sum + one);
    let users = counted(most.into(), "user", "users");
    let long = all.rough();
    let open = if episodes.last().is_some_and(|last| last.to == end) { ", to the end of the run" } else { "" };
    match episodes {
        [one] if one.at_once && one.is_nearly_level() => format!("{users} {what} for {long}{open}"),
        [_] => format!("Up to {users} {what} for {long}{open}"),
        _ => {
            let up_to = if most == 1 { "" } else { "Up to " };
            let times = if episodes.len() == 2 { "twice".to_owned() } else { format!("{} times", episodes.len()) };
            format!("{up_to}{users} {what} {times}, {long} in all{open}")
        }
    }
}

/// The stretches in which a count is not nothing.
fn episodes(points: &[(Time, Counts)], count: impl Fn(Counts) -> u32) -> Vec<Episode> {
    let mut episodes: Vec<Episode> = Vec::new();
    for two in points.windows(2) {
        let [(from, before), (to, after)] = [(two[0].0, count(two[0].1)), (two[1].0, count(two[1].1))];
        if from == to || before.max(after) == 0 {
            continue;
        }
        let lacked = (u64::from(before) + u64::from(after)) * to.since(from).millis() / 2;
        match episodes.last_mut().filter(|last| last.to == from) {
            Some(last) => {
                last.to = to;
                last.lacked += lacked;
                // A level that falls from the first moment on was the most then.
                last.at_once &= before.max(after) <= last.most;
                last.most = last.most.max(before).max(after);
            }
            None => episodes.push(Episode { from, to, most: before.max(after), at_once: before >= after, lacked }),
        }
    }
    episodes
}

/// For how long a value held between two moments.
fn time_of<T: Copy>(track: &[Stretch<T>], from: Time, to: Time, is: impl Fn(T) -> bool) -> Span {
    let held = track.iter().filter(|stretch| is(stretch.what) && stretch.from < to && stretch.to > from);
    held.map(|stretch| stretch.to.min(to).since(stretch.from.max(from))).fold(Span::ZERO, |sum, one| sum + one)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample::{Draft, record, setting};

    const POOLS: [Draft<'_>; 2] = [("pool1", 6, 24_000), ("pool2", 6, 12_000)];

    fn found(timeline: &str) -> String {
        let setting = setting(&POOLS, "", timeline);
        let record = record(&setting, 0);
        sentence(Names { setting: &setting }, &record, Time::ZERO, record.end)
    }

    #[test]
    fn the_title_says_how_many_users_were_without_service_and_for_how_long() {
        let site = found("(at: \"0h\", lose: Site(\"dc1\"), for: \"6h\")");
        assert!(site.starts_with("24,000 users without service for 1 h"), "{site}");
        let both =
            found("(at: \"0h\", lose: Site(\"dc1\"), for: \"6h\"), (at: \"1min\", lose: Site(\"dc2\"), for: \"6h\")");
        assert!(both.starts_with("Up to 36,000 users without service for "), "{both}");
        let mostly = found("(at: \"0h\", lose: BackEnd(\"pool1\")), (at: \"1h\", lose: Server(\"pool1-fe1\"))");
        assert!(mostly.contains("24,000 users in resiliency mode for "), "hours of it, and seconds without: {mostly}");
        let fewer =
            found("(at: \"0h\", lose: Site(\"dc1\"), for: \"1min\"), (at: \"0h\", lose: Site(\"dc2\"), for: \"9h\")");
        assert!(fewer.starts_with("Up to 36,000 users without service for "), "what soon was fewer: {fewer}");
        let end = found("(at: \"0h\", lose: Site(\"dc1\")), (at: \"0h\", lose: Site(\"dc2\"))");
        assert_eq!(end, "36,000 users without service for 30 d, to the end of the run");
    }

    #[test]
    fn what_hurts_no_user_is_not_called_a_loss_of_service() {
        assert_eq!(found(""), "Full service for all 36,000 users throughout");
        let mirror = found("(at: \"1h\", lose: Server(\"pool2-sql2\"), for: \"2h\")");
        assert_eq!(mirror, "Full service for all 36,000 users throughout");
        // Longer, and the pool is failed over, which costs its users a sign-in.
        let back_end = found("(at: \"1h\", lose: BackEnd(\"pool2\"), for: \"45min\")");
        assert!(back_end.starts_with("12,000 users in resiliency mode for "), "{back_end}");
    }

    #[test]
    fn several_stretches_are_counted_and_added() {
        let hour = |h: u64| Time::ZERO + Span::hours(h);
        let (well, down) = ([100, 0, 0], [40, 0, 60]);
        let mut series = Series::default();
        series.push(hour(0), well, well);
        for (from, to) in [(1, 2), (5, 8)] {
            series.push(hour(from), well, down);
            series.push(hour(to), down, well);
        }
        series.push(hour(9), well, well);
        let found = episodes(&series.within(hour(0), hour(9)), |[_, _, none]| none);
        assert_eq!(told(&found, "without service", hour(9)), "Up to 60 users without service twice, 4 h in all");
        assert_eq!(told(&found[..1], "without service", hour(9)), "60 users without service for 1 h");
    }
}
