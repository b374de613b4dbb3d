// @ts-check
// The rooms and the PIN window in their states. Each says what the shell answers and, where a person
// has to do something first, what.
import { diagnoses, shownByKey } from "./diagnoses.mjs";
import { account, atHome, blueKey, keyC, look, now, ownOptions, rehearsalSubject, signedOut, viewOf } from "./people.mjs";
import { authenticatorStates } from "./authenticators.mjs";
import { failedForApp, nudgeStates } from "./nudges.mjs";
import { signIns } from "./signins.mjs";
import { troubles, viewNamed, views } from "./steps.mjs";
import { tenants } from "./tenants.mjs";

/** @typedef {import("../../src/rooms").StartView} StartView */
/** @typedef {import("../../src/rooms").ActivityView} ActivityView */
/** @typedef {import("../../src/rooms").ChainStanding} ChainStanding */
/** @typedef {import("../../src/rooms").EntryView} EntryView */
/** @typedef {import("../../src/rooms").PinQuestion} PinQuestion */
/** @typedef {import("../../src/rooms").UnfinishedStanding} UnfinishedStanding */
/**
 * @typedef {object} State
 * @property {string} name
 * @property {string} page  With its hash.
 * @property {Record<string, unknown>} answers  What a command answers.
 * @property {Record<string, { code: string, message: string }>} [refuses]
 * @property {import("../../bindings/SignInMoment").SignInMoment[]} [moments]  Sent once a sign-in is begun.
 * @property {import("../../bindings/WizardView").WizardView} [view]  Sent once a registration is open.
 * @property {[act: "click" | "fill" | "press", selector: string, text?: string][]} [acts]
 * @property {"all" | "few"} variants
 */

/** @type {import("../../src/rooms").PracticeDrawer} */
const drawer = {
  keys: [
    { key: "practice:c", name: "Practice key C", transport: "usb", listed: true, fingerprint: false, pinSet: true },
    { key: "practice:bio", name: "Practice key Bio", transport: "usb", listed: true, fingerprint: true, pinSet: false },
    { key: "practice:n", name: "Practice key N", transport: "usb", listed: false, fingerprint: false, pinSet: true },
  ],
  plugged: [],
};

/** @type {import("../../src/rooms").About} */
const about = { name: "Touchstone", version: "0.1.0", system: "Debian GNU/Linux 12", webview: "WebKitGTK 2.50.4" };

/** @type {import("../../src/rooms").SettingsView} */
const settings = {
  account,
  signIn: signedOut,
  look,
  record: { retentionDays: 365, entries: 1208, place: "/home/mira/.local/share/touchstone/ledger.sqlite" },
  rules: { sets: [{ id: "2026-09-02", from: "2026-09-02" }, { id: "2026-05-20b", from: "2026-05-20" }], pinned: null },
  metadata: { kept: { number: 291, fetched: now - 3 * 86400, days: 3, nextUpdate: now + 27 * 86400, due: false }, asking: false, trouble: null, automatic: true },
  about,
};

/** @type {Record<import("../../bindings/MetadataTroubleKind").MetadataTroubleKind, string>} */
const metadataTroubles = {
  unreachable: "the metadata service was not reached: io: failed to lookup address information",
  notGiven: "the metadata service answered 503",
  older: "what the metadata service sent must not be used: number 290 is older than 291",
  notToBeUsed: "what the metadata service sent must not be used: not a BLOB",
  notKept: "No space left on device",
  keptUnusable: "/home/mira/.local/share/touchstone/fido-metadata is damaged: its first line is none",
};

/**
 * @param {Partial<import("../../src/rooms").MetadataView>} other
 * @returns {import("../../src/rooms").SettingsView}
 */
const settingsWith = (other) => ({ ...settings, metadata: { ...settings.metadata, ...other } });

/** @param {Partial<StartView>} [other] */
const answersOf = (other) => ({
  start: { ...atHome, ...other },
  about,
  settings,
  practice_drawer: drawer,
});

/** @type {{ [Kind in UnfinishedStanding["kind"]]: UnfinishedStanding[] }} */
const standings = {
  toSend: [
    { kind: "toSend", leftMs: 190_000, survives: true },
    { kind: "toSend", leftMs: 0, survives: false },
  ],
  onKey: [
    { kind: "onKey", why: "expired", remedy: "removeHere" },
    { kind: "onKey", why: "unreadable", remedy: "resetOnly" },
    { kind: "onKey", why: "notKept", remedy: "takesNoSlot" },
  ],
  possiblyOn: [{ kind: "possiblyOn", remedy: "removeHere" }],
};
const unfinished = Object.values(standings)
  .flat()
  .map((standing, i) => ({
    registration: `8c1f6a0e7d5b4c3f9a2e1d0c8b7a6f5${i}`,
    began: now - 3600 * (i + 1),
    organisation: i === 1 ? "Fabrikam Lighthouses" : "Harbour & Pine",
    elsewhere: i === 1,
    account: account.account,
    rpId: "login.harbourpine.example",
    key: i === 5 ? null : "Practice key C",
    standing,
  }));

/** @type {Record<EntryView["event"]["kind"], EntryView["event"]>} */
const events = {
  registered: { kind: "registered", name: "Mira’s blue key" },
  created: { kind: "created" },
  began: { kind: "began" },
  refused: { kind: "refused", by: "preflight", reason: "aaguid-not-allowed" },
  handedOver: { kind: "handedOver", proved: false },
  abandoned: { kind: "abandoned", reason: "challenge-expired" },
  removed: { kind: "removed" },
  foundNothing: { kind: "foundNothing" },
  erased: { kind: "erased", why: "retention" },
  unreadable: { kind: "unreadable" },
  unregistered: { kind: "unregistered", name: "Mira’s old key", how: "unsure" },
  passIssued: { kind: "passIssued", how: "unsure" },
};
/** @type {EntryView[]} */
const entries = Object.values(events).map((event, i) => ({
  sequence: 1208 - i,
  at: now - i * 7300,
  actor: i === 8 ? null : "Mira Okafor",
  registration: "8c1f6a0e7d5b4c3f9a2e1d0c8b7a6f5e",
  scene: i === 4 ? "options" : "practice",
  key: i === 3 ? "Practice key N" : "Practice key C",
  account: i === 8 ? null : account.account,
  rpId: "login.harbourpine.example",
  event,
  hash: event.kind === "unreadable" ? "" : `9f3c${String(i).repeat(56)}a1d7`,
}));

/** @type {Record<string, ChainStanding>} */
const chains = {
  intact: { kind: "intact" },
  unauthenticated: { kind: "unauthenticated" },
  brokenAt: { kind: "brokenAt", entry: 1203 },
  cut: { kind: "cut", reached: 1240, by: "keyring" },
  headForged: { kind: "headForged" },
  otherLedger: { kind: "otherLedger" },
};

/**
 * @param {ChainStanding} standing
 * @param {Partial<ActivityView>} [other]
 * @returns {ActivityView}
 */
const activityOf = (standing, other) => ({
  chain: { entries: 1208, checked: now, standing },
  entries,
  matching: 1208,
  page: 1,
  pageSize: 10,
  ...other,
});

const rules = { minCodePoints: 6, maxCodePoints: 63, complexity: true };
/** @type {Record<string, PinQuestion["ask"]>} */
const asks = {
  enter: { kind: "enter", retries: 8, reason: "userVerification" },
  "enter-wrongPin": { kind: "enter", retries: 2, reason: "wrongPin" },
  "enter-tooShort": { kind: "enter", retries: null, reason: "tooShort" },
  "enter-expired": { kind: "enter", retries: 8, reason: "expired" },
  set: { kind: "set", rules, rejected: null },
  "set-rejected": { kind: "set", rules, rejected: { kind: "tooShort", min: 6 } },
  change: { kind: "change", rules, retries: 7, reason: "wrongPin", rejected: null },
  "change-rejected": { kind: "change", rules, retries: 8, reason: "userVerification", rejected: { kind: "refusedByKey" } },
};

/** Pictures that differ by their words only are looked at in two variants, the others in all. */
const wordsOnly = /^(key-useAnother|notRead|over-notMade|over-notSearched|key-tryAgain|key-setPin-)/;

/** @param {string} name */
function pluggedIn(name) {
  if (/insertKey|reinsert|reading|notRead/.test(name)) return [];
  return /selectByTouch/.test(name) ? ["practice:c", "practice:n"] : ["practice:c"];
}

/** @type {State[]} */
const registrations = Object.entries(views).map(([name, view]) => ({
  name,
  page: "#/register",
  answers: {
    ...answersOf(),
    practice_drawer:
      view.subject?.scene === "options"
        ? null
        : { ...drawer, plugged: pluggedIn(name) },
  },
  view,
  acts: [["click", "button[type=submit]"]],
  variants: wordsOnly.test(name) ? "few" : "all",
}));

const error = { code: "directory", message: "connection refused" };
const minimal = '{"publicKey":{}}';

/** @type {State[]} */
export const states = [
  { name: "start-first", page: "#/start", answers: answersOf({ firstRun: true, keys: { kind: "listed", keys: [] } }), variants: "all" },
  { name: "start-none", page: "#/start", answers: answersOf({ keys: { kind: "listed", keys: [] } }), variants: "all" },
  { name: "start-one", page: "#/start", answers: answersOf(), variants: "all" },
  {
    name: "start-several",
    page: "#/start",
    answers: answersOf({
      keys: { kind: "listed", keys: [blueKey, { ...blueKey, methodId: "b2", name: null, model: null }, { ...blueKey, methodId: "c3", created: null }] },
    }),
    variants: "all",
  },
  .../** @type {State[]} */ (nudgeStates(answersOf)),
  .../** @type {State[]} */ (authenticatorStates(answersOf, failedForApp)),
  { name: "start-unfinished", page: "#/start", answers: answersOf({ unfinished }), variants: "all" },
  { name: "start-notRead", page: "#/start", answers: answersOf({ keys: { kind: "notRead", trouble: troubles.refused } }), variants: "all" },
  { name: "start-tenant", page: "#/start", answers: answersOf({ account: { ...account, scene: "tenant" } }), variants: "few" },
  { name: "no-shell", page: "#/start", answers: { about }, refuses: { start: error }, variants: "all" },
  { name: "choose", page: "#/register", answers: answersOf(), variants: "all" },
  {
    name: "choose-empty",
    page: "#/register",
    answers: answersOf(),
    acts: [["fill", "#name", ""], ["click", "button[type=submit]"]],
    variants: "few",
  },
  { name: "choose-fault", page: "#/register", answers: answersOf(), refuses: { register_open: error }, acts: [["click", "button[type=submit]"]], variants: "all" },
  { name: "opening", page: "#/register", answers: answersOf(), acts: [["click", "button[type=submit]"]], variants: "few" },
  { name: "options", page: "#/options", answers: answersOf(), variants: "all" },
  {
    name: "options-notJson",
    page: "#/options",
    answers: answersOf(),
    acts: [["fill", "#json", "{ \"publicKey\": "], ["click", "button[type=submit]"], ["click", "summary"]],
    variants: "all",
  },
  {
    name: "options-insertKey",
    page: "#/options",
    answers: { ...answersOf(), practice_drawer: drawer },
    view: viewOf({ kind: "key", moment: { kind: "insertKey", reason: "first" }, touchLeftMs: null }, { subject: ownOptions, keys: [keyC] }),
    acts: [["fill", "#json", minimal], ["click", "button[type=submit]"]],
    variants: "all",
  },
  {
    name: "options-refused",
    page: "#/options",
    answers: { ...answersOf() },
    view: viewNamed("notRead-optionsRefused"),
    acts: [["fill", "#json", minimal], ["click", "button[type=submit]"]],
    variants: "few",
  },
  { name: "rehearse", page: "#/rehearse", answers: answersOf(), variants: "all" },
  { name: "rehearse-fault", page: "#/rehearse", answers: answersOf(), refuses: { register_open: error }, acts: [["click", ".ask .button--main"]], variants: "few" },
  ...["key-touchKey", "over-rehearsed-nothing"].map((name) => /** @type {State} */ ({
    name: `rehearse-${name}`,
    page: "#/rehearse",
    answers: { ...answersOf(), practice_drawer: { ...drawer, plugged: ["practice:c"] }, diagnose_rehearsed: shownByKey },
    view: { ...viewNamed(name), subject: rehearsalSubject },
    acts: [["click", ".ask .button--main"]],
    variants: "all",
  })),
  ...diagnoses(answersOf()),
  ...tenants(answersOf()),
  ...signIns(answersOf, settings),
  ...Object.entries(chains).map(([name, standing]) => /** @type {State} */ ({
    name: `activity-${name}`,
    page: "#/activity",
    answers: { ...answersOf(), activity: activityOf(standing) },
    variants: name === "intact" || name === "brokenAt" ? "all" : "few",
  })),
  {
    name: "activity-empty",
    page: "#/activity",
    answers: { ...answersOf(), activity: { ...activityOf({ kind: "unauthenticated" }, { entries: [], matching: 0, page: 0 }), chain: { entries: 0, checked: now, standing: { kind: "intact" } } } },
    variants: "all",
  },
  { name: "activity-noMatch", page: "#/activity", answers: { ...answersOf(), activity: activityOf({ kind: "intact" }, { entries: [], matching: 0, page: 0 }) }, variants: "few" },
  { name: "activity-exported", page: "#/activity", answers: { ...answersOf(), activity: activityOf({ kind: "intact" }), activity_export: "/home/mira/record.csv" }, acts: [["click", ".room__head button"]], variants: "few" },
  { name: "activity-fault", page: "#/activity", answers: answersOf(), refuses: { activity: error }, variants: "few" },
  { name: "settings", page: "#/settings", answers: answersOf(), variants: "all" },
  { name: "settings-metadata-none", page: "#/settings", answers: { ...answersOf(), settings: settingsWith({ kept: null, automatic: false }) }, variants: "few" },
  {
    name: "settings-metadata-due",
    page: "#/settings",
    answers: { ...answersOf(), settings: settingsWith({ kept: { number: 280, fetched: now - 62 * 86400, days: 62, nextUpdate: now - 31 * 86400, due: true } }) },
    variants: "few",
  },
  ...Object.entries(metadataTroubles).map(([kind, detail]) => /** @type {State} */ ({
    name: `settings-metadata-${kind}`,
    page: "#/settings",
    answers: { ...answersOf(), settings: settingsWith({ trouble: /** @type {any} */ ({ kind, detail }) }) },
    variants: kind === "unreachable" ? "all" : "few",
  })),
  ...registrations,
  {
    name: "over-handedOver-saved",
    page: "#/register",
    answers: { ...answersOf(), practice_drawer: null, response_save: "/home/mira/answer.json" },
    view: viewNamed("over-handedOver-proved"),
    acts: [["click", "button[type=submit]"], ["click", ".ask .button--main"]],
    variants: "few",
  },
  {
    name: "refused-open",
    page: "#/register",
    answers: { ...answersOf() },
    view: viewNamed("refused-invalid"),
    acts: [["click", "button[type=submit]"], ["click", ".ask .disclosure > summary"]],
    variants: "all",
  },
  ...Object.entries(asks).map(([name, ask]) => /** @type {State} */ ({
    name: `pin-${name}`,
    page: "pin.html",
    answers: { pin_question: { prompt: 7, look, key: "Practice key C", practice: !name.includes("rejected"), ask } },
    variants: "all",
  })),
  { name: "pin-differ", page: "pin.html", answers: { pin_question: { prompt: 7, look, key: null, practice: false, ask: asks.set } }, acts: [["fill", "#pin", "123456"], ["fill", "#repeat", "123457"], ["click", "#submit"]], variants: "few" },
  { name: "pin-nothing", page: "pin.html", answers: { pin_question: null }, variants: "few" },
];
