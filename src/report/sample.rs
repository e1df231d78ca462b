//! Runs for the tests of this floor, from scenarios as short as a scenario can be.

use crate::model::{Run, Setting};
use crate::report::run_record::RunRecord;
use crate::runbook::compiled::known_steps;
use crate::scenario::read::{Known, load_bytes};

/// A pool to be: name, Front Ends, users.
pub type Draft<'a> = (&'a str, usize, u32);

/// Pools each in a site of its own with an Edge pool, the first two, the second two and so on paired.
pub fn setting(drafts: &[Draft<'_>], about: &str, timeline: &str) -> Setting {
    let each = |line: &dyn Fn(usize, &Draft<'_>) -> String| -> String {
        drafts.iter().enumerate().map(|(place, draft)| line(place + 1, draft)).collect()
    };
    let sites = each(&|n, _| format!("\"dc{n}\": (),"));
    let edges = each(&|n, _| format!("\"edge{n}\": (site: \"dc{n}\", servers: 2),"));
    let pools = each(&|n, (name, front_ends, users)| {
        format!(
            "{name:?}: Enterprise(site: \"dc{n}\", front_ends: {front_ends}, enabled_users: {users}, \
             back_end: Mirrored(witness: \"dc{n}\"), edge: \"edge{n}\"),"
        )
    });
    let pairs: String = drafts.chunks_exact(2).map(|two| format!("({:?}, {:?}),", two[0].0, two[1].0)).collect();
    load(&format!(
        "(schema: 1, about: {about:?}, product: LyncServer2013, start: \"2026-03-03 10:00 Europe/Berlin\", \
         horizon: \"30d\", sites: {{ {sites} }}, pools: {{ {pools} }}, edges: {{ {edges} }}, pairs: [{pairs}], \
         central_management: {:?}, timeline: [{timeline}])",
        drafts[0].0
    ))
}

/// Two pools of which the first loses its site for six hours.
pub fn lost_site() -> Setting {
    let about = "Two paired pools; the first data centre loses power for six hours";
    let timeline = "(at: \"0h\", lose: Site(\"dc1\"), for: \"6h\")";
    setting(&[("pool1", 6, 24_000), ("서울풀", 6, 12_000)], about, timeline)
}

/// What the runs of a scenario share.
pub fn load(text: &str) -> Setting {
    let known = Known { steps: &known_steps() };
    match load_bytes("sample.ron", text.as_bytes(), &known) {
        Ok(loaded) => Setting::new(loaded.plan),
        Err(refused) => panic!("{text}\n{:?}", refused.problems),
    }
}

/// The record of a run.
pub fn record(setting: &Setting, run: u64) -> RunRecord {
    let mut record = RunRecord::new(setting, 1, run);
    Run::new(setting).replicate(1, run, &mut record);
    record.finish(setting.plan.end());
    record
}
