//! The integration tests by what they hold: the house's order, the documents' sentences, arithmetic, determinism.

mod tidy;
