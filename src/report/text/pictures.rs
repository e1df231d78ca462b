//! The files of an answer, as a screen lists them: the folder, the pictures with what they show, and why one was not drawn.

use crate::report::pictures::Kind;
use crate::report::text::columns::{padded, widest};
use crate::report::text::summary::row;

/// A picture, and why it was not drawn if it was not.
pub type Listed<'a> = (&'static Kind, Option<&'a str>);

/// The lines: where the files are, then each picture, then the others with what they hold.
pub fn lines(folder: &str, pictures: &[Listed<'_>], others: &[(&str, &str)]) -> String {
    let mut out = row("files", &format!("{folder}{}", std::path::MAIN_SEPARATOR));
    let pictures = pictures.iter().map(|(kind, why_not)| {
        let said = match why_not {
            None => kind.shows.to_owned(),
            Some(reason) => format!("not drawn: {reason}"),
        };
        (format!("{}.svg", kind.file), said)
    });
    let others = others.iter().map(|(name, holds)| ((*name).to_owned(), (*holds).to_owned()));
    let files: Vec<(String, String)> = pictures.chain(others).collect();
    let wide = widest(files.iter().map(|(name, _)| name.as_str()));
    for (name, said) in &files {
        out.push_str(&row("", &format!("{}  {said}", padded(name, wide))));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::pictures::{MINUTES, TIMELINE};

    #[test]
    fn what_was_not_drawn_is_listed_with_the_reason() {
        let said =
            lines("output/x", &[(&TIMELINE, None), (&MINUTES, Some("1 run is too few"))], &[("a.json", "numbers")]);
        let lines: Vec<&str> = said.lines().map(str::trim_end).collect();
        assert!(lines[0].starts_with("files") && lines[0].contains("output"), "{said}");
        assert_eq!(lines[1].trim(), "timeline.svg  one run from loss to recovery");
        assert_eq!(lines[2].trim(), "minutes.svg   not drawn: 1 run is too few");
        assert_eq!(lines[3].trim(), "a.json        numbers");
    }
}
