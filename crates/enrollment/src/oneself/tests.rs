use super::*;

fn listed(ids: &[&str]) -> Vec<Fido2Method> {
    let method = |id: &&str| Fido2Method {
        id: MethodId((*id).to_owned()),
        display_name: None,
        aaguid: None,
        model: None,
        created: None,
        attestation_level: None,
        passkey_type: None,
    };
    ids.iter().map(method).collect()
}

#[test]
fn only_what_came_since_is_new_and_it_is_new_once() {
    let mut known = Known::of(&listed(&["a"]));
    assert!(known.came(listed(&["a"])).is_empty());
    let new = known.came(listed(&["b", "a"]));
    assert_eq!(new.iter().map(|one| one.id.0.as_str()).collect::<Vec<_>>(), ["b"]);
    assert!(known.came(listed(&["b", "a"])).is_empty());
}
