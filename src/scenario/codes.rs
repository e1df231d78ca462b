//! The table behind `explain`: every code that the making of a plan can raise, and where to look for the others.

use crate::lint;
use crate::text;

/// Code, title, explanation.
pub static CODES: &[(&str, &str, &str)] = &[
    (
        "P001",
        "Name taken",
        "Servers, pools, sites, links, Edge pools and shared things have their names in common, so that a name means one thing in every report. Names made by the program count too: the servers of pool1 are pool1-fe1, pool1-sql1, pool1-sql2 and pool1-witness, those of edge1 are edge1-1 and so on. Only a Standard Edition server and its pool are one and the same.",
    ),
    (
        "P002",
        "Unknown name",
        "The name refers to something that the scenario does not define, or that is of another kind.",
    ),
    ("P003", "Nothing to simulate", "A scenario has at least one site and one pool."),
    (
        "P004",
        "Too many",
        "There are more of these than can be counted: 1,000 pools, Edge pools, sites, links and shared things, 65,535 populations and clocks of failures, about four thousand million users.",
    ),
    ("P005", "Horizon out of range", "The horizon is longer than nothing and at most 100 years of 365 days."),
    (
        "P006",
        "List of another length",
        "A list that names something for each Front End has as many members as the pool has Front Ends.",
    ),
    (
        "P007",
        "Upgrade domains wrong",
        "Every Front End stands in exactly one upgrade domain. Front Ends are counted from 1 in the order of the topology.",
    ),
    (
        "P008",
        "Quorum out of reach",
        "The rule asks for more servers or votes than the pool has, so it could never be functional.",
    ),
    (
        "P009",
        "Remote users without an Edge pool",
        "Remote users come in through Edge Servers, and the scenario has none.",
    ),
    ("P010", "Paired with itself", "A pool is backed up by another pool."),
    (
        "P011",
        "Paired twice",
        "The relation of backup registrars is one to one and mutual: a pool belongs to one pair at most.",
    ),
    ("P012", "Carries itself", "What a shared thing carries leads back to the thing itself."),
    (
        "P013",
        "Dice shared",
        "Every thing that can fail rolls dice of its own, which hang on its name. Two things on the same dice would fail at the same times, which looks like a common cause that nobody described.",
    ),
    ("P014", "Link within a site", "A link joins two sites; what stands in one site is taken as joined."),
    ("P015", "Unknown fact", "No fact has this key. `pooldrill explain facts` lists them all."),
    (
        "P016",
        "Fact refused",
        "The text is not of the fact's kind, or lies outside a range that the product itself enforces.",
    ),
    ("P017", "Fact unusual", "The value lies outside the range that makes sense. It is used as it stands."),
    ("P018", "Said twice", "The same fact is set under `facts` and under `staff`."),
    ("P019", "When is unclear", "A line of the timeline says either `at`, once, or `every`, again and again."),
    ("P020", "What is unclear", "A line of the timeline says exactly one of `lose`, `return` and `do`."),
    ("P021", "`for` without a loss", "`for` says how long something stays lost; it belongs to `lose`."),
    ("P022", "Beyond the horizon", "The simulation ends before this happens."),
    ("P023", "Never happens", "The recurrence has no date between the start and the horizon."),
    ("P024", "Overlaps itself", "What is lost has not yet returned when it is lost the next time."),
    (
        "P025",
        "Returns what was never lost",
        "No line of the timeline loses what this line returns. What fails at random returns by its repair.",
    ),
    (
        "P026",
        "Cmdlet will be refused",
        "The product fails over only pools of a pair, and the Central Management store only to the backup pool of the pool that holds it. The line is carried out, and the refusal is told.",
    ),
    (
        "P027",
        "Life too short",
        "Something that fails more than once a minute would make a run endless. The unit is probably wrong.",
    ),
    (
        "P028",
        "Nothing to divide",
        "`beta` and `site_beta` divide failures into those that strike one alone and those that strike all together. That is possible only where the life is exponential: such failures have no memory.",
    ),
    (
        "P029",
        "Repair without end",
        "The repair has no finite mean, so that what has failed may stay lost for the rest of the run.",
    ),
    (
        "P031",
        "Unknown step",
        "No runbook has a step with this id. `pooldrill explain runbook` lists the steps of each.",
    ),
    (
        "P032",
        "Variant inside a variant",
        "Variants are written beside each other; each says how it differs from the scenario.",
    ),
    ("P034", "Too often", "The timeline would happen more than a million times. The unit is probably wrong."),
    ("P035", "Carries nothing", "A shared thing without servers can be lost without any consequence."),
    (
        "P036",
        "Lead without spares",
        "A lead time says how long a spare takes to be replaced, so it needs spares to replace.",
    ),
    (
        "P037",
        "Too many steps",
        "Sixteen steps of the scenario's own are the most: an outage is taken apart by step, and a table of more is read by nobody. Say as one step what the same people do one after the other.",
    ),
    (
        "P038",
        "Too much of it",
        "Ten thousand lines of a timeline, and fifty variants, are the most: what is read into memory has a bound.",
    ),
    (
        "P039",
        "Planned without a loss",
        "`planned` says that a loss is planned work, such as maintenance. It belongs to `lose`; what `do` orders is planned anyway.",
    ),
    ("P040", "Frozen", "No update begins on the dates in `freezes`, so this one never would."),
    (
        "P041",
        "Nothing to update so",
        "A round updates the Front Ends of Enterprise pools, each named once. A Standard Edition server has no upgrade domains: the page for it is that of Back End Servers.",
    ),
    (
        "P042",
        "Window out of reach",
        "A maintenance window is open for one length of time each time, and long enough for one server. What begins in it is finished; what does not goes on in the next.",
    ),
    (
        "P043",
        "`install` without an update",
        "`install` says how long installing takes on each server; it belongs to an update.",
    ),
];

/// Title and explanation of a code of texts, plans or support rules, in capitals or not.
pub fn explain(code: &str) -> Option<(&'static str, &'static str)> {
    let own = CODES.iter().find(|(known, ..)| known.eq_ignore_ascii_case(code));
    own.map(|(_, title, text)| (*title, *text))
        .or_else(|| text::explain(code))
        .or_else(|| lint::rule(code).map(|rule| (rule.sentence, rule.why)))
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILES: [&str; 9] = [
        include_str!("read.rs"),
        include_str!("compile/mod.rs"),
        include_str!("compile/chance.rs"),
        include_str!("compile/check.rs"),
        include_str!("compile/topology.rs"),
        include_str!("compile/shared_components.rs"),
        include_str!("compile/names.rs"),
        include_str!("compile/pools.rs"),
        concat!(
            include_str!("compile/sheet.rs"),
            include_str!("compile/steps.rs"),
            include_str!("compile/timeline.rs"),
            include_str!("compile/updates.rs")
        ),
    ];

    #[test]
    fn every_code_in_use_is_explained_and_every_explained_code_is_in_use() {
        let raised: Vec<&str> =
            FILES.iter().flat_map(|file| file.match_indices("\"P0").map(|(at, _)| &file[at + 1..at + 5])).collect();
        for code in &raised {
            assert!(explain(code).is_some(), "{code} is not explained");
        }
        for (code, ..) in CODES {
            assert!(raised.contains(code), "{code} is never raised");
        }
        assert!(CODES.windows(2).all(|pair| pair[0].0 < pair[1].0), "codes are unique and in order");
    }

    #[test]
    fn texts_and_rules_are_explained_too() {
        assert!(explain("s001").is_some() && explain("pr-05").is_some() && explain("X1").is_none());
    }
}
