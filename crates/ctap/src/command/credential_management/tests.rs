use super::*;

/// `{6: user, 7: descriptor}`, and further members.
fn response(id: &[u8], user: &[u8], more: &[(u8, Value)]) -> Vec<u8> {
    let user = [("id", Value::from(user)), ("name", "ada".into()), ("displayName", "".into())];
    let members = [(6, user.into_iter().collect()), (7, descriptor(id))];
    encode(&members.into_iter().chain(more.iter().cloned()).collect())
}

fn listed(body: &[u8]) -> StoredCredential {
    Listed::parse(body).unwrap().unwrap().credential
}

#[test]
fn the_first_says_how_many_there_are_and_the_next_need_not() {
    // CTAP 2.1 §6.8.4: totalCredentials (0x09).
    let first = response(&[1; 16], &[7], &[(9, 3.into())]);
    assert_eq!(Listed::parse(&first).unwrap().unwrap().total, Some(3));
    let next = response(&[1; 16], &[7], &[]);
    assert_eq!(Listed::parse(&next).unwrap().unwrap().total, None);
}

#[test]
fn a_count_of_none_is_none() {
    let empty = encode(&[(9u8, Value::from(0))].into_iter().collect());
    assert!(Listed::parse(&empty).unwrap().is_none());
}

#[test]
fn an_empty_name_is_no_name_and_a_long_one_is_cut() {
    let credential = listed(&response(&[1; 16], &[7], &[]));
    assert_eq!((credential.name.as_deref(), credential.display_name), (Some("ada"), None));
    let user: Value =
        [("id", Value::from([7])), ("name", "\u{e4}".repeat(999).into())].into_iter().collect();
    let body = encode(&[(6u8, user), (7, descriptor(&[1; 16]))].into_iter().collect());
    assert_eq!(listed(&body).name.unwrap().chars().count(), LONGEST_NAME);
}

#[test]
fn what_is_longer_than_the_standard_lets_it_be_is_refused() {
    let refused = |id: &[u8], user: &[u8]| Listed::parse(&response(id, user, &[])).err();
    assert_eq!(refused(&[1; 1023], &[7; 64]), None);
    assert_eq!(refused(&[1; 1024], &[7]), Some(ResponseError::OutOfRange(0x07)));
    assert_eq!(refused(&[1; 16], &[7; 65]), Some(ResponseError::OutOfRange(0x06)));
    let many = response(&[1; 16], &[7], &[(9, 1_001.into())]);
    assert_eq!(Listed::parse(&many).err(), Some(ResponseError::OutOfRange(0x09)));
}

#[test]
fn what_is_missing_or_of_another_type_is_named() {
    let lacks = |body: Value| Listed::parse(&encode(&body)).err();
    assert_eq!(lacks(Value::Map(Vec::new())), Some(ResponseError::Member(0x06)));
    let text_total = [(9u8, Value::from("3"))].into_iter().collect();
    assert_eq!(lacks(text_total), Some(ResponseError::Member(0x09)));
    let user: Value = [("id", Value::from([7]))].into_iter().collect();
    assert_eq!(lacks([(6u8, user)].into_iter().collect()), Some(ResponseError::Member(0x07)));
}
