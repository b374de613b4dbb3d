use super::*;

fn command(data: &[u8]) -> Command<'_> {
    Command { cla: 0x80, ins: 0x10, p1: 0x80, p2: 0, data }
}

#[test]
fn the_short_form_has_one_byte_lengths() {
    let apdu = command(&[4]).short(Expected::UpTo(0)).unwrap();
    assert_eq!(*apdu, [0x80, 0x10, 0x80, 0, 1, 4, 0]);
    let apdu = command(&[4]).short(Expected::Unsaid).unwrap();
    assert_eq!(*apdu, [0x80, 0x10, 0x80, 0, 1, 4]);
    assert_eq!(*command(&[]).short(Expected::UpTo(7)).unwrap(), [0x80, 0x10, 0x80, 0, 7]);
}

#[test]
fn the_short_form_ends_at_255_bytes() {
    assert!(command(&[0; 255]).short(Expected::UpTo(0)).is_some());
    assert!(command(&[0; 256]).short(Expected::UpTo(0)).is_none());
}

#[test]
fn the_extended_form_has_two_byte_lengths_behind_a_zero() {
    let data = [7; 256];
    let apdu = command(&data).extended().unwrap();
    assert_eq!(apdu[..8], [0x80, 0x10, 0x80, 0, 0, 1, 0, 7]);
    assert_eq!(apdu[apdu.len() - 3..], [7, 0, 0]);
    assert_eq!(*command(&[]).extended().unwrap(), [0x80, 0x10, 0x80, 0, 0, 0, 0]);
    assert!(command(&[0; 65_536]).extended().is_none());
}

#[test]
fn every_form_of_a_command_is_read() {
    // ISO/IEC 7816-4 §5.1: cases 1, 2S, 2E, 3S, 4S, 3E, 4E.
    for (body, data) in [
        (&[][..], &[][..]),
        (&[0], &[]),
        (&[0, 0, 0], &[]),
        (&[2, 8, 9], &[8, 9]),
        (&[2, 8, 9, 0], &[8, 9]),
        (&[0, 0, 2, 8, 9], &[8, 9]),
        (&[0, 0, 2, 8, 9, 0, 0], &[8, 9]),
    ] {
        let apdu = [&[0x00, 0x01, 0x03, 0x00], body].concat();
        let read = Command::parse(&apdu).map(|command| command.data.to_vec());
        assert_eq!(read.as_deref(), Some(data), "{apdu:?}");
    }
}

#[test]
fn a_command_whose_lengths_do_not_add_up_is_none() {
    for body in [&[3_u8, 8, 9][..], &[1, 8, 9, 9], &[0, 1, 0, 9], &[0, 0, 1, 9, 9]] {
        let apdu = [&[0x00, 0x01, 0x03, 0x00], body].concat();
        assert_eq!(Command::parse(&apdu), None, "{apdu:?}");
    }
    assert_eq!(Command::parse(&[0, 1, 3]), None);
}

#[test]
fn a_response_is_data_and_status_word() {
    let response = Response::parse(&[1, 2, 0x90, 0]).unwrap();
    assert_eq!((response.data, response.status), (&[1, 2][..], StatusWord::SUCCESS));
    assert_eq!(Response::parse(&[0x90]), None);
}
