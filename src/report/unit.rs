//! In what the minutes of an answer are counted.

use crate::experiment::summary::Summary;

/// Minutes of an enabled user in a year, or in the horizon where that is shorter.
pub struct Unit {
    /// The time they are counted over, as a key.
    pub per: String,
    /// The same in words.
    pub words: String,
    user_millis: f64,
}

impl Unit {
    /// That of a summary.
    pub fn of(summary: &Summary) -> Self {
        let horizon = summary.horizon.to_string();
        let (years, per, words) = match summary.years() {
            ..1.0 => (1.0, horizon.clone(), format!("in {horizon}")),
            years => (years, "1y".to_owned(), "a year".to_owned()),
        };
        Unit { per, words, user_millis: 60_000.0 * f64::from(summary.total().users.max(1)) * years }
    }

    /// Minutes of one user out of milliseconds of all.
    pub fn minutes(&self, user_millis: f64) -> f64 {
        user_millis / self.user_millis
    }
}
