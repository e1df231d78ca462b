//! Explaining codes, numbers and runbooks; schema, completions, manual page.

use std::fmt::Write;

use clap::CommandFactory;

use crate::cli::arguments::{Arguments, Explain};
use crate::cli::exit::{Exit, Failure};
use crate::cli::files::print;
use crate::facts::{self, Fact};
use crate::report::text::procedure::page;
use crate::report::text::roles;
use crate::runbook;
use crate::scenario::{codes, form};
use crate::text;

/// Explains what was asked about.
///
/// # Errors
/// When nobody knows it, with the nearest thing that is known.
pub fn explain(verb: &Explain) -> Result<Exit, Failure> {
    let words: Vec<&str> = verb.what.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["facts"] => print(&all_facts()),
        ["runbooks"] => print(&runbook::ALL.iter().fold(String::new(), |mut list, runbook| {
            let _ = writeln!(list, "{:<34} {}", runbook.id, runbook.title);
            list
        })),
        ["roles"] => print(&roles::table()),
        ["runbook", id] => match runbook::ALL.iter().find(|runbook| runbook.id == *id) {
            Some(runbook) => print(&page(runbook)),
            None => Err(unknown(id, runbook::ALL.iter().map(|runbook| runbook.id), "pooldrill explain runbooks")),
        },
        [word] => one_word(word),
        _ => Err(Failure::usage(
            "Explain one thing at a time: a code, a key, `facts`, `roles`, `runbooks`, or `runbook NAME`.",
        )),
    }
}

fn one_word(word: &str) -> Result<Exit, Failure> {
    if let Some(fact) = facts::by_key(word) {
        return print(&one_fact(fact));
    }
    if let Some((title, explanation)) = codes::explain(&word.to_uppercase()) {
        return print(&format!("{}: {title}\n\n{explanation}\n", word.to_uppercase()));
    }
    if let Some(runbook) = runbook::ALL.iter().find(|runbook| runbook.id == word) {
        return print(&page(runbook));
    }
    Err(unknown(word, facts::all().map(|fact| fact.key), "pooldrill explain facts"))
}

fn unknown<'a>(word: &str, known: impl IntoIterator<Item = &'a str>, list: &str) -> Failure {
    let nearest = text::nearest(word, known).map(|near| format!(" Did you mean {near}?")).unwrap_or_default();
    Failure::usage(format!("Nothing is known as \"{}\".{nearest} `{list}` lists what is.", text::shown(word)))
}

fn one_fact(fact: &Fact) -> String {
    let yours =
        if fact.yours_to_set { "\nyours to set: it can decide the answer, and no document gives it" } else { "" };
    format!(
        "{}\n{}.\n\nvalue       {}\nsensible    {}\nconfidence  {}\nsource      {}{yours}\n\n\
         A scenario sets it with  facts: {{ \"{}\": \"...\" }}\n",
        fact.key, fact.says, fact.default, fact.range, fact.confidence, fact.source, fact.key
    )
}

fn all_facts() -> String {
    let mut table = String::new();
    for fact in facts::all() {
        let yours = if fact.yours_to_set { " (yours to set)" } else { "" };
        let _ = writeln!(table, "{:<34} {:<36} {}{yours}", fact.key, fact.default, fact.confidence);
    }
    table
}

/// Prints the JSON Schema.
///
/// # Errors
/// When standard output cannot be written.
pub fn schema() -> Result<Exit, Failure> {
    let schema =
        text::json_schema(&form::SCENARIO, "pooldrill scenario", "https://pooldrill.invalid/scenario.schema.json");
    print(&format!("{schema:#}\n"))
}

/// Prints completions.
///
/// # Errors
/// When standard output cannot be written.
pub fn completions(shell: clap_complete::Shell) -> Result<Exit, Failure> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Arguments::command(), "pooldrill", &mut script);
    print(&String::from_utf8_lossy(&script))
}

/// Prints the manual page.
///
/// # Errors
/// When standard output cannot be written.
pub fn man() -> Result<Exit, Failure> {
    let mut page = Vec::new();
    clap_mangen::Man::new(Arguments::command())
        .render(&mut page)
        .map_err(|error| Failure::failed(format!("the manual page cannot be made: {error}")))?;
    print(&String::from_utf8_lossy(&page))
}
