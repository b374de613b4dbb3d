//! How long a registration has, and what a directory made of it. What was not compared must never be said to be
//! alike.

use enrollment::{
    outbox::Waiting,
    plain,
    recovery::{Left, Unfinished},
    tenant::{Stored, StoredMember},
};
use webauthn::Timestamp;

use crate::command::KeptBack;

/// How long the challenge lives, and by how much the directory's clock is ahead of this computer's (seconds).
pub(crate) fn time_to_register(end: Option<Timestamp>, now: Timestamp, ahead: i64) -> String {
    let left = end.map(|end| span(end.0.saturating_sub(now.0)));
    let mut text = left.map_or_else(String::new, |left| {
        format!("The organisation gives {left} to register the key and send it.\n")
    });
    if ahead != 0 {
        let way = if ahead > 0 { "behind" } else { "ahead of" };
        text += &format!(
            "This computer's clock is {} {way} the directory's. That is allowed for; set the clock all the same.\n",
            span(ahead.saturating_abs())
        );
    }
    text
}

/// Until when something can be sent, and how.
pub(crate) fn kept_until(waiting: &Waiting, now: Timestamp) -> String {
    format!(
        "Kept here, sealed, for {} ({}). `touchstone tenant kept send {}` sends it; the window offers it, too.\n",
        span(waiting.expires.0.saturating_sub(now.0)),
        waiting.expires,
        waiting.registration.0
    )
}

/// What waits to be sent.
pub(crate) fn kept_list(waiting: &[&Unfinished], now: Timestamp) -> String {
    let mut text = String::new();
    for one in waiting {
        let beginning = one.beginning.as_ref();
        let account = beginning.map_or_else(String::new, |one| plain(&one.account));
        let organisation = beginning.and_then(|one| one.organisation.as_deref()).map(plain);
        let how = match (&one.what, KeptBack::of(&one.what)) {
            (Left::Pending { expires, .. }, _) => {
                format!("{} left ({expires})", span(expires.0.saturating_sub(now.0)))
            }
            (Left::OnKey { .. } | Left::PossiblyOnKey(_), Some(why)) => kept_back(why).to_owned(),
            (Left::OnKey { .. } | Left::PossiblyOnKey(_), None) => continue,
        };
        let organisation = organisation.unwrap_or_default();
        text += &format!("{}  {account}, {organisation}: {how}\n", one.registration.0);
    }
    if text.is_empty() { "Nothing is kept here.\n".to_owned() } else { text }
}

/// Why it cannot be sent as it is, and what to do.
pub(super) fn kept_back(state: KeptBack) -> &'static str {
    match state {
        KeptBack::Locked => {
            "Locked: the keyring does not give the key that opens it. Unlock the keyring, then try again; it stays \
             kept until its challenge expires."
        }
        KeptBack::Expired => {
            "Expired: its challenge is over, and no directory takes it any more. The credential is on the key: \
             remove it from the window's Start, or with the key's own program, then register anew."
        }
        KeptBack::Damaged => {
            "Damaged: what is kept is not what was sealed, and is never sent. The credential is on the key: remove \
             it from the window's Start, or with the key's own program, then register anew."
        }
    }
}

/// What the directory stored, beside what was made.
pub(crate) fn stored(members: Option<&[Stored]>) -> String {
    let Some(members) = members else {
        return "In the directory. What it stored could not be read again yet; `touchstone tenant methods list` \
                shows it.\n"
            .to_owned();
    };
    let unsaid = members.iter().filter(|one| one.alike.is_none()).map(|one| member(one.member));
    let unsaid: Vec<_> = unsaid.collect();
    let mut differing = members.iter().filter(|one| one.alike == Some(false)).peekable();
    if differing.peek().is_none() {
        let so = "In the directory, and read again";
        return match unsaid.as_slice() {
            [] => format!("{so}: nothing there differs from what was made.\n"),
            unsaid => {
                format!("{so}. Not compared, since it does not say: {}.\n", unsaid.join(", "))
            }
        };
    }
    let mut text =
        "In the directory, and read again: it stored something else than was made.\n".to_owned();
    for one in differing {
        let said = |text: &Option<String>| text.as_deref().map(plain).unwrap_or_default();
        text += &format!(
            "  {}: made {}, stored {}\n",
            member(one.member),
            said(&one.made),
            said(&one.stored)
        );
    }
    text
}

fn member(member: StoredMember) -> &'static str {
    match member {
        StoredMember::Id => "id of the credential",
        StoredMember::Aaguid => "AAGUID",
        StoredMember::AttestationLevel => "attestation level",
        StoredMember::PasskeyType => "kind of passkey",
    }
}

/// In the largest unit that it fills, never more than there is; a challenge of five minutes that came a moment ago
/// has five minutes.
fn span(seconds: i64) -> String {
    const UNITS: [(i64, &str); 3] = [(86_400, "day"), (3_600, "hour"), (60, "minute")];
    let left = seconds.max(0).saturating_add(MOMENT);
    let at = UNITS.iter().position(|(size, _)| left >= *size);
    let Some(at) = at else { return counted(seconds.max(0), "second") };
    let whole = UNITS.get(at).map(|(size, unit)| counted(left / size, unit)).unwrap_or_default();
    let rest = UNITS.get(at).map_or(0, |(size, _)| left % size);
    let next = UNITS.get(at.saturating_add(1)).map(|(size, unit)| (rest / size, *unit));
    match next.filter(|(count, _)| *count > 0) {
        Some((count, unit)) => format!("{whole} {}", counted(count, unit)),
        None => whole,
    }
}

fn counted(count: i64, unit: &str) -> String {
    format!("{count} {unit}{}", if count == 1 { "" } else { "s" })
}

/// How long the way of an answer may have been (seconds).
const MOMENT: i64 = 2;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_differs_is_named_with_both_sides() {
        let members = [
            Stored {
                member: StoredMember::PasskeyType,
                made: Some("deviceBound".to_owned()),
                stored: Some("synced".to_owned()),
                alike: Some(false),
            },
            Stored { member: StoredMember::Id, made: None, stored: None, alike: None },
        ];
        let text = stored(Some(&members));
        assert!(text.contains("kind of passkey: made deviceBound, stored synced"), "{text}");
        assert!(!text.contains("id of the credential"), "{text}");
        let text = stored(Some(&members[1..]));
        assert!(
            text.contains("Not compared, since it does not say: id of the credential"),
            "{text}"
        );
    }

    #[test]
    fn a_span_is_said_in_the_unit_that_it_fills() {
        for (seconds, says) in [
            (299, "5 minutes"),
            (60, "1 minute"),
            (3_600, "1 hour"),
            (3_599, "1 hour"),
            (57, "57 seconds"),
            (-100, "0 seconds"),
            (90 * 60, "1 hour 30 minutes"),
            (36 * 3_600, "1 day 12 hours"),
            (30 * 86_400 - 1, "30 days"),
        ] {
            assert_eq!(span(seconds), says);
        }
    }
}
