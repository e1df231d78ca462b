//! A procedure as a page that an administrator can review: everything that its table says.

use std::fmt::Write;

use crate::runbook::guard::{Asking, Guard, Holds, Otherwise};
use crate::runbook::question::Rule;
use crate::runbook::step::{Does, OnPage, Over, Step, Subject};
use crate::runbook::trigger::{Known, Trigger, Weighed};
use crate::runbook::{Runbook, Takes};
use crate::world::lanes::Claim;

/// What stands under the number of a step.
const MARGIN: &str = "         ";

/// A procedure as a page.
pub fn page(runbook: &Runbook) -> String {
    let mut page = format!("{}\n{}\n\n", runbook.title, runbook.source);
    let _ = writeln!(page, "about    {}; not together with {}", subject(runbook.subject), claim(runbook.claim));
    for trigger in runbook.triggers {
        let _ = writeln!(page, "begun    {}", begun(trigger));
    }
    if let Some(ordered) = &runbook.ordered {
        let _ = writeln!(page, "ordered  {}", ordered.says);
    }
    if let Some(dropped) = &runbook.dropped {
        let asks = dropped.when.asks;
        let _ = writeln!(page, "dropped  when {asks}, unless it was ordered or has changed something");
    }
    page.push('\n');
    for step in runbook.steps {
        put_step(&mut page, step);
    }
    page
}

fn subject(subject: Subject) -> &'static str {
    match subject {
        Subject::Pool => "a pool",
        Subject::UpgradeDomain => "an upgrade domain",
        Subject::Server => "a server",
        Subject::Database => "the databases of a pool",
        Subject::EdgePool => "Edge pools",
        Subject::Pair => "a pair of pools",
        Subject::Site => "a site",
        Subject::Deployment => "the deployment",
    }
}

fn claim(claim: Claim) -> &'static str {
    match claim {
        Claim::Pair => "anything else about the two pools of the pair",
        Claim::PairOrPool => "anything else about the two pools of the pair, or about the pool that has none",
        Claim::Pool => "anything else about the pool's own databases and routing groups",
        Claim::Round => "anything else of the same round of updates",
    }
}

fn begun(trigger: &Trigger) -> String {
    let noticed = match trigger.known {
        Known::AtOnce => "known at once".to_owned(),
        Known::Never | Known::FromPartner(_) => format!("noticed in {}", trigger.noticed_in.default),
    };
    let weighed = match trigger.weighed {
        Weighed::NotAtAll => "",
        Weighed::Decided => ", then decided",
        Weighed::Watched => ", then watched until it has proved itself and somebody is at work",
        Weighed::DecidedOrWatched => ", then decided, at the latest when it would be begun in any case",
    };
    let held = match trigger.held_until.rule {
        Rule::Yes => String::new(),
        _ => format!(", and held until {}", trigger.held_until.asks),
    };
    format!("when {} ({noticed}{weighed}{held})", trigger.when.asks)
}

fn put_step(page: &mut String, step: &Step) {
    let _ = writeln!(page, "{:<9}{}.", step.on_page.number(), step.instruction);
    if let OnPage::Ours(why) = step.on_page {
        let _ = writeln!(page, "{MARGIN}on no page: {why}");
    }
    match step.over {
        Over::Once => {}
        Over::Domains => page.push_str(&format!("{MARGIN}for each upgrade domain, one after the other\n")),
        Over::Servers => page.push_str(&format!("{MARGIN}for each server, one after the other\n")),
        Over::Pools => page.push_str(&format!("{MARGIN}for each pool of the round, one after the other\n")),
        Over::BackEnds => page.push_str(&format!("{MARGIN}for each Back End Server, the mirror first\n")),
    }
    if !matches!(step.applies.rule, Rule::Yes) {
        let _ = writeln!(page, "{MARGIN}only if {}", step.applies.asks);
    }
    for (place, line) in step.commands.iter().enumerate() {
        match line.when_says {
            "" if place > 0 => page.push_str(&format!("{MARGIN}otherwise\n")),
            "" => {}
            when => page.push_str(&format!("{MARGIN}{when}\n")),
        }
        let _ = writeln!(page, "{MARGIN}{} {}", line.at.prompt(), line.text);
    }
    for (when, guards) in [("begins if", step.begins), ("goes on while", step.stays), ("ends if", step.ends)] {
        for guard in guards {
            let _ = writeln!(page, "{MARGIN}{when} {}; {}", holds(guard), otherwise(guard.otherwise));
        }
    }
    let takes = match step.takes {
        Takes::AsThingsStand(says, _) => says.to_owned(),
        Takes::Nothing if matches!(step.does, Does::Change(_)) => "no time of its own".to_owned(),
        Takes::Nothing => "as long as the procedure it calls".to_owned(),
        Takes::Law(fact) => format!("{} ({})", fact.default, fact.confidence),
        Takes::BySignedIn(fact, each) => {
            format!("{} and {} for each signed-in user ({})", fact.default, each.default, fact.confidence)
        }
        Takes::ByEnabled(fact, each) => {
            format!("{} and {} for each enabled user ({})", fact.default, each.default, fact.confidence)
        }
    };
    if let Does::CarryOut(inner) = step.does {
        let _ = writeln!(page, "{MARGIN}carries out: {}", inner.title);
    }
    if let Does::HandOver(other, _) = step.does {
        let _ = writeln!(page, "{MARGIN}calls for, and waits until it is over: {}", other.title);
    }
    let by_itself = if step.attended { "" } else { "; nobody's hands are bound" };
    let _ = writeln!(page, "{MARGIN}takes {takes}{by_itself}; id {}", step.id);
}

fn holds(guard: &Guard) -> &'static str {
    match guard.holds {
        Holds::Yes(question) => question.asks,
        Holds::Luck(luck) => luck.says,
    }
}

/// What happens if a guard does not hold.
fn otherwise(otherwise: Otherwise) -> String {
    match otherwise {
        Otherwise::GiveUp => "or the procedure is given up".to_owned(),
        Otherwise::TypeInVain => "or the cmdlet refuses, and the procedure is given up".to_owned(),
        Otherwise::Return => "or what asked for this procedure goes on without it".to_owned(),
        Otherwise::Skip => "or the step is left out".to_owned(),
        Otherwise::Wait => "or it waits".to_owned(),
        Otherwise::CarryOut(inner) => format!("or this comes first: {}", inner.title),
        Otherwise::BeginAgain => "or the procedure begins again".to_owned(),
        Otherwise::TryAgain => "or what is missing is mended, and it is tried again".to_owned(),
        Otherwise::AskAgain(Asking { times: None, .. }) => "or it is asked again, and this does not count".to_owned(),
        Otherwise::AskAgain(asking) => {
            let then = self::otherwise(asking.then);
            format!("or it is asked again, and at last {}", then.trim_start_matches("or "))
        }
        Otherwise::BreakOff => "or it breaks off and waits for what it needs".to_owned(),
    }
}
