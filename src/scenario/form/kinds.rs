//! What the names of a scenario name. Names of what has an id are of that id's kind.

use crate::text::Kind;
use crate::topology::{EdgeId, LinkId, MachineId, PoolId, SharedId, SiteId};

macro_rules! kinds {
    ($($(#[$doc:meta])* $kind:ident $word:literal $($looked_up:ident)?;)*) => { $(
        kinds! { @declare $(#[$doc])* $kind }
        impl Kind for $kind {
            const WORD: &'static str = $word;
            const LOOKED_UP: bool = !concat!($(stringify!($looked_up))?).is_empty();
        }
    )* };
    (@declare $kind:ident) => {};
    (@declare $(#[$doc:meta])+ $kind:ident) => {
        $(#[$doc])+
        #[derive(Debug, Clone, Copy, PartialEq)]
        pub enum $kind {}
    };
}

kinds! {
    SiteId "site" looked_up;
    LinkId "link" looked_up;
    PoolId "pool" looked_up;
    EdgeId "Edge pool" looked_up;
    SharedId "shared thing" looked_up;
    MachineId "server";
    /// What a shared thing can carry: a server, a pool, an Edge pool, a site or another shared thing.
    Carried "server";
    /// A virtualization host, which is a shared thing that need not be defined.
    Host "host";
    /// A pool, of this scenario or of another, by whose name dice are rolled.
    DiceName "pool";
    /// A fact.
    FactKey "fact";
    /// A step of a runbook.
    StepId "step";
    /// Another design.
    VariantName "variant";
}
