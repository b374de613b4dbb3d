//! The document that other programs rely on, as `diagnose --json` prints it and the window exports it.
//! A server's own words must stand beside the judgement, never in it.

use serde_json::{Value, json};
use webauthn::{Judgement, Verdict};

use crate::tenant::TenantRefusal;

/// The findings document of a registration.
pub fn document(judgement: &Judgement, refusals: &[TenantRefusal]) -> Value {
    let mut document = json!(judgement);
    if let (Some(members), false) = (document.as_object_mut(), refusals.is_empty()) {
        members.insert("server".to_owned(), server(refusals));
    }
    document
}

/// A server's answer with no registration beside it: nothing was judged.
pub fn document_of_a_server_only(refusals: &[TenantRefusal]) -> Value {
    json!({
        "verdict": Verdict::Undetermined, "aaguid": null, "model": null, "findings": [],
        "server": server(refusals),
    })
}

fn server(refusals: &[TenantRefusal]) -> Value {
    let one = |refusal: &TenantRefusal| {
        json!({
            "status": (refusal.status != 0).then_some(refusal.status),
            "code": refusal.code,
            "sub_code": refusal.sub_code,
            "message": refusal.message,
            "request_id": refusal.request_id,
        })
    };
    refusals.iter().map(one).collect()
}
