//! Any RP ID, any origin, any document of related origins: an origin gets no RP ID that is no suffix
//! of its host, unless the document names it.

#![no_main]

use touchstone_fuzz::Script;
use webauthn::{AuthorizationBasis, CallerOrigin, RelatedOrigins, RpId};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let mut script = Script::new(bytes);
    let mut text = || script.piece(4096).and_then(|bytes| std::str::from_utf8(bytes).ok());
    let (Some(rp_id), Some(origin), document) = (text(), text(), text()) else { return };
    let related = document.and_then(|json| RelatedOrigins::from_json(json.as_bytes()).ok());
    let (Ok(rp_id), Ok(origin)) = (RpId::parse(rp_id), CallerOrigin::parse(origin)) else { return };
    let Ok(authorized) = origin.authorize(&rp_id, related.as_ref()) else { return };
    let (host, id) = (origin.effective_domain(), rp_id.as_str());
    match authorized.basis() {
        AuthorizationBasis::Equal => assert_eq!(host, id),
        AuthorizationBasis::RegistrableSuffix => assert!(host.ends_with(&format!(".{id}"))),
        AuthorizationBasis::RelatedOrigin => assert!(related.is_some()),
    }
});
