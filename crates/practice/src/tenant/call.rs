//! One request, taken apart. A path must never mean two things: segments are split before they are
//! decoded.

use hyper::{body::Bytes, header, http::request::Parts};
use serde_json::Value;

use super::{answer::Answer, caller::Caller, gate::Admitted};

/// A request as the tenant's calls see it.
#[derive(Clone)]
pub(super) struct Call {
    pub(super) place: Place,
    pub(super) caller: Caller,
    pub(super) method: String,
    /// After the version, as sent, without the query.
    pub(super) path: String,
    /// The same, split and decoded.
    pub(super) segments: Vec<String>,
    pub(super) query: Vec<(String, String)>,
    /// As sent, with the query.
    pub(super) target: String,
    /// `http://` and the host that was asked.
    pub(super) base: String,
    /// The authority's first segment with its `/`, where that was asked.
    pub(super) door: String,
    pub(super) client_request_id: Option<String>,
    content_type: String,
    pub(super) body: Bytes,
}

/// Which part of the tenant is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// Graph, one of its two trees.
    Graph(Tree),
    /// The authority, where people sign in.
    Authority,
    /// The hand at clock, faults and journal.
    Control,
    /// Neither.
    Nowhere,
}

/// Graph's two trees.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tree {
    V1,
    Beta,
}

impl Tree {
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::V1 => "v1.0",
            Self::Beta => "beta",
        }
    }
}

impl Call {
    pub(super) fn new(parts: &Parts, admitted: Admitted, body: Bytes) -> Self {
        let Admitted { host, caller, inside } = admitted;
        let text = |name: &str| {
            let value = parts.headers.get(name).and_then(|value| value.to_str().ok());
            value.filter(|value| value.len() <= 128).map(str::to_owned)
        };
        let whole = parts.uri.path();
        let (place, path) = match &inside {
            Some(inside) => (Place::Authority, inside.as_str()),
            None => place(whole),
        };
        let query = parts.uri.query().unwrap_or_default();
        Self {
            place,
            caller,
            method: parts.method.as_str().to_owned(),
            path: path.to_owned(),
            segments: split(path),
            query: url::form_urlencoded::parse(query.as_bytes()).into_owned().collect(),
            target: match &inside {
                // Neither the authority's secret nor a challenge, a state or a code is written down.
                Some(inside) => inside.clone(),
                None => parts.uri.path_and_query().map_or(whole, |one| one.as_str()).to_owned(),
            },
            base: format!("http://{host}"),
            door: inside
                .as_ref()
                .and_then(|inside| whole.strip_suffix(inside.as_str()))
                .unwrap_or_default()
                .to_owned(),
            client_request_id: text("client-request-id"),
            content_type: text(header::CONTENT_TYPE.as_str()).unwrap_or_default(),
            body,
        }
    }

    /// A request within a batch: of the same caller, to the same tree.
    pub(super) fn within(&self, method: &str, url: &str, body: Option<&Value>) -> Self {
        let (path, query) = url.split_once('?').unwrap_or((url, ""));
        let tree = self.target.split("/$batch").next().unwrap_or_default();
        Self {
            method: method.to_owned(),
            path: path.to_owned(),
            segments: split(path),
            query: url::form_urlencoded::parse(query.as_bytes()).into_owned().collect(),
            target: format!("{tree}{url}"),
            content_type: "application/json".to_owned(),
            body: body.map(|body| body.to_string().into()).unwrap_or_default(),
            ..self.clone()
        }
    }

    /// The tree's context of this entity.
    pub(super) fn context(&self, entity: &str) -> String {
        let tree = match self.place {
            Place::Graph(tree) => tree.as_str(),
            Place::Authority | Place::Control | Place::Nowhere => "practice",
        };
        format!("{}/{tree}/$metadata#{entity}", self.base)
    }

    /// The body as a JSON object.
    pub(super) fn object(&self) -> Result<serde_json::Map<String, Value>, Answer> {
        let kind = self.content_type.split(';').next().unwrap_or_default().trim();
        if !kind.eq_ignore_ascii_case("application/json") {
            let message = "The content type is not application/json.";
            return Err(Answer::error(415, "UnsupportedMediaType", message));
        }
        match serde_json::from_slice(&self.body) {
            Ok(Value::Object(object)) => Ok(object),
            Ok(_) | Err(_) => Err(Answer::bad_request("Unable to read JSON request payload.")),
        }
    }

    /// The body as a form; a name that stands twice counts as first given.
    pub(super) fn form(&self) -> Result<Vec<(String, String)>, Answer> {
        let kind = self.content_type.split(';').next().unwrap_or_default().trim();
        if !kind.eq_ignore_ascii_case("application/x-www-form-urlencoded") {
            return Err(Answer::bad_request("The content type is not a form's."));
        }
        Ok(url::form_urlencoded::parse(&self.body).into_owned().collect())
    }

    pub(super) fn parameter(&self, name: &str) -> Option<&str> {
        self.query.iter().find(|(found, _)| found == name).map(|(_, value)| value.as_str())
    }
}

/// Which part of the tenant a path is in, and the path within it.
fn place(whole: &str) -> (Place, &str) {
    let rest = whole.get(1..).unwrap_or_default();
    let first = rest.split('/').next().unwrap_or_default();
    let path = whole.get(first.len() + 1..).unwrap_or_default();
    let place = match first {
        "v1.0" => Place::Graph(Tree::V1),
        "beta" => Place::Graph(Tree::Beta),
        "practice" => Place::Control,
        _ => Place::Nowhere,
    };
    (place, path)
}

fn split(path: &str) -> Vec<String> {
    path.split('/').filter(|one| !one.is_empty()).map(decode).collect()
}

/// Percent-decoding of one segment (RFC 3986 §2.1); broken escapes stay as they are.
fn decode(segment: &str) -> String {
    let mut bytes = Vec::with_capacity(segment.len());
    let mut rest = segment.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let escaped = (*first == b'%').then(|| after.split_first_chunk::<2>()).flatten();
        let byte = escaped.and_then(|(digits, after)| {
            let digits = str::from_utf8(digits).ok()?;
            u8::from_str_radix(digits, 16).ok().map(|byte| (byte, after))
        });
        let (byte, after) = byte.unwrap_or((*first, after));
        bytes.push(byte);
        rest = after;
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
