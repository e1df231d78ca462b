//! Floor 9, cli: arguments in, exit code out; the only floor that touches files, the environment and the clock on
//! the wall.
//!
//! *Invariant*: what is asked for goes to standard output, what is said about it to standard error; a file appears
//! whole or not at all, and the files of one answer together; what was read is never written, and what this tool did not
//! write is replaced only with `--force`; a mistake of the user writes nothing and ends with exit code 2; Ctrl-C ends
//! within a second with exit code 130, and what is finished is kept. [`artefacts`], [`seal`] and [`interrupt`] see to it.
//!
//! *Deliberately absent*: anything that decides a number.

pub mod answer;
pub mod arguments;
pub mod artefacts;
pub mod compare;
pub mod content;
pub mod exit;
pub mod explain;
pub mod files;
pub mod folder_names;
pub mod incident;
pub mod interrupt;
pub mod picture;
pub mod replay;
pub mod rows;
pub mod run;
pub mod seal;
pub mod show;
pub mod template;

use std::io::Write;

use clap::Parser;

use arguments::{Arguments, Verb};
use exit::Exit;

use crate::ground::text::screen;

/// Reads the arguments, does what they ask, and says how it ended.
pub fn main() -> std::process::ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => {
            // Help and version are answers, everything else is a mistake of usage.
            let plain = error.render().to_string();
            let printed = if screen(&plain) == plain {
                error.print().and_then(|()| std::io::stdout().flush())
            } else {
                files::say(plain.trim_end());
                Ok(())
            };
            let ended = if error.use_stderr() { Ok(Exit::Usage) } else { files::printed(printed) };
            return ended.unwrap_or_else(told).into();
        }
    };
    interrupt::heed();
    match obey(arguments) {
        Ok(Exit::Fine) if interrupt::happened() => {
            files::say("Interrupted when all of it was finished; nothing is left out.");
            Exit::Interrupted.into()
        }
        Ok(exit) => exit.into(),
        Err(failure) => told(failure).into(),
    }
}

fn told(failure: exit::Failure) -> Exit {
    if !failure.message.is_empty() {
        files::say(failure.message.trim_end());
    }
    failure.exit
}

fn obey(arguments: Arguments) -> Result<Exit, exit::Failure> {
    match arguments.verb {
        Verb::New(verb) => template::new(&verb),
        Verb::Check(verb) => show::check(&verb),
        Verb::Show(verb) => show::show(&verb),
        Verb::Run(verb) => run::run(&verb),
        Verb::Compare(verb) => compare::compare(&verb),
        Verb::Replay(verb) => replay::replay(&verb),
        Verb::Explain(verb) => explain::explain(&verb),
        Verb::Schema => explain::schema(),
        Verb::Completions(verb) => explain::completions(verb.shell),
        Verb::Man => explain::man(),
    }
}
