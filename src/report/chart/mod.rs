//! Floor 8, report: what is drawn, as SVG.
//!
//! *Invariant*: coordinates are whole pixels and the width of a text is estimated without a font, so that a picture has the
//! same bytes on every platform. What cannot be drawn is said in words beside it.
//!
//! *Deliberately absent*: fonts, bitmaps, and anything that moves or can be clicked.

pub mod canvas;
pub mod hatching;
pub mod paint;
pub mod sheet;
pub mod style;
pub mod svg;
pub mod timeline;
pub mod width;
