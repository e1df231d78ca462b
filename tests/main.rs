//! Every integration test, in one binary: linking is what takes time.

mod it;
