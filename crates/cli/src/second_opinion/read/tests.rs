use super::*;

#[path = "../../helper/write.rs"]
mod write;

const CLIENT: Client = Client::CtapHidFido2;

fn everything() -> Vec<Opinion> {
    let told = [
        (Member::Versions, Answer::Texts(vec!["FIDO_2_1".to_owned()])),
        (Member::Aaguid, Answer::Bytes((0..16).collect())),
        (Member::Options, Answer::Named(vec![("rk".to_owned(), 1), ("up".to_owned(), 0)])),
        (Member::FirmwareVersion, Answer::Number(i128::from(u64::MAX))),
        (Member::Algorithms, Answer::Numbers(vec![-7, -257])),
        (Member::ForcePinChange, Answer::Flag(true)),
    ];
    let told = Said::Told(told.into());
    let usb = Some((0x1209, 0xf1d0));
    let name = Some("Key \"1\"\n".to_owned());
    vec![
        Opinion { place: "/dev/hidraw0".to_owned(), name, usb, said: told },
        Opinion {
            place: "/dev/hidraw1".to_owned(),
            name: None,
            usb: None,
            said: Said::Nothing("no answer in time".to_owned()),
        },
    ]
}

#[test]
fn what_was_written_is_read() {
    let line = write::document(CLIENT, &Ok(everything())).to_string();
    assert_eq!(opinions(CLIENT, line.as_bytes()), Some(Ok(everything())));
    let failed = Err(OpinionError::Failed("no readers".to_owned()));
    let line = write::document(CLIENT, &failed).to_string();
    assert_eq!(opinions(CLIENT, line.as_bytes()), Some(failed));
}

#[test]
fn what_a_client_prints_before_the_document_is_passed_over() {
    let line = write::document(CLIENT, &Ok(everything()));
    let output = format!("parse_cbor_member - unknown info Integer(9)\n{{}}\n{line}\n");
    assert_eq!(opinions(CLIENT, output.as_bytes()), Some(Ok(everything())));
}

#[test]
fn half_a_document_or_that_of_another_is_none() {
    let line = write::document(CLIENT, &Ok(everything())).to_string();
    let half = line.get(..line.len() / 2).unwrap();
    assert_eq!(opinions(CLIENT, half.as_bytes()), None);
    assert_eq!(opinions(Client::WebauthnAuthenticatorRs, line.as_bytes()), None);
    assert_eq!(opinions(CLIENT, b""), None);
    assert_eq!(opinions(CLIENT, &[0xff, 0xfe]), None);
}

#[test]
fn a_member_that_nobody_knows_or_can_read_costs_only_itself() {
    let line = r#"{"client":"ctap-hid-fido2","keys":[{"place":"p","told":
        {"versions":{"texts":["U2F_V2"]},"newMember":{"flag":true},"aaguid":{"bytes":[256]}}}]}"#
        .replace('\n', "");
    let Some(Ok(read)) = opinions(CLIENT, line.as_bytes()) else { panic!("not read") };
    let [one] = read.as_slice() else { panic!("{read:?}") };
    let versions = (Member::Versions, Answer::Texts(vec!["U2F_V2".to_owned()]));
    assert_eq!(one.said, Said::Told([versions].into()));
}
