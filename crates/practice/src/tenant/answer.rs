//! What the tenant answers, in Graph's shapes. Nothing may leave it without a `request-id`.

use serde_json::{Map, Value, json};

use super::{clock::Ticks, switches::InnerErrorSpelling};

/// What OData answers are labelled as.
const ODATA: &str = "application/json;odata.metadata=minimal;odata.streaming=true;\
                     IEEE754Compatible=false;charset=utf-8";

/// An answer before it has its ids.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Answer {
    pub(super) status: u16,
    headers: Vec<(&'static str, String)>,
    body: Body,
}

#[derive(Clone, Debug, PartialEq)]
enum Body {
    Empty,
    Document(Value),
    Error { code: String, message: String },
    Verbatim(String),
    Page(String),
}

/// What a request and its answer are known by.
#[derive(Clone, Debug)]
pub(super) struct Ids {
    pub(super) request: String,
    pub(super) client: Option<String>,
}

/// An answer as it goes out.
#[derive(Clone, Debug)]
pub(super) struct Finished {
    pub(super) status: u16,
    pub(super) headers: Vec<(&'static str, String)>,
    pub(super) body: Vec<u8>,
}

impl Answer {
    pub(super) fn document(status: u16, document: Value) -> Self {
        Self { status, headers: Vec::new(), body: Body::Document(document) }
    }

    pub(super) fn ok(document: Value) -> Self {
        Self::document(200, document)
    }

    pub(super) fn no_content() -> Self {
        Self { status: 204, headers: Vec::new(), body: Body::Empty }
    }

    pub(super) fn error(status: u16, code: &str, message: impl Into<String>) -> Self {
        let body = Body::Error { code: code.to_owned(), message: message.into() };
        Self { status, headers: Vec::new(), body }
    }

    pub(super) fn verbatim(status: u16, body: String) -> Self {
        Self { status, headers: Vec::new(), body: Body::Verbatim(body) }
    }

    /// JSON that is not OData, as the authority's.
    pub(super) fn plain(status: u16, document: Value) -> Self {
        Self::verbatim(status, document.to_string())
    }

    /// A page for a browser.
    pub(super) fn page(status: u16, html: String) -> Self {
        Self { status, headers: Vec::new(), body: Body::Page(html) }
    }

    /// Sends a browser on.
    pub(super) fn see_other(location: &str) -> Self {
        let to_there = Self { status: 302, headers: Vec::new(), body: Body::Empty };
        to_there.with("location", location)
    }

    pub(super) fn bad_request(message: impl Into<String>) -> Self {
        Self::error(400, "BadRequest", message)
    }

    pub(super) fn not_found(what: &str) -> Self {
        let message = format!(
            "Resource '{what}' does not exist or one of its queried reference-property objects are \
             not present."
        );
        Self::error(404, "Request_ResourceNotFound", message)
    }

    /// Why a registration was refused: JSON inside the message (graph.md, section 6.2).
    pub(super) fn nested(sub_code: &str, text: &str) -> Self {
        let inner = json!({ "odata.error": {
            "message": { "value": text },
            "values": [{ "item": "subCode", "value": sub_code }],
        } });
        Self::bad_request(inner.to_string())
    }

    /// An error of the script, with Graph's code for the status.
    pub(super) fn of_status(status: u16, code: Option<&str>) -> Self {
        let usual = match status {
            401 => "InvalidAuthenticationToken",
            403 => "Authorization_RequestDenied",
            404 => "Request_ResourceNotFound",
            405 => "methodNotAllowed",
            409 => "conflict",
            429 => "TooManyRequests",
            503 => "serviceNotAvailable",
            504 => "gatewayTimeout",
            500.. => "generalException",
            _ => "BadRequest",
        };
        Self::error(status, code.unwrap_or(usual), "Practice: the script says so.")
    }

    pub(super) fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    /// Changes the document that it holds, if it holds one.
    pub(super) fn map_document(mut self, change: impl FnOnce(&mut Value)) -> Self {
        if let Body::Document(document) = &mut self.body {
            change(document);
        }
        self
    }

    /// What it says to a person.
    pub(super) fn words(&self) -> String {
        match &self.body {
            Body::Error { code, message } => format!("{code}: {message}"),
            Body::Empty | Body::Document(_) | Body::Verbatim(_) | Body::Page(_) => {
                format!("status {}", self.status)
            }
        }
    }

    /// Gives it its ids and its bytes.
    pub(super) fn finish(self, ids: &Ids, now: Ticks, spelling: InnerErrorSpelling) -> Finished {
        let mut headers = self.headers;
        headers.push(("request-id", ids.request.clone()));
        if let Some(client) = &ids.client {
            headers.push(("client-request-id", client.clone()));
        }
        headers.push(("x-ms-ags-diagnostic", diagnostic()));
        headers.push(("date", now.http()));
        headers.push(("cache-control", "no-store".to_owned()));
        let (kind, body) = match self.body {
            Body::Empty => (None, String::new()),
            Body::Document(document) => (Some(ODATA), document.to_string()),
            Body::Error { code, message } => {
                (Some("application/json"), error(&code, &message, ids, now, spelling).to_string())
            }
            Body::Verbatim(text) => (Some("application/json"), text),
            Body::Page(html) => (Some("text/html; charset=utf-8"), html),
        };
        if let Some(kind) = kind {
            headers.push(("content-type", kind.to_owned()));
        }
        Finished { status: self.status, headers, body: body.into_bytes() }
    }
}

fn error(code: &str, message: &str, ids: &Ids, now: Ticks, spelling: InnerErrorSpelling) -> Value {
    let inner = json!({
        "date": now.zoneless(),
        "request-id": ids.request,
        "client-request-id": ids.client.as_ref().unwrap_or(&ids.request),
    });
    let name = match spelling {
        InnerErrorSpelling::Camel => "innerError",
        InnerErrorSpelling::Lower => "innererror",
    };
    let mut members = Map::new();
    members.insert("code".to_owned(), code.into());
    members.insert("message".to_owned(), message.into());
    members.insert(name.to_owned(), inner);
    json!({ "error": members })
}

fn diagnostic() -> String {
    json!({ "ServerInfo": { "DataCenter": "Practice", "Slice": "E", "Ring": "0" } }).to_string()
}
