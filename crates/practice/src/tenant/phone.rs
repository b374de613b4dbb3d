//! The phone of somebody who practises, and the page that it scans. It must never register an app that
//! did not type the number of the page, nor somebody whom the policy leaves out.

use std::collections::BTreeSet;

use enrollment::{
    authenticator::{Allowed, Mode, Terms},
    rooms::{PhoneOutcome, PracticePhone, PracticePhoneAct},
    tenant::{Person, PersonId},
};
use serde_json::{Value, json};

use super::{
    answer::Answer,
    audit,
    clock::Ticks,
    core::{Core, failed, random, uuid},
    graph::APPS,
    reading,
    state::{App, State, User},
};

/// How long a notification waits for an answer (seconds).
const PATIENCE: i64 = 60;
/// An app of today, as `phoneAppVersion` has it.
const VERSION: &str = "6.2507.4749";
const NAME: &str = "Practice phone";
/// Words of `methodsRegistered` for an app that was there from the start.
const PUSH: &str = "microsoftAuthenticatorPush";
const PASSWORDLESS: &str = "microsoftAuthenticatorPasswordless";
/// Both.
pub(super) const WORDS: [&str; 2] = [PUSH, PASSWORDLESS];

/// What somebody's phone and page show now; nothing of it is kept.
#[derive(Clone, Debug, Default)]
pub(super) struct Phone {
    user: String,
    /// The number on the page while the phone waits for it.
    asks: Option<(u32, Ticks)>,
    last: Option<PhoneOutcome>,
}

/// Does with the phone what a hand would, and answers what can be seen.
pub(super) fn does(
    core: &mut Core,
    id_or_upn: &str,
    act: PracticePhoneAct,
) -> Result<PracticePhone, Answer> {
    let user = reading::find(&core.state, id_or_upn)?.clone();
    let mut phone = take(core, &user.id);
    let now = core.now();
    if act != PracticePhoneAct::Look {
        phone.last = None;
    }
    let asked = phone.asks.filter(|(_, until)| now <= *until).map(|(number, _)| number);
    if phone.asks.is_some() && asked.is_none() {
        (phone.asks, phone.last) = (None, Some(PhoneOutcome::TimedOut));
    }
    let terms = terms(&core.state, &user);
    let answers = |phone: &mut Phone, outcome| (phone.asks, phone.last) = (None, Some(outcome));
    match (act, asked) {
        (PracticePhoneAct::Look, _) => {}
        (PracticePhoneAct::Scan, _) if is_barred(terms) => {
            answers(&mut phone, PhoneOutcome::NotOffered);
        }
        (PracticePhoneAct::Scan, _) => phone.asks = Some(ask(now)?),
        (PracticePhoneAct::Approve { number }, Some(asked)) if number == asked => {
            register(core, &user, now)?;
            answers(&mut phone, PhoneOutcome::Approved);
        }
        (PracticePhoneAct::Approve { .. }, Some(_)) => {
            answers(&mut phone, PhoneOutcome::WrongNumber);
        }
        (PracticePhoneAct::Deny, Some(_)) => answers(&mut phone, PhoneOutcome::Denied),
        (PracticePhoneAct::Wait, Some(_)) => answers(&mut phone, PhoneOutcome::TimedOut),
        (
            PracticePhoneAct::Approve { .. } | PracticePhoneAct::Deny | PracticePhoneAct::Wait,
            None,
        ) => {}
        (PracticePhoneAct::PhoneSignIn, _) => {
            let outcome = turn_on(core, &user, terms.mode, now)?;
            phone.last = Some(outcome);
        }
        (PracticePhoneAct::Replace, _) => {
            replace(core, &user)?;
            answers(&mut phone, PhoneOutcome::Replaced);
        }
    }
    let view = PracticePhone {
        number: phone.asks.map(|(number, _)| number),
        outcome: phone.last,
        registered: !listed(&core.state, &user).is_empty(),
    };
    core.phones.push(phone);
    Ok(view)
}

/// `microsoftAuthenticatorMethods` of a person (graph.md, section 5).
pub(super) fn listed(state: &State, user: &User) -> Vec<Value> {
    let method = |id: &str, name: &str, version: &str, created: Option<String>| {
        json!({
            "id": id, "displayName": name, "deviceTag": "SoftwareTokenActivated",
            "phoneAppVersion": version, "createdDateTime": created,
        })
    };
    let has = |word: &str| user.registered.iter().any(|one| one == word);
    let id = seeded_id(user);
    let seeded = has(PASSWORDLESS).then(|| Some("2026-03-02T08:00:00Z".to_owned()));
    let seeded = seeded.or_else(|| has(PUSH).then_some(None));
    let mut all: Vec<Value> =
        seeded.into_iter().map(|created| method(&id, "Phone", VERSION, created)).collect();
    all.extend(state.apps_of(user).map(|app| {
        method(&app.id, &app.name, &app.version, app.phone_sign_in.map(Ticks::precise))
    }));
    all
}

/// The id of an app that was there from the start.
pub(super) fn seeded_id(user: &User) -> String {
    format!("{}-{APPS}", user.id)
}

/// `signInPreferences` of beta: a Microsoft managed preference is on (campaign.md, section 11).
pub(super) fn preferences(core: &Core, id_or_upn: &str) -> Result<Answer, Answer> {
    let user = reading::find(&core.state, id_or_upn)?;
    let state = core.state.policy.pointer("/systemCredentialPreferences/state");
    let system = state.and_then(Value::as_str) != Some("disabled");
    let has = |word: &str| user.registered.iter().any(|one| one == word);
    let preferred = if !listed(&core.state, user).is_empty() {
        Some("push")
    } else if has("mobilePhone") {
        Some("sms")
    } else {
        has("softwareOneTimePasscode").then_some("oath")
    };
    Ok(Answer::ok(json!({
        "isSystemPreferredAuthenticationMethodEnabled": system,
        "userPreferredMethodForSecondaryAuthentication": preferred,
    })))
}

/// The words of `methodsRegistered` for apps that came in practice.
pub(super) fn words(state: &State, user: &User) -> impl Iterator<Item = &'static str> {
    let passwordless = |app: &App| app.phone_sign_in.is_some();
    state.apps_of(user).map(move |app| if passwordless(app) { PASSWORDLESS } else { PUSH })
}

fn take(core: &mut Core, user: &str) -> Phone {
    let place = core.phones.iter().position(|phone| phone.user == user);
    let fresh = || Phone { user: user.to_owned(), ..Phone::default() };
    place.map_or_else(fresh, |place| core.phones.swap_remove(place))
}

/// A number of two digits, as the page shows one.
fn ask(now: Ticks) -> Result<(u32, Ticks), Answer> {
    let [byte] = random::<1>().map_err(|error| failed(&error))?;
    Ok((10 + u32::from(byte) % 90, now.plus_seconds(PATIENCE)))
}

fn terms(state: &State, user: &User) -> Terms {
    let groups: BTreeSet<String> =
        state.groups_of(user).into_iter().map(|group| group.id.clone()).collect();
    let person = Person {
        id: PersonId(user.id.clone()),
        display_name: user.display_name.clone(),
        user_principal_name: user.user_principal_name.clone(),
        groups: Some(groups),
    };
    Terms::of(&state.policy, &person)
}

fn is_barred(terms: Terms) -> bool {
    match terms.allowed {
        Allowed::MethodOff | Allowed::NotInScope => true,
        Allowed::Yes | Allowed::NotSaid => false,
    }
}

fn register(core: &mut Core, user: &User, now: Ticks) -> Result<(), Answer> {
    let app = App {
        id: uuid().map_err(|error| failed(&error))?,
        user: user.id.clone(),
        name: NAME.to_owned(),
        version: VERSION.to_owned(),
        registered: now,
        phone_sign_in: None,
    };
    core.change(|state| {
        state.apps.push(app);
        let reason = "User registered Authenticator App with Notification and Code";
        audit::note(state, now, &user.id, (audit::REGISTERED, reason));
        Ok(())
    })
}

fn turn_on(core: &mut Core, user: &User, mode: Mode, now: Ticks) -> Result<PhoneOutcome, Answer> {
    if mode.allows_phone_sign_in() != Some(true) {
        return Ok(PhoneOutcome::NotOffered);
    }
    core.change(|state| {
        let mut own = state.apps.iter_mut().rev().filter(|app| app.user == user.id);
        match own.next() {
            Some(app) => {
                app.phone_sign_in = Some(now);
                Ok(PhoneOutcome::PhoneSignInOn)
            }
            None => Ok(PhoneOutcome::NotOffered),
        }
    })
}

/// A new phone: what was registered with the old one is gone.
fn replace(core: &mut Core, user: &User) -> Result<(), Answer> {
    core.change(|state| {
        state.apps.retain(|app| app.user != user.id);
        for one in state.users.iter_mut().filter(|one| one.id == user.id) {
            one.registered.retain(|word| !WORDS.contains(&word.as_str()));
        }
        Ok(())
    })
}
