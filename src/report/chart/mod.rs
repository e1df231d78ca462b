//! Floor 8, report: what is drawn, as SVG and as PNG.
//!
//! *Invariant*: coordinates are whole pixels and the width of a text is estimated on the safe side of all common fonts, so
//! that a picture has the same bytes on every platform and its texts fit whoever shows it. What cannot be drawn is said in
//! words beside it.
//!
//! *Deliberately absent*: anything installed on a machine, and anything that moves or can be clicked.

pub mod answers;
pub mod availability;
pub mod bars;
pub mod bitmap;
pub mod canvas;
pub mod causes;
pub mod day_and_night;
pub mod designs;
pub mod dots;
pub mod durations;
pub mod exceedance;
pub mod font;
pub mod hatching;
pub mod hours;
pub mod incidents;
pub mod load;
pub mod losses;
pub mod minutes;
pub mod outline;
pub mod paint;
pub mod pairs;
pub mod picture;
pub mod recoveries;
pub mod sheet;
pub mod style;
pub mod svg;
pub mod timeline;
pub mod topology;
pub mod value_axis;
pub mod waterfall;
pub mod width;
