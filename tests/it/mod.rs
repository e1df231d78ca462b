//! The integration tests by what they hold: the house's order, the documents' sentences, arithmetic, determinism.

mod allocation;
mod arithmetic;
mod books;
mod chance;
mod command_line;
mod determinism;
mod drills;
mod exposure;
mod golden;
mod interrupts;
mod oracles;
mod oracles_pairs;
mod oracles_pools;
mod pages_back_end;
mod pages_copy;
mod pages_corners;
mod pages_failover;
mod pages_groups;
mod pages_pair;
mod pages_pool;
mod pages_waits;
mod planned;
mod properties;
mod regressions;
mod stage;
mod tidy;
