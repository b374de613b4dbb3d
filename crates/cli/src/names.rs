//! What to call each key. A key's name is its own claim, so it must never be taken for its identity:
//! the ID stands beside it.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
};

use ctap::{AuthenticatorId, transport::DeviceDescription};

/// Names by ID, filled while keys come and go.
#[derive(Clone, Debug, Default)]
pub(crate) struct Names(Arc<Mutex<BTreeMap<AuthenticatorId, String>>>);

impl Names {
    /// Remembers what a device calls itself.
    pub(crate) fn learn(&self, device: &DeviceDescription) {
        if let Some(name) = &device.name {
            self.call(device.id.clone(), name.clone());
        }
    }

    /// Gives a key a name of ours.
    pub(crate) fn call(&self, id: AuthenticatorId, name: String) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(id, name);
    }

    /// The name alone, where one is known.
    pub(crate) fn given(&self, id: &AuthenticatorId) -> Option<String> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(id).cloned()
    }

    /// The name with the ID, or the ID alone.
    pub(crate) fn name(&self, id: &AuthenticatorId) -> String {
        let names = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        names.get(id).map_or_else(|| id.to_string(), |name| format!("{name} ({id})"))
    }
}
