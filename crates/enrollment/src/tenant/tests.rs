use super::*;

#[test]
fn an_answer_that_never_came_is_not_simply_sent_again() {
    assert!(!TenantError::Unanswered(String::new()).is_passing());
    assert!(TenantError::Unreachable(String::new()).is_passing());
}

/// graph.md §4.1: base64url of the credential ID and one digit, the number of `=` taken away.
#[test]
fn a_method_id_with_its_pad_digit_names_a_credential() {
    let id = CredentialId::from(vec![7; 32]);
    let method = MethodId(format!("{id}1"));
    assert_eq!(method.credential_id(), Some(id));
    assert_eq!(MethodId("9c8a0f0e-2f4b-4b7f-8d5c-0c9f2a".to_owned()).credential_id(), None);
    // No encoder writes bits beyond the last byte: AQ and AR are one byte, and the first is how it is written.
    assert!(MethodId("AQ2".to_owned()).credential_id().is_some());
    assert_eq!(MethodId("AR2".to_owned()).credential_id(), None);
}

/// graph.md §4.1: one sample of v1.0 has a GUID. One in sixteen reads as base64url with a digit that fits.
#[test]
fn a_guid_names_no_credential_and_is_known_by_model_name_and_time() {
    let (id, model) = (CredentialId::from(vec![7; 32]), Aaguid([3; 16]));
    let sought = Sought { id: Some(&id), aaguid: Some(model), name: Some("Blue"), made: 1_000_000 };
    for last in "0123456789abcdefABCDEF".chars() {
        let guid = format!("9c8a0f0e-2f4b-4b7f-8d5c-0c9f2a7d1b3{last}");
        let method = Fido2Method {
            id: MethodId(guid),
            display_name: Some("Blue".to_owned()),
            aaguid: Some(model),
            model: None,
            created: Some(Timestamp(1_000_010)),
            attestation_level: None,
            passkey_type: None,
        };
        assert_eq!(method.id.credential_id(), None, "{method:?}");
        assert!(sought.is(&method), "{method:?}");
        assert!(!Sought { name: Some("Red"), ..sought }.is(&method));
        assert!(Sought { name: None, ..sought }.is(&method));
        assert!(!Sought { aaguid: None, ..sought }.is(&method));
        assert_eq!(Sought { aaguid: None, ..sought }.against(&method), Match::Possible);
        let undated = Fido2Method { created: None, ..method.clone() };
        assert_eq!(sought.against(&undated), Match::Possible);
        assert!(!Sought { made: 1_000_311, ..sought }.is(&method), "it was there before");
    }
    let other = MethodId(format!("{}1", CredentialId::from(vec![8; 32])));
    let method = Fido2Method {
        id: other,
        display_name: Some("Blue".to_owned()),
        aaguid: Some(model),
        model: None,
        created: Some(Timestamp(1_000_010)),
        attestation_level: None,
        passkey_type: None,
    };
    assert!(!sought.is(&method), "another credential under the same name");
}
