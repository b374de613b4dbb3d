//! How long a registration has, and what a directory made of it. What was not compared must never be said to be
//! alike.

use enrollment::{
    outbox::Waiting,
    plain,
    recovery::{Left, Unfinished},
    tenant::{Stored, StoredMember},
};
use webauthn::Timestamp;

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
        let Left::Pending { expires, .. } = one.what else { continue };
        let beginning = one.beginning.as_ref();
        let account = beginning.map_or_else(String::new, |one| plain(&one.account));
        let organisation = beginning.and_then(|one| one.organisation.as_deref()).map(plain);
        text += &format!(
            "{}  {account}, {}: {} left ({expires})\n",
            one.registration.0,
            organisation.unwrap_or_default(),
            span(expires.0.saturating_sub(now.0)),
        );
    }
    if text.is_empty() { "Nothing is kept here.\n".to_owned() } else { text }
}

/// What the directory stored, beside what was made.
pub(crate) fn stored(members: Option<&[Stored]>) -> String {
    let Some(members) = members else {
        return "In the directory. What it stored could not be read again yet; `touchstone tenant methods list` \
                shows it.\n"
            .to_owned();
    };
    let mut differing = members.iter().filter(|one| one.alike == Some(false)).peekable();
    if differing.peek().is_none() {
        return "In the directory, and read again: nothing there differs from what was made.\n"
            .to_owned();
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

/// In the largest unit that it fills, but for a moment.
fn span(seconds: i64) -> String {
    const UNITS: [(i64, &str); 3] = [(86_400, "day"), (3_600, "hour"), (60, "minute")];
    let (size, unit) =
        UNITS.into_iter().find(|(size, _)| seconds >= size - size / 60).unwrap_or((1, "second"));
    // A challenge of five minutes that came a moment ago has five minutes.
    let count = seconds.saturating_add(size / 2).checked_div(size).unwrap_or(seconds);
    format!("{count} {unit}{}", if count == 1 { "" } else { "s" })
}

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
    }

    #[test]
    fn a_span_is_said_in_the_unit_that_it_fills() {
        for (seconds, says) in [
            (299, "5 minutes"),
            (60, "1 minute"),
            (3_600, "1 hour"),
            (3_599, "1 hour"),
            (58, "58 seconds"),
            (30 * 86_400 - 1, "30 days"),
        ] {
            assert_eq!(span(seconds), says);
        }
    }
}
