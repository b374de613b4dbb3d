//! The room Settings. A change must never touch what it does not name.

use enrollment::{
    metadata::When,
    rooms::{MetadataView, RulesView, SettingsChange, SettingsView},
};
use tauri::State;

use super::{Answered, about::about};
use crate::{house::now, shell::Shell};

/// The room Settings.
#[tauri::command(async)]
pub(crate) fn settings(shell: State<'_, Shell>) -> Answered<SettingsView> {
    let house = shell.house()?;
    let (standing, record) = (house.standing()?, house.record()?);
    let settings = standing.settings();
    let metadata = house.metadata.view(settings, now());
    let (account, sign_in) = (standing.account(), standing.sign_in_state());
    let rules = RulesView::read(settings.rule_set.clone())?;
    let look = settings.look;
    Ok(SettingsView { account, sign_in, look, record, metadata, rules, about: about() })
}

/// Changes one thing.
#[tauri::command(async)]
pub(crate) fn settings_change(
    shell: State<'_, Shell>,
    change: SettingsChange,
) -> Answered<SettingsView> {
    shell.house()?.change(|settings| settings.change(change))?;
    settings(shell)
}

/// Fetches newer metadata where it is time, or at once; answers when that is over.
#[tauri::command(async)]
pub(crate) fn metadata_update(shell: State<'_, Shell>, when: When) -> Answered<MetadataView> {
    let house = shell.house()?;
    Ok(house.metadata.update(when, &house.settings()?, now()))
}
