//! A directory that says what a test gives it, merges what is sent as Graph does, and keeps what it was asked.

use std::{
    collections::BTreeMap,
    io::{BufRead, BufReader, Read, Write},
    net::{TcpListener, TcpStream},
    sync::{Arc, Mutex},
    thread,
};

use entra_graph::{BearerToken, Endpoint, GraphClient, Settings};
use serde_json::Value;

/// An answer: status, headers, body.
#[derive(Clone, Debug)]
pub(crate) struct Reply(pub(crate) u16, pub(crate) Vec<(&'static str, String)>, pub(crate) Value);

impl From<Value> for Reply {
    fn from(body: Value) -> Self {
        Self(200, Vec::new(), body)
    }
}

type Answers = Arc<Mutex<BTreeMap<String, Reply>>>;

/// What runs.
pub(crate) struct Directory {
    base: String,
    answers: Answers,
    asked: Arc<Mutex<Vec<(String, Value)>>>,
}

impl Directory {
    /// Answers each `METHOD path`, with its query or without; anything else is not there.
    pub(crate) fn that_says<R: Into<Reply>>(
        answers: impl IntoIterator<Item = (&'static str, R)>,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let answers = answers.into_iter().map(|(to, reply)| (to.to_owned(), reply.into()));
        let answers: Answers = Arc::new(Mutex::new(answers.collect()));
        let asked = Arc::default();
        let directory = Self { base, answers, asked };
        let (base, answers, asked) =
            (directory.base.clone(), Arc::clone(&directory.answers), Arc::clone(&directory.asked));
        thread::spawn(move || {
            for stream in listener.incoming() {
                let stream = stream.unwrap();
                let (line, body) = read(&stream);
                let reply = answer(&mut answers.lock().unwrap(), &line, &body);
                asked.lock().unwrap().push((line, body));
                write(stream, &reply, &base);
            }
        });
        directory
    }

    pub(crate) fn client(&self) -> GraphClient {
        let endpoint = Endpoint::parse(&self.base).unwrap();
        GraphClient::new(endpoint, BearerToken::new("x".to_owned().into()), Settings::default())
    }

    /// What stands there now.
    pub(crate) fn says(&self, line: &str) -> Value {
        self.answers.lock().unwrap()[line].2.clone()
    }

    /// What was sent with requests of this method.
    pub(crate) fn sent(&self, method: &str) -> Vec<(String, Value)> {
        let asked = self.asked.lock().unwrap();
        asked.iter().filter(|(line, _)| line.starts_with(method)).cloned().collect()
    }
}

fn answer(answers: &mut BTreeMap<String, Reply>, line: &str, body: &Value) -> Reply {
    let (method, path) = line.split_once(' ').unwrap();
    if method == "PATCH" {
        let document = answers.get_mut(&format!("GET {path}")).unwrap();
        merge(&mut document.2, body);
        return Reply(204, Vec::new(), Value::Null);
    }
    let without_query = line.split('?').next().unwrap();
    let found = answers.get(line).or_else(|| answers.get(without_query));
    found.cloned().unwrap_or(Reply(404, Vec::new(), Value::Null))
}

/// Objects member by member, everything else as a whole.
fn merge(document: &mut Value, change: &Value) {
    match (document, change) {
        (Value::Object(document), Value::Object(change)) => {
            for (name, value) in change.iter().filter(|(name, _)| *name != "@odata.type") {
                merge(document.entry(name.clone()).or_insert(Value::Null), value);
            }
        }
        (document, change) => *document = change.clone(),
    }
}

/// A request's method and target, and its body.
fn read(stream: &TcpStream) -> (String, Value) {
    let mut lines = BufReader::new(stream);
    let (mut first, mut length) = (String::new(), 0);
    lines.read_line(&mut first).unwrap();
    loop {
        let mut line = String::new();
        lines.read_line(&mut line).unwrap();
        if line.trim().is_empty() {
            break;
        }
        let (name, value) = line.split_once(':').unwrap();
        if name.eq_ignore_ascii_case("content-length") {
            length = value.trim().parse().unwrap();
        }
    }
    let mut body = vec![0; length];
    lines.read_exact(&mut body).unwrap();
    let line = first.rsplit_once(' ').unwrap().0.to_owned();
    (line, serde_json::from_slice(&body).unwrap_or_default())
}

fn write(mut stream: TcpStream, Reply(status, headers, body): &Reply, base: &str) {
    let body = if body.is_null() { String::new() } else { body.to_string() };
    let body = body.replace("{base}", base);
    let mut head =
        format!("HTTP/1.1 {status} x\r\ncontent-length: {}\r\nconnection: close\r\n", body.len());
    for (name, value) in headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    // Whoever asked may be gone.
    let _ = stream.write_all(format!("{head}\r\n{body}").as_bytes());
}
