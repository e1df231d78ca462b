//! Floor 8, report: what is read on a screen or in a log, as lines of plain text.
//!
//! *Invariant*: a screen says what a summary or the record of a run holds, and lines that stand in columns are measured by
//! how wide they are shown, so that names in Hangul stand under their heads.
//!
//! *Deliberately absent*: colours, cursors and the width of anybody's terminal. What is read is the same in a file.

pub mod columns;
pub mod compare;
pub mod costs;
pub mod incident;
pub mod leaning;
pub mod log;
pub mod losses;
pub mod minutes_table;
pub mod overload;
pub mod pictures;
pub mod procedure;
pub mod roles;
pub mod summary;
pub mod topology;
pub mod updates;
