//! Certificates of a CA of our own, with every field open to a defect. They must never be read here.

use std::rc::Rc;

use crate::{
    der::{self, explicit, oid, sequence, tlv},
    key::Key,
};

pub(crate) const AAGUID: &[u64] = &[1, 3, 6, 1, 4, 1, 45724, 1, 1, 4];
pub(crate) const BASIC_CONSTRAINTS: &[u64] = &[2, 5, 29, 19];
pub(crate) const KEY_USAGE: &[u64] = &[2, 5, 29, 15];
pub(crate) const SUBJECT_ALTERNATIVE_NAME: &[u64] = &[2, 5, 29, 17];
pub(crate) const EXTENDED_KEY_USAGE: &[u64] = &[2, 5, 29, 37];
pub(crate) const COUNTRY: &[u64] = &[2, 5, 4, 6];
pub(crate) const ORGANIZATION: &[u64] = &[2, 5, 4, 10];
pub(crate) const UNIT: &[u64] = &[2, 5, 4, 11];
pub(crate) const COMMON_NAME: &[u64] = &[2, 5, 4, 3];

#[derive(Clone)]
pub(crate) struct Extension {
    pub(crate) oid: &'static [u64],
    pub(crate) critical: bool,
    pub(crate) value: Vec<u8>,
}

#[derive(Clone)]
pub(crate) struct Spec {
    /// As it is written: 2 for version 3; none for version 1.
    pub(crate) version: Option<u8>,
    pub(crate) subject: Vec<(&'static [u64], String)>,
    /// In place of the issuer's subject.
    pub(crate) issuer: Option<Vec<u8>>,
    pub(crate) not_before: &'static str,
    pub(crate) not_after: &'static str,
    pub(crate) key: Rc<Key>,
    /// In place of the issuer's key.
    pub(crate) signer: Option<Rc<Key>>,
    pub(crate) extensions: Vec<Extension>,
    /// In place of the algorithm inside what is signed.
    pub(crate) inner_algorithm: Option<Vec<u8>>,
    /// What is done to the signature, and to the whole.
    pub(crate) bend_signature: bool,
    pub(crate) finish: fn(Vec<u8>) -> Vec<u8>,
}

impl Spec {
    pub(crate) fn new(key: Rc<Key>, subject: &[(&'static [u64], &str)]) -> Self {
        Self {
            version: Some(2),
            subject: subject.iter().map(|(kind, text)| (*kind, (*text).to_owned())).collect(),
            issuer: None,
            not_before: "240101000000Z",
            not_after: "340101000000Z",
            key,
            signer: None,
            extensions: vec![],
            inner_algorithm: None,
            bend_signature: false,
            finish: |der| der,
        }
    }

    pub(crate) fn authority(key: Rc<Key>, name: &str, path_len: Option<u8>) -> Self {
        let mut spec = Self::new(key, &[(COMMON_NAME, name)]);
        let path_len = path_len.map(|length| der::integer(&[length]));
        let mut constraints = vec![tlv(1, &[0xFF])];
        constraints.extend(path_len);
        spec.set(BASIC_CONSTRAINTS, true, sequence(&constraints));
        // keyCertSign and cRLSign.
        spec.set(KEY_USAGE, true, tlv(3, &[1, 0x06]));
        spec
    }

    /// Basic constraints and key usage of a certificate that issues none.
    pub(crate) fn end_entity(mut self) -> Self {
        self.set(BASIC_CONSTRAINTS, true, sequence(&[]));
        self.set(KEY_USAGE, true, tlv(3, &[7, 0x80]));
        self
    }

    pub(crate) fn set(&mut self, oid: &'static [u64], critical: bool, value: Vec<u8>) {
        self.remove(oid);
        self.extensions.push(Extension { oid, critical, value });
    }

    pub(crate) fn remove(&mut self, oid: &[u64]) {
        self.extensions.retain(|extension| extension.oid != oid);
    }

    pub(crate) fn name(&self) -> Vec<u8> {
        let attributes: Vec<_> =
            self.subject.iter().map(|(kind, text)| (*kind, text.as_str())).collect();
        der::name(&attributes)
    }

    pub(crate) fn build(&self, issuer: &Self, serial: &[u8]) -> Vec<u8> {
        let signer = self.signer.as_ref().unwrap_or(&issuer.key);
        let algorithm = signer.certificate_algorithm();
        let one = |extension: &Extension| {
            let critical = if extension.critical { tlv(1, &[0xFF]) } else { vec![] };
            sequence(&[oid(extension.oid), critical, der::octets(&extension.value)])
        };
        let extensions: Vec<_> = self.extensions.iter().map(one).collect();
        let extensions = match extensions.is_empty() {
            true => vec![],
            false => explicit(3, &sequence(&extensions)),
        };
        let to_be_signed = sequence(&[
            self.version.map_or(vec![], |version| explicit(0, &der::integer(&[version]))),
            der::integer(serial),
            self.inner_algorithm.clone().unwrap_or_else(|| algorithm.clone()),
            self.issuer.clone().unwrap_or_else(|| issuer.name()),
            sequence(&[self.not_before, self.not_after].map(|time| tlv(0x17, time.as_bytes()))),
            self.name(),
            self.key.spki(),
            extensions,
        ]);
        let mut signature = signer.sign(&to_be_signed);
        if self.bend_signature {
            *signature.last_mut().unwrap() ^= 1;
        }
        let signature = tlv(3, &[&[0], &*signature].concat());
        (self.finish)(sequence(&[to_be_signed, algorithm, signature]))
    }
}
