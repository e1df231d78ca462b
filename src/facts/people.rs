//! People: noticing, deciding, arriving, and how long each step takes at their hands.

use super::facts;

facts! {
    DETECTION = "people.detection", Law "uniform(5min, 10min)", "1min to 1h", "practice: a pool that is wholly dead is noticed in 5 to 10 minutes", Practice, yours;
        "Until somebody notices that a pool is dead"
    DETECTION_PART = "people.detection_part", Law "uniform(20min, 60min)", "5min to 2h", "practice: the loss of a part of a pool is noticed in 20 to 60 minutes", Practice;
        "Until somebody notices that some routing groups have no quorum"
    DECISION = "people.decision", Law "lognormal(median 40min, p95 3h)", "median 10min to 2h", "practice: usually the largest part of the outage; the recovery time page leaves it out", Practice, yours;
        "From noticing to the decision to fail over"
    ARRIVAL = "people.arrival", Law "45min", "0s to 4h", "practice: paging and arriving out of hours", Practice, yours;
        "Out of staffed hours: from the page to somebody at a management shell"
    HANDS = "people.hands", Number "1", "1 to 20", "one operator until said otherwise", Inferred;
        "How many administrators can work at the same time"
    FAILBACK_WAIT = "people.failback_wait", Law "2h", "0s to 7d", "no document gives it", Inferred;
        "How long a returned pool is watched before its users are failed back"
    LOOK = "step.look", Law "2min", "0s to 15min", "no document gives it", Inferred;
        "Running a cmdlet that only shows something, and reading it"
    PUBLISH = "step.publish", Law "5min", "0s to 30min", "no document gives it", Inferred;
        "Publishing a topology and waiting until it has reached the servers"
    NEXT_HOP = "step.next_hop", Law "10min", "0s to 1h", "no document gives it", Inferred;
        "Pointing an Edge pool at another next hop pool, by hand"
    CENTRAL_MANAGEMENT = "step.central_management_failover", Law "uniform(15min, 30min)", "5min to 1h", "practice; the vendor's target is 5 min", Practice;
        "Invoke-CsManagementServerFailover until the backup pool holds the active master"
    DATABASE_FAILOVER = "step.database_failover", Law "5min", "1min to 30min", "no document gives it", Inferred;
        "Invoke-CsDatabaseFailover until the mirror is principal"
    QUORUM_RECOVERY = "step.quorum_loss_recovery", Law "uniform(10min, 30min)", "5min to 30min", "support article on limited functionality: done within 30 minutes", Inferred;
        "Reset-CsPoolRegistrarState -ResetType QuorumLossRecovery until replicas sit on the Front Ends that run"
    RETRY = "step.retry", Law "5min", "0s to 30min", "no document gives it", Inferred;
        "Reading a failed cmdlet's message, mending what it names, running it again"
}
