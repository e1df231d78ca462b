//! The facts in force, read once when the plan is made, so that the loop never looks a key up.

use crate::facts::{cover, pairing, people, pool, update, users};
use crate::ground::law::Law;
use crate::ground::time::Span;
use crate::scenario::plan::Plan;
use crate::world::backup_copy::ByClass;
use crate::world::standing::Level;

/// What users have while a failback runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FailbackService {
    /// Full service at the partner until they are moved, resiliency mode at home until the end.
    Moving,
    /// The same for everybody and all the time.
    Level(Level),
}

/// Facts, ready for use.
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "each field is the fact of the same name, which tells what it means")]
pub struct Rules {
    /// How long the start of each server takes.
    pub starts: Vec<Law>,
    pub site_directory: Law,
    pub site_sql: Law,
    pub grace: Law,
    pub grace_level: Level,
    pub start_order: bool,
    pub cold_start: Law,
    pub cold_start_per_1000: Span,
    pub fabric_detection: Law,
    pub promotion: Law,
    pub reconnect: Law,
    pub rebuild_wait: Law,
    /// The median of that wait: who was away for longer has to have its replicas built anew.
    pub long_absence: Span,
    pub rebuild_per_1000: Span,
    pub catch_up: Law,
    pub back_end_threshold: Law,
    pub lazy_write: Law,
    pub two_front_ends: Law,
    pub mirror_failover: Law,
    pub registrar_failure: Law,
    pub registrar_keeps_counting: bool,
    pub automatic_voice: bool,
    pub failback_service: FailbackService,
    pub failback_untouched: bool,
    pub cmdlet_fails: f64,
    pub failback_fails: f64,
    pub sync_interval: Span,
    pub kb_per_hour: ByClass<f64>,
    pub package_kb: ByClass<f64>,
    pub zip_ratio: f64,
    pub people_detection: Law,
    pub people_detection_part: Law,
    pub mirror_works: f64,
    pub partner_ready: f64,
    pub partner_mending: Law,
    pub update_busy_answers: u8,
    pub update_ask_again: Law,
    pub update_graceful: bool,
    pub update_together: bool,
    pub update_drain_limit: Span,
    pub update_soak: Law,
    pub update_install: Law,
    pub update_start_hangs: f64,
    pub update_hang_mended: Law,
    pub update_sessions: f64,
    pub update_sessions_off: f64,
    pub update_session: Law,
    pub step_wrong: f64,
    pub people_decision: Law,
    pub people_arrival: Law,
    pub failback_wait: Law,
    pub retry: Law,
    pub hands: u32,
    pub endpoints: f64,
    pub sign_ins_per_second: f64,
}

impl Rules {
    /// Reads the sheet of a plan.
    pub fn new(plan: &Plan) -> Self {
        let sheet = &plan.sheet;
        Rules {
            starts: plan.topology.machines.iter().map(|machine| sheet.law(machine.role.starts_in)).collect(),
            site_directory: sheet.law(&pool::SITE_DIRECTORY),
            site_sql: sheet.law(&pool::SITE_SQL),
            grace: sheet.law(&pool::GRACE),
            grace_level: Level::of_word(sheet.word(&pool::GRACE_LEVEL)),
            start_order: sheet.flag(&pool::START_ORDER),
            cold_start: sheet.law(&pool::COLD_START),
            cold_start_per_1000: sheet.span(&pool::COLD_START_PER_1000),
            fabric_detection: sheet.law(&pool::DETECTION),
            promotion: sheet.law(&pool::PROMOTION),
            reconnect: sheet.law(&users::RECONNECT),
            rebuild_wait: sheet.law(&pool::REBUILD_WAIT),
            long_absence: sheet.law(&pool::REBUILD_WAIT).median(),
            rebuild_per_1000: sheet.span(&pool::REBUILD_PER_1000),
            catch_up: sheet.law(&pool::CATCH_UP),
            back_end_threshold: sheet.law(&pool::THRESHOLD),
            lazy_write: sheet.law(&pool::LAZY_WRITE),
            two_front_ends: sheet.law(&pool::TWO_FRONT_ENDS),
            mirror_failover: sheet.law(&pool::MIRROR_FAILOVER),
            registrar_failure: sheet.law(&pairing::REGISTRAR_FAILURE),
            registrar_keeps_counting: sheet.flag(&pairing::REGISTRAR_KEEPS_COUNTING),
            automatic_voice: sheet.flag(&pairing::AUTOMATIC_VOICE),
            failback_service: match sheet.word(&pairing::FAILBACK_SERVICE) {
                "moving" => FailbackService::Moving,
                word => FailbackService::Level(Level::of_word(word)),
            },
            failback_untouched: sheet.flag(&pairing::FAILBACK_UNTOUCHED),
            cmdlet_fails: sheet.number(&pairing::CMDLET_FAILS),
            failback_fails: sheet.number(&pairing::FAILBACK_FAILS),
            sync_interval: sheet.span(&pairing::SYNC_INTERVAL),
            kb_per_hour: ByClass::of(|class| sheet.number(class.row().kb_per_hour)),
            package_kb: ByClass::of(|class| class.row().package_kb.map_or(f64::INFINITY, |fact| sheet.number(fact))),
            zip_ratio: sheet.number(&pairing::ZIP_RATIO),
            people_detection: sheet.law(&people::DETECTION),
            people_detection_part: sheet.law(&people::DETECTION_PART),
            mirror_works: sheet.number(&cover::MIRROR),
            partner_ready: sheet.number(&cover::PARTNER),
            partner_mending: sheet.law(&cover::PARTNER_MENDING),
            update_busy_answers: sheet.number(&update::BUSY_ANSWERS) as u8,
            update_ask_again: sheet.law(&update::ASK_AGAIN),
            update_graceful: sheet.flag(&update::GRACEFUL),
            update_together: sheet.flag(&update::TOGETHER),
            update_drain_limit: sheet.span(&update::DRAIN_LIMIT),
            update_soak: sheet.law(&update::SOAK),
            update_install: sheet.law(&update::INSTALL),
            update_start_hangs: sheet.number(&update::START_HANGS),
            update_hang_mended: sheet.law(&update::HANG_MENDED),
            update_sessions: sheet.number(&update::SESSIONS),
            update_sessions_off: sheet.number(&update::SESSIONS_OFF),
            update_session: sheet.law(&update::SESSION),
            step_wrong: sheet.number(&cover::STEP_WRONG),
            people_decision: sheet.law(&people::DECISION),
            people_arrival: sheet.law(&people::ARRIVAL),
            failback_wait: sheet.law(&people::FAILBACK_WAIT),
            retry: sheet.law(&people::RETRY),
            hands: sheet.number(&people::HANDS) as u32,
            endpoints: sheet.number(&users::ENDPOINTS),
            sign_ins_per_second: sheet.number(&users::SIGN_IN_RATE),
        }
    }
}
