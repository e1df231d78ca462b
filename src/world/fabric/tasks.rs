//! What the fabric has to do about the replicas and primaries of each Front End, and what it remembers meanwhile.

use super::{Answers, Fabric, PoolRow, ReplicaWork, Row, Tasks, Unwritten, View, if_up};
use crate::ground::bits::{numbers, ordinals};
use crate::ground::time::Time;

impl Fabric {
    /// Of the groups of one word those that can have what their returned replicas have missed: from one that has it, or,
    /// where all have been away, from as many together as every change was written to.
    pub(super) fn can_catch_up(&self, view: View, answers: &Answers, word: usize) -> u64 {
        let (mut once, mut twice) = (0, 0);
        for (server, rows) in self.of_servers(word).iter().enumerate() {
            let held = rows[Row::Held as usize] & if_up(view.up, server);
            twice |= once & held;
            once |= held;
        }
        answers.once | if view.needed == 1 { once } else { twice }
    }

    /// What is to be done about replicas and primaries, the pool being functional and its Back End there.
    pub fn tasks(&self, view: View) -> Tasks {
        let up = view.up;
        let mut tasks = Tasks::default();
        for word in 0..self.words {
            let answers = self.answers(up, word);
            let writes = answers.at_least(view.needed);
            // Asked only where a Front End runs that is behind, which few do at most moments.
            let mut catches_up = None;
            let to_promote = writes & !answers.primary;
            for (server, rows) in self.of_servers(word).iter().enumerate() {
                let behind = rows[Row::Held as usize] & !rows[Row::Current as usize];
                let away = rows[Row::Away as usize];
                let lost = rows[Row::Primary as usize] & to_promote;
                if behind | away | lost == 0 {
                    continue;
                }
                let bit = |groups: u64| u16::from(groups != 0) << server;
                tasks.behind |= bit(behind);
                if behind & if_up(up, server) != 0 {
                    let catches_up = *catches_up.get_or_insert_with(|| self.can_catch_up(view, &answers, word));
                    tasks.catching_up |= bit(behind & catches_up);
                }
                tasks.taking_home |= bit(away & answers.once);
                tasks.promoting |= bit(lost);
            }
        }
        // A replacement needs a server outside the group, so fewer servers than replicas have no room for any.
        if up.count_ones() >= 3 {
            let away = ordinals(!up & self.all_servers());
            tasks.replacing = away.filter(|server| self.holds_any(*server)).fold(0, |sum, server| sum | 1 << server);
        }
        tasks.taking_home &= up & !tasks.catching_up;
        tasks
    }

    fn all_servers(&self) -> u16 {
        ((1u32 << self.servers) - 1) as u16
    }

    fn holds_any(&self, server: u8) -> bool {
        (0..self.words).any(|word| self.word(Row::Held, usize::from(server), word) != 0)
    }

    /// Whether a Front End holds a replica that could be built elsewhere at this moment.
    pub fn is_replaceable(&self, server: u8, view: View) -> bool {
        (0..self.words).any(|word| {
            let writes = self.answers(view.up, word).at_least(view.needed);
            self.word(Row::Held, usize::from(server), word) & writes & self.with_room(view.up, word) != 0
        })
    }

    /// Of the groups of one word those of which a server that runs holds no replica.
    fn with_room(&self, up: u16, word: usize) -> u64 {
        if up.count_ones() > u32::from(self.members) {
            return u64::MAX;
        }
        let servers = self.of_servers(word).iter().enumerate();
        !servers.fold(u64::MAX, |all, (server, rows)| all & (rows[Row::Held as usize] | !if_up(up, server)))
    }

    /// What the fabric does about a Front End.
    pub fn work(&self, server: u8) -> Option<ReplicaWork> {
        self.work[usize::from(server)]
    }

    /// It does something else about it from now on.
    pub fn begin_work(&mut self, server: u8, work: Option<ReplicaWork>) {
        self.work[usize::from(server)] = work;
        self.working = self.working & !(1 << server) | u16::from(work.is_some()) << server;
    }

    /// What it did about it has ended.
    pub fn end_work(&mut self, server: u8) -> Option<ReplicaWork> {
        self.working &= !(1 << server);
        self.work[usize::from(server)].take()
    }

    /// The Front Ends about which it does something.
    pub fn working(&self) -> u16 {
        self.working
    }

    /// Whether it promotes, catches up or builds anything.
    pub fn is_busy(&self) -> bool {
        self.working != 0 || self.promoting != 0
    }

    /// The Front Ends whose primaries are waited to be promoted elsewhere.
    pub fn promoting(&self) -> u16 {
        self.promoting
    }

    /// These are waited for from now on.
    pub fn wait_for_promotion(&mut self, servers: u16) {
        self.promoting = servers;
    }

    /// Remembers since when the replicas on a Front End miss what is written, until it runs and has it all.
    pub fn note_absence(&mut self, up: u16, behind: u16, now: Time) {
        self.missing &= !(up & !behind);
        let new = !up & !self.missing & self.all_servers();
        for server in ordinals(new) {
            self.missing_since[usize::from(server)] = now;
        }
        self.missing |= new;
    }

    /// Since when the replicas on a Front End miss what is written.
    pub fn misses_since(&self, server: u8) -> Option<Time> {
        (self.missing >> server & 1 == 1).then(|| self.missing_since[usize::from(server)])
    }

    /// The groups of which a Front End holds a replica.
    pub fn held_by(&self, server: u8) -> impl Iterator<Item = usize> + '_ {
        (0..self.words).flat_map(move |word| numbers(word, self.word(Row::Held, server as usize, word)))
    }

    /// Those of them whose replica there has not all data although the group goes on writing.
    pub fn written_without(&self, server: u8, view: View) -> impl Iterator<Item = usize> + '_ {
        (0..self.words).flat_map(move |word| {
            let writes = self.answers(view.up, word).at_least(view.needed);
            numbers(word, self.behind(server as usize, word) & writes)
        })
    }

    /// The groups of which another holds the replica that the placement gives to a Front End, and that can be copied from.
    pub fn held_for(&self, server: u8, view: View) -> impl Iterator<Item = usize> + '_ {
        (0..self.words).flat_map(move |word| {
            let left = self.answers(view.up, word).once;
            numbers(word, self.word(Row::Away, server as usize, word) & left)
        })
    }

    /// Whether it is remembered of any group what the Back End may lack of it.
    pub fn remembers_unwritten(&self) -> bool {
        (0..self.words).any(|word| self.pool_word(PoolRow::Stored, word) != 0)
    }

    /// Remembers of every group that has no quorum until when its users could store anything, and since when nobody writes
    /// that to the Back End. A primary that is left alone takes nothing more, and goes on writing what it has until its
    /// services stop.
    pub fn note_unwritten(&mut self, view: View, runs: bool, stored_until: Time, written_until: Time) {
        for word in 0..self.words {
            let answers = self.answers(view.up, word);
            let lost = self.all(word) & !answers.at_least(view.needed);
            let (stored, written) = (self.pool_word(PoolRow::Stored, word), self.pool_word(PoolRow::Written, word));
            for group in numbers(word, (stored | written) & !lost) {
                self.unwritten[group] = Unwritten::default();
            }
            for group in numbers(word, lost & !stored) {
                self.unwritten[group].stored_until = Some(stored_until);
            }
            let stops = if runs { lost & !answers.primary } else { lost };
            for group in numbers(word, stops & !written) {
                self.unwritten[group].written_until = Some(written_until);
            }
            *self.pool_word_mut(PoolRow::Stored, word) = lost;
            *self.pool_word_mut(PoolRow::Written, word) = written & lost | stops;
        }
    }
}
