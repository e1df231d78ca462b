//! How it ended: the documented exit codes.

use std::process::ExitCode;

/// An exit code with a meaning.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// All is well.
    Fine = 0,
    /// The tool itself failed.
    Failed = 1,
    /// The arguments or the scenario are wrong; nothing was simulated and nothing written.
    Usage = 2,
    /// Interrupted; what was finished was kept.
    Interrupted = 130,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> ExitCode {
        ExitCode::from(exit as u8)
    }
}

/// An end that is not fine, with what to say of it.
#[derive(Debug)]
pub struct Failure {
    /// The code.
    pub exit: Exit,
    /// What is said on standard error; nothing when it has been said.
    pub message: String,
}

impl Failure {
    /// The user can mend it.
    pub fn usage(message: impl Into<String>) -> Self {
        Failure { exit: Exit::Usage, message: message.into() }
    }

    /// The user cannot.
    pub fn failed(message: impl Into<String>) -> Self {
        Failure { exit: Exit::Failed, message: message.into() }
    }
}
