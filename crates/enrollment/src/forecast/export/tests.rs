use std::io::Cursor;

use super::*;

const ADA: &str = "c2b9a7e4-51d0-4e6f-b83a-0d1f5ae90101";

fn people(text: &str) -> Result<Vec<Exported>, ExportError> {
    open(Cursor::new(text.as_bytes().to_vec()))?.collect()
}

/// The lines of facts, in no groups that were asked about.
fn lines(text: &str) -> Vec<Value> {
    let mut groups = Membership::default();
    groups.unread.push("g".to_owned());
    let line = |one: Exported| serde_json::from_str(&one.line(&groups)).unwrap_or_default();
    people(text).unwrap().into_iter().map(line).collect()
}

fn entry(name: &str) -> Value {
    json!({
        "id": ADA, "userPrincipalName": name, "userType": "member",
        "methodsRegistered": ["mobilePhone", "microsoftAuthenticatorPush"],
    })
}

#[test]
fn a_list_an_answer_of_graph_and_lines_say_the_same() {
    let (one, two) = (entry("ada@example.org"), entry("bo@example.org"));
    let expected = lines(&format!("{one}\n{two}\n"));
    assert_eq!(expected[0]["user.authenticatorPush"], true);
    assert_eq!(
        (&expected[0]["id"], &expected[1]["user.guest"]),
        (&json!("ada@example.org"), &json!(false))
    );
    for other in [
        json!([one, two]).to_string(),
        json!({ "@odata.context": "x", "value": [one, two] }).to_string(),
        serde_json::to_string_pretty(&json!({ "value": [one, two] })).unwrap(),
        format!("\u{feff}\n\n{one}\r\n\r\n{two}"),
    ] {
        assert_eq!(lines(&other), expected, "{other}");
    }
}

#[test]
fn a_table_is_read_whoever_wrote_it() {
    let expected = lines(&entry("ada@example.org").to_string());
    for table in [
        format!(
            "id,userPrincipalName,userType,methodsRegistered\r\n{ADA},ada@example.org,member,\"mobilePhone,microsoftAuthenticatorPush\"\r\n"
        ),
        format!(
            "\u{feff}\"User principal name\";\"Object ID\";\"Methods Registered\";\"User Type\";\"More\"\n\"ada@example.org\";{ADA};mobilePhone | microsoftAuthenticatorPush;Member;x\n"
        ),
        format!(
            "ID\tUPN\tUSERTYPE\tMETHODS_REGISTERED\n{ADA}\tada@example.org\tmember\t[\"mobilePhone\", \"microsoftAuthenticatorPush\"]\n"
        ),
    ] {
        assert_eq!(lines(&table), expected, "{table}");
    }
}

#[test]
fn an_empty_cell_is_nothing_registered_and_a_missing_one_says_nothing() {
    let read = lines("id,methodsRegistered,groups\na,,\"g1;g2\"\nb\n,,\n");
    assert_eq!(read[0]["user.authenticatorPush"], false);
    assert_eq!(read[0]["user.groups"], json!(["g1", "g2"]));
    assert_eq!(read[1].get("user.authenticatorPush"), None);
    assert_eq!(read[2], Value::Null, "nobody");
}

#[test]
fn lines_of_facts_are_taken_as_they_are() {
    let facts = json!({ "id": "a", "user.id": ADA, "user.guest": true });
    assert_eq!(lines(&facts.to_string()), [facts]);
}

#[test]
fn what_is_no_person_is_counted_and_keeps_no_other_from_its_own() {
    let one = entry("ada@example.org");
    let long = format!("{{\"id\":\"{}\"}}", "x".repeat(3 << 20));
    let read = people(&format!("{one}\nnonsense\n7\n{long}\n{one}")).unwrap();
    assert_eq!(read.iter().filter(|one| **one == Exported::Odd).count(), 3);
    assert_eq!((read.len(), &read[0]), (5, &read[4]));
}

#[test]
fn what_is_no_export_says_what_it_lacks() {
    let error = |text: &str| people(text).unwrap_err();
    assert!(matches!(error("a,b\n1,2\n"), ExportError::NoMethods));
    assert!(matches!(error("methodsRegistered\nx\n"), ExportError::Nobody));
    assert!(matches!(error("[1, 2"), ExportError::Document(_)));
    assert!(matches!(error("{\n\"value\": 7}"), ExportError::Document(_)));
    assert!(people("").unwrap().is_empty());
}

/// A quote that is never closed takes no more memory than a row may have.
#[test]
fn a_row_without_an_end_is_an_error() {
    let text = format!("id,methodsRegistered\na,\"{}", "x\n".repeat(2 << 20));
    assert!(matches!(people(&text).unwrap_err(), ExportError::Row { row: 2, .. }));
    let latin = [b"id,methodsRegistered\n".as_slice(), b"\xe9,x\nb,x\n"].concat();
    let read: Vec<_> = open(Cursor::new(latin)).unwrap().collect();
    assert_eq!(read.len(), 1, "ends with its first error");
    assert!(matches!(read[0], Err(ExportError::Row { row: 2, .. })));
}
