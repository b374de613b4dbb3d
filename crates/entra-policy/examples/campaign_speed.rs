//! How fast campaigns are judged: `campaign_speed` prints verdicts per second on one core; `campaign_speed
//! lines N` writes a batch of N people, `campaign_speed read FILE` reads one with serde_json alone, and
//! `campaign_speed judge FILE [SET]` judges one, by the newest rule set and by that one beside it.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::as_conversions,
    clippy::indexing_slicing
)]

use std::{
    env, fs,
    hint::black_box,
    io::{self, BufRead, BufReader, Write},
    time::{Duration, Instant},
};

use entra_policy::campaign::{
    Fact, FactSheet, Ids, LineReader, RuleBook, RuleSet, Tenant, Timestamp, trace,
};
use serde_json::{Value, json};

const NOW: Timestamp = Timestamp(1_800_000_000);

fn main() {
    let arguments: Vec<String> = env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["lines", count] => write_lines(count.parse().unwrap()),
        ["read", file] => read_lines(file),
        ["judge", file] => judge_lines(file, None),
        ["judge", file, beside] => judge_lines(file, Some(beside)),
        _ => verdicts(),
    }
}

/// Four people: one who is asked, one who has a passkey, one who is excluded, one of whom nothing is
/// known but the groups.
fn people() -> Vec<(FactSheet, Ids)> {
    let known = json!({
        "policy.state": "enabled", "policy.target": "fido2", "policy.snoozeDurationInDays": 1,
        "policy.snoozesLimited": true, "policy.include": ["all_users"], "policy.exclude": ["out"],
        "methods.fido2.enabled": true, "methods.fido2.selfService": true,
        "methods.fido2.userInScope": true, "profiles": [
            { "types": ["deviceBound", "synced"], "attestation": "disabled", "keyRestrictions": null },
        ],
        "user.guest": false, "user.groups": ["in"], "user.credentials": [], "user.history": [
            { "event": "skip", "daysAgo": 3 },
        ],
        "user.subscription": "paid", "context.interactive": true, "context.mfaMethod": "sms",
        "context.mfaProvider": "entra", "context.ssoSession": false, "context.os": "windows",
        "context.browser": "chrome", "context.surface": "browser",
        "context.caRegistration": "allowed", "context.termsOfUse": false,
        "context.customControls": false, "context.registeredOtherMethodThisSession": false,
    });
    let changes = [
        json!({}),
        json!({ "user.credentials": [{ "type": "windows_hello_for_business" }] }),
        json!({ "user.groups": ["out"] }),
        json!({ "user.history": null, "user.credentials": null, "context.termsOfUse": null,
                "context.ssoSession": null, "context.os": null, "context.browser": null }),
    ];
    let person = |change: &Value| {
        let (mut sheet, mut ids) = (FactSheet::default(), Ids::default());
        for fact in Fact::ALL {
            if let Some(value) = change.get(fact.path()).or_else(|| known.get(fact.path())) {
                sheet.read(*fact, value, &mut ids, NOW).unwrap();
            }
        }
        (sheet, ids)
    };
    changes.iter().map(person).collect()
}

fn verdicts() {
    let book = RuleBook::shipped().unwrap();
    let rules = book.newest().unwrap();
    let people = people();
    let mut next = people.iter().cycle();
    let plain = per_second(|| {
        let (sheet, _) = next.next().unwrap();
        black_box(black_box(sheet).evaluate(rules, NOW));
    });
    let mut next = people.iter().cycle();
    let mut out = Vec::new();
    let traced = per_second(|| {
        let (sheet, ids) = next.next().unwrap();
        with_trace(rules, sheet, ids);
    });
    let mut next = people.iter().cycle();
    let written = per_second(|| {
        let (sheet, ids) = next.next().unwrap();
        out.clear();
        let decision = sheet.evaluate(rules, NOW);
        let lines: Vec<_> = trace(rules, &decision, sheet, ids).collect();
        serde_json::to_writer(&mut out, &lines).unwrap();
        black_box(&out);
    });
    println!("verdicts per second and core, {}:", rules.id());
    println!("{plain:>12.0}  without trace (aim 1000000)");
    println!("{traced:>12.0}  with trace (aim 300000)");
    println!("{written:>12.0}  with the trace written as JSON");
}

fn with_trace(rules: &RuleSet, sheet: &FactSheet, ids: &Ids) {
    let decision = sheet.evaluate(rules, NOW);
    for line in trace(rules, &decision, sheet, ids) {
        black_box(line);
    }
}

/// Calls per second of processor time, over two seconds of the clock.
fn per_second(mut call: impl FnMut()) -> f64 {
    let (began, worked, mut count) = (Instant::now(), processor_time(), 0_u64);
    while began.elapsed() < Duration::from_secs(2) {
        for _ in 0..1000 {
            call();
        }
        count += 1000;
    }
    let took = match (worked, processor_time()) {
        (Some(worked), Some(now)) => now - worked,
        _ => began.elapsed(),
    };
    count as f64 / took.as_secs_f64()
}

/// The processor time of this process, where the system says it.
fn processor_time() -> Option<Duration> {
    let text = fs::read_to_string("/proc/self/schedstat").ok()?;
    text.split(' ').next()?.parse().ok().map(Duration::from_nanos)
}

/// People in ten groups each, as a directory exports them.
fn write_lines(count: u64) {
    let mut out = io::BufWriter::new(io::stdout().lock());
    let id = |number: u64| format!("{:08x}-0000-4000-8000-{:012x}", number % 997, number);
    for number in 0..count {
        let groups: Vec<_> = (0..10).map(|group| id(number % 89 + group * 7)).collect();
        let person = json!({
            "id": id(number), "user.id": id(number), "user.groups": groups,
            "user.guest": number % 10 == 0, "user.authenticatorPush": number % 3 == 0,
            "user.credentials": if number % 4 == 0 {
                json!([{ "type": "windows_hello_for_business", "binding": "device_bound" }])
            } else {
                json!([])
            },
        });
        writeln!(out, "{person}").unwrap();
    }
}

fn read_lines(file: &str) {
    let mut input = BufReader::with_capacity(1 << 16, fs::File::open(file).unwrap());
    let (mut line, mut count) = (Vec::new(), 0_u64);
    while input.read_until(b'\n', &mut line).unwrap() > 0 {
        let value: Value = serde_json::from_slice(&line).unwrap();
        black_box(value);
        count += 1;
        line.clear();
    }
    println!("{count} lines");
}

fn judge_lines(file: &str, beside: Option<&str>) {
    let policy = json!({ "state": "enabled", "snoozeDurationInDays": 1, "excludeTargets": [
        { "id": "00000007-0000-4000-8000-000000000007", "targetType": "group" },
    ], "includeTargets": [
        { "id": "all_users", "targetType": "group", "targetedAuthenticationMethod": "fido2" },
    ] });
    let (tenant, book) = (Tenant::parse(&policy).unwrap(), RuleBook::shipped().unwrap());
    let (rules, beside) = (book.newest().unwrap(), beside.map(|id| book.set(id).unwrap()));
    let mut reader = LineReader::new(&tenant, FactSheet::default(), NOW);
    let mut input = BufReader::with_capacity(1 << 16, fs::File::open(file).unwrap());
    let (mut line, mut count) = (Vec::new(), 0_u64);
    while input.read_until(b'\n', &mut line).unwrap() > 0 {
        black_box(reader.judge(line.trim_ascii(), rules).unwrap());
        black_box(beside.map(|set| reader.again(set)));
        count += 1;
        line.clear();
    }
    println!("{count} lines");
}
