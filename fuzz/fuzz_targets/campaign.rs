//! Any bytes as an authentication methods policy and people under it: it is read or refused, written back without
//! loss, and nobody is asked who is excluded by it.

#![no_main]

use entra_policy::campaign::{
    Forecaster, GraphVersion, LineReader, RegistrationCampaign, RuleBook, RuleSet, Tenant,
    Timestamp, Verdict, usual_assumptions,
};
use std::sync::LazyLock;
use touchstone_fuzz as _; // the capped allocator

const NOW: Timestamp = Timestamp(1_800_000_000);
static BOOK: LazyLock<RuleBook> =
    LazyLock::new(|| RuleBook::shipped().expect("rule sets are read"));

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    // The policy, and after its line people.
    let at = bytes.iter().position(|byte| *byte == b'\n').unwrap_or(bytes.len());
    let (policy, people) = bytes.split_at(at);
    if let Ok(document) = serde_json::from_slice(policy)
        && let Ok(campaign) = RegistrationCampaign::parse(&document)
    {
        let written = campaign.to_json();
        // Written back, it is the same campaign; one without any member is none.
        if written.as_object().is_some_and(|members| !members.is_empty()) {
            assert_eq!(RegistrationCampaign::parse(&written).as_ref(), Ok(&campaign));
        }
        for rules in BOOK.sets() {
            for version in [GraphVersion::V1, GraphVersion::Beta] {
                let _ = campaign.check(rules, version);
            }
        }
    }
    let Ok(tenant) = Tenant::from_json(policy) else { return };
    BOOK.sets().iter().for_each(|rules| judge(&tenant, rules, people));
});

fn judge(tenant: &Tenant, rules: &RuleSet, people: &[u8]) {
    let assumed = usual_assumptions();
    let sheet = tenant.assumptions(serde_json::json!(assumed).to_string().as_bytes(), NOW);
    let sheet = sheet.expect("the usual assumptions are facts");
    let assuming = tenant.clone().assuming(&sheet.campaign);
    let mut reader = LineReader::new(&assuming, sheet, NOW);
    let mut forecaster = Forecaster::new(tenant, rules, &assumed, NOW).expect("they still are");
    let (mut lines, mut asked, mut failed) = (0, 0, 0);
    for line in people.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()) {
        lines += 1;
        forecaster.add(line);
        match reader.judge(line, rules) {
            Ok(judged) => {
                let verdict = judged.decision.verdict;
                asked += u64::from(matches!(verdict, Verdict::Nudge | Verdict::Required));
            }
            Err(_) => failed += 1,
        }
    }
    let (counted, _) = forecaster.end();
    assert_eq!((counted.people(), counted.asked(), counted.failed), (lines, asked, failed));
}
