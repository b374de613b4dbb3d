use super::terms;

fn read(filter: &str) -> Option<Vec<(String, String)>> {
    terms(filter)
}

fn pair(member: &str, text: &str) -> (String, String) {
    (member.to_owned(), text.to_owned())
}

#[test]
fn names_that_begin_like_this_are_asked_for_in_odata_s_words() {
    let one = "startswith(displayName,'O''Neill, (A)')";
    assert_eq!(read(one), Some(vec![pair("displayName", "O'Neill, (A)")]));
    let two = "startswith(displayName,'a') or startswith( userPrincipalName , 'a' )";
    assert_eq!(read(two), Some(vec![pair("displayName", "a"), pair("userPrincipalName", "a")]));
}

#[test]
fn a_filter_that_nobody_understands_is_none() {
    for filter in [
        "",
        "displayName eq 'a'",
        "startswith(displayName,'a'",
        "startswith(displayName,'a)",
        "startswith(displayName,'a') and startswith(displayName,'b')",
        "startswith(displayName,'a') or ",
    ] {
        assert_eq!(read(filter), None, "{filter}");
    }
}
