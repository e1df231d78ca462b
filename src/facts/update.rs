//! Updates: asking whether a pool may be updated, stopping servers, installing, and what users have open meanwhile.

use super::facts;

facts! {
    BUSY_ANSWERS = "update.busy_answers", Number "3", "1 to 20", "Upgrade or update Front End Servers in Lync Server 2013, 2013-06-28", Documented;
        "The Busy answer in a row at which a pool has a problem"
    ASK_AGAIN = "update.ask_again", Law "10min", "1min to 1h", "Upgrade or update Front End Servers in Lync Server 2013, 2013-06-28", Documented;
        "From a Busy answer until the pool is asked again"
    SOAK = "update.soak", Law "20min", "0s to 1d", "Topologies and components for Front End Servers in Lync Server 2013, 2014-10-24", Documented;
        "How long a pool stays Ready before its next upgrade domain is taken"
    GRACEFUL = "update.graceful", Flag "yes", "yes|no", "Upgrade or update Front End Servers in Lync Server 2013, 2013-06-28", Documented;
        "Whether servers are stopped with -Graceful, which lets running sessions come to their end"
    TOGETHER = "update.domain_together", Flag "no", "yes|no", "the support article advises one server at a time, the page one upgrade domain at a time", Inferred;
        "Whether the servers of an upgrade domain are updated together, or one after the other"
    DRAIN_LIMIT = "update.drain_limit", Span "60min", "0s to forever", "practice; the cmdlet has no limit, and that of Skype for Business Server 2015 waits for 1 h", Practice, yours;
        "How long a graceful stop is waited for before the server is stopped all the same"
    INSTALL = "update.install", Law "40min", "5min to 4h", "practice: Windows and cumulative update together", Practice;
        "Installing updates on one server"
    RESTART = "update.restart", Law "uniform(5min, 10min)", "0s to 1h", "practice: a restart takes 15 to 20 min, of which a Front End's own start is 10 min", Practice;
        "From the restart of an updated server until its services start"
    START_HANGS = "update.start_hangs", Number "0.02", "0 to 1", "no document gives it", Inferred;
        "Chance that a server does not start after an update"
    HANG_MENDED = "update.hang_mended", Law "uniform(30min, 4h)", "5min to 1d", "no document gives it", Inferred;
        "Mending a server that did not start after an update"
    SESSIONS = "update.sessions", Number "0.05", "0 to 1", "Lync Server 2013 user models: 5 % of users are in conferences during working hours", Documented;
        "Share of the signed-in users of a Front End who are in a conference or call on it, in business hours"
    SESSIONS_OFF = "update.sessions_off_hours", Number "0.0005", "0 to 1", "practice: a server drains in about 10 min at night", Practice;
        "The same outside business hours"
    SESSION = "update.session", Law "exponential(30min)", "median 3min to 80min", "no document gives it", Inferred;
        "How long a session that is under way when a server is stopped still lasts"
}
