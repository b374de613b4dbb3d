//! Creation options in the shapes that Graph has. The challenge in them must be written down before
//! they go out.

use aws_lc_rs::digest;
use data_encoding::BASE64;
use serde_json::{Map, Value, json};
use webauthn::{Challenge, base64url};

use super::{
    answer::Answer,
    call::{Call, Tree},
    challenge,
    clock::Ticks,
    core::{Core, failed},
    reading,
    relying_party::{ALGORITHMS, RP_ID},
    state::{Method, User},
    switches::{Envelope, ExcludeIds, ODataTypes, Switches},
};
use crate::models;

const PARAMETER: &str = "challengeTimeoutInMinutes";
/// Minutes (graph.md, section 4.1).
const DEFAULT: i64 = 5;
const ALLOWED: std::ops::RangeInclusive<i64> = 5..=43_200;

pub(super) fn answer(
    core: &mut Core,
    tree: Tree,
    call: &Call,
    id_or_upn: &str,
    function: &str,
) -> Result<Answer, Answer> {
    let user = reading::find(&core.state, id_or_upn)?.clone();
    let minutes = match (tree, asked(call, function)?) {
        (_, None) => DEFAULT,
        // The function of v1.0 has no parameter.
        (Tree::V1, Some(_)) => {
            let message = format!("The parameter '{PARAMETER}' is not known.");
            return Err(Answer::bad_request(message));
        }
        (Tree::Beta, Some(text)) => {
            let minutes = text.parse().ok().filter(|minutes| ALLOWED.contains(minutes));
            minutes.ok_or_else(|| {
                Answer::bad_request(format!("'{PARAMETER}' is not between 5 and 43200."))
            })?
        }
    };
    let (public_key, expires) = issue(core, &user, minutes)?;
    let mut envelope = Map::new();
    let context = call.context("microsoft.graph.webauthnCredentialCreationOptions");
    envelope.insert("@odata.context".to_owned(), context.into());
    if core.switches.odata_types == ODataTypes::Everywhere {
        let kind = "#microsoft.graph.webauthnCredentialCreationOptions";
        envelope.insert("@odata.type".to_owned(), kind.into());
    }
    envelope.insert("challengeTimeoutDateTime".to_owned(), expires.precise().into());
    envelope.insert("publicKey".to_owned(), public_key);
    Ok(Answer::ok(match core.switches.envelope {
        Envelope::Bare => envelope.into(),
        Envelope::Value => json!({ "value": envelope }),
    }))
}

/// Options with a challenge that is good for so long (minutes), and when it expires.
pub(super) fn issue(core: &mut Core, user: &User, minutes: i64) -> Result<(Value, Ticks), Answer> {
    let now = core.now();
    let expires = now.plus_seconds(minutes * 60);
    let challenge = core.change(|state| {
        challenge::issue(state, &user.id, now, expires).map_err(|error| failed(&error))
    })?;
    let methods: Vec<&Method> = core.state.methods_of(user).collect();
    Ok((public_key(user, &challenge, &methods, core.switches), expires))
}

/// The parameter, in either of its spellings.
fn asked<'a>(call: &'a Call, function: &'a str) -> Result<Option<&'a str>, Answer> {
    let arguments = match function.strip_prefix("creationOptions") {
        Some("") => None,
        Some(rest) => Some(
            rest.strip_prefix('(')
                .and_then(|rest| rest.strip_suffix(')'))
                .ok_or_else(|| Answer::bad_request("Resource not found for the segment."))?,
        ),
        None => None,
    };
    let inline = match arguments {
        None | Some("") => None,
        Some(text) => Some(
            text.split_once('=')
                .filter(|(name, _)| *name == PARAMETER)
                .map(|(_, value)| value)
                .ok_or_else(|| Answer::bad_request("The function's parameter is not known."))?,
        ),
    };
    Ok(inline.or_else(|| call.parameter(PARAMETER)))
}

fn public_key(
    user: &User,
    challenge: &Challenge,
    methods: &[&Method],
    switches: Switches,
) -> Value {
    let noise = Noise(switches.odata_types);
    let exclude: Vec<Value> = methods
        .iter()
        .map(|method| {
            let model = models::find(method.aaguid);
            noise.typed(
                "webauthnPublicKeyCredentialDescriptor",
                json!({
                    "type": "public-key",
                    "id": exclude_id(method, switches.exclude_ids),
                    "transports": model.map_or(&[][..], |model| model.transports),
                }),
            )
        })
        .collect();
    let params: Vec<Value> = ALGORITHMS
        .iter()
        .map(|alg| {
            noise.typed(
                "webauthnPublicKeyCredentialParameters",
                json!({
                    "type": "public-key", "alg": alg,
                }),
            )
        })
        .collect();
    noise.typed(
        "webauthnPublicKeyCredentialCreationOptions",
        json!({
            "rp": noise.typed("webauthnPublicKeyCredentialRpEntity", json!({
                "id": RP_ID, "name": "Microsoft",
            })),
            "user": noise.typed("webauthnPublicKeyCredentialUserEntity", json!({
                "id": handle(user),
                "name": user.user_principal_name,
                "displayName": user.display_name,
            })),
            "challenge": base64url::encode(challenge.as_bytes()),
            "pubKeyCredParams": params,
            "timeout": 0,
            "excludeCredentials": exclude,
            "authenticatorSelection": noise.typed("webauthnAuthenticatorSelectionCriteria", json!({
                "authenticatorAttachment": "cross-platform",
                "requireResidentKey": true,
                "userVerification": "required",
            })),
            "attestation": "direct",
            "extensions": noise.typed("webauthnAuthenticationExtensionsClientInputs", json!({
                "hmacCreateSecret": true,
                "enforceCredentialProtectionPolicy": true,
                "credentialProtectionPolicy": "userVerificationOptional",
            })),
        }),
    )
}

/// 51 bytes that begin with `OF:` (graph.md, section 4.2), the same for the user every time.
fn handle(user: &User) -> String {
    let hash = digest::digest(&digest::SHA384, user.id.as_bytes());
    base64url::encode(&[b"OF:", hash.as_ref()].concat())
}

fn exclude_id(method: &Method, spelling: ExcludeIds) -> String {
    match spelling {
        ExcludeIds::PadDigit => method.pad_digit(),
        ExcludeIds::Unpadded => method.credential_id.clone(),
        ExcludeIds::Base64 => {
            BASE64.encode(&base64url::decode(&method.credential_id).unwrap_or_default())
        }
    }
}

/// Whether every node says what type it is.
#[derive(Clone, Copy)]
struct Noise(ODataTypes);

impl Noise {
    fn typed(self, kind: &str, node: Value) -> Value {
        match (self.0, node) {
            (ODataTypes::Everywhere, Value::Object(mut members)) => {
                let kind = format!("microsoft.graph.{kind}");
                members.shift_insert(0, "@odata.type".to_owned(), kind.into());
                members.into()
            }
            (ODataTypes::Everywhere | ODataTypes::Absent, node) => node,
        }
    }
}
