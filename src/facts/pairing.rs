//! Paired pools: targets, the Backup Service, how long the procedures take.

use super::facts;

facts! {
    SYNC_INTERVAL = "pairing.sync_interval", Span "2min", "5s to 3h", "Set-CsBackupServiceConfiguration, SyncInterval", Documented;
        "How long the Backup Service waits before it copies changes to the partner again"
    USER_DATA_PER_HOUR_KB = "pairing.user_data_kb_per_hour", Number "20", "1 to 500", "no document gives it; a presence document has 4 KB on average", Inferred;
        "Changed user data of one signed-in user in an hour, in KB"
    CONTENT_PER_HOUR_KB = "pairing.content_kb_per_hour", Number "60", "0 to 5000", "user models: 5 % of users in a conference, 20 % of web meetings share content; the product is ours", Inferred;
        "Meeting content uploaded by one signed-in user in an hour, in KB"
    CONTENT_PACKAGE_KB = "pairing.content_package_kb", Number "102400", "1 and more", "Set-CsBackupServiceConfiguration, MaxDataConfPackageSizeKB", Documented;
        "Meeting content the Backup Service ships in one cycle, at most, in KB"
    ZIP_RATIO = "pairing.zip_ratio", Number "0.5", "0.1 to 1", "the page says that changes are zipped, not by how much", Inferred;
        "Size of a change after compression"
    FAILOVER = "failover.base", Law "10min", "0s to 1h", "fitted so that 40,000 active users take the 30 min of the recovery time page", Inferred;
        "Invoke-CsPoolFailover: the part that does not depend on size"
    FAILOVER_PER_USER = "failover.per_signed_in_user", Span "30ms", "0s to 1s", "fitted so that 40,000 active users take the 30 min of the recovery time page", Inferred;
        "Invoke-CsPoolFailover: what each signed-in user adds"
    FAILBACK = "failback.base", Law "5min", "0s to 1h", "fitted so that 20,000 users take the 60 min of the failback page", Inferred;
        "Invoke-CsPoolFailback: the part that does not depend on size"
    FAILBACK_PER_USER = "failback.per_user", Span "165ms", "0s to 1s", "fitted so that 20,000 users take the 60 min of the failback page", Inferred;
        "Invoke-CsPoolFailback: what each enabled user adds"
    FAILBACK_SERVICE = "failback.service", Word "moving", "moving|limited|none", "user experience page: signed in at the backup pool until moved, then at home in resiliency mode; the even spread is ours", Inferred;
        "What failed-over users have while the failback runs: moving turns full into limited evenly, the others hold for all of it"
    FAILBACK_UNTOUCHED = "failback.survives_partner_loss", Flag "no", "yes|no", "inferred: they are still served by the partner", Inferred;
        "Whether users in failback keep what they have when the partner is lost in the middle, where failback.service is limited; moving keeps those who are home"
    CMDLET_FAILS = "failover.cmdlet_fails", Number "0.05", "0 to 1", "Failing over a pool: there is still a chance that the cmdlet fails and must be run again; no rate is given", Inferred;
        "Chance that Invoke-CsPoolFailover fails once the Central Management store is right, and must be run again"
    FAILBACK_FAILS = "failback.cmdlet_fails", Number "0.05", "0 to 1", "release notes: failback may end in an error about hydration and has to be run again; no rate is given", Inferred;
        "Chance that Invoke-CsPoolFailback fails and must be run again"
    REGISTRAR_FAILURE = "registrar.failure_interval", Law "300s", "30s to 24h", "Planning for central site voice resiliency: 300 s for a Front End pool", Documented;
        "Without heartbeat for this long, the backup registrar accepts the pool's users in resiliency mode"
    REGISTRAR_KEEPS_COUNTING = "registrar.counts_without_partner", Flag "no", "yes|no", "inferred: it is the partner that misses the heartbeat, and it begins anew when it has returned itself", Inferred;
        "Whether the interval goes on while the partner itself is down, as in textbook models"
    AUTOMATIC_VOICE = "registrar.automatic_failover", Flag "no", "yes|no", "the tick-box of Topology Builder; the deployment page ticks it", Practice, yours;
        "Whether automatic failover and failback for voice is ticked"
    RTO_TARGET = "target.pool_failover.time", Span "30min", "1min and more", "Recovery time for pool failover and pool failback", Documented;
        "The vendor's target for pool failover: from the start of the procedure to its end"
    RPO_TARGET = "target.pool_failover.data", Span "30min", "1min and more", "Recovery time for pool failover and pool failback", Documented;
        "The vendor's target for data missing on the backup pool"
}
