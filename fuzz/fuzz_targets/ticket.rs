//! Any bytes as a ticket and as a batch: reading answers or refuses, what is found can be judged, and
//! nothing that was not compared is admitted; it is written out as well.

#![no_main]

use enrollment::diagnosis::{Grounds, Records, Report, Ticket, diagnose};
use touchstone_fuzz as _; // the capped allocator
use webauthn::{Timestamp, Verdict};

/// 2026-11-20.
const NOW: Timestamp = Timestamp(1_795_132_800);

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    if let Ok(ticket) = Ticket::read(bytes) {
        for recorded in ticket.registrations.iter().flatten().take(4) {
            let judgement = diagnose(recorded, &Grounds::at(NOW));
            let compared = recorded.challenge.is_some() && recorded.rp_id.is_some();
            assert!(compared || judgement.verdict != Verdict::Admitted);
            let report = Report::new((recorded, &judgement, NOW), &ticket.refusals);
            assert!(report.pdf().starts_with(b"%PDF") && report.markdown().starts_with("# "));
        }
    }
    let mut records = Records::new(bytes);
    let mut last = 0;
    while let Ok(Some(line)) = records.next_record() {
        assert!(line.number > last, "numbers only grow");
        last = line.number;
    }
});
