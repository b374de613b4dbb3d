//! What people have registered, day by day, as a table. A change must never be shown without the days that it is
//! between.

use std::collections::BTreeSet;

use enrollment::results::KeptTally;
use entra_policy::readiness::{AuditCounts, AuditDay, MethodsTally, NotRead, Unread};
use webauthn::Timestamp;

use super::plain;

type Row = (String, u64, u64);

/// Now beside the first count.
pub(crate) fn results(kept: &[KeptTally]) -> String {
    let (Some(first), Some(last)) = (kept.first(), kept.last()) else { return String::new() };
    let day = |one: &KeptTally| one.at.to_string().chars().take(10).collect::<String>();
    let named = |name: &str, of: fn(&MethodsTally) -> u64| -> Row {
        (name.to_owned(), of(&first.tally), of(&last.tally))
    };
    let mut rows = vec![
        named("people", |one| one.people),
        named("have a passkey", |one| one.passkey),
        named("can sign in without a password", |one| one.passwordless),
        named("have Microsoft Authenticator", |one| one.authenticator),
        named("have phone numbers and codes only", |one| one.phishable_only),
        named("have nothing", |one| one.nothing),
    ];
    let words: BTreeSet<&String> =
        first.tally.methods.keys().chain(last.tally.methods.keys()).collect();
    rows.extend(words.into_iter().map(|word| {
        let of = |one: &KeptTally| one.tally.methods.get(word).copied().unwrap_or_default();
        (format!("  {}", plain(word)), of(first), of(last))
    }));
    if kept.len() == 1 {
        let lines = rows.iter().map(|(name, _, now)| format!("{now:>10}  {name}\n"));
        return format!(
            "{}{}\nThis is the first count, {}: the next one says what changed since.\n",
            format_args!("{:>10}\n", day(last)),
            lines.collect::<String>(),
            day(first)
        );
    }
    let head = format!("{:>10}  {:>10}  {:>8}\n", day(first), day(last), "change");
    let line = |(name, before, now): &Row| {
        let change = i128::from(*now) - i128::from(*before);
        format!("{before:>10}  {now:>10}  {change:>+8}  {name}\n")
    };
    let days = format!("\nCounted on {} days since {}.\n", kept.len(), day(first));
    format!("{head}{}{days}", rows.iter().map(line).collect::<String>())
}

/// What the audit log says of each day, and why it is not known up to now.
pub(crate) fn audited(days: &[AuditDay], unread: Option<&Unread>) -> String {
    let mut text = String::new();
    if !days.is_empty() {
        text += "\nPeople, by the audit log (registered, deleted):\n";
        text += "       day     passkey    Authenticator   another    other entries\n";
        let pair = |of: fn(&AuditCounts) -> u64, day: &AuditDay| {
            format!("+{} -{}", of(&day.registered), of(&day.deleted))
        };
        text.extend(days.iter().map(|day| {
            let date: String = Timestamp(day.day).to_string().chars().take(10).collect();
            format!(
                "{date}  {:>10}  {:>15}  {:>8}  {:>15}\n",
                pair(|of| of.passkey, day),
                pair(|of| of.authenticator, day),
                pair(|of| of.other, day),
                day.others
            )
        }));
    }
    match unread.map(|unread| unread.why) {
        None if days.is_empty() => {
            text += "\nThe audit log has no change of a sign-in method yet.\n"
        }
        None => {}
        Some(NotRead::Forbidden) => text += AUDIT_FORBIDDEN,
        Some(NotRead::LicenceMissing) => text += AUDIT_UNLICENSED,
        Some(NotRead::Failed | NotRead::SignInNeeded | NotRead::Malformed | NotRead::NotAsked) => {
            text +=
                "\nThe audit log could not be read this time; counts of it that are kept stay.\n";
        }
    }
    text
}

const AUDIT_FORBIDDEN: &str = "\nThe audit log may not be read: it wants the permission AuditLog.Read.All (the documents \
     name Directory.Read.All beside it) and a role that reads logs, Reports Reader at least. It goes back 7 days, \
     with a premium licence 30.\n";

const AUDIT_UNLICENSED: &str = "\nThe audit log may not be read: the directory sees no premium licence (Microsoft Entra ID P1 or P2). \
     Where there is one, Graph may need Directory.Read.All to see it.\n";

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(day: i64, passkey: u64) -> KeptTally {
        let methods = [("passKeySynced".to_owned(), passkey)].into();
        let tally = MethodsTally { people: 10, passkey, methods, ..MethodsTally::default() };
        KeptTally { at: Timestamp(1_790_000_000 + day * 86_400), tally }
    }

    #[test]
    fn the_log_is_told_day_by_day_and_what_it_wants_where_it_says_no() {
        let registered = AuditCounts { passkey: 3, ..AuditCounts::default() };
        let day = AuditDay { day: 1_790_726_400, registered, others: 7, ..AuditDay::default() };
        let forbidden = Unread { why: NotRead::Forbidden, said: None };
        let text = audited(&[day], Some(&forbidden));
        assert!(text.contains("2026-09-30       +3 -0"), "{text}");
        assert!(text.contains("AuditLog.Read.All") && text.contains("30."), "{text}");
        let unlicensed = Unread { why: NotRead::LicenceMissing, said: None };
        let text = audited(&[], Some(&unlicensed));
        assert!(text.contains("Entra ID P1 or P2") && !text.contains("Reports Reader"), "{text}");
        assert!(audited(&[], None).contains("no change"));
    }

    #[test]
    fn a_change_stands_beside_its_days() {
        let text = results(&[kept(0, 2), kept(7, 1), kept(30, 5)]);
        assert!(text.starts_with("2026-09-21  2026-10-21    change\n"), "{text}");
        assert!(text.contains("         2           5        +3  have a passkey\n"), "{text}");
        assert!(text.contains("+3    passKeySynced\n"), "{text}");
        assert!(text.ends_with("Counted on 3 days since 2026-09-21.\n"), "{text}");
        let first = results(&[kept(0, 2)]);
        assert!(first.contains("This is the first count, 2026-09-21"), "{first}");
        assert!(!first.contains("change\n"), "{first}");
    }
}
