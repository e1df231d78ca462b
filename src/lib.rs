//! pooldrill rehearses the loss of pools.
pub mod behaviour;
pub mod cli;
pub mod experiment;
pub mod facts;
pub mod ground;
pub mod kernel;
pub mod lint;
pub mod measure;
pub mod model;
pub mod report;
pub mod runbook;
pub mod scenario;
pub mod topology;
pub mod world;
