//! The pictures there are: what their files are called, what they show, and how they are read.

/// A kind of picture.
#[derive(Debug, PartialEq, Eq)]
pub struct Kind {
    /// The name of its file, without an ending.
    pub file: &'static str,
    /// What it shows.
    pub shows: &'static str,
    /// How it is read, in one line.
    pub read: &'static str,
}

/// Makes the kinds, and the list of all of them.
macro_rules! kinds {
    ($($(#[$doc:meta])* $name:ident = $file:literal, $shows:literal, $read:literal;)*) => {
        $($(#[$doc])* pub static $name: Kind = Kind { file: $file, shows: $shows, read: $read };)*

        /// All of them, in the order in which they are listed.
        pub static ALL: [&Kind; [$($file),*].len()] = [$(&$name),*];
    };
}

kinds! {
    /// One run.
    TIMELINE = "timeline", "one run from loss to recovery",
        "Time goes from left to right; each row is a thing, a pool, a procedure or a group of users, and its \
         colours say how it was; between wavy lines nothing changed.";
    /// All runs: how bad a year is.
    MINUTES = "minutes", "how bad a bad year is",
        "Above, each column counts the runs that cost a user so many minutes; below, the line says what share of \
         the runs cost more, each power of ten as high; dots are the median and the bad case (p95).";
    /// All runs: where the minutes go.
    CAUSES = "causes", "what the minutes go to",
        "Each block is what broke, with its share of all minutes; its rows are what the users then waited for, \
         and the length of a bar is minutes of an enabled user.";
    /// All runs: what a recovery consists of.
    RECOVERIES = "recoveries", "what a recovery consists of",
        "One recovery that took place, of median length, and a bad one, for each kind; a row is what users \
         waited for, in the order in which that came first, and is as long as all of it together.";
    /// The load of the servers.
    LOAD = "load", "how many users a server carries",
        "A bar that passes the first upright line carries more users than its server is rated for, and is red \
         beyond it; one that passes the second has more than may register.";
    /// All runs: how available each pool is.
    AVAILABILITY = "availability", "how available each pool is",
        "The further right a dot, the better; a tenth of the lack is always as far to the right, and 100 % \
         stands apart. The line through a dot is the 95 % interval.";
    /// Designs side by side.
    DESIGNS = "designs", "designs side by side",
        "On the left two dots a design: minutes without service, and with less than full service; on the right \
         how much less or more than the first on the same dice, where a line that crosses zero decides nothing.";
    /// Incidents by the hour at which they begin.
    HOURS = "hours", "what an incident costs by the hour at which it begins",
        "Days go down, hours to the right; the number in a field is what an incident that begins then costs a \
         user, the darker the more, and the frame marks business hours.";
    /// How long incidents last.
    DURATIONS = "durations", "how long full service is away after an incident",
        "The line says what share of the incidents lasted longer than the time under it, each power of ten as \
         high; dots are the median and the bad case (p95), the upright line is your target.";
    /// Incidents by day and by night.
    DAY_AND_NIGHT = "day-and-night", "what an incident's recovery consists of by day and by night",
        "One block for incidents in business hours, one for all others: what users wait for on average, in the \
         order in which that begins on average.";
    /// Single losses.
    LOSSES = "losses", "what each single loss costs",
        "Each bar is one loss, most users first, and as long as users lack full service; what nobody notices is \
         named below.";
    /// Losses two by two.
    PAIRS = "pairs", "what each pair of losses costs",
        "The field where a row and a column meet is the loss of both; filled are pairs that are worse than what \
         each does alone, with thousands of users without service.";
    /// The deployment.
    TOPOLOGY = "topology", "what stands where",
        "Each grey box is a site with its pools and Edge pools; lines between them are links and pairs, and a thick \
         outline marks what nothing takes the place of.";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_has_a_file_of_its_own_that_every_system_can_store() {
        for (place, kind) in ALL.iter().enumerate() {
            assert!(kind.file.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-'), "{kind:?}");
            assert!(ALL[place + 1..].iter().all(|other| other.file != kind.file), "{kind:?}");
            assert!(kind.read.ends_with('.') && !kind.shows.ends_with('.'), "{kind:?}");
        }
    }
}
