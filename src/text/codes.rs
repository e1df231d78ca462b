//! The table behind `explain`: every code this module can raise, with a title and an explanation.

/// Code, title, explanation.
pub static CODES: &[(&str, &str, &str)] = &[
    (
        "S001",
        "File too large",
        "Scenario files are written by hand and stay far below 16 MiB. A larger file is refused before it is read, because it is most probably another file, such as an export or an archive.",
    ),
    (
        "S002",
        "Unknown encoding",
        "Scenario files are UTF-8, with or without a byte order mark, or UTF-16 with one. Another encoding, such as a Korean code page, would turn names into other names, so it is refused. Save the file as UTF-8.",
    ),
    (
        "S003",
        "Not well formed",
        "Something else was expected at this place, such as a value, a comma, a colon or a closing bracket. Frequent causes are a comma forgotten at the end of the line above, a quote that is missing, and typographic quotes pasted from a document.",
    ),
    (
        "S004",
        "Bracket never closed",
        "The text ends while a bracket is still open. The place shown is where it was opened; the one to mend may be any bracket after it.",
    ),
    (
        "S005",
        "Text or comment never closed",
        "A quote or a comment was opened and never closed. In RON a text may run over several lines, so the quote that is missing may be an earlier one. Comments nest.",
    ),
    (
        "S006",
        "Unknown escape",
        "A backslash in a text begins an escape such as \\n. For the backslash itself write two, or in RON use a raw text: r\"C:\\path\". In JSON, half of a surrogate pair is no character.",
    ),
    (
        "S007",
        "Not a number",
        "Numbers are digits with a point and an exponent. A quantity with a unit is a text: \"30min\", \"100 Mbit/s\". Infinite and undefined numbers are refused because every result computed from them is undefined.",
    ),
    (
        "S008",
        "Nested too deeply",
        "No scenario needs more than 64 brackets inside each other. The file is probably damaged, or a program wrote brackets without end.",
    ),
    ("S009", "Too many values", "One file may hold a million values, so that a damaged file cannot fill the memory."),
    (
        "S010",
        "Name written twice",
        "A name stands twice in one map or struct. Readers of RON and JSON disagree on which one holds, so neither is taken silently. Both places are shown.",
    ),
    (
        "S011",
        "Name without quotes",
        "In braces, names are free text chosen by the author and stand in quotes: { \"dc1\": () }. In parentheses, fields are fixed words and stand bare: (site: \"dc1\").",
    ),
    (
        "S012",
        "Not part of the scenario language",
        "RON knows more than a scenario needs, such as bytes and attributes that change how files are read. Those without a use here are refused rather than ignored.",
    ),
    (
        "S013",
        "Text after the end",
        "One file holds one value. Text after its closing bracket usually means that a bracket was closed too early.",
    ),
    ("S014", "Nothing to read", "The file is empty or holds only comments. `pooldrill new` writes a template."),
    (
        "S015",
        "Too many mistakes",
        "Reading stops after 50 mistakes in one file, because most of the further ones would follow from the first.",
    ),
    (
        "S020",
        "Removes what is not there",
        "A patch says `Removed` for a name that the scenario does not have. It is probably misspelt, and then what should have been removed would still be there.",
    ),
    ("S021", "Removes everything", "A patch is `Removed` as a whole. A scenario cannot be removed from itself."),
    (
        "S030",
        "Unknown field",
        "This struct has no field of that name. Unknown fields are refused, because a misspelt field would otherwise leave the default in force without anybody noticing.",
    ),
    ("S031", "Missing field", "A field without which the scenario has no meaning is missing."),
    (
        "S032",
        "Another kind of value expected",
        "The value is of another kind than the one expected here, such as a list instead of a text.",
    ),
    ("S033", "Out of range", "The number lies outside the range within which it has a meaning."),
    ("S034", "Unknown variant", "The word is none of the choices at this place."),
    (
        "S035",
        "Quantity not understood",
        "A quantity is a text with a small grammar, such as a duration \"30min\". The explanation of the place says which grammar.",
    ),
    (
        "S036",
        "Unit missing",
        "A bare number stands where a unit is needed. Whether 30 means seconds or minutes would be a guess, so no unit is assumed.",
    ),
    ("S037", "Wrong number of members", "A tuple has a fixed number of members."),
    (
        "S038",
        "Variant with the wrong content",
        "Some variants stand alone, some hold one value and some hold fields: LyncServer2013, Site(\"dc1\"), Enterprise(site: \"dc1\").",
    ),
    (
        "S039",
        "Empty name",
        "A name is empty or begins or ends with a blank, so that nobody could refer to it reliably.",
    ),
    (
        "S041",
        "Invisible character",
        "A text holds a control character or one that changes the direction of writing. Names and texts are printed on terminals and drawn into pictures, where such a character would do something else than be seen. It usually comes from a text that was pasted.",
    ),
    (
        "S042",
        "Name too long",
        "A name is longer than any name in DNS may be. It has to fit into tables, pictures and the names of files.",
    ),
];

/// Title and explanation of a code, written in capitals or not; none when this module never raises it.
#[must_use]
pub fn explain(code: &str) -> Option<(&'static str, &'static str)> {
    CODES.iter().find(|(known, ..)| known.eq_ignore_ascii_case(code)).map(|(_, title, text)| (*title, *text))
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILES: [&str; 9] = [
        include_str!("cursor.rs"),
        include_str!("decode.rs"),
        include_str!("reader.rs"),
        include_str!("json_reader.rs"),
        include_str!("number.rs"),
        include_str!("patch.rs"),
        include_str!("resolve.rs"),
        include_str!("ron_reader.rs"),
        include_str!("ron_text.rs"),
    ];

    #[test]
    fn every_code_in_use_is_explained_and_every_explained_code_is_in_use() {
        let raised: Vec<&str> =
            FILES.iter().flat_map(|file| file.match_indices("\"S0").map(|(at, _)| &file[at + 1..at + 5])).collect();
        for code in &raised {
            assert!(explain(code).is_some(), "{code} is not explained");
        }
        for (code, ..) in CODES {
            assert!(raised.contains(code), "{code} is never raised");
        }
        assert!(CODES.windows(2).all(|pair| pair[0].0 < pair[1].0), "codes are unique and in order");
    }
}
