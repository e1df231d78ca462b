//! What happens inside one pool: starting, staying up, replicas, back ends.

use super::facts;

facts! {
    FRONT_END_START = "front_end.start", Law "10min", "0s and more", "UCMA 4.0 SDK, DNS load balancing: ten minutes as the least time for a server to stop, be updated and return", Inferred;
        "A Front End Server's own start, from power to accepting connections, in a pool that runs"
    BACK_END_START = "back_end.start", Law "5min", "0s and more", "no document gives it", Inferred;
        "A SQL Server's own start, from power to databases online"
    EDGE_START = "edge.start", Law "10min", "0s and more", "as a Front End Server", Inferred;
        "An Edge Server's own start"
    SITE_DIRECTORY = "site.restart.directory", Law "10min", "0s and more", "practice: directory, then SQL, then Front Ends; the durations are ours", Inferred;
        "After power returns to a site: until Active Directory and DNS answer, before which no SQL Server is started"
    SITE_SQL = "site.restart.sql", Law "10min", "0s and more", "practice: directory, then SQL, then Front Ends; the durations are ours", Inferred;
        "After that: until the SQL Servers are checked, before which no Front End is started"
    START_ORDER = "pool.two_front_ends_start_order", Flag "yes", "yes|no", "Topologies and components for Front End Servers: both together, else in the reverse of the order in which they went down, else after a QuorumLossRecovery", Documented;
        "Whether a stopped pool of two Front Ends starts only with both or with the one that stopped last; textbook models start with either"
    GRACE = "pool.grace", Law "5min", "0s to 15min", "a lab saw services stop within several minutes; the figure is quoted everywhere and stated nowhere", Inferred;
        "From pool quorum loss to the remaining Front Ends stopping all their services"
    GRACE_LEVEL = "pool.grace_level", Word "limited", "full|limited|none", "the 2013 edition speaks of a survivability mode before the stop", Blog;
        "What users have while that time runs"
    COLD_START = "pool.cold_start", Law "15min", "0s to 3h", "event 32174: up to an hour for a large pool; practice knows 2.5 h", Inferred;
        "A pool's cold start, once enough Front Ends are up: the part that does not depend on size"
    COLD_START_PER_1000 = "pool.cold_start_per_1000_users", Span "30s", "0s to 5min", "fitted so that 80,000 users take 55 min (event 32174: up to an hour)", Inferred;
        "A pool's cold start: what each 1,000 enabled users add"
    DETECTION = "fabric.detection", Law "30s", "0s to 2min", "Service Fabric, lease duration", DocumentedElsewhere;
        "Until the other Front Ends take a silent one for lost"
    PROMOTION = "fabric.promotion", Law "10s", "0s to 1min", "a lab counted 10 to 20 s of outage in all", Inferred;
        "Promoting a secondary replica to primary, after the detection"
    REBUILD_WAIT = "fabric.rebuild_wait", Law "30min", "0s to never", "Service Fabric, ReplicaRestartWaitDuration of its own services; Lync's value is not published", DocumentedElsewhere;
        "How long an absent replica is waited for before another Front End gets one"
    REBUILD_PER_1000 = "fabric.rebuild_per_1000_users", Span "5min", "0s to 30min", "no document gives it", Inferred;
        "Building a replica anew, for each 1,000 users of the routing group"
    CATCH_UP = "fabric.catch_up", Law "10min", "0s to 30min", "inferred from the wait for replicas in Get-CsPoolUpgradeReadinessState", Inferred;
        "A replica that was away shortly catches up with what it missed"
    THRESHOLD = "back_end.unavailable_threshold", Law "30min", "0s to never", "New-CsRegistrarConfiguration, BackupStoreUnavailableThreshold", Documented;
        "How long users keep full service without a back end before resiliency mode"
    LAZY_WRITE = "back_end.lazy_write", Law "1min", "0s to 5min", "no document gives it: the Back End gets the data lazily, and its page aims at 5 min of loss", Inferred;
        "How far the Back End is behind the Front Ends with what users store: what a QuorumLossRecovery loses of routing groups whose replicas are gone"
    TWO_FRONT_ENDS = "back_end.two_front_ends_stop", Law "30min", "0s to never", "the high availability page expects a two-server pool to go down soon after its back end", Inferred;
        "A pool of two Front Ends without its back end: until the pool stops"
    MIRROR_FAILOVER = "mirror.automatic_failover", Law "1min", "0s to 5min", "target of 5 min in the back end high availability page; SQL alone takes seconds", Inferred;
        "Automatic database failover to a synchronised mirror with a witness"
    RATED_USERS = "front_end.rated_users", Number "6660", "1 and more", "Capacity planning for Lync Server 2013 using the user models", Documented;
        "Enabled users a Front End Server is rated for"
    RATED_STANDARD = "standard.rated_users", Number "5000", "1 and more", "Capacity planning for Lync Server 2013 using the user models", Documented;
        "Users a Standard Edition server is rated for when it carries its partner's as well"
    MAX_USERS = "front_end.max_users", Number "12000", "2000 to 100000", "New-CsRegistrarConfiguration, MaxUserCount", Documented;
        "Users that may register with one server"
    PAIRED_POOL_USERS = "pool.paired_users_max", Number "40000", "1 and more", "Capacity planning for Lync Server 2013 using the user models", Documented;
        "Users an Enterprise pool of a pair may home"
    PAIRED_STANDARD_USERS = "standard.paired_users_max", Number "2500", "1 and more", "Capacity planning for Lync Server 2013 using the user models", Documented;
        "Users a Standard Edition server of a pair may home"
    POOL_USERS = "pool.users_max", Number "80000", "1 and more", "Capacity planning for Lync Server 2013 using the user models", Documented;
        "Users a pool may home at all"
}
