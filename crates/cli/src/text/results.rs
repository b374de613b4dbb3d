//! What people have registered, day by day, as a table. A change must never be shown without the days that it is
//! between.

use std::collections::BTreeSet;

use enrollment::results::KeptTally;
use entra_policy::readiness::MethodsTally;

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

#[cfg(test)]
mod tests {
    use webauthn::Timestamp;

    use super::*;

    fn kept(day: i64, passkey: u64) -> KeptTally {
        let methods = [("passKeySynced".to_owned(), passkey)].into();
        let tally = MethodsTally { people: 10, passkey, methods, ..MethodsTally::default() };
        KeptTally { at: Timestamp(1_790_000_000 + day * 86_400), tally }
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
