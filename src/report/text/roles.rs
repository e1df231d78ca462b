//! The roles of servers as a table that an administrator can review.

use std::fmt::Write;

use crate::topology::roles::{Needed, ROLES, Role};

/// Every role with what it needs.
pub fn table() -> String {
    let mut table = String::new();
    for role in ROLES {
        let [name, _] = role.names;
        let _ = writeln!(table, "{name} ({})", role.key);
        let (least, most) = (role.members.start(), role.members.end());
        let members = if least == most { least.to_string() } else { format!("{least} to {most}") };
        let _ = writeln!(table, "  members       {members}");
        let _ = writeln!(table, "  needed        {}", needed(role));
        let after: Vec<&str> = role.starts_after.iter().map(|role| role.key).collect();
        if !after.is_empty() {
            let _ = writeln!(table, "  starts after  {}, where the power of a site returns", after.join(", "));
        }
        let _ = writeln!(table, "  starts in     {} ({})", role.starts_in.default, role.starts_in.confidence);
        let _ = writeln!(table, "  repaired in   {} ({})", role.repaired_in.default, role.repaired_in.confidence);
        if let Some(other) = role.counts_as {
            let _ = writeln!(table, "  its loss      is counted as one of {}", other.key);
        }
        let _ = writeln!(table, "  source        {}", role.source);
        table.push('\n');
    }
    table.truncate(table.trim_end().len());
    table + "\n"
}

fn needed(role: &Role) -> &'static str {
    match role.needed {
        Needed::One => "one that runs",
        Needed::Quorum => "as many as the quorum table says",
        Needed::Session => "the principal, and the mirror or the witness in touch with it where there are any",
    }
}
