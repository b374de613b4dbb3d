//! Values of facts. A word that nobody knows must become "other" where there is such a thing, else
//! unknown.

use std::{borrow::Cow, time::Duration};

use serde::{
    Deserialize, Deserializer,
    de::{self, SeqAccess, Visitor},
};
use webauthn::Aaguid;

use crate::campaign::{
    CredentialKind,
    facts::{
        Credential, Identity, ListEffect, Profile, Restrictions, Target, TargetKind,
        TargetedMethod, Who,
    },
    ids::Ids,
    snooze::{SnoozeEvent, Snoozes},
    time::{SnoozeDuration, Timestamp},
    word::{
        AuthenticatorMode, Binding, Browser, CaRegistration, CampaignState, Method, MfaMethod,
        MfaProvider, Os, Subscription, Surface,
    },
};

/// A value that needs no reading.
pub(super) fn plain<'de, T: Deserialize<'de>, D: Deserializer<'de>>(
    value: D,
) -> Result<Option<T>, D::Error> {
    Option::deserialize(value)
}

/// A text, borrowed where it can be.
#[derive(Deserialize)]
#[serde(transparent)]
struct Text<'a>(#[serde(borrow)] Cow<'a, str>);

fn text<'de, D: Deserializer<'de>>(value: D) -> Result<Option<Text<'de>>, D::Error> {
    Option::deserialize(value)
}

/// A word of a fact.
pub(super) trait Word: Sized {
    /// The value of a word; `None` where it is not known.
    fn read(word: &str) -> Option<Self>;
}

macro_rules! word {
    ($($name:ident $(or $other:expr)?;)*) => {
        $(impl Word for $name {
            fn read(word: &str) -> Option<Self> {
                $name::from_word(word)$(.or(Some($other)))?
            }
        })*
    };
}

word! {
    AuthenticatorMode;
    Browser or Self::Other;
    CaRegistration;
    CampaignState;
    MfaMethod or Self::Other;
    MfaProvider or Self::Other;
    Os or Self::Other;
    Subscription;
    Surface;
}

pub(super) fn word<'de, T: Word, D: Deserializer<'de>>(value: D) -> Result<Option<T>, D::Error> {
    Ok(text(value)?.and_then(|Text(word)| T::read(&word)))
}

pub(super) fn target<'de, D: Deserializer<'de>>(
    value: D,
) -> Result<Option<TargetedMethod>, D::Error> {
    let known = |Text(word): Text<'_>| {
        Method::from_word(&word).map_or(TargetedMethod::Unclear, TargetedMethod::Known)
    };
    Ok(text(value)?.map(known))
}

/// A number of days that no campaign can have is not known.
pub(super) fn days<'de, D: Deserializer<'de>>(
    value: D,
) -> Result<Option<SnoozeDuration>, D::Error> {
    let days: Option<i64> = plain(value)?;
    Ok(days.and_then(|days| SnoozeDuration::try_from(days).ok()))
}

pub(super) fn targets<'de, D: Deserializer<'de>>(
    value: D,
    ids: &mut Ids,
) -> Result<Option<Vec<Target>>, D::Error> {
    let list: Option<Vec<Text<'_>>> = plain(value)?;
    let target = |Text(id): Text<'_>| {
        let everybody = id.eq_ignore_ascii_case("all_users");
        let who = if everybody { Who::Everybody } else { Who::Object(ids.add(&id)) };
        Target { who, kind: TargetKind::Either }
    };
    Ok(list.map(|list| list.into_iter().map(target).collect()))
}

pub(super) fn identity<'de, D: Deserializer<'de>>(
    value: D,
    ids: &Ids,
) -> Result<Identity, D::Error> {
    let id = text(value)?;
    Ok(id.map_or(Identity::Unknown, |Text(id)| {
        ids.number(&id).map_or(Identity::Nobody, Identity::Named)
    }))
}

/// Groups, into the memory of an earlier list where there is one.
pub(super) fn groups<'de, D: Deserializer<'de>>(
    value: D,
    ids: &Ids,
    memory: Option<Vec<u32>>,
) -> Result<Option<Vec<u32>>, D::Error> {
    struct List<'a>(&'a Ids, Vec<u32>);

    impl<'de> Visitor<'de> for List<'_> {
        type Value = Option<Vec<u32>>;

        fn expecting(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            out.write_str("a list of ids, or null")
        }

        fn visit_unit<E: de::Error>(self) -> Result<Self::Value, E> {
            Ok(None)
        }

        fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
            let Self(ids, mut numbers) = self;
            while let Some(Text(id)) = list.next_element()? {
                numbers.extend(ids.number(&id));
            }
            Ok(Some(numbers))
        }
    }

    let mut memory = memory.unwrap_or_default();
    memory.clear();
    value.deserialize_any(List(ids, memory))
}

#[derive(Deserialize)]
struct RawCredential<'a> {
    #[serde(borrow, default, rename = "type")]
    kind: Option<Text<'a>>,
    #[serde(borrow, default)]
    aaguid: Option<Text<'a>>,
    #[serde(borrow, default)]
    binding: Option<Text<'a>>,
    #[serde(default)]
    eligible: Option<bool>,
}

pub(super) fn credentials<'de, D: Deserializer<'de>>(
    value: D,
) -> Result<Option<Vec<Credential>>, D::Error> {
    let list: Option<Vec<RawCredential<'_>>> = plain(value)?;
    let credential = |raw: RawCredential<'_>| {
        let named = raw.kind.map(|Text(word)| kind(&word));
        let model = raw.aaguid.as_ref().and_then(|Text(id)| id.parse::<Aaguid>().ok());
        Credential {
            kind: named.or_else(|| model.map(CredentialKind::of_model)),
            model,
            binding: raw.binding.and_then(|Text(word)| binding(&word)),
            eligible: raw.eligible,
            eligible_derived: false,
        }
    };
    Ok(list.map(|list| list.into_iter().map(credential).collect()))
}

fn kind(word: &str) -> CredentialKind {
    CredentialKind::from_word(word).unwrap_or(CredentialKind::Unmapped)
}

/// Graph writes `deviceBound`.
fn binding(word: &str) -> Option<Binding> {
    match word {
        "deviceBound" | "device-bound" => Some(Binding::DeviceBound),
        other => Binding::from_word(other),
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RawProfile<'a> {
    #[serde(borrow, default)]
    types: Option<Vec<Text<'a>>>,
    #[serde(borrow, default)]
    attestation: Option<Text<'a>>,
    #[serde(borrow, default = "Given::absent", deserialize_with = "Given::read")]
    key_restrictions: Given<RawRestrictions<'a>>,
}

/// A member that is absent, null, or there.
enum Given<T> {
    Absent,
    Null,
    Some(T),
}

impl<T> Given<T> {
    fn absent() -> Self {
        Self::Absent
    }

    fn read<'de, D: Deserializer<'de>>(value: D) -> Result<Self, D::Error>
    where
        T: Deserialize<'de>,
    {
        Ok(Option::deserialize(value)?.map_or(Self::Null, Self::Some))
    }
}

#[derive(Deserialize)]
struct RawRestrictions<'a> {
    #[serde(default)]
    enforced: Option<bool>,
    #[serde(borrow, default, rename = "type")]
    effect: Option<Text<'a>>,
    #[serde(borrow, default)]
    providers: Option<Vec<Text<'a>>>,
}

pub(super) fn profiles<'de, D: Deserializer<'de>>(
    value: D,
) -> Result<Option<Vec<Profile>>, D::Error> {
    let list: Option<Vec<RawProfile<'_>>> = plain(value)?;
    Ok(list.map(|list| list.into_iter().map(profile).collect()))
}

fn profile(raw: RawProfile<'_>) -> Profile {
    let takes = |wanted: Binding| {
        let types = raw.types.as_ref()?;
        Some(types.iter().any(|Text(word)| binding(word) == Some(wanted)))
    };
    let attestation = raw.attestation.as_ref().and_then(|Text(word)| match word.as_ref() {
        "disabled" => Some(false),
        "registrationOnly" => Some(true),
        _ => None,
    });
    Profile {
        device_bound: takes(Binding::DeviceBound),
        synced: takes(Binding::Synced),
        attestation,
        restrictions: match raw.key_restrictions {
            Given::Absent => Restrictions::Unknown,
            Given::Null => Restrictions::None,
            Given::Some(list) => Restrictions::List {
                enforced: list.enforced,
                effect: list.effect.and_then(|Text(word)| match word.as_ref() {
                    "allow" => Some(ListEffect::Allow),
                    "block" => Some(ListEffect::Block),
                    _ => None,
                }),
                kinds: list.providers.map(|all| all.iter().map(|Text(word)| kind(word)).collect()),
            },
        },
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RawEvent<'a> {
    #[serde(borrow)]
    event: Text<'a>,
    #[serde(default)]
    days_ago: Option<f64>,
}

pub(super) fn history<'de, D: Deserializer<'de>>(
    value: D,
    now: Timestamp,
) -> Result<Option<Snoozes>, D::Error> {
    let Some(list) = plain::<Vec<RawEvent<'_>>, D>(value)? else { return Ok(None) };
    let mut snoozes = Snoozes::default();
    for RawEvent { event: Text(word), days_ago } in list {
        // What it was counts or does not: nothing is known of the rest then either.
        let Some(event) = SnoozeEvent::from_word(&word) else { return Ok(None) };
        snoozes.record(event, days_ago.and_then(|days| before(now, days)));
    }
    Ok(Some(snoozes))
}

/// The moment so many days before; later where they are negative.
fn before(now: Timestamp, days: f64) -> Option<Timestamp> {
    let ago = Duration::try_from_secs_f64(days.abs() * 86_400.0).ok()?;
    let seconds = i64::try_from(ago.as_secs()).ok()?;
    let shift = if days < 0.0 { seconds } else { seconds.checked_neg()? };
    Some(Timestamp(now.0.checked_add(shift)?))
}
