// @ts-check
// The nudge on Start in its states, and the room This computer.
import { now } from "./people.mjs";
import { viewNamed } from "./steps.mjs";

/** @typedef {import("../../src/rooms").Nudge} Nudge */
/** @typedef {import("../../src/rooms").NudgeView} NudgeView */
/** @typedef {import("../../src/rooms").SkipsView} SkipsView */
/** @typedef {import("../../src/rooms").StartView} StartView */
/** @typedef {import("../../bindings/TraceLine").TraceLine} TraceLine */
/** @typedef {import("../../bindings/SignView").SignView} SignView */
/** @typedef {import("../../src/rooms").ComputerView} ComputerView */

const staff = "6f1d2c60-8a3e-4f57-9c41-5a70e1b30001";

/** @type {SkipsView} */
const skips = { used: 1, allowed: 3, limited: true, errors: 0, days: 3, next: null, afterSkip: now + 3 * 86400, setBack: null };

/**
 * @param {import("../../bindings/Rule").Rule} rule
 * @param {import("../../bindings/RuleOutcome").RuleOutcome} outcome
 * @param {[fact: string, value: string | null][]} evidence
 * @returns {TraceLine}
 */
const line = (rule, outcome, ...evidence) => ({
  rule,
  outcome,
  decides: false,
  evidence: evidence.map(([fact, value]) => ({ fact, value })),
});

const trace = [
  line("state-disabled-is-off", "fails", ["policy.state", "enabled"]),
  line("sso-session-not-nudged", "fails", ["context.ssoSession", "false"]),
  line("interactive-sign-in-only", "fails", ["context.interactive", "true"]),
  line("mfa-must-complete", "fails", ["context.mfaMethod", "sms"]),
  line("linux-not-nudged", "fails", ["context.os", "windows"]),
  line("exclude-beats-include", "fails", ["policy.exclude", "[]"], ["user.groups", `["${staff}"]`]),
  line("not-included", "fails", ["policy.include", `["${staff}"]`], ["user.id", null]),
  line("fido2-enabled-required", "fails", ["methods.fido2.enabled", "true"]),
  line(
    "profile-aaguid-one-eligible-stops-all",
    "fails",
    ["user.credentials", '[{"type":"windows_hello_for_business","binding":null,"eligible":false}]'],
  ),
  line("snooze-not-elapsed", "fails", ["user.history", '{"skips":1,"closes":0,"errorSkips":0,"closesWhenRequired":0,"latest":1794903362}']),
  line("limited-three-then-required", "fails", ["policy.snoozesLimited", "true"]),
  line("eligible-nudge", "holds"),
];

/**
 * @param {Partial<Nudge>} [other]
 * @returns {NudgeView}
 */
const judged = (other) => {
  /** @type {Nudge} */
  const nudge = {
    standing: { kind: "asked", required: false, failed: false },
    method: "fido2",
    rule: "eligible-nudge",
    ruleSet: "2026-09-02",
    document: "campaign page 2026-09-02",
    before: null,
    possible: ["nudge"],
    settledBy: [],
    skips,
    trace,
    assumed: [
      { fact: "context.interactive", value: "true" },
      { fact: "context.mfaProvider", value: "entra" },
      { fact: "context.ssoSession", value: "false" },
      { fact: "context.surface", value: "browser" },
      { fact: "context.caRegistration", value: "allowed" },
      { fact: "context.termsOfUse", value: "false" },
      { fact: "context.customControls", value: "false" },
      { fact: "context.registeredOtherMethodThisSession", value: "false" },
      { fact: "methods.authenticator.viaMfaRegistrationPolicy", value: "false" },
      { fact: "user.subscription", value: "paid" },
    ],
    signIn: { os: "windows", browser: "edge", mfa: "sms", at: now },
    way: { kind: "securityKey" },
    ...other,
  };
  return {
    kind: "judged",
    nudge: { ...nudge, trace: nudge.trace.map((one) => ({ ...one, decides: one.rule === nudge.rule })) },
  };
};

/** @type {Partial<StartView>} */
const atFirst = { keys: { kind: "listed", keys: [] }, practiceSignIn: { place: "windowsEdge", mfa: "sms", daysLater: 0 } };

const nudges = {
  asked: judged(),
  unlimited: judged({ skips: { ...skips, used: 5, allowed: null, limited: false, days: 0, afterSkip: now } }),
  required: judged({
    standing: { kind: "asked", required: true, failed: false },
    rule: "limited-three-then-required",
    skips: { ...skips, used: 3, errors: 1 },
  }),
  failed: judged({ standing: { kind: "asked", required: false, failed: true } }),
  provider: judged({ way: { kind: "provider", path: "passkeyProfiles[0].passkeyTypes", profile: "Phones" } }),
  authenticator: judged({ method: "microsoftAuthenticator" }),
  snoozed: judged({ standing: { kind: "notAsked" }, rule: "snooze-not-elapsed", skips: { ...skips, next: now + 2 * 86400 } }),
  setBack: judged({
    standing: { kind: "notAsked" },
    rule: "snooze-not-elapsed",
    skips: { ...skips, next: now + 2 * 86400, setBack: 2 * 86400 + 3600 },
  }),
  answered: judged({ standing: { kind: "answered" } }),
  notAsked: judged({
    standing: { kind: "notAsked" },
    rule: "linux-not-nudged",
    before: { verdict: "nudge", rule: "eligible-nudge", ruleSet: "2026-05-20b" },
  }),
  unknown: judged({ standing: { kind: "unknown" }, rule: "mfa-must-complete", settledBy: ["context.mfaMethod", "user.credentials"] }),
  undocumented: judged({ standing: { kind: "unknown" }, rule: "snooze-not-elapsed", skips: { ...skips, errors: 1 } }),
  notRead: /** @type {NudgeView} */ ({ kind: "notRead", trouble: { kind: "unreachable" } }),
  notJudged: /** @type {NudgeView} */ ({ kind: "notJudged", why: "registrationEnforcement is missing" }),
};

/** Nobody said with which second factor they sign in. */
export const factorUnsaid = nudges.unknown;

/** It asks for Authenticator, and setting it up failed. */
export const failedForApp = judged({ method: "microsoftAuthenticator", standing: { kind: "asked", required: false, failed: true } });

const all = ["asked", "authenticator", "required", "provider", "snoozed", "unknown"];

/** @type {SignView[]} */
const none = [{ source: "directory", name: null, model: null, aaguid: null, says: "notFound" }];
/** @type {SignView[]} */
const ofKeys = [
  { source: "key", name: "Yubico YubiKey OTP+FIDO+CCID", model: "YubiKey 5 Series with NFC", aaguid: "fa2b99dc-9e39-4257-8f92-4a30d23c4118", says: "found" },
  { source: "directory", name: null, model: "Feitian iePass FIDO Authenticator", aaguid: "3e22415d-7fdf-4ea4-8a0c-dd60c4249b9d", says: "unknown" },
];

/** @type {ComputerView} */
const mac = {
  os: "macos",
  osName: "macOS 26.1",
  browser: "safari",
  browsers: [{ name: "Google Chrome", column: "macos_chrome" }, { name: "Safari", column: "macos_other" }],
  allBrowsers: false,
  ruleSet: "2026-09-02",
  columns: [
    { id: "windows_chrome", os: "windows" },
    { id: "windows_other", os: "windows" },
    { id: "macos_chrome", os: "macos" },
    { id: "macos_other", os: "macos" },
    { id: "ios", os: "ios" },
    { id: "android", os: "android" },
  ],
  here: "macos_other",
  rows: [
    { id: "windows_hello_for_business", counts: [true, true, false, false, false, false], found: "notFound", signs: none, registered: 1 },
    { id: "entra_passkey_on_windows", counts: [true, true, false, false, false, false], found: "notFound", signs: none, registered: 0 },
    { id: "google_password_manager", counts: [true, false, true, false, false, true], found: "unknown", signs: none, registered: 0 },
    { id: "icloud_keychain", counts: [false, false, true, true, true, false], found: "unknown", signs: none, registered: 0 },
    { id: "mac_platform_sso", counts: [false, false, true, true, false, false], found: "found", signs: [{ source: "system", name: "app-sso platform -s", model: null, aaguid: null, says: "found" }], registered: 1 },
    { id: "samsung_pass", counts: [false, false, false, false, false, true], found: "notFound", signs: none, registered: 0 },
    { id: "authenticator_passkey", counts: [false, false, false, false, true, true], found: "notFound", signs: none, registered: 0 },
    { id: "cross_platform_provider", counts: [true, true, true, true, true, true], found: "found", signs: ofKeys, registered: 2 },
  ],
  evidence: [
    { source: "sw_vers", observed: "macOS 26.1" },
    { source: "app-sso platform -s", observed: "Device and user are registered." },
    { source: "defaults read com.apple.LaunchServices", observed: null },
  ],
  looked: now,
};

/** @type {ComputerView} */
const linux = {
  ...mac,
  os: "linux",
  osName: "Debian GNU/Linux 12 (bookworm)",
  browser: "firefox",
  browsers: [{ name: "Firefox ESR", column: null }],
  allBrowsers: true,
  here: null,
  rows: mac.rows.map((row) => ({ ...row, found: "notFound", signs: none, registered: 0 })),
  evidence: [
    { source: "/etc/os-release", observed: "Debian GNU/Linux 12 (bookworm)" },
    { source: "xdg-settings get default-web-browser", observed: "firefox-esr.desktop" },
    { source: "desktop files", observed: "Firefox ESR" },
  ],
};

/** @type {ComputerView} */
const unseen = { ...linux, browser: null, browsers: null, rows: mac.rows.map((row) => ({ ...row, found: "unknown", signs: [], registered: null })) };

/** @param {(other?: Partial<StartView>) => Record<string, unknown>} answersOf */
export const nudgeStates = (answersOf) => [
  ...Object.entries(nudges).map(([name, nudge]) => ({
    name: `nudge-${name}`,
    page: "#/start",
    answers: answersOf({ ...atFirst, nudge }),
    variants: all.includes(name) ? "all" : "few",
  })),
  {
    name: "nudge-why",
    page: "#/start",
    answers: answersOf({ ...atFirst, nudge: nudges.asked }),
    acts: [["click", ".slab .disclosure > summary"], ["click", ".slab .disclosure .disclosure > summary"]],
    variants: "all",
  },
  {
    name: "nudge-why-not",
    page: "#/start",
    answers: answersOf({ ...atFirst, nudge: nudges.notAsked }),
    acts: [["click", ".card .disclosure > summary"], ["click", ".card .disclosure .disclosure > summary"]],
    variants: "few",
  },
  {
    name: "nudge-refused",
    page: "#/start",
    answers: answersOf({ ...atFirst, nudge: nudges.asked }),
    refuses: { nudge_act: { code: "record", message: "the record is in use by another process" } },
    variants: "few",
  },
  {
    name: "nudge-over-failed",
    page: "#/register",
    answers: answersOf({ ...atFirst, nudge: nudges.failed }),
    view: viewNamed("over-notMade-timedOut"),
    acts: [["click", "button[type=submit]"]],
    variants: "all",
  },
  { name: "computer-mac", page: "#/computer", answers: { ...answersOf(), this_computer: mac }, acts: [["waitFor", "table"]], variants: "all" },
  { name: "computer-linux", page: "#/computer", answers: { ...answersOf(), this_computer: linux }, acts: [["waitFor", "table"]], variants: "few" },
  { name: "computer-unseen", page: "#/computer", answers: { ...answersOf(), this_computer: unseen }, acts: [["waitFor", "table"]], variants: "few" },
  {
    name: "computer-fault",
    page: "#/computer",
    answers: answersOf(),
    refuses: { this_computer: { code: "practice", message: "the practice organisation is in use by another program" } },
    variants: "few",
  },
];

/** @param {(name: string) => unknown} named */
export const nudgeFlows = (named) => [
  {
    name: "nudge: skipped, and what follows is read anew",
    state: named("nudge-asked"),
    acts: [["press", "Skip for now"]],
    asked: [["nudge_act", { act: "skip" }], ["start"]],
  },
  {
    name: "nudge: it counts from when it is seen, without a press",
    state: { .../** @type {object} */ (named("nudge-asked")), acts: [["waitFor", ".slab"]] },
    acts: [],
    asked: [["start"], ["nudge_act", { act: "show" }]],
    never: ["practice_sign_in"],
  },
  {
    name: "nudge: the main button leads to the wizard and skips nothing",
    state: named("nudge-required"),
    acts: [["press", "Register a security key"]],
    asked: [],
    never: ["nudge_act"],
    heading: "Name your new key",
  },
  {
    name: "nudge: an error is skipped as one",
    state: named("nudge-failed"),
    acts: [["press", "Skip, not counted"]],
    asked: [["nudge_act", { act: "skipError" }], ["start"]],
  },
  {
    name: "nudge: another sign-in is begun as the person says",
    state: named("nudge-snoozed"),
    acts: [["choose", "Where", "Windows, Chrome"], ["choose", "When", "4 days later"], ["press", "Sign in again"]],
    asked: [["practice_sign_in", { signIn: { place: "windowsChrome", mfa: "sms", daysLater: 4 } }], ["start"]],
  },
  {
    name: "computer: looks again",
    state: { .../** @type {object} */ (named("computer-linux")), acts: undefined },
    acts: [["press", "Look again"]],
    asked: [["this_computer"]],
  },
];
