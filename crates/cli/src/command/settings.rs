//! What a person has chosen on this computer. Damaged settings must neither end a command that can do without
//! them nor be passed over in silence.

use enrollment::{
    settings::Settings,
    store::{Loaded, SettingsFile},
};

use crate::{
    args::Common,
    output,
    problem::{PlaceProblem, Problem},
    text,
};

/// The settings that say whose organisation it is. What of them makes no sense is said.
///
/// # Errors
/// There is no folder, or the file is there and cannot be read: another organisation must not be worked for.
pub(super) fn settings(common: &Common) -> Result<Settings, Problem> {
    let loaded = load(common)?.map_err(PlaceProblem::Settings)?;
    Ok(told(loaded))
}

/// The settings as far as they can be read, for what only shapes an answer. What cannot is said, and is as it is
/// at first.
pub(super) fn preferences(common: &Common) -> Settings {
    // Without a folder there are none.
    let Ok(loaded) = load(common) else { return Settings::default() };
    match loaded {
        Ok(loaded) => told(loaded),
        Err(error) => {
            output::say_line(&text::settings_unread(&error));
            Settings::default()
        }
    }
}

fn load(common: &Common) -> Result<Result<Loaded, enrollment::store::StoreError>, Problem> {
    Ok(SettingsFile::at(&common.places()?.settings).load())
}

/// Says what could not be read, once.
fn told(loaded: Loaded) -> Settings {
    if let Some(aside) = &loaded.moved_aside {
        output::say_line(&text::settings_moved(aside));
    }
    if !loaded.odd.is_empty() {
        output::say_line(&text::settings_odd(&loaded.odd));
    }
    loaded.settings
}
