//! The routes out of the deployment, as a picture shows them: those of which the same is to be seen share a row.

use crate::facts::features::Route;
use crate::ground::time::Time;
use crate::report::names::{Names, listed};
use crate::report::run_record::RunRecord;
use crate::report::track::Stretch;

/// A row of a picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RouteRow {
    /// What it is called.
    pub name: String,
    /// When its routes were away and when not.
    pub away: Vec<Stretch<bool>>,
}

/// The rows of the routes that Edge pools are published to carry, between two moments of a run.
pub fn rows(names: Names<'_>, record: &RunRecord, from: Time, to: Time) -> Vec<RouteRow> {
    let edges = &names.topology().edges;
    let mut rows: Vec<(Vec<String>, Vec<Stretch<bool>>)> = Vec::new();
    for route in Route::ALL.into_iter().filter(|route| edges.iter().any(|edge| edge.carries(*route))) {
        let away = record.routes_away[route.index()].within(from, to);
        match rows.iter_mut().find(|(_, other)| *other == away) {
            Some((named, _)) => named.push(route.name().to_owned()),
            None => rows.push((vec![route.name().to_owned()], away)),
        }
    }
    rows.into_iter().map(|(named, away)| RouteRow { name: listed(&named), away }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample::{load, record};

    /// For how long each row was away in the first day.
    fn shown(xmpp_at: &str) -> Vec<(String, String)> {
        let edges = [("edge1", true, xmpp_at == "edge1"), ("edge2", false, xmpp_at == "edge2")];
        let edge = |(name, federation, xmpp): (&str, bool, bool)| {
            format!("\"{name}\": (site: \"dc1\", servers: 1, federation: {federation}, xmpp: {xmpp}),")
        };
        let setting = load(&format!(
            "(schema: 1, about: \"\", product: LyncServer2013, start: \"2026-03-03 10:00 Europe/Berlin\", horizon: \"1d\", \
             sites: {{ \"dc1\": () }}, edges: {{ {} }}, central_management: \"pool1\", \
             pools: {{ \"pool1\": Standard(site: \"dc1\", enabled_users: 500, edge: \"edge1\") }}, \
             timeline: [(at: \"1h\", lose: Edge(\"edge1\"), for: \"2h\")])",
            edges.map(edge).concat()
        ));
        let record = record(&setting, 0);
        let rows = rows(Names { setting: &setting }, &record, Time::ZERO, record.end);
        let away =
            |row: &RouteRow| row.away.iter().filter(|one| one.what).map(|one| one.to.since(one.from).rough()).collect();
        rows.iter().map(|row| (row.name.clone(), away(row))).collect()
    }

    #[test]
    fn routes_that_always_went_together_share_a_row_and_others_do_not() {
        assert_eq!(shown("edge1"), [("Federation and XMPP".to_owned(), "2 h 10 min".to_owned())]);
        let apart = [("Federation".to_owned(), "2 h 10 min".to_owned()), ("XMPP".to_owned(), String::new())];
        assert_eq!(shown("edge2"), apart);
        assert_eq!(shown("none"), apart[..1]);
    }
}
