use ctap::ceremony::Unusable;
use webauthn::{Check, Outcome, metadata::MetadataRoots};

use super::*;
use crate::metadata::Metadata;

/// Metadata that nobody signed, of the bench's model.
fn said(status: &str) -> Setup {
    let payload = json!({ "no": 291, "nextUpdate": "2026-12-01", "entries": [{
        "aaguid": MODEL,
        "metadataStatement": { "aaguid": MODEL, "description": "Example key" },
        "statusReports": [{ "status": status, "effectiveDate": "2026-01-01" }],
    }] });
    let at = Timestamp(i64::try_from(START / 1000).unwrap());
    let read = Metadata::read(payload.to_string().as_bytes(), &MetadataRoots::fido(), at);
    Setup { metadata: Some(read.unwrap()), ..setup() }
}

fn with_a_key_in_hand(status: &str, source: Source) -> Bench {
    let is_for_ada = matches!(source, Source::Directory { .. });
    let mut bench = Bench::of(Machine::begin(said(status), source, UnixMillis(START)));
    if is_for_ada {
        bench.step(Input::Read(Ok(reading(&[]))));
    } else {
        bench.choose(Choice::GoOn);
    }
    let transport = AuthenticatorTransport::Usb;
    bench.step(Input::KeySeen(KeySeen { id: key(), transport, name: None }));
    bench.step(Input::KeyInHand(key(), info()));
    bench
}

#[test]
fn a_model_that_the_metadata_refuse_is_told_before_the_touch_whatever_the_policy_says() {
    for source in [for_ada(), pasted()] {
        let mut bench = with_a_key_in_hand("REVOKED", source);
        assert_eq!(bench.verdicts, [Verdict::NotAllowed]);
        let refusal = bench.views.last().unwrap().keys[0].refusal.clone().unwrap();
        assert_eq!((&*refusal.reason, refusal.path), ("metadata-revoked", None));
        let why = Unusable::NotAllowed;
        let failure = Failure::Unusable { authenticator: key(), why };
        bench.step(Input::NotMade(ended(failure, Vec::new())));
        let Finish::Refused { by: RefusedBy::Preflight, reason, .. } = bench.finish() else {
            panic!("{:?}", bench.finish())
        };
        assert_eq!(reason, "metadata-revoked");
    }
}

#[test]
fn what_was_made_is_held_against_the_metadata_and_called_by_them() {
    let mut bench = with_a_key_in_hand("FIDO_CERTIFIED", pasted());
    assert_eq!(bench.verdicts, [Verdict::Admitted]);
    bench.step(Input::LeaveAsked(key()));
    bench.step(Input::Made(Box::new(made("none", false))));
    let Finish::HandedOver { judgement, .. } = bench.finish() else {
        panic!("{:?}", bench.finish())
    };
    assert_eq!(judgement.model.as_deref(), Some("Example key"));
    let is_status = |check| check == Check::MetadataStatus;
    let status = judgement.findings.iter().find(|one| is_status(one.check)).unwrap();
    assert_eq!(status.outcome, Outcome::Pass);
}
