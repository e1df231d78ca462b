//! What the partner of a pool has of its data: whether the Backup Service copies, and how far what was copied reaches.
//!
//! Changed by `behaviour::backup_service`, whose arithmetic this state serves.

use crate::facts::{Fact, pairing};
use crate::ground::time::{Span, Time};
use crate::ground::value_for_each::value_for_each;

/// What is to be known of a class of data.
#[derive(Debug)]
pub struct ClassRow {
    /// Its key in the JSON of answers.
    pub key: &'static str,
    /// What its key in the events of a run begins with.
    pub key_in_events: &'static str,
    /// What it is, in the sentences of a log.
    pub words: &'static str,
    /// What users would call it, on screens.
    pub short: &'static str,
    /// How much of it a signed-in user changes in an hour, in KB.
    pub kb_per_hour: &'static Fact,
    /// The most of it that is copied in one cycle, in KB, if there is a limit.
    pub package_kb: Option<&'static Fact>,
    /// Whether a Back End has it too, so that it can be lost without a failover: what was not yet written there.
    pub in_back_end: bool,
}

/// Makes the classes and all that follows from them out of one table.
macro_rules! data_classes {
    ($($(#[$doc:meta])* $class:ident: $row:expr;)*) => {
        /// A class of data that the Backup Service copies.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum DataClass {
            $($(#[$doc])* $class,)*
        }

        impl DataClass {
            /// Every class, in the order of the table.
            pub const ALL: [DataClass; [$($row.key),*].len()] = [$(DataClass::$class),*];

            /// Its place among all of them.
            pub const fn index(self) -> usize {
                self as usize
            }

            /// Its row.
            pub fn row(self) -> &'static ClassRow {
                match self {
                    $(DataClass::$class => {
                        static ROW: ClassRow = $row;
                        &ROW
                    })*
                }
            }

            /// Its key in the JSON of answers.
            pub fn key(self) -> &'static str {
                self.row().key
            }
        }
    };
}

data_classes! {
    /// Contacts, settings, scheduled conferences.
    UserData: ClassRow {
        key: "user_data",
        key_in_events: "user_data",
        words: "contacts and settings",
        short: "contacts",
        kb_per_hour: &pairing::USER_DATA_PER_HOUR_KB,
        package_kb: None,
        in_back_end: true,
    };
    /// Uploaded files and whiteboards.
    Content: ClassRow {
        key: "meeting_content",
        key_in_events: "content",
        words: "meeting content",
        short: "meeting files",
        kb_per_hour: &pairing::CONTENT_PER_HOUR_KB,
        package_kb: Some(&pairing::CONTENT_PACKAGE_KB),
        in_back_end: false,
    };
}

impl DataClass {
    /// The class that targets of lost data are about.
    pub const JUDGED: DataClass = DataClass::UserData;
}

value_for_each! {
    /// A value for each class of data.
    ByClass, DataClass
}

/// The copy of one pool's data at its partner.
#[derive(Debug, Clone, Copy, Default)]
pub struct BackupCopy {
    phase: Span,
    stopped: Option<Time>,
    resumed: Option<Time>,
    reached: ByClass<i64>,
    down_since: Option<Time>,
    stores_nothing_since: Option<Time>,
}

impl BackupCopy {
    /// Where in the interval the copy takes place in this run.
    pub fn phase(&self) -> Span {
        self.phase
    }

    /// Since when nothing is copied.
    pub fn stopped(&self) -> Option<Time> {
        self.stopped
    }

    /// Since when something is copied again, if it ever was not.
    pub fn resumed(&self) -> Option<Time> {
        self.resumed
    }

    /// How far what the partner had reached when copying stopped last, in milliseconds; before the scenario's first instant
    /// where the last cycle that arrived began before it.
    pub fn reached(&self, class: DataClass) -> i64 {
        self.reached[class]
    }

    /// Since when the pool is not functional.
    pub fn down_since(&self) -> Option<Time> {
        self.down_since
    }

    /// Since when its users can store nothing at home.
    pub fn stores_nothing_since(&self) -> Option<Time> {
        self.stores_nothing_since
    }

    /// A run begins; its copies take place at this point of the interval.
    pub fn begin(&mut self, phase: Span) {
        self.phase = phase;
    }

    /// Copying stops. What the partner has reaches as far as is said, by class.
    pub fn stop(&mut self, now: Time, reached: ByClass<i64>) {
        (self.stopped, self.reached) = (Some(now), reached);
    }

    /// Copying goes on.
    pub fn resume(&mut self, now: Time) {
        (self.stopped, self.resumed) = (None, Some(now));
    }

    /// Notes whether the pool is functional, and whether its users can store what they write.
    pub fn note_home(&mut self, now: Time, functional: bool, stores: bool) {
        self.down_since = if functional { None } else { self.down_since.or(Some(now)) };
        self.stores_nothing_since = if stores { None } else { self.stores_nothing_since.or(Some(now)) };
    }
}
