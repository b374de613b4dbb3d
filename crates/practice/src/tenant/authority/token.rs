//! The token endpoint: codes, refresh tokens and device codes for tokens. A code is good once, a refresh
//! token until it is used; one that comes again must never be given anything.

use super::{
    super::{answer::Answer, call::Call, core::Core, switches::RefreshReuse},
    CLIENT_ID, authorize, device,
    failure::{Failure, OAuth},
    granted,
    kept::{Grant, hash},
};

const DEVICE_CODE: &str = "urn:ietf:params:oauth:grant-type:device_code";

/// What was posted.
pub(super) struct Form(Vec<(String, String)>);

impl Form {
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(found, _)| found == name).map(|(_, value)| value.as_str())
    }

    /// Read, and of the application that is registered.
    pub(super) fn read(call: &Call) -> Result<Self, Failure> {
        let form = Self(call.form()?);
        if form.get("client_id") != Some(CLIENT_ID) {
            let says = "The application is not registered here.";
            return Err(OAuth::new("unauthorized_client", 700_016, says).into());
        }
        Ok(form)
    }
}

pub(super) fn answer(core: &mut Core, call: &Call) -> Result<Answer, Failure> {
    let form = Form::read(call)?;
    match form.get("grant_type") {
        Some("authorization_code") => code(core, call, &form),
        Some("refresh_token") => refresh(core, call, &form),
        Some(DEVICE_CODE) => device::redeem(core, call, &form),
        Some(_) | None => {
            let says = "The grant type is not supported.";
            Err(OAuth::new("unsupported_grant_type", 70003, says).into())
        }
    }
}

fn code(core: &mut Core, call: &Call, form: &Form) -> Result<Answer, Failure> {
    let invalid = |aadsts, says| Failure::from(OAuth::new("invalid_grant", aadsts, says));
    let sought = hash(form.get("code").unwrap_or_default().as_bytes());
    let now = core.now();
    let family = core.authority.new_family();
    let Some(code) = core.authority.codes.iter_mut().find(|one| one.hash == sought) else {
        return Err(invalid(70000, "The provided value for the code is not valid."));
    };
    if let Some(family) = code.redeemed {
        core.authority.end_family(family);
        return Err(invalid(54005, "The authorization code was already redeemed."));
    }
    // Spent, whatever comes of it.
    code.redeemed = Some(family);
    if code.expires <= now {
        return Err(invalid(70008, "The provided authorization code is expired."));
    }
    if form.get("redirect_uri") != Some(code.redirect_uri.as_str()) {
        return Err(invalid(50011, "The redirect URI is another than the code was asked with."));
    }
    if !authorize::verifies(&code.challenge, form.get("code_verifier").unwrap_or_default()) {
        let says = "The code_verifier does not match the code_challenge.";
        return Err(invalid(501_481, says));
    }
    let grant = code.grant.clone();
    granted::tokens(core, call, &grant, family)
}

fn refresh(core: &mut Core, call: &Call, form: &Form) -> Result<Answer, Failure> {
    let invalid = |aadsts, says| Failure::from(OAuth::new("invalid_grant", aadsts, says));
    let sought = hash(form.get("refresh_token").unwrap_or_default().as_bytes());
    let Some(at) = core.authority.refreshes.iter().position(|one| one.hash == sought) else {
        return Err(invalid(700_082, "The refresh token has expired due to inactivity."));
    };
    let Some(kept) = core.authority.refreshes.get_mut(at) else {
        return Err(invalid(700_082, "The refresh token has expired due to inactivity."));
    };
    let (grant, family, used) = (kept.grant.clone(), kept.family, kept.used);
    if used && core.switches.refresh_reuse == RefreshReuse::Refused {
        core.authority.end_family(family);
        return Err(invalid(70000, "The refresh token was used before."));
    }
    let scopes = form.get("scope").map(granted::scopes).filter(|scopes| !scopes.is_empty());
    let scopes = scopes.unwrap_or_else(|| grant.scopes.clone());
    if !granted::is_consented(core, &grant.user, &scopes) {
        return Err(granted::CONSENT_MISSING.into());
    }
    // Only now: a refusal spends nothing.
    if let Some(kept) = core.authority.refreshes.get_mut(at) {
        kept.used = true;
    }
    // What was proved at sign-in is not proved anew by a refresh, and no nonce is repeated.
    granted::tokens(core, call, &Grant { scopes, nonce: None, fresh: false, ..grant }, family)
}
