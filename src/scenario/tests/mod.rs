//! Scenarios that are right and scenarios that are refused.

mod bad;
mod good;
mod lost;
