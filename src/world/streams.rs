//! The streams of chance: who draws, and what for. A stream hangs on a name and a purpose, never on a position, so
//! that another pool in the scenario leaves every die of this one alone.

use crate::ground::chance::{Dice, DiceBuilder, Purpose, StreamIndex};
use crate::scenario::plan::{Happening, Plan, What};

/// The streams of every entity.
#[derive(Debug, Clone)]
pub struct Streams {
    /// A server's own start, by machine.
    pub start: Vec<StreamIndex>,
    /// Takeover of a Front End's groups, by machine.
    pub takeover: Vec<StreamIndex>,
    /// Clients of a lost Front End trying again, by machine.
    pub reconnect: Vec<StreamIndex>,
    /// Waiting for and building replicas, by machine.
    pub replicas: Vec<StreamIndex>,
    /// Life, by fault clock.
    pub life: Vec<StreamIndex>,
    /// Repair, by fault clock.
    pub repair: Vec<StreamIndex>,
    /// The rest, by pool.
    pub pools: Vec<PoolStreams>,
    /// Stages of the ordered restart, by site.
    pub restart: Vec<StreamIndex>,
    /// How long the crew is under way, by fault clock.
    pub travel: Vec<StreamIndex>,
    /// How long a spare is under way, by fault clock.
    pub lead: Vec<StreamIndex>,
    /// How long losses of the timeline last, by line.
    pub lasting: Vec<StreamIndex>,
    /// The moment of an incident that each run draws for itself.
    pub moment: StreamIndex,
}

/// The streams of one pool.
#[derive(Debug, Clone, Copy)]
#[expect(missing_docs, reason = "each field is the purpose of the same name")]
pub struct PoolStreams {
    pub grace: StreamIndex,
    pub lazy_write: StreamIndex,
    pub cold_start: StreamIndex,
    pub back_end_threshold: StreamIndex,
    pub mirror: StreamIndex,
    pub cover: StreamIndex,
    pub partner_ready: StreamIndex,
    pub done_wrong: StreamIndex,
    pub detection: StreamIndex,
    pub arrival: StreamIndex,
    pub decision: StreamIndex,
    pub failback_wait: StreamIndex,
    pub registrar: StreamIndex,
    pub step: StreamIndex,
    pub step_fails: StreamIndex,
    pub mending: StreamIndex,
    pub copy_phase: StreamIndex,
    pub drain: StreamIndex,
    pub install: StreamIndex,
    pub soak: StreamIndex,
}

impl Streams {
    /// Registers every stream, and makes the dice that roll them.
    pub fn new(plan: &Plan) -> (Streams, Dice) {
        let mut builder = DiceBuilder::new();
        let topology = &plan.topology;
        let mut by_machine = |purpose| -> Vec<StreamIndex> {
            topology.machines.iter().map(|machine| builder.stream(&machine.dice, purpose)).collect()
        };
        let start = by_machine(Purpose::Start);
        let takeover = by_machine(Purpose::Takeover);
        let reconnect = by_machine(Purpose::Reconnect);
        let replicas = by_machine(Purpose::Rebuild);
        let life = plan.faults.iter().map(|fault| builder.stream(&fault.dice, Purpose::Life)).collect();
        let repair = plan.faults.iter().map(|fault| builder.stream(&fault.dice, Purpose::Repair)).collect();
        let travel = plan.faults.iter().map(|fault| builder.stream(&fault.dice, Purpose::Travel)).collect();
        let lead = plan.faults.iter().map(|fault| builder.stream(&fault.dice, Purpose::Lead)).collect();
        let restart = topology.sites.iter().map(|site| builder.stream(&site.name, Purpose::Restart)).collect();
        let pools = topology.pools.iter().map(|pool| PoolStreams::new(&mut builder, &pool.dice)).collect();
        let lasting = plan.timeline.iter().map(|line| builder.stream(&name_of(plan, line), Purpose::Lasting)).collect();
        let moment = builder.stream("incident", Purpose::IncidentMoment);
        let streams = Streams {
            start,
            takeover,
            reconnect,
            replicas,
            life,
            repair,
            pools,
            restart,
            travel,
            lead,
            lasting,
            moment,
        };
        (streams, builder.build())
    }
}

/// A line's dice hang on what it is about, so that another line above it changes nothing.
fn name_of(plan: &Plan, line: &Happening) -> String {
    match line.what {
        What::Lose(target) | What::Return(target) => format!("timeline {}", plan.name_of(target)),
        What::Do(_) => "timeline".to_owned(),
    }
}

impl PoolStreams {
    fn new(builder: &mut DiceBuilder, name: &str) -> Self {
        let mut of = |purpose| builder.stream(name, purpose);
        PoolStreams {
            grace: of(Purpose::Grace),
            lazy_write: of(Purpose::LazyWrite),
            cold_start: of(Purpose::ColdStart),
            back_end_threshold: of(Purpose::Threshold),
            mirror: of(Purpose::Mirror),
            cover: of(Purpose::Cover),
            partner_ready: of(Purpose::Latent),
            done_wrong: of(Purpose::DoneWrong),
            detection: of(Purpose::Detection),
            arrival: of(Purpose::Arrival),
            decision: of(Purpose::Decision),
            failback_wait: of(Purpose::FailbackWait),
            registrar: of(Purpose::Registrar),
            step: of(Purpose::Step),
            step_fails: of(Purpose::StepFails),
            mending: of(Purpose::Mending),
            copy_phase: of(Purpose::SyncPhase),
            drain: of(Purpose::Drain),
            install: of(Purpose::Install),
            soak: of(Purpose::Soak),
        }
    }
}
