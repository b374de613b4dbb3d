//! Defects of the way to the anchor (RFC 5280 §6.1, WebAuthn L3 §7.1 step 24).

use super::{CERTIFIED, CHAINED, Defect, fails};
use crate::{
    certificate::{BASIC_CONSTRAINTS, KEY_USAGE, Spec},
    der::{self, sequence, tlv},
    key::Key,
    plan::Fmt,
};

const UNTRUSTED: &[&str] = &["chain-untrusted"];
const BROKEN: &[&str] = &["chain-broken"];
const EXPIRED: &[&str] = &["certificate-expired"];
const NOT_YET: &[&str] = &["certificate-not-yet-valid"];

pub(super) fn defects() -> Vec<Defect> {
    let mut defects = authorities();
    defects.extend(ways());
    defects
}

fn authorities() -> Vec<Defect> {
    vec![
        fails("intermediate expired", CHAINED, EXPIRED, |p| {
            p.middle().not_after = "250101000000Z";
        }),
        fails("intermediate of tomorrow", CHAINED, NOT_YET, |p| {
            p.middle().not_before = "270101000000Z";
        }),
        fails("root expired", CERTIFIED, EXPIRED, |p| p.root().not_after = "250101000000Z"),
        fails("root of tomorrow", CERTIFIED, NOT_YET, |p| p.root().not_before = "270101000000Z"),
        fails("intermediate no authority", CHAINED, BROKEN, |p| {
            p.middle().set(BASIC_CONSTRAINTS, true, sequence(&[]));
        }),
        fails("intermediate without basic constraints", CHAINED, BROKEN, |p| {
            p.middle().remove(BASIC_CONSTRAINTS);
        }),
        // Only one that is trusted by itself may have nothing that says so (RFC 5280 §6.1.4 k).
        fails("intermediate of version 1", CHAINED, BROKEN, |p| {
            let middle = p.middle();
            middle.version = None;
            middle.extensions.clear();
        }),
        fails("intermediate that must not sign certificates", CHAINED, BROKEN, |p| {
            p.middle().set(KEY_USAGE, true, tlv(3, &[7, 0x80]));
        }),
        fails("intermediate with a critical extension of nobody", CHAINED, REQUIREMENTS, |p| {
            p.middle().set(&[1, 2, 3, 4], true, vec![5, 0]);
        }),
        fails("intermediate with constraints on names", CHAINED, REQUIREMENTS, |p| {
            p.middle().set(&[2, 5, 29, 30], true, sequence(&[]));
        }),
        fails("root no authority", CERTIFIED, UNTRUSTED, |p| {
            p.root().set(BASIC_CONSTRAINTS, true, sequence(&[]));
        }),
        fails("root that must not sign certificates", CERTIFIED, UNTRUSTED, |p| {
            p.root().set(KEY_USAGE, true, tlv(3, &[7, 0x80]));
        }),
        fails("a path longer than the root allows", CHAINED, UNTRUSTED, |p| {
            p.middle();
            let none_below = sequence(&[tlv(1, &[0xFF]), der::integer(&[])]);
            p.root().set(BASIC_CONSTRAINTS, true, none_below);
        }),
        fails("a path longer than an intermediate allows", CHAINED, BROKEN, |p| {
            p.middle();
            let second = Spec::authority(Key::new(-7, 0), "Generated Second", Some(0));
            p.path.insert(2, second);
        }),
    ]
}

const REQUIREMENTS: &[&str] = &["certificate-requirements"];

fn ways() -> Vec<Defect> {
    vec![
        fails("leaf with its signature bent", CHAINED, &["chain-broken", "chain-untrusted"], |p| {
            p.leaf().bend_signature = true;
        }),
        fails("leaf signed by a namesake", CERTIFIED, &["chain-broken", "chain-untrusted"], |p| {
            p.leaf().signer = Some(Key::new(-7, 2));
        }),
        fails(
            "leaf of another issuer's name",
            CERTIFIED,
            &["chain-broken", "chain-untrusted"],
            |p| {
                p.leaf().issuer = Some(der::name(&[(&[2, 5, 4, 3], "Somebody")]));
            },
        ),
        fails("intermediate with its signature bent", CHAINED, UNTRUSTED, |p| {
            p.middle().bend_signature = true;
        }),
        fails("certificates in another order", CHAINED, BROKEN, |p| {
            p.middle();
            p.path.insert(2, Spec::authority(Key::new(-7, 0), "Generated Second", None));
            p.order = |mut x5c| {
                x5c.swap(1, 2);
                x5c
            };
        }),
        fails("a stranger between", CHAINED, BROKEN, |p| {
            p.middle();
            p.order = |mut x5c| {
                x5c.insert(1, x5c[0].clone());
                x5c
            };
        }),
        fails("the intermediate left out", CHAINED, UNTRUSTED, |p| {
            p.middle();
            p.order = |x5c| x5c[..1].to_vec();
        }),
        fails("another root of the same name", CERTIFIED, UNTRUSTED, |p| {
            p.anchor = Some(Spec::authority(Key::new(-7, 0), "Generated Root", None));
        }),
        fails("another root", CERTIFIED, UNTRUSTED, |p| {
            p.anchor = Some(Spec::authority(Key::new(-7, 0), "Another Root", None));
        }),
        fails("a leaf that is its own issuer", &[Fmt::Packed, Fmt::U2f], UNTRUSTED, |p| {
            let leaf = p.leaf().clone();
            p.anchor = Some(p.root().clone());
            p.path = vec![leaf.clone(), leaf];
        }),
        fails("a root of its own along with it", CHAINED, UNTRUSTED, |p| {
            p.anchor = Some(Spec::authority(Key::new(-7, 0), "Another Root", None));
            let root = p.root().clone();
            p.path.push(root);
        }),
    ]
}
