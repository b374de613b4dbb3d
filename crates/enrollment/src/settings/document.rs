//! The settings in their document, value by value. What is written must never touch a value that is
//! the same already.

use toml_edit::{Array, DocumentMut, Item, Table, TomlError, Value};

use super::{FirstRun, MetadataUpdates, RegisteredApplication, Settings, SignInBy};
use crate::rooms::{AccountScene, Appearance, PracticeMfa, PracticePlace, TextSize};

/// The document with all that is in it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Document(DocumentMut);

const APPEARANCE: (&str, &str) = ("look", "appearance");
const TEXT_SIZE: (&str, &str) = ("look", "text-size");
const STILL_DRAWINGS: (&str, &str) = ("look", "still-drawings");
const ACCOUNT: (&str, &str) = ("start", "account");
const FIRST_RUN: (&str, &str) = ("start", "first-run");
const CLIENT_ID: (&str, &str) = ("sign-in", "application");
const TENANT: (&str, &str) = ("sign-in", "tenant");
const CLOUD: (&str, &str) = ("sign-in", "cloud");
const SIGN_IN_BY: (&str, &str) = ("sign-in", "by");
const ENTERPRISE: (&str, &str) = ("registration", "enterprise-attestation");
const RETENTION: (&str, &str) = ("record", "retention-days");
const METADATA_UPDATES: (&str, &str) = ("metadata", "updates");
const PRACTICE_PLACE: (&str, &str) = ("practice", "sign-in");
const PRACTICE_MFA: (&str, &str) = ("practice", "mfa");
const SECOND_FACTOR: (&str, &str) = ("sign-in", "second-factor");
const RULE_SET: (&str, &str) = ("campaign", "rule-set");
const NEWEST_VERSION: (&str, &str) = ("program", "newest-version");
const PRACTICE_DAYS: (&str, &str) = ("practice", "days-later");

const APPEARANCES: [(&str, Appearance); 3] =
    [("system", Appearance::System), ("light", Appearance::Light), ("dark", Appearance::Dark)];
const ACCOUNTS: [(&str, AccountScene); 2] =
    [("practice", AccountScene::Practice), ("tenant", AccountScene::Tenant)];
const UPDATES: [(&str, MetadataUpdates); 2] =
    [("at-start", MetadataUpdates::AtStart), ("by-hand", MetadataUpdates::ByHand)];
const SIGN_INS: [(&str, SignInBy); 2] =
    [("browser", SignInBy::Browser), ("device-code", SignInBy::DeviceCode)];
const FIRST_RUNS: [(&str, FirstRun); 2] = [("ahead", FirstRun::Ahead), ("done", FirstRun::Done)];
const PLACES: [(&str, PracticePlace); 7] = [
    ("here", PracticePlace::Here),
    ("windows-edge", PracticePlace::WindowsEdge),
    ("windows-chrome", PracticePlace::WindowsChrome),
    ("mac-safari", PracticePlace::MacSafari),
    ("mac-chrome", PracticePlace::MacChrome),
    ("ios", PracticePlace::Ios),
    ("android", PracticePlace::Android),
];
const MFA: [(&str, PracticeMfa); 4] = [
    ("sms", PracticeMfa::Sms),
    ("totp", PracticeMfa::Totp),
    ("other", PracticeMfa::Other),
    ("none", PracticeMfa::None),
];

impl Document {
    /// Reads a document.
    ///
    /// # Errors
    /// It is not TOML.
    pub(crate) fn parse(text: &str) -> Result<Self, TomlError> {
        text.parse().map(Self)
    }

    /// What it says, and the values in it that make no sense (`look.text-size`). Those count as absent.
    pub(crate) fn settings(&self) -> (Settings, Vec<String>) {
        let mut odd = Vec::new();
        let mut settings = Settings::default();
        let look = &mut settings.look;
        self.read(APPEARANCE, &mut odd, &mut look.appearance, |it| word(it, &APPEARANCES));
        self.read(TEXT_SIZE, &mut odd, &mut look.text_size, text_size);
        self.read(STILL_DRAWINGS, &mut odd, &mut look.still_drawings, Value::as_bool);
        self.read(ACCOUNT, &mut odd, &mut settings.account, |it| word(it, &ACCOUNTS).map(Some));
        let mut application = [None, None, None];
        for (place, part) in [CLIENT_ID, TENANT, CLOUD].into_iter().zip(&mut application) {
            self.read(place, &mut odd, part, |it| it.as_str().map(|text| Some(text.to_owned())));
        }
        settings.application = RegisteredApplication::of(application);
        self.read(SIGN_IN_BY, &mut odd, &mut settings.sign_in_by, |it| word(it, &SIGN_INS));
        self.read(FIRST_RUN, &mut odd, &mut settings.first_run, |it| word(it, &FIRST_RUNS));
        self.read(ENTERPRISE, &mut odd, &mut settings.enterprise_attestation, |it| {
            it.as_array()?.iter().map(|one| one.as_str().map(str::to_owned)).collect()
        });
        self.read(RETENTION, &mut odd, &mut settings.retention_days, |it| {
            it.as_integer().and_then(|days| u32::try_from(days).ok()).map(Some)
        });
        let updates = &mut settings.metadata_updates;
        self.read(METADATA_UPDATES, &mut odd, updates, |it| word(it, &UPDATES));
        let practice = &mut settings.practice_sign_in;
        self.read(PRACTICE_PLACE, &mut odd, &mut practice.place, |it| word(it, &PLACES));
        self.read(PRACTICE_MFA, &mut odd, &mut practice.mfa, |it| word(it, &MFA));
        self.read(PRACTICE_DAYS, &mut odd, &mut practice.days_later, |it| {
            it.as_integer().and_then(|days| u32::try_from(days).ok())
        });
        self.read(SECOND_FACTOR, &mut odd, &mut settings.second_factor, |it| {
            word(it, &MFA).map(Some)
        });
        self.read(RULE_SET, &mut odd, &mut settings.rule_set, |it| {
            it.as_str().map(|id| Some(id.to_owned()))
        });
        self.read(NEWEST_VERSION, &mut odd, &mut settings.newest_version, |it| {
            it.as_str().map(|version| Some(version.to_owned()))
        });
        (settings, odd)
    }

    fn read<T>(
        &self,
        (table, name): (&str, &str),
        odd: &mut Vec<String>,
        into: &mut T,
        read: impl FnOnce(&Value) -> Option<T>,
    ) {
        let Some(item) = self.0.get(table) else { return };
        let Some(tables) = item.as_table_like() else { return odd.push(table.to_owned()) };
        let Some(item) = tables.get(name) else { return };
        match item.as_value().and_then(read) {
            Some(value) => *into = value,
            None => odd.push(format!("{table}.{name}")),
        }
    }

    /// Writes what is different from what it says.
    pub(crate) fn write(&mut self, new: &Settings) {
        let (old, _) = self.settings();
        let word = |known: Option<&str>| known.map(Value::from);
        if old.look.appearance != new.look.appearance {
            self.put(APPEARANCE, word(called(new.look.appearance, &APPEARANCES)));
        }
        if old.look.text_size != new.look.text_size {
            let percent = i64::from(u16::from(new.look.text_size));
            self.put(TEXT_SIZE, Some(percent.into()));
        }
        if old.look.still_drawings != new.look.still_drawings {
            self.put(STILL_DRAWINGS, Some(new.look.still_drawings.into()));
        }
        if old.account != new.account {
            self.put(ACCOUNT, word(new.account.and_then(|it| called(it, &ACCOUNTS))));
        }
        if old.application != new.application {
            let part = |text: fn(&RegisteredApplication) -> &str| {
                new.application.as_ref().map(|one| Value::from(text(one)))
            };
            self.put(CLIENT_ID, part(|one| &one.client_id));
            self.put(TENANT, part(|one| &one.tenant));
            self.put(CLOUD, part(|one| &one.cloud));
        }
        if old.sign_in_by != new.sign_in_by {
            self.put(SIGN_IN_BY, word(called(new.sign_in_by, &SIGN_INS)));
        }
        if old.first_run != new.first_run {
            self.put(FIRST_RUN, word(called(new.first_run, &FIRST_RUNS)));
        }
        if old.enterprise_attestation != new.enterprise_attestation {
            let ids: Array = new.enterprise_attestation.iter().map(String::as_str).collect();
            self.put(ENTERPRISE, Some(ids.into()));
        }
        if old.retention_days != new.retention_days {
            self.put(RETENTION, new.retention_days.map(|days| i64::from(days).into()));
        }
        if old.metadata_updates != new.metadata_updates {
            self.put(METADATA_UPDATES, word(called(new.metadata_updates, &UPDATES)));
        }
        if old.second_factor != new.second_factor {
            self.put(SECOND_FACTOR, word(new.second_factor.and_then(|it| called(it, &MFA))));
        }
        if old.rule_set != new.rule_set {
            self.put(RULE_SET, new.rule_set.as_deref().map(Value::from));
        }
        if old.newest_version != new.newest_version {
            self.put(NEWEST_VERSION, new.newest_version.as_deref().map(Value::from));
        }
        let (was, is) = (old.practice_sign_in, new.practice_sign_in);
        if was.place != is.place {
            self.put(PRACTICE_PLACE, word(called(is.place, &PLACES)));
        }
        if was.mfa != is.mfa {
            self.put(PRACTICE_MFA, word(called(is.mfa, &MFA)));
        }
        if was.days_later != is.days_later {
            self.put(PRACTICE_DAYS, Some(i64::from(is.days_later).into()));
        }
    }

    /// Puts a value in its place and keeps the remark behind it; `None` takes it away.
    fn put(&mut self, (table, name): (&str, &str), value: Option<Value>) {
        let place = self.0.entry(table).or_insert_with(|| Item::Table(Table::new()));
        if place.as_table_like().is_none() {
            *place = Item::Table(Table::new());
        }
        let Some(place) = place.as_table_like_mut() else { return };
        let Some(mut value) = value else {
            place.remove(name);
            return;
        };
        match place.get_mut(name).and_then(Item::as_value_mut) {
            Some(old) => {
                *value.decor_mut() = old.decor().clone();
                *old = value;
            }
            None => drop(place.insert(name, Item::Value(value))),
        }
    }

    pub(crate) fn text(&self) -> String {
        self.0.to_string()
    }
}

fn text_size(value: &Value) -> Option<TextSize> {
    let percent = u16::try_from(value.as_integer()?).ok()?;
    TextSize::try_from(percent).ok()
}

fn word<T: Copy>(value: &Value, words: &[(&str, T)]) -> Option<T> {
    let text = value.as_str()?;
    words.iter().find(|(word, _)| *word == text).map(|(_, meaning)| *meaning)
}

fn called<T: Copy + PartialEq>(meaning: T, words: &[(&'static str, T)]) -> Option<&'static str> {
    words.iter().find(|(_, one)| *one == meaning).map(|(word, _)| *word)
}
