//! pinUvAuthTokens and the state of the one in use (CTAP 2.1 §6.5.2.1). A token must never outlive
//! its timers, its permissions or a change of PIN.

use std::time::Duration;

use ctap::StatusCode;
use zeroize::Zeroizing;

use super::{Answer, Board, BoardError, pin_uv::Protocol};

/// For USB: a token not used at all within this time is void.
const INITIAL_USAGE_LIMIT: Duration = Duration::from_secs(30);
/// Any token is void after this time.
const MAX_USAGE_PERIOD: Duration = Duration::from_secs(600);

/// What a token may be used for (CTAP 2.1 §6.5.5.7).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Permissions(u8);

impl Permissions {
    pub(super) const MAKE_CREDENTIAL: Self = Self(0x01);
    pub(super) const GET_ASSERTION: Self = Self(0x02);
    pub(super) const CREDENTIAL_MANAGEMENT: Self = Self(0x04);
    pub(super) const AUTHENTICATOR_CONFIGURATION: Self = Self(0x20);
    /// What getPinToken gives.
    pub(super) const DEFAULT: Self = Self(0x03);
    const NONE: Self = Self(0);
    const SUPPORTED: u64 = 0x27;

    /// Reads a `permissions` parameter: bits of features this key lacks are refused, bits the
    /// standard does not name are dropped.
    pub(super) fn read(bits: u64) -> Answer<Self> {
        const NAMED: u64 = 0x3F;
        if bits == 0 {
            return Err(StatusCode::InvalidParameter);
        }
        if bits & NAMED & !Self::SUPPORTED != 0 {
            return Err(StatusCode::UnauthorizedPermission);
        }
        u8::try_from(bits & Self::SUPPORTED).map(Self).map_err(|_| StatusCode::InvalidParameter)
    }

    pub(super) fn contains(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// Making a credential and asserting one are always for one RP ID.
    pub(super) fn need_rp_id(self) -> bool {
        self.0 & Self::DEFAULT.0 != 0
    }
}

/// The tokens of both protocols, and which is in use for what.
pub(super) struct Tokens {
    one: Zeroizing<[u8; 32]>,
    two: Zeroizing<[u8; 32]>,
    in_use: Option<InUse>,
}

struct InUse {
    protocol: Protocol,
    permissions: Permissions,
    rp_id: Option<String>,
    user_verified: bool,
    since: Duration,
    used: bool,
}

impl Tokens {
    /// `resetPinUvAuthToken` of both: new ones, none in use.
    pub(super) fn generate(board: &mut dyn Board) -> Result<Self, BoardError> {
        let mut tokens =
            Self { one: Zeroizing::new([0; 32]), two: Zeroizing::new([0; 32]), in_use: None };
        board.random(tokens.one.as_mut())?;
        board.random(tokens.two.as_mut())?;
        Ok(tokens)
    }

    /// `beginUsingPinUvAuthToken(userIsPresent: false)`: a PIN is no evidence of presence.
    pub(super) fn begin(
        &mut self,
        protocol: Protocol,
        permissions: Permissions,
        rp_id: Option<String>,
        now: Duration,
    ) -> &[u8; 32] {
        let user_verified = true;
        self.in_use =
            Some(InUse { protocol, permissions, rp_id, user_verified, since: now, used: false });
        self.of(protocol)
    }

    /// `pinUvAuthTokenUsageTimerObserver`.
    pub(super) fn observe_timers(&mut self, now: Duration) {
        self.in_use.take_if(|token| {
            let age = now.saturating_sub(token.since);
            age > MAX_USAGE_PERIOD || (!token.used && age > INITIAL_USAGE_LIMIT)
        });
    }

    /// Verifies a `pinUvAuthParam` and that the token in use may do this.
    pub(super) fn authorize(
        &mut self,
        protocol: Protocol,
        message: &[&[u8]],
        signature: &[u8],
        needed: Permissions,
    ) -> Answer<()> {
        let refused = StatusCode::PinAuthInvalid;
        let in_use = self.in_use.as_ref().filter(|token| token.protocol == protocol);
        let permissions = in_use.ok_or(refused)?.permissions;
        protocol.verify(self.of(protocol), message, signature)?;
        if let Some(token) = &mut self.in_use {
            token.used = true;
        }
        if permissions.contains(needed) { Ok(()) } else { Err(refused) }
    }

    /// For making and asserting (CTAP 2.1 §6.1.2 step 11, §6.2.2 step 6): the RP ID has to be the
    /// token's, or becomes it, and the token still has to stand for a verified user.
    pub(super) fn bind(&mut self, rp_id: &str) -> Answer<()> {
        let token = self.in_use.as_mut().ok_or(StatusCode::PinAuthInvalid)?;
        if !token.user_verified || token.rp_id.as_deref().is_some_and(|bound| bound != rp_id) {
            return Err(StatusCode::PinAuthInvalid);
        }
        token.rp_id.get_or_insert_with(|| rp_id.to_owned());
        Ok(())
    }

    /// The RP ID the token in use is bound to.
    pub(super) fn bound_to(&self) -> Option<&str> {
        self.in_use.as_ref()?.rp_id.as_deref()
    }

    /// After a touch was used up: `clearUserPresentFlag`, `clearUserVerifiedFlag` and
    /// `clearPinUvAuthTokenPermissionsExceptLbw`.
    pub(super) fn spend(&mut self) {
        if let Some(token) = &mut self.in_use {
            token.user_verified = false;
            token.permissions = Permissions::NONE;
        }
    }

    fn of(&self, protocol: Protocol) -> &[u8; 32] {
        match protocol {
            Protocol::One => &self.one,
            Protocol::Two => &self.two,
        }
    }
}
