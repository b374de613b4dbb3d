//! One person and sign-in on a line of JSON, read straight into facts. A line must not see what the
//! line before it said.

use std::borrow::{Borrow, Cow};

use serde::{
    Deserialize,
    de::{self, DeserializeSeed, Deserializer, IgnoredAny, MapAccess, Visitor},
};
use serde_json::{Value, error::Category};

use super::Tenant;
use crate::campaign::{
    evaluate::evaluate,
    fact::{Fact, Facts},
    ids::Ids,
    ruleset::RuleSet,
    sheet::FactSheet,
    time::Timestamp,
    verdict::NudgeDecision,
    word::words,
};

words! {
    /// Why a line is not judged.
    LineError {
        /// It is not JSON.
        Json "json-malformed"
        /// It is no object, or a fact is of another type.
        Facts "facts-malformed"
    }
}

/// Judges people of one tenant, line by line.
#[derive(Clone, Debug)]
pub struct LineReader<T: Borrow<Tenant>> {
    tenant: T,
    assumed: FactSheet,
    ids: Ids,
    now: Timestamp,
    sheet: FactSheet,
}

/// A line that was judged.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// Its id, as it is written; null where it has none.
    pub id: Value,
    /// The verdict.
    pub decision: NudgeDecision,
}

impl<T: Borrow<Tenant>> LineReader<T> {
    /// For people of this tenant. What a line does not say is as `assumed`, and unknown where that
    /// does not say it either.
    pub fn new(tenant: T, assumed: FactSheet, now: Timestamp) -> Self {
        let (ids, sheet) = (tenant.borrow().ids.clone(), FactSheet::default());
        Self { tenant, assumed, ids, now, sheet }
    }

    /// Judges a line.
    ///
    /// # Errors
    /// See [`LineError`].
    pub fn judge(&mut self, line: &[u8], rules: &RuleSet) -> Result<Line, LineError> {
        self.sheet.user = self.assumed.user.clone();
        self.sheet.context = self.assumed.context;
        self.sheet.snoozes = self.assumed.snoozes;
        let assumed_methods = self.sheet.user.methods;
        let assumed_profiles = self.sheet.user.profiles.clone();
        let mut json = serde_json::Deserializer::from_slice(line);
        let (sheet, ids, now) = (&mut self.sheet, &mut self.ids, self.now);
        let seed = Seed { sheet, ids, now, of_policy: OfPolicy::PassedOver };
        let read = seed.deserialize(&mut json).and_then(|read| json.end().map(|()| read));
        let (id, said) = read.map_err(|why| match why.classify() {
            Category::Data => LineError::Facts,
            Category::Io | Category::Syntax | Category::Eof => LineError::Json,
        })?;
        let tenant = self.tenant.borrow();
        let user = &mut self.sheet.user;
        let (own_methods, own_profiles) = (user.methods, user.profiles.take());
        // What the policy's profiles make of a passkey does not count where others are given.
        let aside = if said.has(Fact::Profiles) { user.credentials.take() } else { None };
        tenant.describe(user);
        if said.has(Fact::Profiles) {
            user.credentials = aside;
        }
        // The line itself, then the policy, then what is assumed.
        let methods = &mut user.methods;
        macro_rules! settle {
            ($($fact:ident $member:ident)*) => {$(
                if said.has(Fact::$fact) {
                    methods.$member = own_methods.$member;
                } else {
                    methods.$member = methods.$member.or(assumed_methods.$member);
                }
            )*};
        }
        settle! {
            AuthenticatorEnabled authenticator_enabled
            AuthenticatorMode authenticator_mode
            ViaMfaRegistrationPolicy via_mfa_registration_policy
            Fido2Enabled fido2_enabled
            Fido2SelfService fido2_self_service
            Fido2UserInScope fido2_in_scope
        }
        if said.has(Fact::Profiles) {
            user.profiles = own_profiles;
        } else if user.profiles.is_none() {
            user.profiles = assumed_profiles;
        }
        Ok(Line { id, decision: self.again(rules) })
    }

    /// The verdict of another rule set on the line that was judged last.
    pub fn again(&self, rules: &RuleSet) -> NudgeDecision {
        let FactSheet { user, context, snoozes, .. } = &self.sheet;
        let campaign = &self.tenant.borrow().campaign;
        evaluate(rules, campaign, user, context, snoozes.as_ref(), self.now)
    }

    /// The facts of the line that was judged last.
    pub fn facts(&self) -> FactSheet {
        FactSheet { campaign: self.tenant.borrow().campaign.clone(), ..self.sheet.clone() }
    }
}

/// Reads a sheet of assumed facts: an object of facts by their paths.
pub(super) fn assumed(
    json: &[u8],
    ids: &mut Ids,
    now: Timestamp,
) -> Result<FactSheet, serde_json::Error> {
    let mut sheet = FactSheet::default();
    let mut reader = serde_json::Deserializer::from_slice(json);
    let seed = Seed { sheet: &mut sheet, ids, now, of_policy: OfPolicy::Read };
    seed.deserialize(&mut reader)?;
    reader.end()?;
    Ok(sheet)
}

struct Seed<'a> {
    sheet: &'a mut FactSheet,
    ids: &'a mut Ids,
    now: Timestamp,
    of_policy: OfPolicy,
}

/// What becomes of a fact on the campaign itself.
#[derive(Clone, Copy, PartialEq, Eq)]
enum OfPolicy {
    Read,
    /// The policy says it, and ids that a line names beside are not kept.
    PassedOver,
}

/// Whether a fact is on the campaign itself.
const fn is_of_policy(fact: Fact) -> bool {
    matches!(
        fact,
        Fact::State
            | Fact::Target
            | Fact::SnoozeDuration
            | Fact::SnoozesLimited
            | Fact::Include
            | Fact::Exclude
    )
}

/// A key, borrowed where it can be.
#[derive(Deserialize)]
#[serde(transparent)]
struct Key<'a>(#[serde(borrow)] Cow<'a, str>);

impl<'de> DeserializeSeed<'de> for Seed<'_> {
    type Value = (Value, Facts);

    fn deserialize<D: Deserializer<'de>>(self, value: D) -> Result<Self::Value, D::Error> {
        value.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Seed<'_> {
    type Value = (Value, Facts);

    fn expecting(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("an object of facts")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Self::Value, A::Error> {
        let (mut id, mut said) = (Value::Null, Facts::NONE);
        while let Some(Key(key)) = members.next_key()? {
            if key == "id" {
                id = members.next_value()?;
            } else if let Some(fact) = self.fact(&key) {
                said = said.or(Facts::only(fact));
                let (ids, now) = (&mut *self.ids, self.now);
                members.next_value_seed(One { fact, sheet: self.sheet, ids, now })?;
            } else {
                members.next_value::<IgnoredAny>()?;
            }
        }
        Ok((id, said))
    }
}

impl Seed<'_> {
    /// The fact with this path, if it is to be read.
    fn fact(&self, path: &str) -> Option<Fact> {
        let passed_over =
            |fact: &Fact| self.of_policy == OfPolicy::PassedOver && is_of_policy(*fact);
        Fact::from_path(path).filter(|fact| !passed_over(fact))
    }
}

/// One fact.
struct One<'a> {
    fact: Fact,
    sheet: &'a mut FactSheet,
    ids: &'a mut Ids,
    now: Timestamp,
}

impl<'de> DeserializeSeed<'de> for One<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, value: D) -> Result<(), D::Error> {
        self.sheet.read(self.fact, value, self.ids, self.now).map_err(de::Error::custom)
    }
}
