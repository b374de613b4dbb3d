//! What a model is taken for.

use super::*;
use crate::wizard::means::NoModels;

/// Knows every model by name, and one as a security key.
struct Named(Aaguid);

impl Models for Named {
    fn name(&self, _: Aaguid) -> Option<String> {
        Some("A model".to_owned())
    }

    fn is_security_key(&self, aaguid: Aaguid) -> bool {
        aaguid == self.0
    }
}

#[test]
fn a_model_with_a_name_is_no_security_key_unless_it_is_known_as_one() {
    let (key, other) = (Aaguid([1; 16]), Aaguid([2; 16]));
    assert_eq!(kind_of(key, &Named(key)), CredentialKind::SecurityKey);
    assert_eq!(kind_of(other, &Named(key)), CredentialKind::Unmapped);
    assert_eq!(kind_of(key, &NoModels), CredentialKind::Unmapped);
    // What a list says of a model stands.
    let google = "ea9b8d66-4d01-1d21-3ce4-b6b48cb575d4".parse().unwrap();
    assert_eq!(kind_of(google, &Named(google)), CredentialKind::GooglePasswordManager);
}
