//! Whom a BLOB must come from. The built-in roots certify web servers of everybody too, and must
//! never be trusted without the signer's name.

use crate::x509::{Certificate, TrustAnchor};

const R3: &[u8] = include_bytes!("roots/globalsign-r3.der");
const R46: &[u8] = include_bytes!("roots/globalsign-r46.der");
/// The name in the certificate that signs (FIDO MDS v3.0 §3.2).
const SIGNER: &str = "mds.fidoalliance.org";

/// Roots of a BLOB's signature.
#[derive(Clone, Debug)]
pub struct MetadataRoots {
    pub(super) anchors: Vec<TrustAnchor>,
    signer: Option<&'static str>,
}

impl MetadataRoots {
    /// The FIDO Alliance's service: GlobalSign R3 and R46, signer `mds.fidoalliance.org`.
    pub fn fido() -> Self {
        let anchors = [R3, R46].into_iter().filter_map(|der| TrustAnchor::from_der(der).ok());
        Self { anchors: anchors.collect(), signer: Some(SIGNER) }
    }

    /// Somebody's own service: these anchors certify nothing but metadata.
    pub fn own(anchors: Vec<TrustAnchor>) -> Self {
        Self { anchors, signer: None }
    }

    /// Whether the certificate is of the signer that these roots are trusted for.
    pub(super) fn names(&self, certificate: &Certificate) -> bool {
        let Some(signer) = self.signer else { return true };
        match certificate.extension("2.5.29.17") {
            // RFC 6125 §6.4.4: where there are alternative names, the common name does not count.
            Some(names) => {
                dns_names(&names.value).any(|name| name.eq_ignore_ascii_case(signer.as_bytes()))
            }
            None => {
                certificate.subject.values("2.5.4.3").any(|name| name.eq_ignore_ascii_case(signer))
            }
        }
    }
}

/// `dNSName`s of SubjectAltName (RFC 5280 §4.2.1.6) whose lengths are of one byte; others are longer
/// than any name sought.
fn dns_names(names: &[u8]) -> impl Iterator<Item = &[u8]> {
    const DNS_NAME: u8 = 0x82;
    let mut rest = match names {
        [0x30, 0x00..=0x7F, items @ ..] => items,
        [0x30, 0x81, _, items @ ..] => items,
        [0x30, 0x82, _, _, items @ ..] => items,
        _ => &[],
    };
    std::iter::from_fn(move || {
        loop {
            let [tag, length @ 0x00..=0x7F, after @ ..] = rest else { return None };
            let (value, next) = after.split_at_checked(usize::from(*length))?;
            rest = next;
            if *tag == DNS_NAME {
                return Some(value);
            }
        }
    })
}
