//! Methods besides keys that Graph takes out: an app, or Windows Hello of a computer (graph.md, section 5). Another
//! kind must never go.

use super::{
    answer::Answer,
    audit,
    clock::Ticks,
    core::Core,
    graph::HELLO,
    phone, reading,
    state::{State, User},
};

type Answered = Result<Answer, Answer>;

const HELLO_WORD: &str = "windowsHelloForBusiness";

/// 204; the seeded app is one as any other.
pub(super) fn delete_app(core: &mut Core, (user, id): (&str, &str)) -> Answered {
    let reason = "User deleted Authenticator App with Notification and Code";
    delete(core, (user, id), reason, |state, user| {
        let before = state.apps.len();
        state.apps.retain(|app| app.user != user.id || app.id != id);
        let seeded = phone::seeded_id(user) == id && forget(state, user, &phone::WORDS);
        seeded || state.apps.len() < before
    })
}

/// 204; the computer itself is not touched.
pub(super) fn delete_hello(core: &mut Core, (user, id): (&str, &str)) -> Answered {
    delete(core, (user, id), "User deleted Windows Hello for Business", |state, user| {
        id == format!("{}-{HELLO}", user.id) && forget(state, user, &[HELLO_WORD])
    })
}

fn delete(
    core: &mut Core,
    (user, id): (&str, &str),
    reason: &str,
    goes: impl FnOnce(&mut State, &User) -> bool,
) -> Answered {
    let user = reading::find(&core.state, user)?.clone();
    let now: Ticks = core.now();
    core.change(|state| {
        if !goes(state, &user) {
            return Err(Answer::not_found(id));
        }
        audit::note(state, now, &user.id, (audit::DELETED, reason));
        Ok(())
    })?;
    Ok(Answer::no_content())
}

/// Takes words of what was registered from the start away; whether one was there.
fn forget(state: &mut State, user: &User, words: &[&str]) -> bool {
    let own = state.users.iter_mut().find(|one| one.id == user.id);
    own.is_some_and(|own| {
        let before = own.registered.len();
        own.registered.retain(|word| !words.contains(&word.as_str()));
        own.registered.len() < before
    })
}
