//! How wide a text will be on paper, without a font: an estimate on the safe side.
//!
//! The machine that draws a chart does not know the fonts of the one that shows it, so the widest of the common sans
//! serif fonts decides. What is measured in bytes would take Hangul for three times as wide as it is.

use unicode_width::UnicodeWidthChar;

/// The width of a character in thousandths of the font size.
fn thousandths(character: char) -> u32 {
    match character {
        'i' | 'j' | 'l' | '\'' | '|' | '.' | ',' | ':' | ';' | '!' | ' ' | 'I' | '·' => 340,
        'f' | 't' | 'r' | '(' | ')' | '[' | ']' | '-' | '/' | '"' => 420,
        'm' | 'w' | 'M' | 'W' | '%' | '@' | '…' => 990,
        'A'..='Z' | '<' | '>' | '+' | '=' | '~' | '_' => 740,
        '0'..='9' => 640,
        _ => match character.width() {
            Some(0) => 0,
            Some(2) => 1000,
            _ => 620,
        },
    }
}

/// The width of a text in pixels, rounded up, in a font of this size.
pub fn width(text: &str, size: i32) -> i32 {
    let thousandths: u64 = text.chars().map(|character| u64::from(thousandths(character))).sum();
    let pixels = (thousandths * u64::from(size.unsigned_abs())).div_ceil(1000);
    i32::try_from(pixels).unwrap_or(i32::MAX)
}

/// The text, or as much of its beginning as fits with an ellipsis.
pub fn shorten(text: &str, size: i32, room: i32) -> String {
    if width(text, size) <= room {
        return text.to_owned();
    }
    let mut short = String::new();
    for character in text.chars() {
        short.push(character);
        if width(&short, size) + width("…", size) > room {
            short.pop();
            break;
        }
    }
    format!("{}…", short.trim_end())
}

/// The text, or an ellipsis and as much of its end as fits: servers of one pool differ in the end of their names.
pub fn shorten_head(text: &str, size: i32, room: i32) -> String {
    if width(text, size) <= room {
        return text.to_owned();
    }
    let ends = text.char_indices().map(|(place, _)| &text[place..]);
    let fits = |end: &&str| width(end, size) + width("…", size) <= room;
    format!("…{}", ends.skip(1).find(fits).unwrap_or("").trim_start_matches(['.', '-', ' ']))
}

/// The text in lines that fit, broken between words, the last one shortened where there are too many.
pub fn wrap(text: &str, size: i32, room: i32, most: usize) -> Vec<String> {
    let mut lines: Vec<String> = vec![String::new()];
    for word in text.split_whitespace() {
        let line = lines.last_mut().expect("there is always a line");
        let longer = if line.is_empty() { word.to_owned() } else { format!("{line} {word}") };
        if width(&longer, size) <= room || line.is_empty() || lines.len() == most {
            *lines.last_mut().expect("there is always a line") = longer;
        } else {
            lines.push(word.to_owned());
        }
    }
    lines.into_iter().filter(|line| !line.is_empty()).map(|line| shorten(&line, size, room)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hangul_is_one_em_and_latin_less() {
        assert_eq!(width("서울풀", 10), 30);
        assert!(width("pool", 10) < 30 && width("pool", 10) > 15);
        assert_eq!(width("", 10), 0);
        assert!(width("iiii", 10) < width("mmmm", 10));
    }

    #[test]
    fn a_shortened_text_fits_and_ends_with_an_ellipsis() {
        for text in ["pool1.contoso.example.com", "서울데이터센터제일풀", "x"] {
            for room in [20, 40, 80, 400] {
                let short = shorten(text, 12, room);
                assert!(width(&short, 12) <= room, "{short} in {room}");
                assert!(width(&shorten_head(text, 12, room), 12) <= room);
                assert!(short == text || short.ends_with('…'));
            }
        }
    }

    #[test]
    fn a_wrapped_text_loses_nothing_but_what_has_no_room() {
        let text = "Two paired pools; the first data centre loses power for six hours";
        assert_eq!(wrap(text, 12, 260, 9).join(" "), text);
        let two = wrap(text, 12, 200, 2);
        assert_eq!(two.len(), 2);
        assert!(two[1].ends_with('…'));
        assert!(wrap("", 12, 100, 2).is_empty());
    }
}
