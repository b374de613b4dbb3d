//! By which application people sign in to an organisation, as a person named it. Nothing secret may ever be
//! part of it.

/// An application of an organisation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RegisteredApplication {
    /// Its id, a GUID.
    pub client_id: String,
    /// The organisation's id, or one of its domains.
    pub tenant: String,
    /// The cloud's word; where either is follows from it.
    pub cloud: String,
}

impl RegisteredApplication {
    /// `None` where one of them is missing or empty.
    pub(super) fn of(parts: [Option<String>; 3]) -> Option<Self> {
        let [client_id, tenant, cloud] =
            parts.map(|part| part.filter(|text| !text.trim().is_empty()));
        Some(Self { client_id: client_id?, tenant: tenant?, cloud: cloud? })
    }
}

/// How people sign in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SignInBy {
    /// With this computer's browser.
    #[default]
    Browser,
    /// With a code on another device.
    DeviceCode,
}
