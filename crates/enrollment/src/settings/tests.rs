use super::*;
use crate::rooms::{Appearance, PracticeMfa, PracticePlace, TextSize};

fn read(text: &str) -> (Settings, Vec<String>) {
    Document::parse(text).unwrap().settings()
}

fn application() -> RegisteredApplication {
    RegisteredApplication {
        client_id: "7a1c5c1e-6f0b-4d55-9e0e-5f2f0a9d0001".to_owned(),
        tenant: "contoso.example".to_owned(),
        cloud: "worldwide".to_owned(),
    }
}

fn everything() -> Settings {
    Settings {
        look: Look {
            appearance: Appearance::Dark,
            text_size: TextSize::try_from(150).unwrap(),
            still_drawings: true,
        },
        account: Some(AccountScene::Practice),
        application: Some(application()),
        sign_in_by: SignInBy::DeviceCode,
        first_run: FirstRun::Done,
        enterprise_attestation: ["login.example.com".to_owned()].into(),
        retention_days: Some(400),
        metadata_updates: MetadataUpdates::ByHand,
        practice_sign_in: PracticeSignIn {
            place: PracticePlace::MacSafari,
            mfa: PracticeMfa::Totp,
            days_later: 4,
        },
        second_factor: Some(PracticeMfa::Other),
        rule_set: Some("2026-05-04".to_owned()),
        newest_version: Some("1.2.3".to_owned()),
    }
}

#[test]
fn what_was_written_is_read_back() {
    let mut document = Document::default();
    document.write(&everything());
    assert_eq!(read(&document.text()), (everything(), vec![]));
    document.write(&Settings::default());
    assert_eq!(read(&document.text()), (Settings::default(), vec![]));
}

/// What somebody said of themselves is nobody else's.
#[test]
fn a_second_factor_is_forgotten_with_whoever_said_it() {
    let said = || {
        let mut settings = Settings::default();
        settings.change(SettingsChange::SecondFactor(Some(PracticeMfa::Sms)));
        settings
    };
    let mut settings = said();
    settings.signed_in(application(), SignInBy::Browser);
    assert_eq!(settings.second_factor, None);
    let mut settings = said();
    settings.signed_out();
    assert_eq!(settings.second_factor, None);
}

#[test]
fn nothing_that_is_unknown_or_said_beside_is_lost() {
    let text = "# mine\n[look]\ntext-size = 125 # for the big screen\nglow = \"green\"\n\n\
                [plugins]\nx = { y = [1, 2] }\n";
    let mut document = Document::parse(text).unwrap();
    let (mut settings, odd) = document.settings();
    assert!(odd.is_empty());
    document.write(&settings);
    assert_eq!(document.text(), text, "nothing was changed");
    settings.change(SettingsChange::TextSize(TextSize::try_from(200).unwrap()));
    document.write(&settings);
    assert_eq!(document.text(), text.replace("125", "200"));
}

#[test]
fn one_value_that_makes_no_sense_costs_only_itself() {
    let text = "record = 7\n[look]\nappearance = \"pink\"\ntext-size = 110\nstill-drawings = true\n\
                [registration]\nenterprise-attestation = [\"a\", 1]\n";
    let (settings, odd) = read(text);
    let look = Look { still_drawings: true, ..Look::default() };
    assert_eq!(settings, Settings { look, ..Settings::default() });
    let names =
        ["look.appearance", "look.text-size", "registration.enterprise-attestation", "record"];
    assert_eq!(odd, names);
}

#[test]
fn each_change_changes_its_own() {
    let mut settings = Settings::default();
    settings.change(SettingsChange::Appearance(Appearance::Dark));
    settings.change(SettingsChange::StillDrawings(true));
    settings.change(SettingsChange::RetentionDays(Some(30)));
    settings.change(SettingsChange::MetadataUpdates(false));
    let look = Look { appearance: Appearance::Dark, still_drawings: true, ..Look::default() };
    let metadata_updates = MetadataUpdates::ByHand;
    let retention_days = Some(30);
    assert_eq!(
        settings,
        Settings { look, retention_days, metadata_updates, ..Settings::default() }
    );
}

#[test]
fn metadata_are_fetched_by_themselves_after_the_first_start_unless_somebody_says_no() {
    let mut settings = Settings::default();
    assert!(!settings.fetches_metadata(), "nobody has been through the first start");
    settings.choose_practice();
    assert!(settings.fetches_metadata());
    settings.change(SettingsChange::MetadataUpdates(false));
    assert!(!settings.fetches_metadata());
    settings.change(SettingsChange::MetadataUpdates(true));
    assert!(settings.fetches_metadata());
}

#[test]
fn an_application_is_remembered_after_signing_out_and_half_of_one_is_none() {
    let mut settings = Settings::default();
    settings.signed_in(application(), SignInBy::Browser);
    assert_eq!(
        (settings.account, settings.first_run),
        (Some(AccountScene::Tenant), FirstRun::Done)
    );
    settings.signed_out();
    assert_eq!(settings.account, Some(AccountScene::Practice));
    assert_eq!(settings.application, Some(application()));
    let (settings, odd) = read("[sign-in]\napplication = \"x\"\ntenant = \" \"\ncloud = 7\n");
    assert_eq!((settings.application, odd), (None, vec!["sign-in.cloud".to_owned()]));
}
