use super::Timestamp;

#[test]
fn times_of_rfc_3339_section_5_8_are_read() {
    for (text, seconds) in [
        ("1985-04-12T23:20:50.52Z", 482_196_050),
        ("1996-12-19T16:39:57-08:00", 851_042_397),
        ("1970-01-01T00:00:00+00:00", 0),
        ("2000-02-29", 951_782_400),
        ("2024-06-27T12:00:00.1234567Z", 1_719_489_600),
        ("3024-01-01T00:00:00Z", 33_260_976_000),
    ] {
        assert_eq!(text.parse(), Ok(Timestamp(seconds)), "{text}");
    }
}

#[test]
fn what_is_written_is_read_back() {
    for seconds in (-10_000_000_000..70_000_000_000i64).step_by(12_345_678) {
        let text = Timestamp(seconds).to_string();
        assert_eq!(text.parse(), Ok(Timestamp(seconds)), "{text}");
    }
}

#[test]
fn what_is_no_time_is_refused() {
    for text in ["", "now", "2023-02-29", "2024-13-01", "2024-01-01T24:00:00Z", "2024-1-1"] {
        assert!(text.parse::<Timestamp>().is_err(), "{text}");
    }
}
