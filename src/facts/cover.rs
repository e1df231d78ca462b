//! Imperfect cover: what should work when it is needed, and may not. Off by default; a report lists what is on.

use super::facts;

facts! {
    MIRROR = "cover.mirror_failover", Number "1", "0 to 1", "off: the documents assume that it works", Inferred;
        "Chance that an automatic database failover works; where it does not, an administrator must do it"
    PARTNER = "cover.partner_ready", Number "1", "0 to 1", "off: the documents assume that it works; practice knows certificates, firewalls and load balancers that nobody tried", Inferred;
        "Chance that the backup pool is ready when a failover needs it; where it is not, that shows only then"
    PARTNER_MENDING = "cover.partner_mending", Law "1h", "0s to 1d", "no document gives it", Inferred;
        "Finding and mending why the backup pool is not ready"
    STEP_WRONG = "cover.step_done_wrong", Number "0", "0 to 1", "off; practice: an undrilled step fails once in 4, a drilled one in 20", Inferred;
        "Chance that a step that changes something is done wrong; the failover cmdlet finds it, and the procedure starts again"
}
