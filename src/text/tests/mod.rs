//! Texts that attack the readers, and one small shape through all of them.

mod nasty;
mod shaped;
