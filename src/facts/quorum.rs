//! How many Front Ends a pool needs: the documented tables, row by row, and the vote model behind them.
//!
//! Source of both tables: "Topologies and components for Front End Servers, instant messaging, and presence
//! in Lync Server 2013", edition of 2014-10-24.

/// Largest number of Front Ends in a pool of Lync Server 2013.
pub const FRONT_ENDS_MAX: usize = 12;

/// Front Ends that must be running for a pool to be started: the row of the page for each pool size. The page
/// calls it 85 %, but no rounding of 85 % gives these rows, so the table is the rule. A pool of one needs its
/// one server.
pub const TO_START: [u8; FRONT_ENDS_MAX + 1] = [0, 1, 1, 3, 3, 4, 5, 5, 6, 7, 8, 9, 10];

/// How a pool stays functional: votes of the seed servers, and of the primary SQL database where the seed
/// servers are few and even in number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StayUp {
    /// The first servers of the pool, counted from the top of the topology's list, that have a vote.
    pub seeds: u8,
    /// Whether the primary SQL database has a vote as well.
    pub back_end_vote: bool,
}

impl StayUp {
    /// Votes that make a majority.
    pub const fn majority(self) -> u8 {
        (self.seeds + self.back_end_vote as u8) / 2 + 1
    }

    /// Seed servers that must run while the back end has its vote, as the page's table counts them.
    pub const fn running_with_back_end(self) -> u8 {
        self.majority() - self.back_end_vote as u8
    }
}

/// The vote model for a pool of this many Front Ends. Inferred: with the back end up, every row of the page's
/// table follows from it; what it says without the back end is documented nowhere.
///
/// ```
/// use pooldrill::facts::quorum::stay_up;
/// assert_eq!(stay_up(8).running_with_back_end(), 4); // any 4 of the first 7
/// assert_eq!(stay_up(8).seeds, 7);
/// ```
pub const fn stay_up(front_ends: usize) -> StayUp {
    match front_ends {
        2 | 4 | 6 => StayUp { seeds: front_ends as u8, back_end_vote: true },
        8 | 9 => StayUp { seeds: 7, back_end_vote: false },
        10..=12 => StayUp { seeds: 9, back_end_vote: false },
        _ => StayUp { seeds: front_ends as u8, back_end_vote: false },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// "Number of servers that must be running for the pool to be started the first time."
    #[test]
    fn h1_the_start_table_row_by_row() {
        let drawn: String = (2..=12).map(|n| format!("{n}:{} ", TO_START[n])).collect();
        assert_eq!(drawn, "2:1 3:3 4:3 5:4 6:5 7:5 8:6 9:7 10:8 11:9 12:10 ");
    }

    /// "Number of servers that must be running for pool to be functional", the back end running.
    #[test]
    fn h1_the_stay_up_table_row_by_row() {
        let drawn: Vec<String> = (1..=12)
            .map(|n| {
                let rule = stay_up(n);
                format!("{n}: any {} of the first {}", rule.running_with_back_end(), rule.seeds)
            })
            .collect();
        let table = "\
1: any 1 of the first 1
2: any 1 of the first 2
3: any 2 of the first 3
4: any 2 of the first 4
5: any 3 of the first 5
6: any 3 of the first 6
7: any 4 of the first 7
8: any 4 of the first 7
9: any 4 of the first 7
10: any 5 of the first 9
11: any 5 of the first 9
12: any 5 of the first 9";
        assert_eq!(drawn.join("\n"), table);
    }

    /// The page assumes the back end running; without it a pool of 2, 4 or 6 needs one Front End more.
    #[test]
    fn h1_small_even_pools_need_one_more_without_the_back_end() {
        for n in [2, 4, 6] {
            assert_eq!(stay_up(n).majority(), stay_up(n).running_with_back_end() + 1);
        }
        for n in [1, 3, 5, 7, 8, 9, 10, 11, 12] {
            assert_eq!(stay_up(n).majority(), stay_up(n).running_with_back_end());
        }
    }

    #[test]
    fn starting_never_takes_fewer_servers_than_staying_up() {
        for (n, &to_start) in TO_START.iter().enumerate().skip(1) {
            assert!(to_start >= stay_up(n).running_with_back_end(), "{n} Front Ends");
        }
    }
}
