//! Users: how many are signed in when, how fast they come back, what they expect.

use super::facts;

facts! {
    SIGNED_IN = "users.signed_in_share", Number "0.8", "0 to 1", "Lync Server 2013 user models", Documented;
        "Share of the enabled users signed in during business hours"
    SIGNED_IN_OFF = "users.signed_in_share_off_hours", Number "0.1", "0 to 1", "no document gives it", Inferred;
        "Share of the enabled users signed in outside business hours"
    REMOTE = "users.remote_share", Number "0.3", "0 to 1", "Lync Server 2013 user models", Documented;
        "Share of the users who come in through an Edge Server"
    ENDPOINTS = "users.endpoints", Number "1.9", "1 to 8", "Lync Server 2013 user models, mobility on", Documented;
        "Endpoints of a signed-in user, each of which signs in for itself"
    SIGN_IN_RATE = "users.sign_ins_per_second", Number "10", "3 to 15", "practice; the design rate is 1.76 and no document gives the limit", Practice, yours;
        "Sign-ins of endpoints a Front End Server takes in a second, at most (0: no limit)"
    RECONNECT = "users.reconnect", Law "uniform(10s, 20s)", "0s to 2min", "a lab saw clients signed out for 10 to 20 s", Blog;
        "Until the clients of a lost Front End try the pool again, counted from the promotion"
    BUSINESS_HOURS = "users.business_hours", Word "Mon-Fri 08:00-18:00", "hours of the week", "none: every deployment has its own", Practice, yours;
        "When the users work"
}
