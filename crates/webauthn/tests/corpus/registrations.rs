//! Judges the recorded registrations of the corpus. A verdict must never differ from the label
//! without a reason written here.

use serde_json::Value;
use webauthn::{Outcome, Verdict, Verified};

use crate::record;

/// Records whose verdict is neither `admitted` for valid nor `invalid` for invalid, and why.
const DELIBERATE: [(&str, Verdict, &str); 1] = [(
    "b869fdc11d03",
    Verdict::Undetermined,
    "an Ed448 credential: the statement verifies, but this build cannot use the key",
)];

/// The files of the corpus, one for each format.
const FILES: [&str; 8] = [
    "packed-x5c",
    "packed-self",
    "none",
    "fido-u2f",
    "tpm",
    "android-key",
    "android-safetynet",
    "apple",
];

fn codes(verification: &webauthn::Verification) -> Vec<String> {
    let findings = verification.judgement.findings.iter();
    let notable = findings.filter(|f| f.outcome != Outcome::Pass && f.reason.is_some());
    notable.map(ToString::to_string).collect()
}

#[test]
fn recorded_registrations_of_every_format_are_judged_as_labelled() {
    let Some(folder) = record::corpus() else { return };
    let mut judged = 0;
    let mut wrong = Vec::new();
    for file in FILES {
        let records = record::read(&folder, &format!("registrations/{file}.json"));
        for record in records.as_array().unwrap() {
            let id = record["id"].as_str().unwrap();
            let verification = record::judge(record, vec![]);
            let label = match record["expected"].as_str().unwrap() {
                "valid" => Verdict::Admitted,
                _ => Verdict::Invalid,
            };
            let deliberate = DELIBERATE.iter().find(|(other, ..)| *other == id);
            let expected = deliberate.map_or(label, |(_, verdict, _)| *verdict);
            let verdict = verification.judgement.verdict;
            if verdict != expected {
                wrong.push(format!("{file} {id}: {verdict:?} {:?}", codes(&verification)));
            }
            let usable = matches!(verification.registration, Verified::Verified(_));
            assert_eq!(usable, verdict == Verdict::Admitted);
            judged += 1;
        }
    }
    println!("{judged} recorded registrations judged");
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(judged >= 90);
}

/// The reason code that a defect must show among the findings.
fn reason_of(defect: &str, format: &str) -> Option<&'static str> {
    Some(match (defect, format) {
        ("challenge-mismatch", _) => "challenge-mismatch",
        ("origin-mismatch", _) => "origin-mismatch",
        ("uv-required-missing", _) => "user-not-verified",
        ("alg-not-offered", _) => "algorithm-not-requested",
        ("truncated-attobj", _) => "cbor-malformed",
        ("authdata-trailing", _) => "trailing-bytes",
        ("bs-without-be", _) => "backup-flags-inconsistent",
        ("at-clear", _) => "attested-data-missing",
        ("unknown-fmt", _) => "format-unsupported",
        ("cred-id-mismatch", _) => "credential-id-mismatch",
        ("attstmt-empty", _) => "statement-malformed",
        ("sig-bitflip", "packed" | "android-key") => "statement-signature-invalid",
        ("attstmt-alg-mismatch", "packed" | "android-key") => "statement-algorithm-mismatch",
        ("none-nonempty-attstmt", _) => "none-with-statement",
        ("ec-point-not-on-curve", _) => "public-key-not-on-curve",
        ("cose-alg-missing", _) => "public-key-malformed",
        _ => return None,
    })
}

#[test]
fn every_derived_defect_is_found_and_named() {
    let Some(folder) = record::corpus() else { return };
    let records = record::read(&folder, "registrations/derived-negative.json");
    let mut judged = 0;
    for record in records.as_array().unwrap() {
        let [id, format, defect] =
            ["id", "fmt", "defect"].map(|name| record[name].as_str().unwrap().to_owned());
        let verification = record::judge(record, vec![]);
        let codes = codes(&verification);
        assert_eq!(verification.judgement.verdict, Verdict::Invalid, "{id} {defect} {codes:?}");
        if let Some(reason) = reason_of(&defect, &format) {
            let named = codes.iter().any(|code| code.contains(&format!("Fail {reason}")));
            assert!(named, "{id} {defect}: {codes:?}");
        }
        judged += 1;
    }
    println!("{judged} derived defects found");
    assert!(judged >= 79);
}

/// A small generator (xorshift), so that a failure can be repeated.
struct Xorshift(u64);

impl Xorshift {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % u64::try_from(bound).unwrap()).unwrap()
    }

    fn mutate(&mut self, bytes: &mut Vec<u8>) {
        for _ in 0..=self.below(4) {
            let at = self.below(bytes.len().max(1));
            match self.below(5) {
                0 if at < bytes.len() => bytes[at] ^= 1 << self.below(8),
                1 if at < bytes.len() => bytes[at] = u8::try_from(self.below(256)).unwrap(),
                2 => bytes.truncate(at),
                3 => bytes.insert(at.min(bytes.len()), u8::try_from(self.below(256)).unwrap()),
                _ if at < bytes.len() => drop(bytes.remove(at)),
                _ => {}
            }
        }
    }
}

#[test]
fn mutated_registrations_never_panic_and_are_never_admitted_with_other_signed_bytes() {
    let Some(folder) = record::corpus() else { return };
    let mut random = Xorshift(0x9E37_79B9_7F4A_7C15);
    for file in FILES {
        let records = record::read(&folder, &format!("registrations/{file}.json"));
        for record in records.as_array().unwrap() {
            for _ in 0..60 {
                let mut mutant = record.clone();
                let name = ["attestationObject", "clientDataJSON"][random.below(2)];
                let original = record::bytes(record, name).unwrap();
                let mut bytes = original.clone();
                random.mutate(&mut bytes);
                mutant[name] = Value::from(webauthn::base64url::encode(&bytes));
                let verification = record::judge(&mutant, vec![]);
                let signed = file == "packed-self" && name == "clientDataJSON";
                if signed && bytes != original {
                    assert_ne!(verification.judgement.verdict, Verdict::Admitted);
                }
            }
        }
    }
}
