//! How wide a text will be on paper: an estimate on the safe side, and lines that keep to it.
//!
//! The machine that draws a chart does not know the fonts of the one that shows it, so the widest of the common sans
//! serif fonts decides, and none is less wide than in the fonts that travel with the program. What is measured in bytes
//! would take Hangul for three times as wide as it is.

use unicode_width::UnicodeWidthChar;

use crate::report::chart::font::font;

/// The width of a character in thousandths of the font size.
fn thousandths(character: char) -> u32 {
    of_its_kind(character).max(advance(character, false))
}

/// The width of a character in the fonts that travel with the program, in thousandths; nothing where they have not got it.
fn advance(character: char, bold: bool) -> u32 {
    (font(bold).advance(character).unwrap_or(0.0) * 1000.0).ceil() as u32
}

/// The width that characters of a kind have in common fonts.
fn of_its_kind(character: char) -> u32 {
    match character {
        'i' | 'j' | 'l' | '\'' | '|' | '.' | ',' | ':' | ';' | '!' | ' ' | 'I' | '·' => 340,
        'f' | 't' | 'r' | '(' | ')' | '[' | ']' | '-' | '/' | '"' => 420,
        'm' | 'w' | 'M' | 'W' | '%' | '@' | '…' => 990,
        'A'..='Z' | '<' | '>' | '+' | '=' | '~' | '_' => 790,
        'a'..='z' | '0'..='9' => 640,
        // Letters that nobody looked at one by one: `Ж` is as wide as `M`.
        _ => match character.width() {
            Some(0) => 0,
            Some(2) => 1000,
            _ if character.is_alphabetic() && !character.is_lowercase() => 990,
            _ => 840,
        },
    }
}

/// The width of a text in pixels, rounded up, in a font of this size.
pub fn width(text: &str, size: i32) -> i32 {
    pixels(text.chars().map(thousandths), size)
}

fn pixels(thousandths: impl Iterator<Item = u32>, size: i32) -> i32 {
    let thousandths: u64 = thousandths.map(u64::from).sum();
    let pixels = (thousandths * u64::from(size.unsigned_abs())).div_ceil(1000);
    i32::try_from(pixels).unwrap_or(i32::MAX)
}

/// The width of a text in bold, whose letters are an eighth wider, and a few of them more than that.
pub fn bold_width(text: &str, size: i32) -> i32 {
    let plain = width(text, size);
    let more = |character| advance(character, true).saturating_sub(thousandths(character) * 9 / 8);
    plain.saturating_add(plain / 8 + 1).saturating_add(pixels(text.chars().map(more), size))
}

/// The text in as many lines as it needs: broken between words, and a word wider than the room inside it. Nothing of it
/// is left out.
pub fn lines(text: &str, size: i32, room: i32) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut line = String::new();
    let words = words(text);
    for word in words.iter().map(String::as_str) {
        let longer = if line.is_empty() { word.to_owned() } else { format!("{line} {word}") };
        if width(&longer, size) <= room {
            line = longer;
            continue;
        }
        if !line.is_empty() {
            lines.push(std::mem::take(&mut line));
        }
        for piece in pieces(word, size, room) {
            if !line.is_empty() && width(&line, size) + width(piece, size) > room {
                lines.push(std::mem::take(&mut line));
            }
            line.push_str(piece);
        }
    }
    lines.extend(Some(line).filter(|line| !line.is_empty()));
    lines
}

/// Units that stay on the line of their number.
const UNITS: [&str; 7] = ["ms", "s", "min", "h", "d", "y", "%"];

/// The words of a text; a number and its unit are one.
fn words(text: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        let unit = UNITS.contains(&word.trim_end_matches([',', ';', ':', '.']));
        match words.last_mut() {
            Some(number) if unit && number.ends_with(|last: char| last.is_ascii_digit()) => {
                number.push(' ');
                number.push_str(word);
            }
            _ => words.push(word.to_owned()),
        }
    }
    words
}

/// A word in pieces after which a line may end: after the points and hyphens of a name, before the humps of a cmdlet,
/// between characters of scripts that are written without spaces, and anywhere where nothing else helps.
fn pieces(word: &str, size: i32, room: i32) -> Vec<&str> {
    let mut pieces = Vec::new();
    let (mut from, mut before) = (0, None);
    for (place, character) in word.char_indices() {
        let ends = before.is_some_and(|before: char| {
            matches!(before, '.' | '-' | '_' | '/' | ',')
                || before.is_lowercase() && character.is_uppercase()
                || character.width() == Some(2)
        });
        let begun = &word[from..place];
        // A mark that is written over the letter before it stays with it.
        let full = character.width() != Some(0)
            && !begun.is_empty()
            && width(&word[from..place + character.len_utf8()], size) > room;
        if ends || full {
            pieces.push(begun);
            from = place;
        }
        before = Some(character);
    }
    pieces.push(&word[from..]);
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hangul_is_one_em_and_latin_less() {
        assert_eq!(width("서울풀", 10), 30);
        assert!(width("pool", 10) < 30 && width("pool", 10) > 15);
        assert_eq!(width("", 10), 0);
        assert!(width("iiii", 10) < width("mmmm", 10) && width("pool", 10) < bold_width("pool", 10));
    }

    #[test]
    fn lines_fit_and_lose_nothing() {
        let texts = [
            "Two paired pools; the first data centre loses power for six hours",
            "pool-with-a-very-long-name.lync.europe.contoso.example.com",
            "5c Get-CsManagementStoreReplicationStatus",
            "서울데이터센터제일풀.contoso.example.com 반환",
            "WWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWW",
            "x",
        ];
        for text in texts {
            for room in [40, 80, 160, 320, 640] {
                let lines = lines(text, 16, room);
                assert!(lines.iter().all(|line| width(line, 16) <= room && !line.is_empty()), "{lines:?} in {room}");
                let without_spaces = |text: &str| text.split_whitespace().collect::<String>();
                assert_eq!(without_spaces(&lines.concat()), without_spaces(text));
            }
        }
        assert!(lines("", 16, 100).is_empty());
    }

    #[test]
    fn names_are_broken_where_a_reader_expects_it() {
        assert_eq!(lines("pool1.contoso.example.com", 16, 140), ["pool1.contoso.", "example.com"]);
        assert_eq!(
            lines("Get-CsPoolBackupRelationship", 16, 150),
            ["Get-CsPool", "Backup", "Relationship"].map(String::from)
        );
    }
}
