//! Practice keys as they lie in the drawer before the app opens it. None may be made in a way that a
//! key on sale could not be in.

use std::{fs, path::Path, time::Duration};

use practice::{
    key::{
        PracticeKey, Settings,
        firmware::PinPreset,
        presence::{Habit, TouchButton},
    },
    models::{self, Model},
};

/// A PIN that stands nowhere else in the project, so that it can be searched for.
pub const PIN: &str = "7391-marker-of-the-pin";

/// What a key was like when it came into the drawer.
#[derive(Clone, Copy, Debug)]
pub enum Preset {
    /// It has [`PIN`], and so many tries left.
    Tries(u8),
    /// It has [`PIN`] and wants it changed.
    MustChange,
    /// It has [`PIN`] and no slot.
    Full,
    /// It has [`PIN`], and attests below a root that nobody here trusts.
    Foreign,
}

/// Puts such a key into the drawer in this folder.
pub(crate) fn put(drawer: &Path, model: &Model, preset: Preset) {
    let (retries, force_change, slots) = match preset {
        Preset::Tries(retries) => (retries, false, 25),
        Preset::MustChange => (8, true, 25),
        Preset::Full => (8, false, 0),
        Preset::Foreign => (8, false, 25),
    };
    let pin = Some(PinPreset { pin: PIN.to_owned().into(), retries, force_change });
    let folder = drawer.join(slug(model));
    make(&folder, Settings { pin, max_resident_keys: slots, ..of(model) });
    if let Preset::Foreign = preset {
        // Its root's certificate is replaced by another key's: what it attests leads nowhere now.
        let other = tempfile::tempdir().unwrap();
        make(other.path(), of(&models::PRACTICE_KEY));
        fs::copy(other.path().join(ROOT), folder.join(ROOT)).unwrap();
    }
}

/// Takes a key out of the drawer, with a finger that touches it when it asks.
pub(crate) fn take(drawer: &Path, model: &Model) -> PracticeKey {
    let touches = Box::new(Habit::touches_after(Duration::ZERO));
    PracticeKey::open_or_create(&drawer.join(slug(model)), of(model), touches).unwrap()
}

/// Where a practice key keeps its root's certificate.
const ROOT: &str = "practice-root.pem";

fn of(model: &Model) -> Settings {
    Settings { aaguid: Some(model.aaguid.0), ..Settings::default() }
}

fn make(folder: &Path, settings: Settings) {
    PracticeKey::open_or_create(folder, settings, Box::new(TouchButton::default())).unwrap();
}

fn slug(model: &Model) -> String {
    model.name.to_lowercase().replace(' ', "-")
}
