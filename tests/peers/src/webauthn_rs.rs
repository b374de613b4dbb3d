//! webauthn-rs-core as a verifier: requests in, verdicts out, as tests/verifiers/README.md has them. It
//! looks at the statement and not at whom it leads to: that is all it offers without its own anchors.

#![allow(clippy::print_stdout)]

use std::{
    env,
    error::Error,
    io::{self, BufRead},
    time::Duration,
};

use serde_json::{Value, json};
use webauthn_rs_core::{
    WebauthnCore,
    proto::{RegisterPublicKeyCredential, RegistrationState},
};

/// Its names, by COSE number.
const ALGORITHMS: [(i64, &str); 11] = [
    (-7, "ES256"),
    (-35, "ES384"),
    (-36, "ES521"),
    (-257, "RS256"),
    (-258, "RS384"),
    (-259, "RS512"),
    (-37, "PS256"),
    (-38, "PS384"),
    (-39, "PS512"),
    (-8, "EDDSA"),
    (-65535, "INSECURE_RS1"),
];

/// What has to be there before a response comes.
struct Asked {
    core: WebauthnCore,
    state: RegistrationState,
    response: RegisterPublicKeyCredential,
}

fn asked(request: &Value) -> Result<Asked, Box<dyn Error>> {
    let text = |name: &str| request[name].as_str().ok_or(format!("{name} is missing"));
    let origin = text("origin")?.parse()?;
    let core = WebauthnCore::new_unsafe_experts_only(
        "verifier",
        text("rp_id")?,
        vec![origin],
        Duration::from_secs(60),
        Some(false),
        Some(false),
    );
    let offered = request["algs"].as_array();
    let names: Vec<_> = ALGORITHMS
        .iter()
        .filter(|(alg, _)| offered.is_none_or(|offered| offered.contains(&json!(alg))))
        .map(|(_, name)| *name)
        .collect();
    // Its state is what it would have kept between challenge and response.
    let state = serde_json::from_value(json!({
        "policy": if request["require_uv"] == true { "required" } else { "preferred" },
        "exclude_credentials": [],
        "challenge": text("challenge")?,
        "credential_algorithms": names,
        "require_resident_key": false,
        "authenticator_attachment": null,
        "extensions": {},
        "allow_synchronised_authenticators": true,
    }))?;
    let response = serde_json::from_value(request["response"].clone())?;
    Ok(Asked { core, state, response })
}

fn verify(asked: &Asked) -> Result<(), String> {
    let verified = asked.core.register_credential(&asked.response, &asked.state, None);
    verified.map(|_| ()).map_err(|error| format!("{error:?}"))
}

/// `--time ROUNDS`: microseconds of each request, the median of so many rounds, in place of verdicts.
fn main() -> Result<(), Box<dyn Error>> {
    let lines: Vec<String> = io::stdin().lock().lines().collect::<Result<_, _>>()?;
    let requests = lines.iter().map(|line| serde_json::from_str(line));
    let requests: Vec<Value> = requests.collect::<Result<_, _>>()?;
    if env::args().nth(1).as_deref() == Some("--time") {
        let rounds = env::args().nth(2).ok_or("--time ROUNDS")?.parse()?;
        return time(&requests, rounds);
    }
    for request in &requests {
        let error = match asked(request) {
            Ok(asked) => verify(&asked).err(),
            Err(error) => Some(error.to_string()),
        };
        let (ok, id) = (error.is_none(), &request["id"]);
        println!(
            "{}",
            json!({ "verifier": "webauthn-rs", "version": "0.6.2", "id": id, "ok": ok, "error": error })
        );
    }
    Ok(())
}

/// Seconds that this process has computed.
fn cpu_time() -> f64 {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ProcessCPUTime);
    let seconds = f64::from(u32::try_from(time.tv_sec).unwrap_or_default());
    seconds + f64::from(u32::try_from(time.tv_nsec).unwrap_or_default()) / 1e9
}

/// The response is read from its JSON before the clock runs: only the judgement is timed.
fn time(requests: &[Value], rounds: usize) -> Result<(), Box<dyn Error>> {
    let all = requests.iter().map(asked).collect::<Result<Vec<_>, _>>()?;
    let mut times = Vec::new();
    for _ in 0..rounds {
        let start = cpu_time();
        for one in &all {
            verify(one)?;
        }
        times.push(cpu_time() - start);
    }
    times.sort_by(f64::total_cmp);
    let median = times.get(times.len() / 2).copied().unwrap_or_default();
    println!("{:.3}", median * 1e6 / f64::from(u32::try_from(all.len())?));
    Ok(())
}
