//! What prolongs an outage: the second half of every chain of causes, and the anatomy of a recovery.

/// Makes the phases, their dense numbers, keys and words from one table.
macro_rules! phases {
    ($($(#[$doc:meta])* $name:ident $key:literal $words:literal;)*) => {
        /// What users without full service are waiting for.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Phase {
            $($(#[$doc])* $name,)*
            /// A step of a runbook, by its number in the compiled steps.
            Step(u16),
        }

        /// The phases without the steps, for their numbers.
        #[derive(Clone, Copy)]
        enum Plain {
            $($name,)*
        }

        const PLAIN: &[Phase] = &[$(Phase::$name,)*];

        impl Phase {
            /// A dense number, steps last.
            pub const fn index(self) -> usize {
                match self {
                    $(Phase::$name => Plain::$name as usize,)*
                    Phase::Step(step) => PLAIN.len() + step as usize,
                }
            }

            /// The key in machine-readable output; a step has its own id instead.
            pub const fn key(self) -> &'static str {
                match self {
                    $(Phase::$name => $key,)*
                    Phase::Step(_) => "step",
                }
            }

            /// The words for it on a screen; a step has its own.
            pub const fn words(self) -> &'static str {
                match self {
                    $(Phase::$name => $words,)*
                    Phase::Step(_) => "step",
                }
            }
        }
    };
}

phases! {
    /// Secondary replicas being promoted, clients trying again.
    Takeover "takeover" "takeover by other Front Ends";
    /// A pool without quorum, before its services stop.
    Grace "grace" "pool quorum lost";
    /// A routing group without enough replicas, whether noticed or not.
    GroupQuorum "routing_group_quorum" "routing-group quorum lost";
    /// The backup registrar does not let users in yet.
    Registrar "registrar" "registrar failure detection interval";
    /// Nobody has noticed.
    Detection "detection" "detection";
    /// Somebody is on the way.
    Arrival "arrival" "arrival";
    /// Nobody has decided.
    Decision "decision" "decision";
    /// An open runbook waits for free hands.
    Hands "free_hands" "waiting for free hands";
    /// A procedure waits for the partner pool, or for the partner's procedure.
    Partner "partner" "waiting for the partner pool";
    /// A procedure waits for the link between the pools of a pair.
    Link "link" "waiting for the link between the pools";
    /// A procedure waits for the Central Management store.
    Store "central_management" "waiting for Central Management";
    /// A failover of Central Management waits for the pool with the standby.
    Standby "standby" "waiting for the standby of Central Management";
    /// What was lost has not returned.
    Repair "repair" "repair";
    /// Servers are starting, or the site restarts in order.
    Restart "restart" "restart of servers";
    /// Some Front Ends run, and the pool needs more of them to start.
    StartTable "too_few_to_start" "too few Front Ends to start the pool";
    /// The pool is starting.
    ColdStart "cold_start" "cold start of the pool";
    /// The Back End is away, for longer than the threshold or while a Front End has to be filled from it.
    NoBackEnd "no_back_end" "no Back End";
    /// No Edge pool lets remote users in.
    NoEdge "no_edge" "no way in through an Edge pool";
    /// Work on servers waits for its window, or until the pool is ready for it.
    Window "maintenance_window" "waiting for a maintenance window";
    /// Users are signing in again.
    SignIn "sign_in" "sign-in";
}

/// How many phases there are with `steps` steps.
pub const fn count(steps: usize) -> usize {
    PLAIN.len() + steps
}

impl Phase {
    /// The phase of a dense number.
    pub fn of(index: usize) -> Phase {
        PLAIN.get(index).copied().unwrap_or_else(|| Phase::Step((index - PLAIN.len()) as u16))
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
