//! Who has which methods: the report of registrations, a person's methods other than keys, and who is in
//! a group. Nothing here may change the directory.

use serde_json::{Value, json};

use super::{
    answer::Answer,
    call::Call,
    core::Core,
    directory::roles_of,
    graph::HELLO,
    phone, reading,
    state::{State, User},
    switches::Licence,
};

type Answered = Result<Answer, Answer>;

/// `userRegistrationDetails` (graph.md, section 5).
pub(super) fn registrations(core: &Core, call: &Call) -> Answered {
    match core.switches.licence {
        Licence::Premium => {}
        Licence::Free => return Err(unlicensed()),
    }
    let all = core.state.users.iter().map(|user| details(&core.state, user)).collect();
    reading::page(core, call, "reports/authenticationMethods/userRegistrationDetails", all)
}

/// As it was seen of Graph.
fn unlicensed() -> Answer {
    let message = "Tenant is not a B2C tenant and doesn't have premium license";
    Answer::error(403, "Authentication_RequestFromNonPremiumTenantOrB2CTenant", message)
}

fn details(state: &State, user: &User) -> Value {
    let methods = registered(state, user);
    let has = |words: &[&str]| methods.iter().any(|word| words.contains(&word.as_str()));
    let passwordless = has(&[
        "passKeyDeviceBound",
        "passKeySynced",
        "windowsHelloForBusiness",
        "microsoftAuthenticatorPasswordless",
    ]);
    json!({
        "id": user.id,
        "userPrincipalName": user.user_principal_name,
        "userDisplayName": user.display_name,
        "userType": "member",
        "isAdmin": !roles_of(&user.id).is_empty(),
        "isMfaCapable": !methods.is_empty(),
        "isMfaRegistered": !methods.is_empty(),
        "isPasswordlessCapable": passwordless,
        "methodsRegistered": methods,
    })
}

/// What was there before, and keys that were registered here.
fn registered(state: &State, user: &User) -> Vec<String> {
    let mut words = user.registered.clone();
    for key in state.methods_of(user) {
        let synced = key.passkey_type == "synced";
        let word = if synced { "passKeySynced" } else { "passKeyDeviceBound" };
        if !words.iter().any(|known| known == word) {
            words.push(word.to_owned());
        }
    }
    for word in phone::words(state, user) {
        if !words.iter().any(|known| known == word) {
            words.push(word.to_owned());
        }
    }
    words
}

/// A person's methods of another kind than keys, by the name of the collection.
pub(super) fn methods(core: &Core, call: &Call, (user, collection): (&str, &str)) -> Answered {
    let found = reading::find(&core.state, user)?;
    let entity = format!("users('{user}')/authentication/{collection}");
    let (words, name): (&[&str], &str) = match collection {
        "microsoftAuthenticatorMethods" => {
            return reading::page(core, call, &entity, phone::listed(&core.state, found));
        }
        "windowsHelloForBusinessMethods" => (&["windowsHelloForBusiness"], "Laptop"),
        "platformCredentialMethods" => (&["macOsSecureEnclaveKey"], "Laptop"),
        _ => {
            let message = format!("Resource not found for the segment '{collection}'.");
            return Err(Answer::bad_request(message));
        }
    };
    let has = found.registered.iter().any(|word| words.contains(&word.as_str()));
    let one = || json!({ "id": format!("{}-{collection}", found.id), "displayName": name });
    let all = has.then(one).into_iter().collect();
    reading::page(core, call, &entity, all)
}

/// One Windows Hello method; its computer only for whoever asks for it (graph.md, section 5).
pub(super) fn hello_method(core: &Core, call: &Call, (user, id): (&str, &str)) -> Answered {
    let found = reading::find(&core.state, user)?;
    let has = found.registered.iter().any(|word| word == "windowsHelloForBusiness");
    if !has || id != format!("{}-{HELLO}", found.id) {
        return Err(Answer::not_found(id));
    }
    let mut method = json!({ "id": id, "displayName": "Laptop", "keyStrength": "normal" });
    if call.parameter("$expand") == Some("device")
        && let Value::Object(members) = &mut method
    {
        let device = json!({ "id": id, "deviceId": computer_of(found), "displayName": "Laptop" });
        members.insert("device".to_owned(), device);
    }
    let context = call.context(&format!("users('{user}')/authentication/{HELLO}/$entity"));
    Ok(Answer::ok(reading::with_context(context, method)))
}

/// Every person has one computer: their own id, as a device's.
fn computer_of(user: &User) -> String {
    format!("d0{}", user.id.get(2..).unwrap_or_default())
}

/// Everybody in a group, through nested ones too.
pub(super) fn transitive_members(core: &Core, call: &Call, group: &str) -> Answered {
    if !core.state.groups.iter().any(|one| one.id.eq_ignore_ascii_case(group)) {
        return Err(Answer::not_found(group));
    }
    let is_in = |user: &&User| {
        core.state.groups_of(user).iter().any(|one| one.id.eq_ignore_ascii_case(group))
    };
    let all = core.state.users.iter().filter(is_in).map(|user| {
        json!({
            "@odata.type": "#microsoft.graph.user",
            "id": user.id,
            "displayName": user.display_name,
            "userPrincipalName": user.user_principal_name,
        })
    });
    reading::page(core, call, "directoryObjects", all.collect())
}
