//! `$batch`: up to twenty requests in one, each with an answer of its own (graph.md, section 6.1). What
//! depends on a request that failed must never be done.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::{
    answer::{Answer, Finished},
    call::{Call, Tree},
    core::Core,
    faults::Action,
    graph,
};

const MOST: usize = 20;

/// Answers a batch.
pub(super) fn answer(core: &mut Core, tree: Tree, call: &Call) -> Result<Answer, Answer> {
    if call.method != "POST" {
        return Err(Answer::of_status(405, None));
    }
    let body = call.object()?;
    let requests = body.get("requests").and_then(Value::as_array);
    let requests = requests.ok_or_else(|| Answer::bad_request("There is no list `requests`."))?;
    if requests.len() > MOST {
        return Err(Answer::bad_request("The batch has more than 20 requests."));
    }
    let mut statuses: BTreeMap<String, u16> = BTreeMap::new();
    let mut responses = Vec::new();
    for request in requests {
        let id = word(request, "id")?;
        if statuses.contains_key(&id) {
            return Err(Answer::bad_request(format!("The id '{id}' stands twice.")));
        }
        let finished = if depends_on_a_failure(request, &statuses)? {
            finish(core, Answer::error(424, "FailedDependency", "A request before it failed."))?
        } else {
            one(core, tree, call, request)?
        };
        statuses.insert(id.clone(), finished.status);
        responses.push(describe(&id, finished));
    }
    Ok(Answer::ok(json!({ "responses": responses })))
}

fn one(core: &mut Core, tree: Tree, call: &Call, request: &Value) -> Result<Finished, Answer> {
    let (method, url) = (word(request, "method")?, word(request, "url")?);
    if !url.starts_with('/') || url.starts_with("/$batch") {
        return Err(Answer::bad_request("The url of a request is relative to the version."));
    }
    let sub = call.within(&method, &url, request.get("body"));
    // A connection cannot end for one of them; what can be answered is.
    let action = core.script.befall(&sub.method, &sub.path);
    let answer = match action {
        Some(Action::Answer { status, code, retry_after }) => {
            let answer = Answer::of_status(status, code.as_deref());
            match retry_after {
                Some(seconds) => answer.with("retry-after", seconds.to_string()),
                None => answer,
            }
        }
        Some(_) | None => graph::one(core, tree, &sub),
    };
    finish(core, answer)
}

fn finish(core: &Core, answer: Answer) -> Result<Finished, Answer> {
    let request = super::core::uuid().map_err(|error| super::core::failed(&error))?;
    Ok(core.finish(answer, &super::answer::Ids { request, client: None }))
}

fn depends_on_a_failure(request: &Value, statuses: &BTreeMap<String, u16>) -> Result<bool, Answer> {
    let needed = request.get("dependsOn").and_then(Value::as_array).into_iter().flatten();
    let mut failed = false;
    for id in needed {
        let status = id.as_str().and_then(|id| statuses.get(id));
        let status =
            status.ok_or_else(|| Answer::bad_request("dependsOn names no request before."))?;
        failed |= *status >= 300;
    }
    Ok(failed)
}

fn describe(id: &str, finished: Finished) -> Value {
    let headers: Map<String, Value> =
        finished.headers.into_iter().map(|(name, value)| (name.to_owned(), value.into())).collect();
    let mut response = json!({ "id": id, "status": finished.status, "headers": headers });
    if let (Ok(body), Some(members)) =
        (serde_json::from_slice::<Value>(&finished.body), response.as_object_mut())
    {
        members.insert("body".to_owned(), body);
    }
    response
}

fn word(request: &Value, name: &str) -> Result<String, Answer> {
    let found = request.get(name).and_then(Value::as_str);
    found.map(str::to_owned).ok_or_else(|| Answer::bad_request(format!("A request has no {name}.")))
}
