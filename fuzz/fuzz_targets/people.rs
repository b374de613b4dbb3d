//! Any bytes as an export of people: each is somebody or odd, an error is the last thing, and a line of facts is
//! one line of JSON.

#![no_main]

use enrollment::forecast::{Exported, Membership, open_export};
use touchstone_fuzz as _; // the capped allocator

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let Ok(people) = open_export(std::io::Cursor::new(bytes.to_vec())) else { return };
    let groups = Membership::default();
    let mut is_over = false;
    for one in people {
        assert!(!is_over, "nothing comes after an error");
        let Ok(one) = one else {
            is_over = true;
            continue;
        };
        let is_odd = one == Exported::Odd;
        let line = one.line(&groups);
        assert!(!line.contains('\n'));
        let read: Result<serde_json::Map<_, _>, _> = serde_json::from_str(&line);
        assert_eq!(read.is_err(), is_odd);
    }
});
