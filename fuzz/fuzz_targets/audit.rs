//! Any JSON as entries of the audit log: each is counted once at most, whole days stand in their order, and what is
//! kept of a day is read back as it was.

#![no_main]

use entra_policy::readiness::{AuditCounts, AuditDay};
use touchstone_fuzz as _; // the capped allocator

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let Ok(entries) = serde_json::from_slice::<Vec<serde_json::Value>>(bytes) else { return };
    let (days, undated) = AuditDay::of(&entries);
    let of = |counts: AuditCounts| counts.passkey + counts.authenticator + counts.other;
    let counted: u64 =
        days.iter().map(|day| of(day.registered) + of(day.deleted) + day.others).sum();
    assert!(counted + undated <= u64::try_from(entries.len()).unwrap());
    assert!(days.windows(2).all(|two| two[0].day < two[1].day));
    for day in &days {
        assert_eq!(day.day.rem_euclid(86_400), 0);
        let text = serde_json::to_string(day).unwrap();
        assert_eq!(serde_json::from_str::<AuditDay>(&text).unwrap(), *day);
        assert_eq!(day.most(&AuditDay::default()), *day);
    }
});
