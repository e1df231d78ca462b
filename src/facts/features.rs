//! What users can do at each stage of a recovery and in each place: the tables of the documentation, a row for each
//! feature.
//!
//! Whether a feature works is decided by where users are served and how far the recovery has got. Another feature is
//! another row: what it needs at home, and whether it works at the partner in resiliency mode, after the failover, and
//! while users are moved home.

use crate::facts::Confidence;

/// Where users are served, and how far a recovery has got. Everything works at home with full service and with the Back
/// End there; without service nothing does, because users are signed out. These stages lie between.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stage {
    /// At home with full service, while the Back End is away for less than the threshold.
    WithoutBackEnd,
    /// At home in resiliency mode.
    ResiliencyAtHome,
    /// At the partner in resiliency mode: from the registrar's timer to the end of the failover. A failover of a pool that
    /// works restricts its users in the same way while it runs.
    ResiliencyAtPartner,
    /// At the partner with full service: from the end of the failover until each is moved home.
    FailedOver,
    /// Moved home in resiliency mode, until the failback ends.
    FailingBack,
}

impl Stage {
    /// Every stage, in the order in which a ledger keeps them.
    pub const ALL: [Stage; 5] = [
        Stage::WithoutBackEnd,
        Stage::ResiliencyAtHome,
        Stage::ResiliencyAtPartner,
        Stage::FailedOver,
        Stage::FailingBack,
    ];

    /// Its key in the JSON summary.
    pub const fn key(self) -> &'static str {
        match self {
            Stage::WithoutBackEnd => "without_back_end",
            Stage::ResiliencyAtHome => "resiliency_mode_at_home",
            Stage::ResiliencyAtPartner => "resiliency_mode_at_partner",
            Stage::FailedOver => "failed_over",
            Stage::FailingBack => "failing_back",
        }
    }

    /// Its place among all of them.
    pub const fn index(self) -> usize {
        self as usize
    }
}

/// What a feature needs at home.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AtHome {
    /// A registrar that runs: it works in resiliency mode too.
    Registrar,
    /// Full service, because it stores something.
    FullService,
    /// Full service, and its data in the Back End itself: it stops as soon as that is away.
    BackEnd,
}

/// Whether a feature works.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Works {
    /// It does.
    Yes,
    /// It does not.
    No,
    /// Only if somebody has seen to it beforehand, or does so then: `imported there`. No failover brings it, and a
    /// scenario cannot say that it was done.
    If(&'static str),
}

/// What the Edge pools carry for the whole deployment, each through one of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Route {
    /// Federation.
    Federation,
    /// XMPP federation.
    Xmpp,
}

impl Route {
    /// Every route, in the order in which they are counted.
    pub const ALL: [Route; 2] = [Route::Federation, Route::Xmpp];

    /// Its place among all of them.
    pub const fn index(self) -> usize {
        self as usize
    }

    /// What it is called beside a picture.
    pub const fn name(self) -> &'static str {
        match self {
            Route::Federation => "Federation",
            Route::Xmpp => "XMPP",
        }
    }
}

/// Some routes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Routes(u8);

impl Routes {
    /// No route.
    pub const NONE: Routes = Routes(0);

    /// Those of which something is so.
    pub fn of(mut is_so: impl FnMut(Route) -> bool) -> Routes {
        Routes(Route::ALL.into_iter().filter(|route| is_so(*route)).fold(0, |bits, route| bits | 1 << route.index()))
    }

    /// Whether a route is among them.
    pub const fn contain(self, route: Route) -> bool {
        self.0 >> route.index() & 1 == 1
    }
}

/// Something users want to do, and when it works.
#[derive(Debug)]
pub struct Feature {
    /// Its key in the JSON summary.
    pub key: &'static str,
    /// Its name on screens.
    pub name: &'static str,
    /// What it needs at home.
    pub at_home: AtHome,
    /// At the partner in resiliency mode, and at home while a failover of a pool that works runs.
    pub in_resiliency: Works,
    /// At the partner after the failover.
    pub failed_over: Works,
    /// At home in resiliency mode, while the failback runs.
    pub failing_back: Works,
    /// The route it takes out of the deployment, if it takes one. As long as the route is away it does not work for anybody,
    /// wherever users are served.
    pub route: Option<Route>,
    /// Where that is said.
    pub source: &'static str,
    /// How much weight that can bear.
    pub confidence: Confidence,
}

impl Feature {
    /// Whether it works at a stage.
    pub fn works(&self, stage: Stage) -> Works {
        let needs = |needed: bool| if needed { Works::No } else { Works::Yes };
        match stage {
            Stage::WithoutBackEnd => needs(self.at_home == AtHome::BackEnd),
            Stage::ResiliencyAtHome => needs(self.at_home != AtHome::Registrar),
            Stage::ResiliencyAtPartner => self.in_resiliency,
            Stage::FailedOver => self.failed_over,
            Stage::FailingBack => self.failing_back,
        }
    }

    /// On what it depends wherever it works only if somebody sees to it.
    pub fn condition(&self) -> Option<&'static str> {
        Stage::ALL.iter().find_map(|stage| match self.works(*stage) {
            Works::If(condition) => Some(condition),
            Works::Yes | Works::No => None,
        })
    }
}

const VOICE: &str = "Planning for central site voice resiliency";
const EXPERIENCE: &str = "User experience during pool failure";
const RESPONSE_GROUPS: &str = "Response group experience during pool failure; that they stop at once without the Back End is inferred from Topology changes, which calls it their primary store";
const CALL_PARK: &str = "Call Park experience during pool failure; that it stops at once without the Back End is inferred, because its data are kept there";

const EDGE: &str = "Define your Edge topology";

const CARRIER: Works = Works::If("the carrier routes them there");
const IMPORTED: Works = Works::If("imported there");
const MADE_AGAIN: Works = Works::If("made again there");
const RESTORED: Works = Works::If("restored there");

const fn row(
    (key, name): (&'static str, &'static str),
    at_home: AtHome,
    [in_resiliency, failed_over, failing_back]: [Works; 3],
    (source, confidence): (&'static str, Confidence),
) -> Feature {
    Feature { key, name, at_home, in_resiliency, failed_over, failing_back, route: None, source, confidence }
}

const fn over(
    route: Route,
    (key, name): (&'static str, &'static str),
    (source, confidence): (&'static str, Confidence),
) -> Feature {
    Feature { route: Some(route), ..row((key, name), Registrar, [Yes, Yes, Yes], (source, confidence)) }
}

use AtHome::{BackEnd, FullService, Registrar};
use Confidence::{Documented, Inferred};
use Works::{No, Yes};

/// The features, one a row: its name, what it needs at home, whether it works at the partner in resiliency mode, after
/// the failover, and during the failback, and who says so.
pub static FEATURES: &[Feature] = &[
    row(("sign_in", "sign-in"), Registrar, [Yes, Yes, Yes], (EXPERIENCE, Documented)),
    row(("instant_messages", "instant messages between two"), Registrar, [Yes, Yes, Yes], (VOICE, Documented)),
    row(("calls_out", "calls out"), Registrar, [Yes, Yes, Yes], (VOICE, Documented)),
    row(("calls_in", "calls in"), Registrar, [CARRIER, CARRIER, CARRIER], (VOICE, Documented)),
    row(("presence", "presence"), FullService, [No, Yes, No], (VOICE, Documented)),
    row(("contact_changes", "contact changes"), FullService, [No, Yes, No], (EXPERIENCE, Documented)),
    row(("conferences", "hosting conferences"), FullService, [No, Yes, No], (EXPERIENCE, Documented)),
    row(("call_forward_changes", "changing call forwarding"), FullService, [No, Yes, No], (VOICE, Documented)),
    row(("response_groups", "response groups"), BackEnd, [No, IMPORTED, No], (RESPONSE_GROUPS, Inferred)),
    row(("call_park", "parking calls"), BackEnd, [No, Yes, No], (CALL_PARK, Inferred)),
    row(
        ("announcements", "announcements"),
        Registrar,
        [No, MADE_AGAIN, Yes],
        ("Manage announcements during disaster recovery; resiliency mode and failback are inferred", Inferred),
    ),
    row(
        ("emergency_locations", "emergency locations"),
        Registrar,
        [RESTORED, RESTORED, Yes],
        ("User experience during pool failure; resiliency mode and failback are inferred", Inferred),
    ),
    over(Route::Federation, ("federation", "federation"), (EDGE, Documented)),
    over(Route::Xmpp, ("xmpp_federation", "XMPP federation"), (EDGE, Documented)),
];

/// The features that take a route out of the deployment, each with its route.
pub fn over_routes() -> impl Iterator<Item = (&'static Feature, Route)> {
    FEATURES.iter().filter_map(|feature| Some((feature, feature.route?)))
}

/// What a failover does not bring back, with what would.
pub fn not_brought_back() -> impl Iterator<Item = (&'static str, Works)> {
    let at_partner = FEATURES.iter().map(|feature| (feature.name, feature.works(Stage::FailedOver)));
    at_partner.filter(|(_, works)| *works != Works::Yes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn feature(key: &str) -> &'static Feature {
        FEATURES.iter().find(|feature| feature.key == key).expect("the feature has a row")
    }

    #[test]
    fn stages_are_kept_in_their_order() {
        assert!(Stage::ALL.iter().enumerate().all(|(index, stage)| stage.index() == index));
        assert!(FEATURES.iter().all(|one| FEATURES.iter().filter(|other| other.key == one.key).count() == 1));
    }

    /// "Response Groups are not replicated; they must be imported into the backup pool before or after the failover."
    #[test]
    fn response_groups_work_at_the_partner_only_if_imported_there_and_never_in_resiliency_mode() {
        let groups = feature("response_groups");
        assert_eq!(groups.works(Stage::FailedOver), Works::If("imported there"));
        for stage in [Stage::ResiliencyAtPartner, Stage::FailingBack, Stage::ResiliencyAtHome, Stage::WithoutBackEnd] {
            assert_eq!(groups.works(stage), Works::No, "{stage:?}");
        }
    }

    /// The Back End is their primary store: users notice nothing of its loss for half an hour, these stop at once.
    #[test]
    fn only_what_keeps_its_data_in_the_back_end_stops_at_once_without_it() {
        let stop = FEATURES.iter().filter(|feature| feature.works(Stage::WithoutBackEnd) != Works::Yes);
        assert_eq!(stop.map(|feature| feature.key).collect::<Vec<_>>(), ["response_groups", "call_park"]);
    }

    /// "Cannot park in resiliency mode"; after the failover the partner's own Call Park serves.
    #[test]
    fn calls_are_parked_at_the_partner_after_the_failover_and_not_before() {
        let park = feature("call_park");
        assert_eq!(park.works(Stage::FailedOver), Works::Yes);
        assert_eq!((park.works(Stage::ResiliencyAtPartner), park.works(Stage::FailingBack)), (Works::No, Works::No));
    }

    /// Nothing that must be stored works in resiliency mode, at home or away; all of it works after the failover.
    #[test]
    fn what_is_stored_works_with_full_service_only() {
        for key in ["presence", "contact_changes", "conferences", "call_forward_changes"] {
            let works: Vec<Works> = Stage::ALL.iter().map(|stage| feature(key).works(*stage)).collect();
            assert_eq!(works, [Works::Yes, Works::No, Works::No, Works::Yes, Works::No], "{key}");
        }
    }

    #[test]
    fn every_route_is_taken_by_one_feature() {
        assert!(Route::ALL.into_iter().eq(over_routes().map(|(_, route)| route)));
    }

    /// "Inbound calls: only if the carrier re-routes them", as long as users are away from their gateways.
    #[test]
    fn a_failover_does_not_bring_back_what_belongs_to_the_place() {
        let names: Vec<&str> = not_brought_back().map(|(name, _)| name).collect();
        let belong = ["calls in", "response groups", "announcements"];
        assert!(belong.iter().all(|name| names.contains(name)) && names.len() == 4, "{names:?}");
    }
}
