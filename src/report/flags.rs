//! Flags above the time axis: what was lost, what returned, what was ordered.

use crate::report::canvas::Label;
use crate::report::style::{BLACK, PAGE, SMALL};
use crate::report::timeline::Sheet;
use crate::report::width::{shorten_head, width};
use crate::report::words;

/// Lines of flags above the plot.
const FLAG_LINES: i32 = 4;
/// The height of one.
const FLAG_HIGH: i32 = 15;
/// The widest flag.
const FLAG_MAX: i32 = 260;
/// How near to the edge of the page a flag may come.
const EDGE: i32 = 6;

/// What was lost and what returned, as flags above the plot.
pub fn section(sheet: &mut Sheet<'_>) {
    let inside = sheet.tale.entries.iter().filter(|entry| sheet.window.from <= entry.at && entry.at <= sheet.window.to);
    let wanted: Vec<(i32, String)> = inside
        .filter_map(|entry| Some((sheet.scale.x(entry.at), words::flag(sheet.names, &entry.note)?)))
        .map(|(x, text)| (x, shorten_head(&text, SMALL, FLAG_MAX.min(PAGE - EDGE - x - 4))))
        .collect();
    let placed = place_flags(wanted);
    let lines = placed.iter().map(|(_, _, line)| line + 1).max().unwrap_or(0);
    for (x, text, line) in placed {
        let y = sheet.y + (lines - 1 - line) * FLAG_HIGH + 7;
        sheet.canvas.line((x, y - 5), (x, sheet.y + lines * FLAG_HIGH), BLACK);
        sheet.canvas.label(Label::new(x + 4, y, SMALL, BLACK, text));
    }
    sheet.y += lines * FLAG_HIGH + 2;
}

/// Gives each flag a line, counted from the plot, so that no pole runs through the words of another: a flag stands above
/// all later ones that begin within its words. What finds no line is left out, the latest first.
fn place_flags(mut wanted: Vec<(i32, String)>) -> Vec<(i32, String, i32)> {
    wanted.sort_by_key(|(x, _)| *x);
    loop {
        let mut placed: Vec<(i32, String, i32)> = Vec::new();
        let mut in_the_way = None;
        for (x, text) in wanted.iter().rev() {
            let end = x + 12 + width(text, SMALL);
            let above = placed.iter().filter(|(later, ..)| *later < end).map(|(.., line)| line + 1).max().unwrap_or(0);
            if above >= FLAG_LINES {
                in_the_way = wanted.iter().rposition(|(later, _)| *later < end);
                break;
            }
            placed.push((*x, text.clone(), above));
        }
        match in_the_way {
            Some(place) => drop(wanted.remove(place)),
            None => return placed,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flags_are_clear_of_the_poles_of_others() {
        let flags = place_flags((0..9).map(|i| (100 + 20 * i, format!("server {i} lost"))).collect());
        assert!(flags.len() >= 4);
        for (x, text, line) in &flags {
            for (other, _, below) in &flags {
                let under = other > x && *other < x + 4 + width(text, SMALL);
                assert!(!under || below < line, "{text} on line {line} is crossed by a pole at {other}");
            }
        }
    }
}
