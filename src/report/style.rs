//! Colours and sizes of charts.
//!
//! Every two things that can touch differ in lightness or hatching as well as in hue (Okabe and Ito's colours, which
//! stay apart for all common kinds of colour blindness), so that a chart survives a black-and-white printer.

use crate::report::tale::{Doing, Host, State};

/// A colour, red, green and blue.
pub type Colour = (u8, u8, u8);

/// Lines drawn over a fill.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hatch {
    /// None.
    Plain,
    /// From bottom left to top right.
    Rising,
    /// From top left to bottom right.
    Falling,
    /// Upright.
    Upright,
}

/// How something is filled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fill {
    /// The ground.
    pub ground: Colour,
    /// The lines.
    pub hatch: Hatch,
    /// The colour of lines and of text on it.
    pub ink: Colour,
}

/// The page.
pub const WHITE: Colour = (255, 255, 255);
/// Text.
pub const BLACK: Colour = (26, 26, 26);
/// Text of less weight.
pub const GREY: Colour = (89, 89, 89);
/// Lines of the grid.
pub const GRID: Colour = (217, 217, 217);
/// Outlines and axes.
pub const LINE: Colour = (140, 140, 140);

const PALE: Colour = (214, 230, 241);
const DARK: Colour = (74, 20, 34);
const BLUE: Colour = (0, 95, 150);
const ORANGE: Colour = (230, 159, 0);
const VERMILION: Colour = (213, 94, 0);
const SKY: Colour = (120, 190, 230);
const YELLOW: Colour = (245, 235, 120);
const SILVER: Colour = (190, 190, 190);

/// The page's width.
pub const PAGE: i32 = 1200;
/// The white rim.
pub const RIM: i32 = 18;
/// The title's font.
pub const TITLE: i32 = 18;
/// Headings of sections.
pub const HEADING: i32 = 13;
/// Labels.
pub const LABEL: i32 = 12;
/// Everything small.
pub const SMALL: i32 = 11;

const fn plain(ground: Colour, ink: Colour) -> Fill {
    Fill { ground, hatch: Hatch::Plain, ink }
}

const fn hatched(ground: Colour, hatch: Hatch, ink: Colour) -> Fill {
    Fill { ground, hatch, ink }
}

/// The fills of the levels full, resiliency mode, none.
pub const LEVELS: [(&str, Fill); 3] = [
    ("full service", plain(PALE, BLACK)),
    ("resiliency mode", hatched(ORANGE, Hatch::Upright, (150, 95, 0))),
    ("no service", plain(DARK, WHITE)),
];

/// The fill of a pool's state.
pub fn state(state: State) -> Fill {
    match state {
        State::Functional => plain(PALE, BLACK),
        State::GroupsLost => hatched(YELLOW, Hatch::Upright, (150, 135, 0)),
        State::NoBackEnd => plain(ORANGE, BLACK),
        State::QuorumLost => hatched(VERMILION, Hatch::Falling, (255, 200, 160)),
        State::Starting => hatched(SKY, Hatch::Rising, (0, 70, 120)),
        State::Stopped => plain(DARK, WHITE),
    }
}

/// The states in the order of a legend.
pub const STATES: [State; 6] =
    [State::Functional, State::GroupsLost, State::NoBackEnd, State::QuorumLost, State::Starting, State::Stopped];

/// The fill of where users are served.
pub fn host(host: Host) -> Fill {
    match host {
        Host::Home => plain(PALE, BLACK),
        Host::Partner(_) => plain(BLUE, WHITE),
        Host::Nobody => plain(DARK, WHITE),
    }
}

/// The fill of what administrators do.
pub fn work(doing: Doing) -> Fill {
    match doing {
        Doing::Detection(_) | Doing::Arrival(_) | Doing::Decision(_) => hatched(SILVER, Hatch::Rising, (110, 110, 110)),
        Doing::Step(..) => plain(BLUE, WHITE),
        Doing::Mending(..) => hatched(VERMILION, Hatch::Falling, (255, 200, 160)),
        Doing::Blocked(_) | Doing::Hands(_) => hatched(WHITE, Hatch::Upright, LINE),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Lightness as the eye has it, from 0 to 255.
    fn lightness((red, green, blue): Colour) -> u32 {
        (299 * u32::from(red) + 587 * u32::from(green) + 114 * u32::from(blue)) / 1000
    }

    #[test]
    fn levels_differ_in_lightness() {
        let [full, limited, none] = LEVELS.map(|(_, fill)| lightness(fill.ground));
        assert!(full > limited + 40 && limited > none + 80, "{full} {limited} {none}");
    }

    #[test]
    fn states_differ_in_lightness_or_hatching() {
        for one in STATES {
            for other in STATES {
                let (a, b) = (state(one), state(other));
                let apart = lightness(a.ground).abs_diff(lightness(b.ground)) > 40 || a.hatch != b.hatch;
                assert!(one == other || apart, "{one:?} and {other:?}");
            }
        }
    }
}
