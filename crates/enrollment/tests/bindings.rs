//! The TypeScript of every view and answer stands in `ui/bindings` as the Rust types have it. It is
//! written by `make bindings` and must never be edited by hand.

#![allow(clippy::unwrap_used)] // a test says what it expects by unwrapping

use std::{collections::BTreeMap, env, fs, path::Path};

use enrollment::{
    authenticator::{AuthenticatorAct, AuthenticatorView},
    metadata::When,
    oneself::{OneselfAct, OneselfView},
    rooms::{
        ActivityFilter, ActivityView, Asker, CommandError, ComputerView, DiagnosisChange,
        DiagnosisFile, DiagnosisFormat, DiagnosisView, ExportFormat, ForecastFormat, MethodsView,
        NudgeAct, OpenedOptions, PassOutcome, PinQuestion, PracticeAct, PracticeDrawer,
        PracticePhone, PracticePhoneAct, PracticeSignIn, ReadOn, ReviewView, SettingsChange,
        SettingsView, SignInMoment, SignInWish, StartView, TargetView, TenantChange, TenantView,
        TenantWhat, UnfinishedChoice,
    },
    store::Forgotten,
    wizard::{Answer, Source, WizardView},
};
use ts_rs::{Config, TS};

/// Everything that crosses to the page, and with it all that it refers to.
fn export(to: &Path) {
    let config = Config::new().with_out_dir(to);
    WizardView::export_all(&config).unwrap();
    Source::export_all(&config).unwrap();
    Forgotten::export_all(&config).unwrap();
    Answer::export_all(&config).unwrap();
    CommandError::export_all(&config).unwrap();
    Asker::export_all(&config).unwrap();
    PinQuestion::export_all(&config).unwrap();
    StartView::export_all(&config).unwrap();
    NudgeAct::export_all(&config).unwrap();
    PracticeSignIn::export_all(&config).unwrap();
    PracticePhone::export_all(&config).unwrap();
    PracticePhoneAct::export_all(&config).unwrap();
    AuthenticatorView::export_all(&config).unwrap();
    AuthenticatorAct::export_all(&config).unwrap();
    OneselfView::export_all(&config).unwrap();
    OneselfAct::export_all(&config).unwrap();
    ComputerView::export_all(&config).unwrap();
    UnfinishedChoice::export_all(&config).unwrap();
    PracticeAct::export_all(&config).unwrap();
    PracticeDrawer::export_all(&config).unwrap();
    ActivityFilter::export_all(&config).unwrap();
    ActivityView::export_all(&config).unwrap();
    ExportFormat::export_all(&config).unwrap();
    DiagnosisView::export_all(&config).unwrap();
    DiagnosisChange::export_all(&config).unwrap();
    DiagnosisFile::export_all(&config).unwrap();
    DiagnosisFormat::export_all(&config).unwrap();
    SettingsView::export_all(&config).unwrap();
    SettingsChange::export_all(&config).unwrap();
    OpenedOptions::export_all(&config).unwrap();
    TenantView::export_all(&config).unwrap();
    TenantChange::export_all(&config).unwrap();
    TenantWhat::export_all(&config).unwrap();
    TargetView::export_all(&config).unwrap();
    ReviewView::export_all(&config).unwrap();
    ReadOn::export_all(&config).unwrap();
    ForecastFormat::export_all(&config).unwrap();
    MethodsView::export_all(&config).unwrap();
    PassOutcome::export_all(&config).unwrap();
    enrollment::tenant::PassWish::export_all(&config).unwrap();
    SignInMoment::export_all(&config).unwrap();
    SignInWish::export_all(&config).unwrap();
    When::export_all(&config).unwrap();
}

fn files(of: &Path) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(of).into_iter().flatten().flatten() {
        let name = entry.file_name().into_string().unwrap();
        if name.ends_with(".ts") {
            found.insert(name, fs::read_to_string(entry.path()).unwrap());
        }
    }
    found
}

#[test]
fn the_bindings_are_those_of_the_types() {
    let kept = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../ui/bindings");
    let fresh = tempfile::tempdir().unwrap();
    export(fresh.path());
    let fresh = files(fresh.path());
    if env::var_os("TOUCHSTONE_WRITE_BINDINGS").is_some() {
        let _ = fs::remove_dir_all(&kept);
        fs::create_dir_all(&kept).unwrap();
        for (name, text) in &fresh {
            fs::write(kept.join(name), text).unwrap();
        }
    }
    let kept = files(&kept);
    let differs = |name: &&String| kept.get(*name) != fresh.get(*name);
    let stale: Vec<&String> = kept.keys().chain(fresh.keys()).filter(differs).collect();
    assert!(stale.is_empty(), "run `make bindings`, these differ: {stale:?}");
}
