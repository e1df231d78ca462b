//! What may be said about random failures.

use crate::ground::calendar::Hours;
use crate::ground::law::Law;
use crate::text::{List, Map, Share, Whole, Written, record};
use crate::topology::SharedId;

record! {
    /// How often something fails and how long its repair takes.
    pub struct Fault = "fault" {
        /// Time from a repair to the next failure; `never` for none.
        life: Written<Law>,
        /// Time to repair, once somebody repairs.
        repair: Written<Law>,
        /// How many are repaired at a time: for servers and Back End Servers in each pool, for Edge Servers in each Edge
        /// pool, otherwise in all. Default: no limit.
        crews: Option<Whole<1, 1000>>,
        /// Who comes first at a crew that several share: the lower number.
        priority: Whole<0, 9> = "5",
        /// Spares in stock for this way to fail; the repair waits for one, and each one taken is ordered again. Default: no
        /// spare is needed.
        spares: Option<Whole<0, 64>>,
        /// From the order of a spare to its delivery. Default: 24h.
        lead: Option<Written<Law>>,
    }

    /// How things fail at random; what is left out does not fail.
    pub struct Failures = "failures" {
        /// Front Ends and Standard Edition servers: one entry for each way to fail, such as a restart and a broken board.
        server: List<Fault> = "[]",
        /// Back End Servers, each for itself.
        back_end: Option<Fault>,
        /// Witnesses, each for itself.
        witness: Option<Fault>,
        /// Edge Servers, each for itself.
        edge: Option<Fault>,
        /// Links, each for itself.
        link: Option<Fault>,
        /// Sites, each for itself, with everything that stands there.
        site: Option<Fault>,
        /// A fault of all Front Ends of a pool at once, such as a bad update or an expired certificate.
        pool: Option<Fault>,
        /// Shared things and virtualization hosts, by name.
        shared: Map<SharedId, Fault> = "{}",
        /// Part of the servers' failures (first entry) that takes all servers of the pool at once.
        beta: Share = "0",
        /// Part of the site losses that takes all sites at once.
        site_beta: Share = "0",
        /// Servers repaired at a time in each pool, whichever way they failed. Default: no limit.
        crews: Option<Whole<1, 1000>>,
        /// One crew for everything that has no crew of its own: how many it repairs at a time. Default: no limit.
        field_crew: Option<Whole<1, 1000>>,
        /// Hours in which a repair can begin; one that has begun is finished. Default: always.
        crew_hours: Option<Written<Hours>>,
        /// From the call to the crew's arrival. Default: no time.
        travel: Option<Written<Law>>,
        /// Whether servers can fail while their pool is stopped.
        ages_while_pool_is_down: bool = "true",
    }
}
