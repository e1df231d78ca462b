//! Procedures of a product that does not exist: what the interpreter does with tables, apart from what those of the product
//! say. They go over upgrade domains and servers, wait, ask again, return, carry others out, break off and undo.

use pooldrill::experiment::repair::repair_law;
use pooldrill::facts::people;
use pooldrill::ground::time::Span;
use pooldrill::model::Setting;
use pooldrill::report::names::Names;
use pooldrill::runbook::effects::Effect;
use pooldrill::runbook::guard::{Asking, Guard, Otherwise};
use pooldrill::runbook::question::Question;
use pooldrill::runbook::step::{Does, Fails, Ordered, Over, Runbook, Step, Takes};
use pooldrill::runbook::trigger::{Known, Trigger, Weighed};
use pooldrill::scenario::plan::{Order, Target};
use pooldrill::topology::RoleId;
use pooldrill::topology::roles::{EDGE, FRONT_END, Needed, Owner, Role};
use pooldrill::world::lanes::{Claim, Part};
use pooldrill::world::note::Note;
use pooldrill::world::phase::Phase;
use pooldrill::world::reason::Reason;

use super::stage::{Stage, Story, at, setting};

const THE_ORDER: Option<Ordered> = Some(Ordered {
    key: "wash",
    says: "wash <pool>",
    pool: |_, order, _| match order {
        Order::FailOver(pool) => Some(pool),
        _ => None,
    },
    ..Ordered::USUAL
});

/// A wash takes as long as a look, two minutes, unless a step says something else.
const WASH: Step = Step { takes: Takes::Law(&people::LOOK), does: Does::Change(&MARK), ..Step::USUAL };

/// What is done leaves a mark in the log: a note of the world that nothing else tells here.
static MARK: Effect = Effect {
    begin: |world, about, _| world.notes.tell(Note::BackEndAway(about.pool)),
    finish: |world, about| world.notes.tell(Note::BackEndBack(about.pool)),
    break_off: |world, about| world.notes.tell(Note::MirrorFailed(about.pool)),
    undo: |world, about| world.notes.tell(Note::GroupsBack(about.pool)),
};

static BACK: Reason = Reason::new("returned", "is back", "the first Front End is back");
/// Is the first Front End of the pool up?
static FIRST_IS_UP: Question = Question::look("the first Front End is up", |world, about| {
    world.condition.is_up(world.plan.topology.pool(about.pool).front_ends[0])
})
.unmet(Reason::new("first_is_down", "it is down", "the first Front End of <pool> is down").until(
    "the first Front End of <pool> is up",
    "waits for the first Front End",
    Phase::Restart,
));
/// Is it not?
static FIRST_IS_DOWN: Question = Question::not("the first Front End is down", &FIRST_IS_UP).unmet(BACK);

/// Runs made-up procedures on a pool of nine, whose first two Front Ends share an upgrade domain, and which is told to begin
/// the first of them at one o'clock; the first Front End is away until then and for as long as is said.
fn told(tables: &[&'static Runbook], away: &str) -> Story {
    let stage = Stage::one_pool("1d", 9, 900).lose_for("30min", "Server pool1-fe1", away).nobody_reacts();
    run(&stage.order("1h", "FailOver pool1"), tables)
}

fn run(stage: &Stage, tables: &[&'static Runbook]) -> Story {
    Story::of(Setting::with_procedures(setting("made-up.ron", &stage.text()).plan, tables), 1)
}

/// Begin of each step, by the id of the step and the member it is about.
fn steps(story: &Story) -> Vec<(pooldrill::ground::time::Time, (String, Part))> {
    story.all(|note| match note {
        Note::StepBegins { number, part, .. } => {
            let step = story.setting.procedures.by_number(*number).expect("it is a step");
            Some((step.id.clone(), *part))
        }
        _ => None,
    })
}

fn ids(story: &Story) -> Vec<String> {
    steps(story).into_iter().map(|(_, (id, _))| id).collect()
}

fn given_up(story: &Story) -> Vec<(pooldrill::ground::time::Time, &'static str)> {
    story.all(|note| match note {
        Note::GivenUp { reason, .. } => Some(reason.key),
        _ => None,
    })
}

static RINSING: Runbook = Runbook {
    id: "rinsing",
    title: "Rinsing an upgrade domain",
    steps: &[Step { id: "rinsing.server", over: Over::Servers, ..WASH }, Step { id: "rinsing.domain", ..WASH }],
    ..Runbook::USUAL
};

static WASHING: Runbook = Runbook {
    id: "washing",
    title: "Washing a pool",
    ordered: THE_ORDER,
    steps: &[
        Step { id: "washing.domains", over: Over::Domains, does: Does::CarryOut(&RINSING), ..Step::USUAL },
        Step { id: "washing.dry", ..WASH },
    ],
    ..Runbook::USUAL
};

/// A step goes over each upgrade domain, the procedure it carries out over each server of the domain, and nothing of the next
/// domain begins before the last one is whole.
#[test]
fn steps_go_over_domains_and_their_servers_in_order() {
    let story = told(&[&WASHING, &RINSING], "10min");
    let pool = &story.setting.plan.topology.pools[0];
    let mut wanted: Vec<(String, Part)> = Vec::new();
    for domain in 0..8 {
        for (server, _) in pool.front_ends.iter().zip(&pool.domains).filter(|(_, of)| **of == domain) {
            wanted.push(("rinsing.server".to_owned(), Part::Server(*server)));
        }
        wanted.push(("rinsing.domain".to_owned(), Part::Domain(domain)));
    }
    wanted.push(("washing.dry".to_owned(), Part::Whole));
    let begun = steps(&story);
    assert_eq!(begun.iter().map(|(_, step)| step.clone()).collect::<Vec<_>>(), wanted);
    assert_eq!(wanted.len(), 9 + 8 + 1);
    let last = story.first(|note| matches!(note, Note::Closed { runbook, .. } if runbook.index() == 0));
    assert_eq!(last, Some(at("1h 36min")), "18 steps of two minutes, one after the other");
}

static ASKING: Asking = Asking { times: Some(|_| 3), then: Otherwise::GiveUp };

static ASKS: Runbook = Runbook {
    id: "asks",
    title: "Asking",
    ordered: THE_ORDER,
    steps: &[
        Step { id: "asks.before", ..WASH },
        Step { id: "asks.ask", begins: &[Guard::or_ask_again(&FIRST_IS_UP, &ASKING)], ..WASH },
    ],
    ..Runbook::USUAL
};

/// What is asked in vain is asked again, and the third time in a row something else follows; nobody's hands are bound meanwhile.
#[test]
fn a_question_is_asked_again_so_often_and_then_something_else_follows() {
    // The law between two askings is that of mending: ten minutes here.
    let stage = Stage::one_pool("1d", 9, 900).nobody_reacts().order("1h", "FailOver pool1").fact("step.retry", "10min");
    let back_in_time = run(&stage.clone().lose_for("30min", "Server pool1-fe1", "45min"), &[&ASKS]);
    let asked = back_in_time.all(|note| matches!(note, Note::Refused { .. }).then_some(()));
    assert_eq!(asked.iter().map(|row| row.0).collect::<Vec<_>>(), [at("1h 2min"), at("1h 12min")]);
    assert_eq!(steps(&back_in_time).last().map(|step| step.0), Some(at("1h 22min")), "it is back at 1h 15min");
    let too_late = run(&stage.lose_for("30min", "Server pool1-fe1", "5h"), &[&ASKS]);
    assert_eq!(given_up(&too_late), [(at("1h 22min"), "first_is_down")], "the third time");
    assert_eq!(ids(&too_late), ["asks.before"]);
    // Both of its steps are undone, whichever had begun.
    assert_eq!(too_late.count(|note| matches!(note, Note::GroupsBack(_))), 2);
}

static WAITS: Runbook = Runbook {
    id: "waits",
    title: "Waiting",
    ordered: THE_ORDER,
    gives_way: &pooldrill::runbook::question::NEVER,
    steps: &[
        Step { id: "waits.skip", applies: &FIRST_IS_UP, ..WASH },
        Step { id: "waits.wait", begins: &[Guard::or_wait(&FIRST_IS_UP)], ..WASH },
    ],
    ..Runbook::USUAL
};

/// A step that does not apply is passed over, and one that waits begins when what it waits for is there.
#[test]
fn a_step_waits_until_its_guard_holds() {
    let story = told(&[&WAITS], "2h");
    assert_eq!(story.first(|note| matches!(note, Note::Waits { .. })), Some(at("1h")));
    assert_eq!(steps(&story), [(at("2h 30min"), ("waits.wait".to_owned(), Part::Whole))]);
}

static INNER: Runbook = Runbook {
    id: "inner",
    title: "Bringing the first Front End back",
    steps: &[
        Step { id: "inner.long", ..WASH },
        Step { id: "inner.back", begins: &[Guard::or_return(&FIRST_IS_DOWN)], ..WASH },
    ],
    ..Runbook::USUAL
};

static OUTER: Runbook = Runbook {
    id: "outer",
    title: "Needing the first Front End",
    ordered: THE_ORDER,
    steps: &[Step { id: "outer.needs", begins: &[Guard::or_carry_out(&FIRST_IS_UP, &INNER)], ..WASH }],
    ..Runbook::USUAL
};

/// A guard has another procedure carried out first; that returns when it is not needed any more, and the step is tried again.
#[test]
fn a_guard_carries_another_procedure_out_which_returns_when_nothing_is_left_to_do() {
    let story = told(&[&OUTER, &INNER], "31min");
    assert_eq!(ids(&story), ["inner.long", "outer.needs"]);
    assert_eq!(given_up(&story), [(at("1h 2min"), "returned")], "the inner one alone");
    assert_eq!(story.count(|note| matches!(note, Note::Closed { .. })), 1, "the outer one");
}

/// A procedure whose guard never comes to hold is tried in vain, so often, and is then given up.
#[test]
fn nothing_is_tried_for_ever() {
    let story = told(&[&OUTER, &INNER], "20h");
    assert_eq!(given_up(&story).last().map(|row| row.1), Some("failed"));
    assert_eq!(story.count(|note| matches!(note, Note::Refused { .. })), 50);
}

static BREAKS: Runbook = Runbook {
    id: "breaks",
    title: "Breaking off",
    ordered: THE_ORDER,
    gives_way: &pooldrill::runbook::question::NEVER,
    steps: &[Step {
        id: "breaks.off",
        begins: &[Guard::or_wait(&FIRST_IS_UP)],
        stays: &[Guard::or_break_off(&FIRST_IS_UP)],
        ..WASH
    }],
    ..Runbook::USUAL
};

/// What a step needs goes while it is carried out: it breaks off at once, waits for what it needs to begin, and begins anew.
#[test]
fn a_step_breaks_off_and_waits_for_what_it_needs() {
    let stage = Stage::one_pool("1d", 9, 900).nobody_reacts().order("1h", "FailOver pool1");
    let story = run(&stage.lose_for("1h 1min", "Server pool1-fe1", "1h"), &[&BREAKS]);
    assert_eq!(steps(&story).iter().map(|row| row.0).collect::<Vec<_>>(), [at("1h"), at("2h 1min")]);
    assert_eq!(story.first(|note| matches!(note, Note::MirrorFailed(_))), Some(at("1h 1min")), "broken off");
    assert_eq!(story.first(|note| matches!(note, Note::Closed { .. })), Some(at("2h 3min")));
    assert_eq!(story.count(|note| matches!(note, Note::GroupsBack(_))), 0, "nothing is undone");
}

static LEAVES_OUT: Runbook = Runbook {
    id: "leaves-out",
    title: "Leaving out",
    ordered: THE_ORDER,
    steps: &[
        Step { id: "leaves-out.one", begins: &[Guard::or_skip(&FIRST_IS_UP)], ..WASH },
        Step { id: "leaves-out.two", ..WASH },
        Step { id: "leaves-out.three", begins: &[Guard::or_type_in_vain(&FIRST_IS_UP)], ..WASH },
        Step { id: "leaves-out.never", ..WASH },
    ],
    ..Runbook::USUAL
};

/// A step that its guard leaves out is not begun; one that is typed in vain is, and ends the procedure.
#[test]
fn a_step_is_left_out_and_a_cmdlet_is_typed_in_vain() {
    let story = told(&[&LEAVES_OUT], "5h");
    assert_eq!(ids(&story), ["leaves-out.two", "leaves-out.three"]);
    assert_eq!(given_up(&story), [(at("1h 2min"), "first_is_down")]);
}

static FAILED: Reason = Reason::new("broken", "broken", "it broke");

static FAILS: Runbook = Runbook {
    id: "fails",
    title: "Failing",
    ordered: THE_ORDER,
    steps: &[Step { id: "fails.always", fails: Some(Fails { chance: |_| 1.0, reason: &FAILED }), ..WASH }],
    ..Runbook::USUAL
};

/// A cmdlet that always fails is run again after each mending, and given up at last.
#[test]
fn a_cmdlet_that_fails_is_mended_and_run_again() {
    let story = told(&[&FAILS], "10min");
    let refused = story.all(|note| match note {
        Note::Refused { reason, .. } => Some(reason.key),
        _ => None,
    });
    assert_eq!((refused.len(), refused[0]), (50, (at("1h 2min"), "broken")));
    assert_eq!(story.count(|note| matches!(note, Note::BackEndBack(_))), 0, "it was never finished");
}

static NEEDED: Runbook = Runbook {
    id: "needed",
    title: "Doing what is needed",
    claim: Claim::PairOrPool,
    triggers: &[
        Trigger {
            rank: 2,
            when: &FIRST_IS_DOWN,
            of_steady_pools: true,
            symptom: "down",
            weighed: Weighed::Decided,
            task: "see to <pool>",
            ..Trigger::USUAL
        },
        Trigger {
            rank: 1,
            when: &NOBODY_RUNS,
            symptom: "down",
            known: Known::Never,
            task: "see to <pool> at once",
            ..Trigger::USUAL
        },
    ],
    steps: &[Step { id: "needed.do", ..WASH }],
    ..Runbook::USUAL
};

/// Does no Front End run?
static NOBODY_RUNS: Question =
    Question::look("no Front End runs", |world, about| world.standing.pool(about.pool).up == 0);

/// What two triggers share is noticed once; what to do about it is decided anew, and the more urgent is done.
#[test]
fn a_shared_symptom_is_noticed_once() {
    let stage = Stage::one_pool("6h", 9, 900).lose("1h", "Server pool1-fe1").lose("1h 10min", "Pool pool1");
    let story = run(&stage, &[&NEEDED]);
    assert_eq!(story.all(|note| matches!(note, Note::Noticed(_)).then_some(())), [(at("1h 5min"), ())]);
    // Noticed after five minutes; the second loss needs no decision.
    assert_eq!(steps(&story).first().map(|row| row.0), Some(at("1h 10min")));
}

static MADE_UP_ROLE: Role = Role {
    key: "switchboard",
    names: ["Switchboard", "Switchboards"],
    owner: Owner::EdgePool,
    members: 1..=3,
    needed: Needed::One,
    starts_after: &[],
    starts_in: &people::CENTRAL_MANAGEMENT,
    repaired_in: &people::LOOK,
    counts_as: Some(&FRONT_END),
    lost: ["switchboard_lost", "Switchboard lost"],
    source: "nowhere",
};

/// A role is a row: a server that gets it has its start, its repair, its name and its place in the restart of a site from
/// there, and nothing else has heard of it.
#[test]
fn a_made_up_role_starts_is_repaired_and_named_as_its_row_says() {
    let stage = Stage::one_pool("1d", 3, 300).edge("\"edge1\": (site: \"dc1\", servers: 1)");
    let stage = stage.fact("step.central_management_failover", "50min").fact("edge.start", "1min");
    let mut plan = setting("made-up.ron", &stage.lose_for("1h", "Edge edge1", "1h").text()).plan;
    let server = plan.topology.edges[0].machines[0];
    let started = |plan| Story::of(Setting::new(plan), 1).first(|note| matches!(note, Note::Started(_)));
    assert_eq!(started(plan.clone()), Some(at("2h 1min")), "an Edge Server");
    plan.topology.machines[server.index()].role = &MADE_UP_ROLE;
    assert_eq!(started(plan.clone()), Some(at("2h 50min")), "a Switchboard");
    assert_eq!(repair_law(&plan, Target::Machine(server)).to_string(), people::LOOK.default);
    let setting = Setting::new(plan);
    let names = Names { setting: &setting };
    assert_eq!(names.role(server), "Switchboard");
    assert_eq!(RoleId::counted(&MADE_UP_ROLE).row().lost[0], "front_end_lost");
}

/// What the rows say of how many servers there may be is what the scenario's fields admit.
#[test]
fn the_rows_of_roles_say_how_many_servers_a_scenario_may_have() {
    let schema: serde_json::Value =
        serde_json::from_str(include_str!("../../scenario.schema.json")).expect("it is JSON");
    let limits = |record: &str, field: &str| {
        let field = &schema["$defs"][record]["properties"][field];
        (field["minimum"].as_u64(), field["maximum"].as_u64())
    };
    let row = |role: &Role| (Some(u64::from(*role.members.start())), Some(u64::from(*role.members.end())));
    assert_eq!(limits("Enterprise", "front_ends"), row(&FRONT_END));
    assert_eq!(limits("Edge pool", "servers"), row(&EDGE));
}

static SOAKED: Reason = Reason::new("soaked", "soaked", "it is soaked again");
/// Does the first Front End stay up?
static FIRST_STAYS_UP: Question = Question::all("the first Front End is up", &[&FIRST_IS_UP]).unmet(SOAKED);

static SOAKS: Runbook = Runbook {
    id: "soaks",
    title: "Soaking",
    ordered: THE_ORDER,
    gives_way: &pooldrill::runbook::question::NEVER,
    steps: &[
        Step {
            id: "soaks.ask",
            begins: &[Guard::or_wait(&FIRST_IS_UP)],
            shows: Some(|world, about| world.notes.tell(Note::QuorumBack(about.pool))),
            ..WASH
        },
        Step {
            id: "soaks.soak",
            stays: &[Guard::or_begin_again(&FIRST_STAYS_UP)],
            takes: Takes::AsThingsStand("an hour", |_, _| Span::hours(1)),
            attended: false,
            ..WASH
        },
    ],
    ..Runbook::USUAL
};

/// What must stay true goes: the procedure begins again with its first step, which waits, and shows something each time that it
/// is typed and not while it waits.
#[test]
fn a_procedure_begins_again_and_a_cmdlet_shows_something_each_time() {
    let stage = Stage::one_pool("1d", 9, 900).nobody_reacts().order("1h", "FailOver pool1");
    let story = run(&stage.lose_for("1h 30min", "Server pool1-fe1", "1h"), &[&SOAKS]);
    let begun: Vec<_> = steps(&story).into_iter().map(|(time, (id, _))| (time, id)).collect();
    let wanted = [("1h", "ask"), ("1h 2min", "soak"), ("2h 30min", "ask"), ("2h 32min", "soak")];
    assert_eq!(begun, wanted.map(|(time, id)| (at(time), format!("soaks.{id}"))));
    let shown = story.all(|note| matches!(note, Note::QuorumBack(_)).then_some(()));
    assert_eq!(shown.iter().map(|row| row.0).collect::<Vec<_>>(), [at("1h"), at("2h 30min")]);
    assert_eq!(story.first(|note| matches!(note, Note::Closed { .. })), Some(at("3h 32min")));
}

static WAITED_FOR: Reason = Reason::new("handed_over", "handed over", "it was not done").until(
    "<pool> is rinsed",
    "waits for the rinsing",
    Phase::Partner,
);

static HANDS_OVER: Runbook = Runbook {
    id: "hands-over",
    title: "Handing over",
    ordered: THE_ORDER,
    claim: Claim::Pair,
    leaves_hands: true,
    steps: &[
        Step { id: "hands-over.call", does: Does::HandOver(&OTHER_LANE, &WAITED_FOR), ..Step::USUAL },
        Step { id: "hands-over.then", ..WASH },
    ],
    ..Runbook::USUAL
};

static OTHER_LANE: Runbook = Runbook {
    id: "other-lane",
    title: "In the pool's own lane",
    steps: &[Step { id: "other-lane.one", ..WASH }, Step { id: "other-lane.two", ..WASH }],
    ..Runbook::USUAL
};

/// What is handed over stands in a lane of its own; who handed it over waits until it is over, and says for what.
#[test]
fn a_procedure_hands_over_to_another_lane_and_waits() {
    let story = run(&Stage::pair("1d").nobody_reacts().order("1h", "FailOver pool1"), &[&HANDS_OVER, &OTHER_LANE]);
    assert_eq!(ids(&story), ["other-lane.one", "other-lane.two", "hands-over.then"]);
    let waits = story.all(|note| match note {
        Note::Waits { reason, .. } => Some(reason.key),
        _ => None,
    });
    assert_eq!(waits, [(at("1h"), "handed_over")]);
    assert_eq!(steps(&story).last().map(|step| step.0), Some(at("1h 4min")));
}

static BY_ITSELF: Runbook = Runbook {
    id: "by-itself",
    title: "Going by itself",
    ordered: THE_ORDER,
    claim: Claim::Pair,
    leaves_hands: true,
    steps: &[
        Step {
            id: "by-itself.long",
            takes: Takes::AsThingsStand("an hour", |_, _| Span::hours(1)),
            attended: false,
            ..WASH
        },
        Step { id: "by-itself.last", ..WASH },
    ],
    ..Runbook::USUAL
};

static URGENT: Runbook = Runbook {
    id: "urgent",
    title: "Being urgent",
    triggers: &[Trigger {
        rank: 1,
        when: &FIRST_IS_DOWN,
        of_steady_pools: true,
        symptom: "down",
        task: "see to <pool>",
        ..Trigger::USUAL
    }],
    steps: &[
        Step { id: "urgent.one", takes: Takes::AsThingsStand("half an hour", |_, _| Span::minutes(30)), ..WASH },
        Step { id: "urgent.two", takes: Takes::AsThingsStand("an hour", |_, _| Span::hours(1)), ..WASH },
    ],
    ..Runbook::USUAL
};

/// A step that goes by itself binds nobody's hands, so that something else is begun meanwhile; and what leaves hands to others
/// goes on only when those do not need them, although it began before them.
#[test]
fn what_goes_by_itself_binds_no_hands_and_planned_work_leaves_them_to_others() {
    let stage = Stage::pair("1d").order("1h", "FailOver pool1").fact("people.hands", "1");
    let story = run(&stage.lose_for("1h 5min", "Server pool1-fe1", "1h"), &[&BY_ITSELF, &URGENT]);
    let begun: Vec<_> = steps(&story).into_iter().map(|(time, (id, _))| (time, id)).collect();
    let wanted = [
        ("1h", "by-itself.long"),
        ("1h 10min", "urgent.one"),
        ("1h 40min", "urgent.two"),
        ("2h 40min", "by-itself.last"),
    ];
    assert_eq!(begun, wanted.map(|(time, id)| (at(time), id.to_owned())));
}
