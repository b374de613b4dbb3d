//! One tenant's policy, from which campaign facts, methods, profiles and scope of each person follow.
//! What the policy does not say of somebody must stay unknown.

mod line;
mod passkeys;

use serde_json::Value;

pub use line::{Line, LineError, LineReader};

use super::{
    document::{CampaignTarget, RegistrationCampaign, StateWord},
    facts::{CampaignFacts, Target, TargetKind, TargetedMethod, UserFacts, Who},
    ids::Ids,
    member::{among, belongs},
    sheet::FactSheet,
    time::{SnoozeDuration, Timestamp},
    tri::Tri,
    word::{AuthenticatorMode, Method},
};
use crate::{ExcludeTarget, Fido2Policy, MethodState, PolicyError, TargetId, TargetType};
use passkeys::Passkeys;

/// A tenant's policy.
#[derive(Clone, Debug, PartialEq)]
pub struct Tenant {
    campaign: CampaignFacts,
    ids: Ids,
    passkeys: Option<Passkeys>,
    authenticator: Option<Authenticator>,
}

/// Microsoft Authenticator in a tenant.
#[derive(Clone, Debug, PartialEq)]
struct Authenticator {
    enabled: Option<bool>,
    include: Vec<(Target, Option<AuthenticatorMode>)>,
    exclude: Vec<Target>,
}

impl Tenant {
    /// The longest policy that is read (bytes).
    pub const MAX_LENGTH: usize = 4 << 20;

    /// Reads an authentication methods policy of Graph, v1.0 or beta.
    ///
    /// # Errors
    /// It is not JSON, has no campaign, or a value of another type.
    pub fn from_json(json: &[u8]) -> Result<Self, PolicyError> {
        if json.len() > Self::MAX_LENGTH {
            return Err(PolicyError::TooLarge(json.len()));
        }
        let document: Value =
            serde_json::from_slice(json).map_err(|why| PolicyError::Json(why.to_string()))?;
        Self::parse(&document)
    }

    /// Reads a policy; see [`Tenant::from_json`].
    ///
    /// # Errors
    /// It has no campaign, or a value of another type.
    pub fn parse(document: &Value) -> Result<Self, PolicyError> {
        let campaign = RegistrationCampaign::parse(document)?;
        let mut ids = Ids::default();
        let campaign = campaign_facts(&campaign, &mut ids);
        // A campaign alone has members of the same names as a method's configuration.
        let policy = document.get("value").unwrap_or(document);
        let passkeys = match policy.get("authenticationMethodConfigurations") {
            None => None,
            Some(_) => match Fido2Policy::parse(policy) {
                Ok(policy) => Some(Passkeys::new(&policy, &mut ids)),
                Err(PolicyError::NoConfiguration) => None,
                Err(other) => return Err(other),
            },
        };
        let authenticator = authenticator(document, &mut ids);
        Ok(Self { campaign, ids, passkeys, authenticator })
    }

    /// The campaign.
    pub fn campaign(&self) -> &CampaignFacts {
        &self.campaign
    }

    /// The ids that the policy names.
    pub fn ids(&self) -> &Ids {
        &self.ids
    }

    /// Fills in what the policy does not say of the campaign, such as the limit of snoozes, which
    /// v1.0 leaves out.
    #[must_use]
    pub fn assuming(mut self, assumed: &CampaignFacts) -> Self {
        let campaign = &mut self.campaign;
        campaign.state = campaign.state.or(assumed.state);
        campaign.target = campaign.target.or(assumed.target);
        campaign.snooze_duration = campaign.snooze_duration.or(assumed.snooze_duration);
        campaign.snoozes_limited = campaign.snoozes_limited.or(assumed.snoozes_limited);
        self
    }

    /// Reads facts to assume: an object of facts by their paths.
    ///
    /// # Errors
    /// It is no such object.
    pub fn assumptions(&self, json: &[u8], now: Timestamp) -> Result<FactSheet, PolicyError> {
        let mut ids = self.ids.clone();
        line::assumed(json, &mut ids, now).map_err(|why| PolicyError::Json(why.to_string()))
    }

    /// Fills in what the policy says of a person, by their id and groups.
    pub fn describe(&self, user: &mut UserFacts) {
        if let Some(passkeys) = &self.passkeys {
            passkeys.describe(user);
        }
        if let Some(authenticator) = &self.authenticator {
            authenticator.describe(user);
        }
    }
}

fn campaign_facts(campaign: &RegistrationCampaign, ids: &mut Ids) -> CampaignFacts {
    let state = match campaign.state() {
        Some(StateWord::Known(state)) => Some(*state),
        Some(StateWord::Other(_)) | None => None,
    };
    let mut methods = campaign.include_targets().iter().map(|target| target.method.as_deref());
    let first = methods.next().flatten();
    let target = first.map(|first| match Method::from_word(first) {
        Some(method) if methods.all(|other| other == Some(first)) => TargetedMethod::Known(method),
        Some(_) | None => TargetedMethod::Unclear,
    });
    let mut targets = |list: &[CampaignTarget]| {
        list.iter().map(|one| target_of(&one.id, &one.target_type, &one.written, ids)).collect()
    };
    CampaignFacts {
        state,
        target,
        snooze_duration: campaign
            .snooze_duration_in_days()
            .and_then(|days| SnoozeDuration::try_from(days).ok()),
        snoozes_limited: campaign.enforce_registration_after_allowed_snoozes(),
        include: Some(targets(campaign.include_targets())),
        exclude: Some(targets(campaign.exclude_targets())),
    }
}

fn target_of(id: &TargetId, kind: &TargetType, written: &str, ids: &mut Ids) -> Target {
    let who = match id {
        TargetId::AllUsers => Who::Everybody,
        TargetId::Object(_) | TargetId::Other(_) => Who::Object(ids.add(written)),
    };
    let kind = match kind {
        TargetType::Group => TargetKind::Group,
        TargetType::User => TargetKind::User,
        TargetType::Other(_) => TargetKind::Unclear,
    };
    Target { who, kind }
}

fn excluded(list: &[ExcludeTarget], ids: &mut Ids) -> Vec<Target> {
    let written = |id: &TargetId| match id {
        TargetId::AllUsers => String::new(),
        TargetId::Object(id) => id.to_string(),
        TargetId::Other(text) => text.clone(),
    };
    list.iter().map(|one| target_of(&one.id, &one.target_type, &written(&one.id), ids)).collect()
}

fn enabled(state: Option<&MethodState>) -> Option<bool> {
    match state {
        Some(MethodState::Enabled) => Some(true),
        Some(MethodState::Disabled) => Some(false),
        Some(MethodState::Other(_)) | None => None,
    }
}

/// The configuration of Microsoft Authenticator, where the policy has one that can be read.
fn authenticator(document: &Value, ids: &mut Ids) -> Option<Authenticator> {
    let document = document.get("value").unwrap_or(document);
    let all = document.get("authenticationMethodConfigurations")?.as_array()?;
    let is = |one: &&Value| {
        let id = one.get("id").and_then(Value::as_str);
        id.is_some_and(|id| id.eq_ignore_ascii_case("MicrosoftAuthenticator"))
    };
    let one = all.iter().find(is)?;
    let list = |name: &str| one.get(name).and_then(Value::as_array).into_iter().flatten();
    let text = |item: &Value, name: &str| {
        item.get(name).and_then(Value::as_str).unwrap_or_default().to_owned()
    };
    let mut target = |item: &Value| {
        let id = text(item, "id");
        let kind = TargetType::from(text(item, "targetType").as_str());
        target_of(&TargetId::from(id.as_str()), &kind, &id, ids)
    };
    // The portal's "Passwordless" is deviceBasedPush.
    let mode = |item: &Value| match text(item, "authenticationMode").as_str() {
        "any" => Some(AuthenticatorMode::Any),
        "push" => Some(AuthenticatorMode::Push),
        "deviceBasedPush" => Some(AuthenticatorMode::Passwordless),
        _ => None,
    };
    Some(Authenticator {
        enabled: enabled(one.get("state").and_then(Value::as_str).map(MethodState::from).as_ref()),
        include: list("includeTargets").map(|item| (target(item), mode(item))).collect(),
        exclude: list("excludeTargets").map(target).collect(),
    })
}

impl Authenticator {
    fn describe(&self, user: &mut UserFacts) {
        let included = Tri::any(self.include.iter().map(|(one, _)| belongs(user, *one)));
        let inside = included.and(among(user, &self.exclude).not());
        user.methods.authenticator_enabled = inside.and(self.enabled.into()).known();
        // Which of several targets' modes counts is not documented; where they differ it is open.
        let mut modes = self.include.iter().filter(|(one, _)| !belongs(user, *one).is_no());
        let first = modes.next().map(|(_, mode)| *mode);
        let same = first.filter(|first| modes.all(|(_, mode)| mode == first));
        user.methods.authenticator_mode = same.flatten();
    }
}
