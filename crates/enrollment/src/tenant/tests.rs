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
}
