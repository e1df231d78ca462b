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
         colours say how it was.";
    /// All runs: how bad a year is.
    MINUTES = "minutes", "how bad a bad year is",
        "Above, each column counts the runs that cost a user so many minutes; below, the line says what share of \
         the runs cost more than the minutes under it.";
    /// All runs: where the minutes go.
    CAUSES = "causes", "what the minutes go to",
        "Each block is a thing that broke; its rows are what the users then waited for, and the length of a bar \
         is minutes of an enabled user.";
    /// All runs: what a recovery consists of.
    RECOVERIES = "recoveries", "what a recovery consists of",
        "Each step begins where the one above it ends; the first block of a kind is the recovery of median \
         length, the second a bad case.";
    /// The load of the servers.
    LOAD = "load", "how many users a server carries",
        "A bar that passes the first line carries more users than a server is rated for, one that passes the \
         second more than may register.";
    /// All runs: how available each pool is.
    AVAILABILITY = "availability", "how available each pool is",
        "The further to the right a dot stands, the less of the time its users lack full service; the line \
         through it is the 95 % interval.";
    /// Designs side by side.
    DESIGNS = "designs", "designs side by side",
        "On the left what each design costs, on the right how much more or less than the first on the same dice: \
         a line that crosses zero decides nothing.";
    /// Incidents by the hour at which they begin.
    HOURS = "hours", "what an incident costs by the hour at which it begins",
        "Days go down, hours to the right; the darker a field, the more minutes a user lacks, and the frame \
         marks business hours.";
    /// How long incidents last.
    DURATIONS = "durations", "how long full service is away after an incident",
        "The line says what share of the incidents lasted longer than the time under it; the upright line is \
         your target.";
    /// Incidents by day and by night.
    DAY_AND_NIGHT = "day-and-night", "what an incident's recovery consists of by day and by night",
        "One block for incidents in business hours, one for all others; each step begins where the one above it \
         ends.";
    /// Single losses.
    LOSSES = "losses", "what each single loss costs",
        "Each bar is one loss and as long as users lacked full service, worst first; what nobody notices is \
         named below.";
    /// Losses two by two.
    PAIRS = "pairs", "what each pair of losses costs",
        "The field where a row and a column meet is the loss of both; only pairs that are worse than each of the \
         two alone are filled.";
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
