//! Sign-in with a code on another device (RFC 8628). A code that was not typed by somebody must never be
//! worth a token.

use serde_json::json;

use super::{
    super::{
        answer::Answer,
        call::Call,
        core::{Core, random},
        reading,
    },
    address,
    authorize::{DECISION, PERSON},
    failure::{Failure, OAuth},
    granted,
    kept::{Became, Device, Grant, hash, mint},
    page::{self, Link},
    token::Form,
};
use crate::PracticeError;

/// graph.md, section 8: fifteen minutes.
const LIFE: i64 = 900;
/// RFC 8628 §3.5: seconds between two questions.
const INTERVAL: i64 = 5;
/// No letter or digit that is taken for another.
const LETTERS: &[u8; 20] = b"BCDFGHJKLMNPQRSTVWXZ";

/// Gives out a code.
pub(super) fn begin(core: &mut Core, call: &Call) -> Result<Answer, Failure> {
    let form = Form::read(call)?;
    let scopes = granted::scopes(form.get("scope").unwrap_or_default());
    if scopes.is_empty() {
        return Err(OAuth::new("invalid_request", 900_144, "scope is missing.").into());
    }
    let (code, hash) = mint()?;
    let user_code = user_code()?;
    let device = Device {
        hash,
        user_code: user_code.clone(),
        scopes,
        expires: core.now().plus_seconds(LIFE),
        polled: None,
        became: Became::Pending,
    };
    core.authority.put_device(device);
    let uri = format!("{}/device", address(call));
    Ok(Answer::plain(
        200,
        json!({
            "device_code": code.as_str(),
            "user_code": user_code,
            "verification_uri": uri,
            "expires_in": LIFE,
            "interval": INTERVAL,
            "message": format!("To sign in, open {uri} and enter the code {user_code}."),
        }),
    ))
}

/// Asks whether somebody has typed it.
pub(super) fn redeem(core: &mut Core, call: &Call, form: &Form) -> Result<Answer, Failure> {
    let sought = hash(form.get("device_code").unwrap_or_default().as_bytes());
    let now = core.now();
    let found = core.authority.devices.iter_mut().find(|one| one.hash == sought);
    let Some(device) = found else {
        let says = "The device code is not known.";
        return Err(OAuth::new("bad_verification_code", 70018, says).into());
    };
    if device.expires <= now {
        return Err(OAuth::new("expired_token", 70019, "The device code has expired.").into());
    }
    let too_soon = |before: super::super::clock::Ticks| before.plus_seconds(INTERVAL) > now;
    let hasty = device.polled.replace(now).is_some_and(too_soon);
    match &device.became {
        Became::Pending if hasty => Err(OAuth::bare("slow_down", "Ask less often.").into()),
        Became::Pending => {
            let says = "The user has not yet signed in.";
            Err(OAuth::new("authorization_pending", 70016, says).into())
        }
        Became::Declined => Err(OAuth::bare("authorization_declined", "The user declined.").into()),
        Became::Redeemed => {
            Err(OAuth::new("invalid_grant", 70000, "The code was used before.").into())
        }
        Became::Granted(grant) => {
            let grant = grant.clone();
            device.became = Became::Redeemed;
            let family = core.authority.new_family();
            granted::tokens(core, call, &grant, family)
        }
    }
}

/// The page on which it is typed.
pub(super) fn page(core: &mut Core, call: &Call) -> Result<Answer, Failure> {
    let Some(typed) = call.parameter("user_code") else { return Ok(page::ask_code()) };
    let typed = typed.trim().to_ascii_uppercase();
    let now = core.now();
    let open = |one: &Device| {
        one.user_code == typed && one.expires > now && matches!(one.became, Became::Pending)
    };
    let Some(at) = core.authority.devices.iter().position(open) else {
        return Ok(page::wrong("That code is not known, or not any more."));
    };
    let scopes = core.authority.devices.get(at).map(|one| one.scopes.clone()).unwrap_or_default();
    let became = if call.parameter(DECISION) == Some("decline") {
        Became::Declined
    } else if let Some(person) = call.parameter(PERSON) {
        let user = reading::find(&core.state, person)?.id.clone();
        granted::consent(core, &user, &scopes);
        Became::Granted(Grant { user, scopes, nonce: None, fresh: false })
    } else {
        return Ok(page::choose(
            &core.state.organisation.display_name,
            &scopes,
            &links(core, &typed),
        ));
    };
    if let Some(device) = core.authority.devices.get_mut(at) {
        device.became = became;
    }
    Ok(page::done("Done. You may go back to the device."))
}

fn links(core: &Core, typed: &str) -> Vec<Link> {
    let link = |name: &str, value: &str, words: String| {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        query.append_pair("user_code", typed).append_pair(name, value);
        Link { href: format!("?{}", query.finish()), words }
    };
    let person = |user: &super::super::state::User| {
        let words = format!("{} ({})", user.display_name, user.user_principal_name);
        link(PERSON, &user.id, words)
    };
    let mut links: Vec<Link> = core.state.users.iter().map(person).collect();
    links.push(link(DECISION, "decline", "Do not sign in".to_owned()));
    links
}

fn user_code() -> Result<String, PracticeError> {
    let letter = |byte: u8| LETTERS.get(usize::from(byte) % LETTERS.len()).copied();
    let letters = random::<9>()?.into_iter().filter_map(letter).map(char::from);
    Ok(letters.collect())
}
