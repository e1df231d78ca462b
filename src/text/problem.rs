//! Mistakes as data: what is wrong, where, why, and what to do about it.

use serde_json::{Value as Json, json};

use super::place::{Place, Sources};
pub(super) use crate::ground::text::does_more_than_show as unsafe_to_print;
pub use crate::ground::text::printable;

/// The most problems that are kept; further ones are only counted, because nobody reads a thousand.
pub const KEPT: usize = 100;

/// How bad a problem is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The scenario cannot be used.
    Error,
    /// The scenario can be used, but probably does not say what was meant.
    Warning,
    /// Worth knowing.
    Note,
}

impl Severity {
    /// The word for it in messages and in JSON.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "note",
        }
    }
}

/// One mistake, told completely enough that it can be mended without reading anything else.
#[derive(Clone, Debug, PartialEq)]
pub struct Problem {
    /// The code under which `explain` says more, such as `S003`.
    pub code: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// Where it stands, when it stands anywhere.
    pub place: Option<Place>,
    /// What is wrong, in one sentence without a full stop.
    pub what: String,
    /// Why it is wrong; may be empty.
    pub reason: String,
    /// What to do about it; may be empty.
    pub remedy: String,
    /// The known name nearest to the unknown one.
    pub nearest: Option<String>,
    /// Further places that belong to it, each with what stands there.
    pub also: Vec<(Place, String)>,
}

impl Problem {
    /// A problem of any severity with neither reason nor remedy yet.
    #[must_use]
    pub fn new(code: &'static str, severity: Severity, place: Option<Place>, what: impl Into<String>) -> Self {
        Self {
            code,
            severity,
            place,
            what: what.into(),
            reason: String::new(),
            remedy: String::new(),
            nearest: None,
            also: Vec::new(),
        }
    }

    /// An error at a place.
    #[must_use]
    pub fn error(code: &'static str, place: Place, what: impl Into<String>) -> Self {
        Self::new(code, Severity::Error, Some(place), what)
    }

    /// A warning at a place.
    #[must_use]
    pub fn warning(code: &'static str, place: Place, what: impl Into<String>) -> Self {
        Self::new(code, Severity::Warning, Some(place), what)
    }

    /// A note at a place.
    #[must_use]
    pub fn note(code: &'static str, place: Place, what: impl Into<String>) -> Self {
        Self::new(code, Severity::Note, Some(place), what)
    }

    /// Says why.
    #[must_use]
    pub fn reason(mut self, reason: impl Into<String>) -> Self {
        self.reason = reason.into();
        self
    }

    /// Says what to do.
    #[must_use]
    pub fn remedy(mut self, remedy: impl Into<String>) -> Self {
        self.remedy = remedy.into();
        self
    }

    /// Names the nearest known name, when there is one.
    #[must_use]
    pub fn nearest(mut self, nearest: Option<String>) -> Self {
        self.nearest = nearest;
        self
    }

    /// Adds a further place.
    #[must_use]
    pub fn also(mut self, place: Place, what: impl Into<String>) -> Self {
        self.also.push((place, what.into()));
        self
    }
}

/// All problems found so far.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Problems {
    kept: Vec<Problem>,
    errors: usize,
    warnings: usize,
    notes: usize,
}

impl Problems {
    /// None yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds one, unless the same was said of the same place. Beyond [`KEPT`] it is only counted, except that an error
    /// takes the place of a lesser problem, so that
    /// warnings can never hide the reason why nothing ran.
    pub fn push(&mut self, problem: Problem) {
        let said = |kept: &Problem| (kept.code, kept.place, &kept.what) == (problem.code, problem.place, &problem.what);
        if problem.place.is_some() && self.kept.iter().any(said) {
            return;
        }
        match problem.severity {
            Severity::Error => self.errors += 1,
            Severity::Warning => self.warnings += 1,
            Severity::Note => self.notes += 1,
        }
        if self.kept.len() < KEPT {
            self.kept.push(problem);
        } else if problem.severity == Severity::Error
            && let Some(lesser) = self.kept.iter().rposition(|kept| kept.severity != Severity::Error)
        {
            self.kept[lesser] = problem;
        }
    }

    /// Adds all problems of another collection, with those it only counted.
    pub fn append(&mut self, other: Problems) {
        let (errors, warnings, notes) =
            (self.errors + other.errors, self.warnings + other.warnings, self.notes + other.notes);
        for problem in other.kept {
            self.push(problem);
        }
        (self.errors, self.warnings, self.notes) = (errors, warnings, notes);
    }

    /// Whether another error would only be counted.
    #[must_use]
    pub fn is_full(&self) -> bool {
        self.kept.len() >= KEPT && self.kept.iter().all(|kept| kept.severity == Severity::Error)
    }

    /// Whether anything stands in the way of using the scenario.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.errors > 0
    }

    /// Whether there is nothing to tell.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.total() == 0
    }

    /// The number of errors, kept or not.
    #[must_use]
    pub fn errors(&self) -> usize {
        self.errors
    }

    /// The number of warnings, kept or not.
    #[must_use]
    pub fn warnings(&self) -> usize {
        self.warnings
    }

    /// The number of notes, kept or not.
    #[must_use]
    pub fn notes(&self) -> usize {
        self.notes
    }

    /// The number of all problems, kept or not.
    #[must_use]
    pub fn total(&self) -> usize {
        self.errors + self.warnings + self.notes
    }

    /// How many were counted and not kept.
    #[must_use]
    pub fn more(&self) -> usize {
        self.total() - self.kept.len()
    }

    /// The kept problems in the order they were found.
    pub fn iter(&self) -> impl Iterator<Item = &Problem> {
        self.kept.iter()
    }

    /// The kept problems in the order of their places; those without a place come first, because they concern the
    /// whole file. Problems at one place stay in the order they were found.
    #[must_use]
    pub fn sorted(&self) -> Vec<&Problem> {
        let mut sorted: Vec<&Problem> = self.kept.iter().collect();
        sorted.sort_by_key(|problem| problem.place);
        sorted
    }

    /// One line that counts them, such as `2 errors, 1 warning`.
    #[must_use]
    pub fn counts(&self) -> String {
        let words = [(self.errors, "error"), (self.warnings, "warning"), (self.notes, "note")];
        let told: Vec<String> = words
            .iter()
            .filter(|(count, _)| *count > 0)
            .map(|(count, word)| format!("{count} {word}{}", if *count == 1 { "" } else { "s" }))
            .collect();
        if told.is_empty() { "no problems".to_owned() } else { told.join(", ") }
    }
}

/// All problems for a program to read: counts, and for each its code, severity, file, line, column, the offending text
/// (shortened), what, reason, remedy, nearest name and further places.
#[must_use]
pub fn to_json(problems: &Problems, sources: &Sources) -> Json {
    let listed: Vec<Json> = problems.sorted().into_iter().map(|problem| one_as_json(problem, sources)).collect();
    json!({
        "errors": problems.errors(),
        "warnings": problems.warnings(),
        "notes": problems.notes(),
        "more": problems.more(),
        "problems": listed,
    })
}

fn one_as_json(problem: &Problem, sources: &Sources) -> Json {
    let also: Vec<Json> = problem
        .also
        .iter()
        .map(|(place, what)| {
            let at = sources.line_column(*place);
            json!({ "file": sources.name(place.source), "line": at.line, "column": at.column, "what": what })
        })
        .collect();
    let at = problem.place.map(|place| sources.line_column(place));
    json!({
        "code": problem.code,
        "severity": problem.severity.word(),
        "file": problem.place.map(|place| sources.name(place.source)),
        "line": at.map(|at| at.line),
        "column": at.map(|at| at.column),
        "text": problem.place.map(|place| shown(sources.written(place))),
        "what": problem.what,
        "reason": problem.reason,
        "remedy": problem.remedy,
        "nearest": problem.nearest,
        "also": also,
    })
}

/// A piece of somebody's text made fit for a message: shortened, and without characters that would move the cursor of
/// a terminal or turn the reading direction.
#[must_use]
pub fn shown(text: &str) -> String {
    const LONGEST: usize = 60;
    let mut out = printable(&text.chars().take(LONGEST).collect::<String>());
    if text.chars().nth(LONGEST).is_some() {
        out.push('…');
    }
    out
}

/// A word with its article: a pool, an Edge pool.
#[must_use]
pub fn with_article(word: &str) -> String {
    let vowel = word.starts_with(['a', 'e', 'i', 'o', 'A', 'E', 'I', 'O']);
    format!("{} {word}", if vowel { "an" } else { "a" })
}

/// The known name that a misspelt one most probably meant; none when nothing is near enough to be worth suggesting.
#[must_use]
pub fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<String> {
    const LONGEST: usize = 100;
    let wanted = word.to_lowercase();
    if wanted.chars().count() > LONGEST {
        return None;
    }
    let allowed = (wanted.chars().count() / 3).max(1);
    let known: Vec<&str> = known.into_iter().filter(|name| name.chars().count() <= LONGEST).collect();
    let by_letters = known
        .iter()
        .map(|name| (strsim::damerau_levenshtein(&wanted, &name.to_lowercase()), name))
        .filter(|(distance, _)| *distance <= allowed)
        .min()
        .map(|(_, name)| (*name).to_owned());
    by_letters.or_else(|| only_one_with_the_word(&wanted, &known))
}

/// Of names made of words, such as `enabled_users`, the only one that has this word.
fn only_one_with_the_word(word: &str, known: &[&str]) -> Option<String> {
    let mut with = known.iter().filter(|name| name.contains('_') && name.split('_').any(|part| part == word));
    let first = with.next()?;
    with.next().is_none().then(|| (*first).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::SourceId;

    fn at(start: usize) -> Place {
        Place::new(SourceId(0), start, start + 1)
    }

    #[test]
    fn warnings_never_hide_an_error_and_everything_is_counted() {
        let mut problems = Problems::new();
        for start in 0..KEPT + 20 {
            problems.push(Problem::warning("S010", at(start), "w"));
        }
        problems.push(Problem::error("S010", at(0), "e"));
        assert!(problems.has_errors());
        assert_eq!(problems.more(), 21);
        assert_eq!(problems.counts(), "1 error, 120 warnings");
        assert!(problems.iter().any(|problem| problem.severity == Severity::Error));
        let mut both = Problems::new();
        both.append(problems.clone());
        both.append(problems);
        assert_eq!((both.errors(), both.warnings()), (2, 240));
    }

    #[test]
    fn nearest_names_are_near() {
        let known = ["front_ends", "back_end", "site"];
        assert_eq!(nearest("frontends", known), Some("front_ends".into()));
        assert_eq!(nearest("Stie", known), Some("site".into()));
        assert_eq!(nearest("bandwidth", known), None);
    }

    #[test]
    fn json_tells_line_text_and_remedy() {
        let mut sources = Sources::new();
        let id = sources.add("가.ron", "(\r\n  a: 7,\r\n)");
        let mut problems = Problems::new();
        problems.push(Problem::error("S033", Place::new(id, 8, 9), "too big").reason("r").remedy("m"));
        let json = to_json(&problems, &sources);
        let first = &json["problems"][0];
        assert_eq!((first["line"].as_u64(), first["column"].as_u64()), (Some(2), Some(6)));
        assert_eq!((first["text"].as_str(), first["file"].as_str()), (Some("7"), Some("가.ron")));
        assert_eq!((first["severity"].as_str(), first["remedy"].as_str()), (Some("error"), Some("m")));
    }
}
