//! How far the lines of the timeline have come.

/// How far one line has come.
#[derive(Debug, Clone, Copy, Default)]
struct Line {
    times: u32,
    lasts: bool,
}

/// The lines of the timeline. Their transitions are called by `behaviour::timeline`.
#[derive(Debug, Clone, Default)]
pub struct Happenings {
    lines: Vec<Line>,
}

impl Happenings {
    /// Nothing has happened, in the memory they have.
    pub fn reset(&mut self, lines: usize) {
        self.lines.clear();
        self.lines.resize(lines, Line::default());
    }

    /// How often a line has happened.
    pub fn times(&self, line: usize) -> usize {
        self.lines[line].times as usize
    }

    /// A line happens once more.
    pub fn happen(&mut self, line: usize) {
        self.lines[line].times += 1;
    }

    /// The loss of a line begins. Says whether it is one: a loss that comes again while it lasts only lasts longer.
    pub fn begin_loss(&mut self, line: usize) -> bool {
        !std::mem::replace(&mut self.lines[line].lasts, true)
    }

    /// The loss of a line ends.
    pub fn end_loss(&mut self, line: usize) {
        self.lines[line].lasts = false;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_loss_that_comes_again_while_it_lasts_is_no_other_loss() {
        let mut happenings = Happenings::default();
        happenings.reset(2);
        happenings.happen(1);
        assert!(happenings.begin_loss(1) && !happenings.begin_loss(1));
        assert!(happenings.begin_loss(0), "another line");
        happenings.end_loss(1);
        assert!(happenings.begin_loss(1));
        assert_eq!((happenings.times(0), happenings.times(1)), (0, 1));
    }
}
