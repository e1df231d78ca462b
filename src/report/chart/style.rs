//! Colours and sizes of pictures.
//!
//! One colour has one meaning, and every two meanings differ in lightness or hatching as well as in hue (Okabe and Ito's
//! colours, which stay apart for all common kinds of colour blindness), so that a picture survives a black-and-white
//! printer.

use crate::report::run_record::{Doing, Host, State};
use crate::world::phase::Phase;

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
    /// Both.
    Crossed,
    /// Upright.
    Upright,
    /// From left to right.
    Level,
}

/// How something is filled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fill {
    /// The ground.
    pub ground: Colour,
    /// The lines.
    pub hatch: Hatch,
    /// The colour of the lines.
    pub ink: Colour,
}

impl Fill {
    /// The page itself.
    pub const WHITE: Fill = Fill::plain(WHITE);

    const fn plain(ground: Colour) -> Fill {
        Fill { ground, hatch: Hatch::Plain, ink: ground }
    }

    const fn hatched(ground: Colour, hatch: Hatch, ink: Colour) -> Fill {
        Fill { ground, hatch, ink }
    }

    /// The colour of text that can be read on the ground.
    pub fn text(&self) -> Colour {
        if lightness(self.ground) < 130 { WHITE } else { BLACK }
    }
}

/// Lightness as the eye has it, from 0 to 255.
fn lightness((red, green, blue): Colour) -> u32 {
    (299 * u32::from(red) + 587 * u32::from(green) + 114 * u32::from(blue)) / 1000
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
/// What nothing takes the place of: its outline, which is thick.
pub const ALONE: Colour = (176, 0, 80);
/// The ground on which the boxes of a site stand.
pub const SITE: Colour = (243, 243, 243);
/// A server.
pub const SERVER: Colour = (200, 200, 200);

/// The page's width: a slide's at 96 dots an inch, so that 16 pixels are 12 points.
pub const PAGE: i32 = 1280;
/// The white rim.
pub const RIM: i32 = 20;
/// The title's font.
pub const TITLE: i32 = 26;
/// Headings of sections.
pub const HEADING: i32 = 18;
/// Everything else. Nothing is smaller, since it could not be read from a slide.
pub const LABEL: i32 = 16;
/// From line to line of labels.
pub const LEADING: i32 = 20;

/// As it should be, and nothing to say: a pool that is functional, users served at home, a service that works.
pub const IN_ORDER: Fill = Fill::plain(WHITE);
/// Users with full service.
pub const FULL: Fill = Fill::plain((198, 219, 235));
/// Resiliency mode: users in it, or a pool that has nothing better to give.
pub const LIMITED: Fill = Fill::hatched((230, 159, 0), Hatch::Upright, (150, 95, 0));
/// Users without service.
pub const NOTHING: Fill = Fill::plain((74, 20, 34));
/// Users served by the partner pool.
pub const AT_PARTNER: Fill = Fill::plain((30, 110, 180));
/// What does not work: a thing that is lost, a pool that is stopped, a service that is down.
pub const DOWN: Fill = Fill::hatched((64, 64, 64), Hatch::Falling, (150, 150, 150));
/// A pool without pool quorum whose services still run.
pub const QUORUM_LOST: Fill = Fill::hatched((213, 94, 0), Hatch::Falling, (255, 200, 160));
/// A pool with routing groups without quorum.
pub const GROUPS_LOST: Fill = Fill::hatched((245, 235, 120), Hatch::Upright, (150, 135, 0));
/// A pool that starts.
pub const STARTING: Fill = Fill::hatched((120, 190, 230), Hatch::Rising, (0, 70, 120));
/// Administrators notice, arrive, decide.
pub const THINKING: Fill = Fill::hatched((222, 222, 222), Hatch::Rising, (110, 110, 110));
/// A step of a procedure.
pub const STEP: Fill = Fill::plain((70, 190, 140));
/// What a cmdlet complained about is mended.
pub const MENDING: Fill = Fill::hatched((204, 121, 167), Hatch::Crossed, (130, 50, 95));
/// A server that is to be stopped takes nothing new.
pub const DRAINS: Fill = Fill::hatched((214, 236, 228), Hatch::Falling, (0, 110, 80));
/// The replicas of a server that was away catch up.
pub const CATCHES_UP: Fill = Fill::hatched((225, 238, 247), Hatch::Crossed, (90, 140, 180));
/// A procedure waits.
pub const WAITING: Fill = Fill::hatched(WHITE, Hatch::Level, LINE);

/// Things that are counted, such as runs.
pub const COUNTED: Fill = Fill::hatched((205, 205, 214), Hatch::Level, (120, 120, 135));

/// What goes beyond what a thing is rated for.
pub const OVER: Fill = Fill::hatched((180, 40, 40), Hatch::Rising, (255, 190, 170));

/// The levels from the bottom of a panel to its top, in the words of a legend.
pub const LEVELS: [(&str, Fill); 3] = [("full service", FULL), ("resiliency mode", LIMITED), ("no service", NOTHING)];

/// The fill of a pool's state.
pub fn state(state: State) -> Fill {
    match state {
        State::Functional => IN_ORDER,
        State::GroupsLost => GROUPS_LOST,
        State::NoBackEnd => LIMITED,
        State::QuorumLost => QUORUM_LOST,
        State::Starting => STARTING,
        State::Stopped => DOWN,
    }
}

/// The states in the order of a legend.
pub const STATES: [State; 6] =
    [State::Functional, State::GroupsLost, State::NoBackEnd, State::QuorumLost, State::Starting, State::Stopped];

/// The fill of where users are served.
pub fn host(host: Host) -> Fill {
    match host {
        Host::Home => IN_ORDER,
        Host::Partner(_) => AT_PARTNER,
        Host::Nobody => NOTHING,
    }
}

/// How a service that all pools use is filled.
pub fn service(works: bool) -> Fill {
    if works { IN_ORDER } else { DOWN }
}

/// The fill of what administrators do.
pub fn work(doing: Doing) -> Fill {
    match doing {
        Doing::Detection(_) | Doing::Arrival(_) | Doing::Decision(_) => THINKING,
        Doing::Step(..) => STEP,
        Doing::Mending(..) => MENDING,
        Doing::Blocked(..) | Doing::Hands(_) => WAITING,
    }
}

/// How a field is filled by how much of the worst it has, from nothing to one: white, then ever darker towards the colour of
/// users without service. Its number stands in it, so that nobody has to tell two shades apart.
pub fn heat(share: f64) -> Fill {
    let share = if share.is_nan() { 0.0 } else { share.clamp(0.0, 1.0) };
    let mix = |from: u8, to: u8| libm::round(f64::from(from) + (f64::from(to) - f64::from(from)) * share) as u8;
    let ((r, g, b), (red, green, blue)) = (WHITE, NOTHING.ground);
    Fill::plain((mix(r, red), mix(g, green), mix(b, blue)))
}

/// How the time is filled that users wait in a phase, and the words for that in a legend.
pub fn phase(phase: Phase) -> (&'static str, Fill) {
    match phase {
        Phase::Detection | Phase::Arrival | Phase::Decision => ("administrators notice, arrive, decide", THINKING),
        Phase::Step(_) => ("step of a procedure", STEP),
        Phase::Restart | Phase::StartTable | Phase::ColdStart => ("starts", STARTING),
        Phase::Repair => ("not back", DOWN),
        Phase::Grace => ("pool quorum lost", QUORUM_LOST),
        Phase::GroupQuorum => ("routing groups without quorum", GROUPS_LOST),
        Phase::NoBackEnd => ("resiliency mode", LIMITED),
        Phase::Takeover | Phase::Registrar | Phase::SignIn | Phase::NoEdge => ("waits", WAITING),
        Phase::Hands | Phase::Partner | Phase::Link | Phase::Store | Phase::Standby | Phase::Window => {
            ("waits", WAITING)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every fill with a meaning of its own.
    const MEANINGS: [(&str, Fill); 17] = [
        ("in order", IN_ORDER),
        ("full service", FULL),
        ("resiliency mode", LIMITED),
        ("no service", NOTHING),
        ("served by the partner", AT_PARTNER),
        ("down", DOWN),
        ("pool quorum lost", QUORUM_LOST),
        ("routing groups lost", GROUPS_LOST),
        ("starting", STARTING),
        ("thinking", THINKING),
        ("step", STEP),
        ("mending", MENDING),
        ("draining", DRAINS),
        ("catching up", CATCHES_UP),
        ("waiting", WAITING),
        ("counted", COUNTED),
        ("over", OVER),
    ];

    #[test]
    fn any_two_meanings_differ_in_lightness_or_hatching() {
        for (place, (one, a)) in MEANINGS.iter().enumerate() {
            for (other, b) in &MEANINGS[place + 1..] {
                let apart = lightness(a.ground).abs_diff(lightness(b.ground));
                assert!(apart >= 40 || a.hatch != b.hatch, "{one} and {other} differ by {apart}");
                assert!(a.ground != b.ground || a.hatch == Hatch::Plain || b.hatch == Hatch::Plain, "{one}, {other}");
            }
        }
    }

    #[test]
    fn hatching_and_text_can_be_seen_on_their_ground() {
        for (name, fill) in MEANINGS {
            let seen = |ink: Colour| lightness(ink).abs_diff(lightness(fill.ground));
            assert!(seen(fill.text()) >= 90, "text on {name}");
            assert!(fill.hatch == Hatch::Plain || seen(fill.ink) >= 50, "hatching of {name}");
        }
    }
}
