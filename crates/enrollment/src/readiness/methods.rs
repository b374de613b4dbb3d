//! The sign-in methods of one person, each collection listed once: Graph answers five requests in ten seconds for
//! them (graph.md). It must never list one that was listed before.

use entra_policy::readiness::{Reading, Registered};
use serde_json::Value;

use super::{and_then, malformed, reading};
use crate::tenant::{Administration, MethodKind, PersonId, TenantError};

/// What was listed of a person's methods.
#[derive(Clone, Debug)]
pub struct SignInMethods {
    fido2: Reading<Vec<Value>>,
    authenticator: Reading<Vec<Value>>,
    windows_hello: Reading<Vec<Value>>,
    platform: Reading<Vec<Value>>,
    pub(super) passes: Reading<Vec<Value>>,
}

impl SignInMethods {
    /// Lists them, passes too.
    pub fn read(directory: &dyn Administration, person: &PersonId) -> Self {
        let list = |kind| reading(directory.methods(person, kind));
        Self {
            fido2: list(MethodKind::Fido2),
            authenticator: list(MethodKind::MicrosoftAuthenticator),
            windows_hello: list(MethodKind::WindowsHelloForBusiness),
            platform: list(MethodKind::PlatformCredential),
            passes: list(MethodKind::TemporaryAccessPass),
        }
    }

    /// How many there are of each kind.
    pub fn registered(&self) -> Registered {
        Registered {
            fido2: counted(&self.fido2),
            authenticator: counted(&self.authenticator),
            windows_hello: counted(&self.windows_hello),
            platform: counted(&self.platform),
        }
    }

    /// The computers that Windows Hello for Business keys are on, where the directory says: one request each.
    pub fn hello_devices(
        &self,
        directory: &dyn Administration,
        person: &PersonId,
    ) -> Reading<Vec<String>> {
        let methods = match &self.windows_hello {
            Reading::Read(methods) => methods,
            Reading::Not(unread) => return Reading::Not(unread.clone()),
        };
        let mut named = Vec::with_capacity(methods.len());
        for method in methods {
            // graph.md, section 5: only a method that is asked for alone names its computer.
            match reading(hello_device(directory, person, method)) {
                Reading::Read(Some(device)) => named.push(device),
                Reading::Read(None) => {
                    return malformed("a method does not name its computer".into());
                }
                Reading::Not(unread) => return Reading::Not(unread),
            }
        }
        Reading::Read(named)
    }
}

fn counted(methods: &Reading<Vec<Value>>) -> Reading<usize> {
    and_then(methods.clone(), |methods| Ok(methods.len()))
}

fn hello_device(
    directory: &dyn Administration,
    person: &PersonId,
    listed: &Value,
) -> Result<Option<String>, TenantError> {
    let Some(id) = listed.get("id").and_then(Value::as_str) else { return Ok(None) };
    let method = directory.hello_method(person, id)?;
    // An answer of its own may be wrapped.
    let method = method.get("value").filter(|inner| inner.is_object()).unwrap_or(&method);
    Ok(method.pointer("/device/deviceId").and_then(Value::as_str).map(str::to_owned))
}
