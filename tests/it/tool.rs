//! The tool as a process of its own, as a stranger starts it.
//!
//! No library does this here. assert_cmd (13 crates) would take the place of `tool`, `said` and `printed`, which are 20 lines,
//! and could neither press Ctrl-C nor count threads; insta, snapbox and trycmd (13, 13 and 59 crates) keep what is printed
//! beside the tests, while the golden files are the gallery that users read, made by the example that shows how to make it.

use std::path::Path;
use std::process::{Command, Output, Stdio};

/// The tool in a folder, without colours and with nothing to read.
pub fn command(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_pooldrill"));
    command.args(arguments).current_dir(folder).env("NO_COLOR", "1").stdin(Stdio::null());
    command
}

/// What comes of it.
pub fn tool(folder: &Path, arguments: &[&str]) -> Output {
    command(folder, arguments).output().expect("the tool can be started")
}

/// What it said on standard error.
pub fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// What it printed on standard output.
pub fn printed(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}
