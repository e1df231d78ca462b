//! What prolongs an outage: the second half of every chain of causes, and the anatomy of a recovery.

/// What users without full service are waiting for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Phase {
    /// Secondary replicas being promoted, clients trying again.
    Takeover,
    /// A pool without quorum, before its services stop.
    Grace,
    /// A routing group without enough replicas.
    GroupQuorum,
    /// Nobody has noticed.
    Detection,
    /// Somebody is on the way.
    Arrival,
    /// Nobody has decided.
    Decision,
    /// A step of a runbook, by its number in the compiled steps.
    Step(u8),
    /// An open runbook waits for free hands.
    Hands,
    /// An open runbook waits for the partner pool.
    Partner,
    /// What was lost has not returned.
    Repair,
    /// Servers are starting, or the site restarts in order.
    Restart,
    /// The pool is starting.
    ColdStart,
    /// The Back End is away for longer than the threshold.
    NoBackEnd,
    /// No Edge pool lets remote users in.
    NoEdge,
    /// Users are signing in again.
    SignIn,
}

/// How many phases there are with `steps` steps.
pub const fn count(steps: usize) -> usize {
    14 + steps
}

impl Phase {
    /// A dense number, steps last.
    pub const fn index(self) -> usize {
        match self {
            Phase::Takeover => 0,
            Phase::Grace => 1,
            Phase::GroupQuorum => 2,
            Phase::Detection => 3,
            Phase::Arrival => 4,
            Phase::Decision => 5,
            Phase::Hands => 6,
            Phase::Partner => 7,
            Phase::Repair => 8,
            Phase::Restart => 9,
            Phase::ColdStart => 10,
            Phase::NoBackEnd => 11,
            Phase::NoEdge => 12,
            Phase::SignIn => 13,
            Phase::Step(step) => 14 + step as usize,
        }
    }

    /// The phase of a dense number.
    pub fn of(index: usize) -> Phase {
        const FIRST: [Phase; 14] = [
            Phase::Takeover,
            Phase::Grace,
            Phase::GroupQuorum,
            Phase::Detection,
            Phase::Arrival,
            Phase::Decision,
            Phase::Hands,
            Phase::Partner,
            Phase::Repair,
            Phase::Restart,
            Phase::ColdStart,
            Phase::NoBackEnd,
            Phase::NoEdge,
            Phase::SignIn,
        ];
        FIRST.get(index).copied().unwrap_or_else(|| Phase::Step((index - FIRST.len()) as u8))
    }

    /// The key in machine-readable output; a step has its own id instead.
    pub const fn key(self) -> &'static str {
        match self {
            Phase::Takeover => "takeover",
            Phase::Grace => "grace",
            Phase::GroupQuorum => "routing_group_quorum",
            Phase::Detection => "detection",
            Phase::Arrival => "arrival",
            Phase::Decision => "decision",
            Phase::Step(_) => "step",
            Phase::Hands => "free_hands",
            Phase::Partner => "partner",
            Phase::Repair => "repair",
            Phase::Restart => "restart",
            Phase::ColdStart => "cold_start",
            Phase::NoBackEnd => "no_back_end",
            Phase::NoEdge => "no_edge",
            Phase::SignIn => "sign_in",
        }
    }

    /// The words for it on a screen; a step has its own.
    pub const fn words(self) -> &'static str {
        match self {
            Phase::Takeover => "takeover by other Front Ends",
            Phase::Grace => "pool quorum lost",
            Phase::GroupQuorum => "routing-group quorum lost",
            Phase::Detection => "detection",
            Phase::Arrival => "arrival",
            Phase::Decision => "decision",
            Phase::Step(_) => "step",
            Phase::Hands => "waiting for free hands",
            Phase::Partner => "waiting for the partner pool",
            Phase::Repair => "repair",
            Phase::Restart => "restart of servers",
            Phase::ColdStart => "cold start of the pool",
            Phase::NoBackEnd => "no Back End",
            Phase::NoEdge => "no Edge pool",
            Phase::SignIn => "sign-in",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_dense_numbers_go_both_ways() {
        for index in 0..count(30) {
            assert_eq!(Phase::of(index).index(), index);
        }
    }
}
