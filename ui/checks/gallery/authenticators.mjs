// @ts-check
// Setting up Authenticator, moment by moment. Keyed by the generated types: a moment or a problem without
// a picture does not pass the check.
import { account } from "./people.mjs";

/** @typedef {import("../../bindings/AuthenticatorView").AuthenticatorView} View */
/** @typedef {import("../../bindings/AuthenticatorMoment").AuthenticatorMoment} Moment */
/** @typedef {import("../../bindings/AuthenticatorProblem").AuthenticatorProblem} Problem */
/** @typedef {import("../../bindings/AuthenticatorStep").AuthenticatorStep} Step */
/** @typedef {import("../../bindings/AuthenticatorStepState").AuthenticatorStepState} StepState */
/** @typedef {import("../../bindings/AuthenticatorLinkTo").AuthenticatorLinkTo} LinkTo */
/** @typedef {import("../../bindings/PracticePhone").PracticePhone} Phone */

/** Looks like a code and is none: what is real is held by the crate's own test. */
const code = (() => {
  const size = 37;
  const at = [];
  for (let y = 4; y < 33; y += 1)
    for (let x = 4; x < 33; x += 1) if ((x * 7 + y * 13 + x * y) % 3 === 0) at.push(`M${x} ${y}h1v1h-1z`);
  return { size, path: at.join("") };
})();

/** @type {Record<LinkTo, string>} */
const addresses = {
  appStore: "https://apps.apple.com/app/microsoft-authenticator/id983156458",
  googlePlay: "https://play.google.com/store/apps/details?id=com.azure.authenticator",
  securityInfo: "https://mysignins.microsoft.com/security-info",
};
/** @param {LinkTo[]} which */
const links = (...which) => which.map((to) => ({ to, address: addresses[to], code }));

/**
 * @param {StepState[]} states  Those that are not said are ahead.
 * @returns {Step[]}
 */
const steps = (...states) => {
  /** @type {[Step["name"], Step["doer"], Step["proof"]][]} */
  const all = [
    ["getApp", "person", "word"],
    ["openPage", "browser", "word"],
    ["scan", "phone", "word"],
    ["approve", "phone", "word"],
    ["registered", "directory", "directory"],
    ["defaultMethod", "directory", "directory"],
    ["phoneSignIn", "phone", "directory"],
  ];
  return all.map(([name, doer, proof], i) => ({ name, doer, proof, state: states[i] ?? "ahead" }));
};

/**
 * @param {Moment} moment
 * @param {Partial<View>} [other]
 * @returns {View}
 */
const view = (moment, other) => ({
  revision: 7,
  practice: true,
  moment,
  links: [],
  steps: steps("said", "said", "said", "now", "ahead", "ahead", "ahead"),
  app: null,
  mode: "any",
  defaultMethod: { kind: "notSaid" },
  watch: { kind: "watching" },
  noBrowser: false,
  ...other,
});

const app = { phone: "Practice phone", version: "6.2507.4749", tooOld: false, phoneSignIn: false };

/** @type {Record<Problem, View>} */
const problems = {
  notOffered: view({ kind: "trouble", problem: "notOffered", saidBy: "person" }),
  cannotScan: view({ kind: "trouble", problem: "cannotScan", saidBy: "person" }),
  timedOut: view({ kind: "trouble", problem: "timedOut", saidBy: "practicePhone" }),
  denied: view({ kind: "trouble", problem: "denied", saidBy: "practicePhone" }),
  wrongNumber: view({ kind: "trouble", problem: "wrongNumber", saidBy: "practicePhone" }),
  appTooOld: view({ kind: "trouble", problem: "appTooOld", saidBy: "person" }),
  takenAway: view({ kind: "trouble", problem: "takenAway", saidBy: "directory" }),
};

/** @type {Record<Moment["kind"], View>} */
const moments = {
  reading: view({ kind: "reading" }, { steps: [], mode: "notSaid" }),
  notRead: view({ kind: "notRead", trouble: { kind: "unreachable" } }, { steps: [] }),
  notAllowed: view({ kind: "notAllowed", why: "notInScope" }),
  setUpAlready: view({ kind: "setUpAlready" }, { app, watch: { kind: "over" }, steps: steps() }),
  getApp: view({ kind: "getApp" }, { links: links("appStore", "googlePlay"), steps: steps("now") }),
  openPage: view({ kind: "openPage", opened: false }, { links: links("securityInfo"), steps: steps("said", "now") }),
  scan: view({ kind: "scan" }, { steps: steps("said", "said", "now") }),
  approve: view({ kind: "approve" }),
  trouble: problems.denied,
  phoneSignIn: view(
    { kind: "phoneSignIn", optional: true },
    { app, steps: steps("said", "said", "said", "said", "proved", "proved", "now"), defaultMethod: { kind: "push" } },
  ),
  done: view(
    { kind: "done" },
    {
      app: { ...app, phoneSignIn: true },
      watch: { kind: "over" },
      defaultMethod: { kind: "system" },
      steps: steps("said", "said", "said", "said", "proved", "notSaid", "proved"),
    },
  ),
};

/** @type {Record<string, View>} */
const others = {
  "openPage-real": view({ kind: "openPage", opened: true }, { practice: false, links: links("securityInfo"), noBrowser: true }),
  "approve-failing": view({ kind: "approve" }, { watch: { kind: "failing", trouble: { kind: "throttled", retryAfter: 30 }, seconds: 30 } }),
  "approve-resting": view({ kind: "approve" }, { watch: { kind: "resting" } }),
  "methodOff": view({ kind: "notAllowed", why: "methodOff" }),
  "getApp-passwordless": view({ kind: "getApp" }, { mode: "passwordless", links: links("appStore", "googlePlay") }),
  "done-old": view(
    { kind: "done" },
    { app: { phone: null, version: "6.4.1", tooOld: true, phoneSignIn: false }, mode: "push", watch: { kind: "over" }, defaultMethod: { kind: "other", word: "sms" } },
  ),
};

const all = ["getApp", "approve", "denied", "done"];

/**
 * @param {(other?: Partial<import("../../src/rooms").StartView>) => Record<string, unknown>} answersOf
 * @param {import("../../src/rooms").NudgeView} failed  A nudge while which it failed.
 */
export const authenticatorStates = (answersOf, failed) => {
  /** @param {string} name */
  const startOf = (name) =>
    name === "denied" ? { nudge: failed } : name.endsWith("-real") ? { account: { ...account, scene: /** @type {const} */ ("tenant") } } : {};
  /** @type {Phone} */
  const asks = { number: 42, outcome: null, registered: false };
  return [
    ...Object.entries({ ...moments, ...problems, ...others }).map(([name, shown]) => ({
      name: `authenticator-${name}`,
      page: "#/authenticator",
      answers: { ...answersOf(startOf(name)), practice_phone: asks },
      view: shown,
      variants: all.includes(name) ? "all" : "few",
    })),
    {
      name: "authenticator-steps",
      page: "#/authenticator",
      answers: { ...answersOf(), practice_phone: asks },
      view: moments.phoneSignIn,
      acts: [["click", ".ask .disclosure > summary"]],
      variants: "few",
    },
    {
      name: "authenticator-fault",
      page: "#/authenticator",
      answers: answersOf(),
      refuses: { authenticator_open: { code: "practice", message: "the practice organisation is in use by another program" } },
      variants: "few",
    },
  ];
};

/** @param {(name: string) => any} named */
export const authenticatorFlows = (named) => [
  {
    name: "authenticator: begun from Start",
    state: { ...named("start-one"), views: [moments.getApp] },
    acts: [["press", "Set up Authenticator"], ["press", "It is on my phone"]],
    asked: [["authenticator_open"], ["authenticator_act", { act: { kind: "next" } }]],
  },
  {
    name: "authenticator: the number is typed as it stands on the page",
    state: named("authenticator-approve"),
    acts: [["type", "#number", "42"], ["press", "Approve"]],
    asked: [["practice_phone", { act: { kind: "approve", number: 42 } }]],
  },
  {
    name: "authenticator: the practice phone scans, and it goes on",
    state: named("authenticator-scan"),
    acts: [["press", "Scan with the practice phone"]],
    asked: [["practice_phone", { act: { kind: "scan" } }], ["authenticator_act", { act: { kind: "next" } }]],
  },
  {
    name: "authenticator: what went wrong is said",
    state: { ...named("authenticator-approve"), acts: [["click", ".ask .disclosure > summary"]] },
    acts: [["press", "No notification came, or it ran out"]],
    asked: [["authenticator_act", { act: { kind: "report", problem: "timedOut" } }]],
  },
  {
    name: "authenticator: an error is skipped as one",
    state: named("authenticator-denied"),
    acts: [["press", "Skip, not counted"]],
    asked: [["nudge_act", { act: "skipError" }], ["authenticator_close"], ["start"]],
  },
  {
    name: "authenticator: leaving answers nothing",
    state: named("authenticator-getApp"),
    acts: [["press", "Cancel"]],
    asked: [["authenticator_close"], ["start"]],
    never: ["nudge_act"],
  },
];
