//! How long what was lost stays lost, where a question needs it and the scenario does not say.

use super::facts;

facts! {
    SITE_REPAIR = "repair.site", Law "lognormal(median 6h, p95 24h)", "1min to 30d", "practice: one in 8 years, median 6 h, p95 24 h, and the ordered restart after it", Practice;
        "How long a lost site stays without power, network or cooling"
    SERVER_REPAIR = "repair.server", Law "mixture(0.8: 15min, 0.2: uniform(8h, 24h))", "1min to 7d", "practice: a restart once a year, 15 min; hardware once in 4 years, 8 to 24 h", Practice;
        "How long a lost Front End or Edge Server stays down, over both ways to fail"
    BACK_END_REPAIR = "repair.back_end", Law "mixture(0.8: 15min, 0.2: uniform(8h, 24h))", "1min to 7d", "taken like a Front End's", Inferred;
        "How long a lost Back End Server stays down"
    LINK_REPAIR = "repair.link", Law "lognormal(median 2h, p95 12h)", "1min to 7d", "no document gives it", Inferred;
        "How long a link stays cut"
    COMMON_FAULT_REPAIR = "repair.common_fault", Law "lognormal(median 2h, p95 8h)", "1min to 7d", "practice: median 2 h; the spread is ours", Practice;
        "How long a fault of a whole pool lasts: a bad update, an expired certificate, a stuck fabric"
    SHARED_REPAIR = "repair.shared", Law "lognormal(median 4h, p95 24h)", "1min to 7d", "no document gives it", Inferred;
        "How long a host, a rack, storage or another shared thing stays lost"
}
