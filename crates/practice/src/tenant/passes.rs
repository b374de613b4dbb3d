//! Temporary Access Passes of a user: one at a time, shown once. A pass must never be kept, only a hash.

use aws_lc_rs::digest;
use serde_json::{Value, json};
use webauthn::base64url;
use zeroize::Zeroizing;

use super::{
    answer::Answer,
    call::Call,
    clock::Ticks,
    core::{Core, failed, random, uuid},
    reading,
    state::Pass,
};

type Answered = Result<Answer, Answer>;

const ENTITY: &str = "users('{user}')/authentication/temporaryAccessPassMethods";
const CONFIGURATION: &str = "TemporaryAccessPass";
/// No letter that is taken for another.
const LETTERS: &[u8; 32] = b"ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
/// graph.md, section 3.3: eight letters unless the policy says otherwise, 48 at most.
const LENGTH: u64 = 8;
const LONGEST: u64 = 48;

pub(super) fn list(core: &Core, call: &Call, id_or_upn: &str) -> Answered {
    let user = reading::find(&core.state, id_or_upn)?;
    let now = core.now();
    let passes = core.state.passes.iter().filter(|pass| pass.user == user.id);
    let passes = passes.map(|pass| describe(pass, now)).collect();
    reading::page(core, call, &ENTITY.replace("{user}", id_or_upn), passes)
}

/// A new one replaces the old.
pub(super) fn create(core: &mut Core, call: &Call, id_or_upn: &str) -> Answered {
    let body = call.object()?;
    let user = reading::find(&core.state, id_or_upn)?.id.clone();
    let policy = Policy::read(core)?;
    let minutes = match body.get("lifetimeInMinutes") {
        None | Some(Value::Null) => policy.usual,
        Some(value) => {
            value.as_u64().filter(|minutes| policy.holds(*minutes)).ok_or_else(|| {
                Answer::bad_request("lifetimeInMinutes is outside what the policy allows.")
            })?
        }
    };
    let once = body.get("isUsableOnce").and_then(Value::as_bool).unwrap_or(policy.once);
    if policy.once && !once {
        return Err(Answer::bad_request("The policy allows passes for one use only."));
    }
    let now = core.now();
    let start = match body.get("startDateTime").and_then(Value::as_str) {
        None => now,
        Some(text) => {
            Ticks::parse(text).ok_or_else(|| Answer::bad_request("startDateTime is not a time."))?
        }
    };
    let secret = draw(policy.length).map_err(|error| failed(&error))?;
    let hash = base64url::encode(digest::digest(&digest::SHA256, secret.as_bytes()).as_ref());
    let id = uuid().map_err(|error| failed(&error))?;
    let pass = Pass { id, user, hash, created: now, start, minutes, once };
    core.change(|state| {
        state.passes.retain(|one| one.user != pass.user);
        state.passes.push(pass.clone());
        Ok(())
    })?;
    let mut shown = describe(&pass, now);
    if let Some(members) = shown.as_object_mut() {
        members.insert("temporaryAccessPass".to_owned(), secret.as_str().into());
    }
    let entity = format!("{}/$entity", ENTITY.replace("{user}", id_or_upn));
    Ok(Answer::document(201, reading::with_context(call.context(&entity), shown)))
}

pub(super) fn delete(core: &mut Core, id_or_upn: &str, id: &str) -> Answered {
    let user = reading::find(&core.state, id_or_upn)?.id.clone();
    core.change(|state| {
        let before = state.passes.len();
        state.passes.retain(|one| one.user != user || one.id != id);
        if state.passes.len() == before { Err(Answer::not_found(id)) } else { Ok(()) }
    })?;
    Ok(Answer::no_content())
}

fn describe(pass: &Pass, now: Ticks) -> Value {
    let seconds = i64::try_from(pass.minutes).unwrap_or(i64::MAX).saturating_mul(60);
    let (usable, reason) = if pass.start > now {
        (false, "NotYetValid")
    } else if pass.start.plus_seconds(seconds) <= now {
        (false, "Expired")
    } else {
        (true, "EnabledByPolicy")
    };
    json!({
        "id": pass.id,
        "temporaryAccessPass": null,
        "createdDateTime": pass.created.precise(),
        "startDateTime": pass.start.precise(),
        "lifetimeInMinutes": pass.minutes,
        "isUsableOnce": pass.once,
        "isUsable": usable,
        "methodUsabilityReason": reason,
    })
}

/// What the method's configuration says.
struct Policy {
    length: u64,
    usual: u64,
    least: u64,
    most: u64,
    once: bool,
}

impl Policy {
    fn read(core: &Core) -> Result<Self, Answer> {
        let list = core.state.policy.get("authenticationMethodConfigurations");
        let list = list.and_then(Value::as_array).into_iter().flatten();
        let mut ours =
            list.filter(|one| one.get("id").and_then(Value::as_str) == Some(CONFIGURATION));
        let enabled = |one: &&Value| one.get("state").and_then(Value::as_str) == Some("enabled");
        let configuration = ours.next().filter(enabled).ok_or_else(|| {
            Answer::bad_request("Temporary Access Pass is not enabled in the policy.")
        })?;
        let number =
            |name: &str, usual| configuration.get(name).and_then(Value::as_u64).unwrap_or(usual);
        Ok(Self {
            length: number("defaultLength", LENGTH).clamp(LENGTH, LONGEST),
            usual: number("defaultLifetimeInMinutes", 60),
            least: number("minimumLifetimeInMinutes", 60),
            most: number("maximumLifetimeInMinutes", 480),
            once: configuration.get("isUsableOnce").and_then(Value::as_bool).unwrap_or(false),
        })
    }

    fn holds(&self, minutes: u64) -> bool {
        (self.least..=self.most).contains(&minutes)
    }
}

fn draw(length: u64) -> Result<Zeroizing<String>, crate::PracticeError> {
    let length = usize::try_from(length).unwrap_or(0);
    let bytes = Zeroizing::new(random::<48>()?);
    let letter = |byte: &u8| LETTERS.get(usize::from(*byte) % LETTERS.len()).copied();
    Ok(Zeroizing::new(bytes.iter().take(length).filter_map(letter).map(char::from).collect()))
}
