use super::*;

const OURS: ChannelId = ChannelId([0, 0x22, 0, 2]);

#[test]
fn a_longer_message_is_not_sent() {
    let refused = packets(OURS, Command::Cbor, &[0; MAX_MESSAGE + 1]).err();
    assert_eq!(refused, Some(TransportError::TooLong(MAX_MESSAGE + 1)));
}

#[test]
fn packets_have_the_layout_of_the_standard() {
    let all: Vec<Report> = packets(OURS, Command::Cbor, &[9; 58]).unwrap().collect();
    assert_eq!(all[0][..8], [0, 0x22, 0, 2, 0x90, 0, 58, 9]);
    assert_eq!(all[1][..7], [0, 0x22, 0, 2, 0, 9, 0]);
}
