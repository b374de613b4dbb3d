use super::Aaguid;

const TEXT: &str = "ee882879-721c-4913-9775-3dfcce97072a";

#[test]
fn it_is_written_as_a_uuid_and_read_in_the_spellings_people_use() {
    let aaguid: Aaguid = TEXT.parse().unwrap();
    assert_eq!(aaguid.0[..4], [0xEE, 0x88, 0x28, 0x79]);
    assert_eq!(aaguid.to_string(), TEXT);
    assert_eq!(TEXT.to_uppercase().parse(), Ok(aaguid));
    assert_eq!(TEXT.replace('-', "").parse(), Ok(aaguid));
    assert_eq!(serde_json::to_string(&aaguid).unwrap(), format!("\"{TEXT}\""));
    assert_eq!(serde_json::from_str::<Aaguid>(&format!("\"{TEXT}\"")).unwrap(), aaguid);
}

#[test]
fn what_is_no_uuid_is_refused() {
    let moved = "ee88287-9721c-4913-9775-3dfcce97072a";
    for text in ["", "ee882879", "-", moved, &TEXT[1..], &format!("{TEXT}0"), "é"] {
        assert!(text.parse::<Aaguid>().is_err(), "{text}");
    }
}
