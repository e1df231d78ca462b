//! Sites, links and whatever else servers share: what keeps each lost, and where a site is on its way back.
//!
//! *Invariant*: a site that is lost does not restart, and one that restarts is not lost. Whoever returns something that
//! nothing holds changes nothing.

use crate::scenario::plan::Target;
use crate::topology::{LinkId, SharedId, SiteId, Topology};

/// How a site is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum SiteState {
    /// Nothing is wrong.
    #[default]
    Whole,
    /// So many reasons keep it lost.
    Lost(u32),
    /// Power is back; the directory starts.
    StartsDirectory,
    /// The directory is up; SQL Servers start.
    StartsDatabases,
}

impl SiteState {
    /// Whether it is on its way back.
    pub const fn is_restarting(self) -> bool {
        matches!(self, SiteState::StartsDirectory | SiteState::StartsDatabases)
    }
}

/// A thing that is lost as a whole, for so many reasons.
#[derive(Debug, Clone, Copy, Default)]
struct Held {
    reasons: u32,
    until_returned: bool,
}

/// Sites, links and other shared things. Their transitions are called by `behaviour::machines`.
#[derive(Debug, Clone, Default)]
pub struct Surroundings {
    sites: Vec<SiteState>,
    sites_until_returned: Vec<bool>,
    links: Vec<Held>,
    components: Vec<Held>,
}

fn renew<T: Clone + Default>(list: &mut Vec<T>, length: usize) {
    list.clear();
    list.resize(length, T::default());
}

impl Surroundings {
    /// Everything is whole, in the memory it has.
    pub fn reset(&mut self, topology: &Topology) {
        renew(&mut self.sites, topology.sites.len());
        renew(&mut self.sites_until_returned, topology.sites.len());
        renew(&mut self.links, topology.links.len());
        renew(&mut self.components, topology.shared_components.len());
    }

    /// How a site is.
    pub fn site(&self, site: SiteId) -> SiteState {
        self.sites[site.index()]
    }

    /// One more reason for which a site is lost. Returns how it was, if it was not lost.
    pub fn lose_site(&mut self, site: SiteId) -> Option<SiteState> {
        let state = &mut self.sites[site.index()];
        match state {
            SiteState::Lost(reasons) => {
                *reasons += 1;
                None
            }
            _ => Some(std::mem::replace(state, SiteState::Lost(1))),
        }
    }

    /// One reason fewer; after the last, its directory starts. Says whether that was the last.
    pub fn return_site(&mut self, site: SiteId) -> bool {
        let state = &mut self.sites[site.index()];
        match state {
            SiteState::Lost(1) => {
                *state = SiteState::StartsDirectory;
                true
            }
            SiteState::Lost(reasons) => {
                *reasons -= 1;
                false
            }
            SiteState::Whole | SiteState::StartsDirectory | SiteState::StartsDatabases => false,
        }
    }

    /// A site that restarts comes to the next stage. Returns which.
    ///
    /// # Panics
    /// When it does not restart.
    pub fn restart_goes_on(&mut self, site: SiteId) -> SiteState {
        let state = &mut self.sites[site.index()];
        *state = match state {
            SiteState::StartsDirectory => SiteState::StartsDatabases,
            SiteState::StartsDatabases => SiteState::Whole,
            SiteState::Whole | SiteState::Lost(_) => panic!("a site that is not restarting has no next stage"),
        };
        *state
    }

    /// Whether a link is cut.
    pub fn is_cut(&self, link: LinkId) -> bool {
        self.links[link.index()].reasons > 0
    }

    /// One more reason for which a link is cut.
    pub fn cut(&mut self, link: LinkId) {
        self.links[link.index()].reasons += 1;
    }

    /// One reason fewer.
    pub fn splice(&mut self, link: LinkId) {
        let reasons = &mut self.links[link.index()].reasons;
        *reasons = reasons.saturating_sub(1);
    }

    /// One more reason for which a shared thing is lost. Says whether it is the first.
    pub fn lose_component(&mut self, component: SharedId) -> bool {
        let reasons = &mut self.components[component.index()].reasons;
        *reasons += 1;
        *reasons == 1
    }

    /// One reason fewer. Says whether none is left.
    pub fn return_component(&mut self, component: SharedId) -> bool {
        let reasons = &mut self.components[component.index()].reasons;
        *reasons = reasons.saturating_sub(1);
        *reasons == 0
    }

    /// Whether something is lost as a whole; none where it is not one thing.
    pub fn is_lost(&self, target: Target) -> Option<bool> {
        match target {
            Target::Site(site) => Some(matches!(self.site(site), SiteState::Lost(_))),
            Target::Link(link) => Some(self.is_cut(link)),
            Target::SharedComponent(component) => Some(self.components[component.index()].reasons > 0),
            Target::Machine(_) | Target::Pool(_) | Target::BackEnd(_) | Target::Edge(_) => None,
            Target::Shock(_) | Target::Disaster => None,
        }
    }

    /// Of what is lost as a whole, notes whether a line of the timeline that says no end has lost it, and returns whether one
    /// had; none where it is not one thing.
    pub fn until_returned(&mut self, target: Target, lost: bool) -> Option<bool> {
        let flag = match target {
            Target::Site(site) => &mut self.sites_until_returned[site.index()],
            Target::Link(link) => &mut self.links[link.index()].until_returned,
            Target::SharedComponent(component) => &mut self.components[component.index()].until_returned,
            Target::Machine(_) | Target::Pool(_) | Target::BackEnd(_) | Target::Edge(_) => return None,
            Target::Shock(_) | Target::Disaster => return None,
        };
        Some(std::mem::replace(flag, lost))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_site_restarts_after_its_last_reason_and_a_loss_breaks_that_off() {
        let site = SiteId::nth(&[()], 0).unwrap();
        let mut all = Surroundings { sites: vec![SiteState::Whole], ..Surroundings::default() };
        assert!(!all.return_site(site), "nothing holds it");
        assert_eq!(all.lose_site(site), Some(SiteState::Whole));
        assert_eq!(all.lose_site(site), None, "it is lost already");
        assert!(!all.return_site(site) && all.return_site(site));
        assert_eq!(all.restart_goes_on(site), SiteState::StartsDatabases);
        assert_eq!(all.lose_site(site), Some(SiteState::StartsDatabases), "what the restart had come to");
        assert!(all.return_site(site) && all.site(site).is_restarting());
        all.restart_goes_on(site);
        assert_eq!(all.restart_goes_on(site), SiteState::Whole);
    }

    #[test]
    fn a_link_is_cut_as_long_as_one_reason_is_left() {
        let link = LinkId::nth(&[()], 0).unwrap();
        let mut all = Surroundings { links: vec![Held::default()], ..Surroundings::default() };
        all.splice(link);
        all.cut(link);
        all.cut(link);
        all.splice(link);
        assert_eq!(all.is_lost(Target::Link(link)), Some(true));
        all.splice(link);
        assert!(!all.is_cut(link));
        assert_eq!(
            (all.until_returned(Target::Link(link), true), all.until_returned(Target::Link(link), false)),
            (Some(false), Some(true))
        );
        assert_eq!(all.is_lost(Target::Disaster), None);
    }
}
