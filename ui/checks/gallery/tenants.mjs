// @ts-check
// The room Tenant in its states, and what the shell is asked there.
import { methods, signedIn } from "./signins.mjs";
import { atHome, now } from "./people.mjs";

/** @typedef {import("./rooms.mjs").State} State */
/** @typedef {import("../../src/rooms").TenantView} TenantView */
/** @typedef {import("../../src/rooms").CheckView} CheckView */
/** @typedef {import("../../src/rooms").CampaignView} CampaignView */
/** @typedef {import("../../src/rooms").ForecastView} ForecastView */
/** @typedef {import("../../src/rooms").TargetView} TargetView */
/** @typedef {import("../../src/rooms").ReviewView} ReviewView */
/** @typedef {import("../../src/rooms").LockoutView} LockoutView */
/** @typedef {import("../../src/rooms").SentView} SentView */

const staffId = "6f1d2c60-8a3e-4f57-9c41-5a70e1b30001";
const enforcement = "registrationEnforcement.authenticationMethodsRegistrationCampaign";

/** @type {(id: string, name: string | null, members: number | null, other?: Partial<TargetView>) => TargetView} */
const target = (id, name, members, other) => ({ id, name, members, targetType: "group", account: null, ...other });
const staff = target(staffId, "All staff", 398);
const kiosks = target("6f1d2c60-8a3e-4f57-9c41-5a70e1b30003", "Reception kiosks", 6);

/** @type {(check: CheckView["check"], outcome: CheckView["outcome"], reason: CheckView["reason"], evidence?: Record<string, unknown>, mendable?: boolean) => CheckView} */
const check = (check, outcome, reason, evidence = {}, mendable = false) => ({ check, outcome, reason, evidence, mendable });

/** @type {CheckView[]} */
const checks = [
  check("graph-permission", "pass", null),
  check("auth-enabled", "pass", null, { state: "enabled" }),
  check("auth-targets", "fail", "no-targets", { targets: 0 }, true),
  check("auth-mode-passwordless", "unknown", "no-targets"),
  check("auth-mode-campaign", "unknown", "no-targets"),
  check("fido-enabled", "pass", null, { state: "enabled" }),
  check("fido-targets", "pass", null, { targets: 1 }),
  check("fido-self-service", "pass", null, { isSelfServiceRegistrationAllowed: true }),
  check("fido-attestation", "advice", "attestation-off", { profiles: ["Office keys"] }, true),
  check("fido-key-restrictions", "pass", null, { lists: 1 }),
  check("fido-profile-consistency", "pass", null, { profiles: 1 }),
  check("whfb-policy", "unknown", "configured-elsewhere"),
  check("pilot-admins", "pass", null, { group: staffId, admins: 3 }),
  check("admin-two-methods", "pass", null, { admins: 3 }),
  check("sms-only-users", "fail", "phishable-only", { users: 171, of: 412 }),
  check("legacy-migration", "unknown", "not-said", { policyMigrationState: null }),
  check("campaign-state", "pass", null, { state: "enabled" }),
  check("campaign-limit", "pass", null, { limited: true }),
  check("tool-current", "unknown", "not-compared", { version: "0.1.0" }),
];

/** @type {CampaignView} */
const campaign = {
  tree: "beta",
  state: "enabled",
  snoozeDays: 3,
  limited: true,
  methods: ["fido2"],
  include: [staff],
  exclude: [target("6f1d2c60-8a3e-4f57-9c41-5a70e1b30002", "Break-glass accounts", 2), kiosks],
  findings: [],
};

/** @type {ForecastView} */
const forecast = {
  rules: "2026-09-02",
  ruleSets: ["2026-09-02", "2026-06-17", "2025-11-05"].map((id) => ({ id, from: id })),
  people: 412,
  asked: 189,
  verdicts: [
    { verdict: "no-nudge", count: 189 },
    { verdict: "nudge", count: 171 },
    { verdict: "required", count: 18 },
    { verdict: "unknown", count: 34 },
  ],
  failed: 0,
  counts: [
    { verdict: "no-nudge", rule: "local-passkey-matrix", count: 96 },
    { verdict: "no-nudge", rule: "snooze-not-elapsed", count: 41 },
    { verdict: "no-nudge", rule: "exclude-beats-include", count: 28 },
    { verdict: "no-nudge", rule: "not-included", count: 24 },
    { verdict: "nudge", rule: "eligible-nudge", count: 171 },
    { verdict: "required", rule: "limited-three-then-required", count: 18 },
    { verdict: "unknown", rule: "local-passkey-matrix", count: 34 },
  ],
  assumptions: [
    { path: "context.interactive", value: true, choices: [true, false] },
    { path: "context.mfaMethod", value: "sms", choices: ["none", "sms", "voice", "totp", "other"] },
    { path: "context.os", value: "windows", choices: ["windows", "macos", "linux", "ios", "android", "other"] },
    { path: "context.browser", value: "edge", choices: ["chrome", "edge", "firefox", "safari", "other"] },
    { path: "context.surface", value: "browser", choices: ["browser", "embedded_view", "native_app"] },
    { path: "context.termsOfUse", value: null, choices: [true, false] },
    { path: "user.history", value: [], choices: [[], [{ event: "skip", daysAgo: 30 }]] },
  ],
  hangs: [
    { instead: { "context.os": "macos", "context.browser": "safari" }, asked: 312, required: 41, unknown: 0 },
    { instead: { "context.os": "linux", "context.browser": "chrome" }, asked: -189, required: 0, unknown: -34 },
    { instead: { "context.mfaMethod": "totp" }, asked: 0, required: 0, unknown: 0 },
  ],
  other: { ruleset: "2026-05-20b", asked: 207, differ: 71 },
  unreadGroups: [],
  file: null,
  standingAsked: null,
};

/** @param {number} ago @param {number} passkey @param {number} app */
const tally = (ago, passkey, app) => ({
  at: now - ago,
  tally: {
    people: 412, passkey, passwordless: passkey + 12, authenticator: app, phishable_only: 412 - passkey - app, nothing: 7,
    methods: { mobilePhone: 388, passKeyDeviceBound: passkey, microsoftAuthenticatorPush: app, methodOfNextYear: 2 },
  },
});

/** @type {TenantView} */
const ready = {
  organisation: "Harbour & Pine",
  guidance: [
    {
      trouble: "forbidden",
      conclusion: "open",
      checks: ["graph-permission", "tool-current"],
      causes: [],
      open: ["tool-current"],
    },
  ],
  script: { optional: true, required: true },
  readAt: now,
  pilot: staff,
  checks,
  person: null,
  runbook: /** @type {TenantView["runbook"]} */ ([
    { step: "enable-methods", state: "done", checks: [] },
    { step: "target-pilot", state: "to-do", checks: [] },
    { step: "two-administrators", state: "open", checks: [] },
    { step: "enforce-attestation", state: "advised", checks: [] },
    { step: "configure-hello", state: "open", checks: [] },
    { step: "validate-sign-in", state: "by-hand", checks: [] },
  ]),
  campaign: { kind: "read", standing: campaign, draft: null, managed: ["managed-settings-not-configurable", "managed-target-passkey", "managed-snooze-one-day", "managed-unlimited-snoozes"], questions: [{ question: "hide-skip", rule: "skip-cannot-be-hidden", elsewhere: null }, { question: "end-date", rule: null, elsewhere: null }, { question: "licence", rule: "no-license-needed", elsewhere: "2023-11-15" }], methods: ["microsoftAuthenticator", "fido2"] },
  forecast: { kind: "counted", forecast },
  results: {
    kind: "counted", days: 9, first: tally(40 * 86400, 61, 12), last: tally(0, 96, 31), log: null,
    audited: [2, 1, 0].map((ago) => ({
      day: Math.floor(now / 86400 - ago) * 86400,
      registered: { passkey: 3 + ago, authenticator: 1, other: 0 },
      deleted: { passkey: ago, authenticator: 0, other: 0 },
      others: 11,
    })),
  },
  sent: null,
};

/** @param {Partial<CampaignView>} other @param {boolean} sendable @returns {TenantView} */
const drafted = (other, sendable = true) => ({
  ...ready,
  campaign: {
    .../** @type {Extract<TenantView["campaign"], { kind: "read" }>} */ (ready.campaign),
    draft: {
      campaign: { ...campaign, ...other },
      differences: [
        { path: `${enforcement}.snoozeDurationInDays`, before: 3, after: other.snoozeDays ?? 1 },
        {
          path: `${enforcement}.excludeTargets`,
          before: [{ id: staffId, targetType: "group" }, { id: kiosks.id, targetType: "group" }],
          after: [{ id: kiosks.id, targetType: "group" }, { id: "c2b9a7e4-51d0-4e6f-b83a-0d1f5ae90105", targetType: "user" }],
        },
      ],
      sendable,
    },
  },
  forecast: { kind: "counted", forecast: { ...forecast, asked: 230, standingAsked: 189 } },
});
const draft = drafted({ snoozeDays: 1, exclude: [kiosks, target("c2b9a7e4-51d0-4e6f-b83a-0d1f5ae90105", "Ada Brandt", null, { targetType: "user" })] });

const blue = { name: "Blue key", aaguid: null, synced: false };
/** @type {Record<string, LockoutView>} */
const lockouts = {
  untouched: { kind: "untouched" },
  nobody: { kind: "known", preview: { lockedOut: [], touched: [], of: 41 }, unread: 0, myself: false },
  people: {
    kind: "known",
    preview: {
      lockedOut: [
        { name: "mira.okafor@harbourpine.example", loses: [blue], keeps: [], open: [] },
        { name: "mateo.cruz@harbourpine.example", loses: [blue, { ...blue, name: "Spare" }], keeps: [], open: [] },
      ],
      touched: [{ name: "elsa.haugen@harbourpine.example", loses: [blue], keeps: [blue], open: [blue] }],
      of: 41,
    },
    unread: 3,
    myself: true,
  },
  unknown: { kind: "unknown" },
  reading: { kind: "reading", asked: 11, left: 46, signIn: false },
  ended: { kind: "reading", asked: 11, left: 46, signIn: true },
};

/** @param {LockoutView} lockout @returns {ReviewView} */
const reviewed = (lockout) => ({
  review: 4,
  what: { kind: "check", value: "fido-profile-consistency" },
  change: {
    version: "v1.0",
    path: "policies/authenticationMethodsPolicy/authenticationMethodConfigurations/fido2",
    body: { "@odata.type": "#microsoft.graph.fido2AuthenticationMethodConfiguration", includeTargets: [{ id: staffId, allowedPasskeyProfiles: ["00000000-0000-0000-0000-000000000001"] }] },
    differences: [{ path: "includeTargets", before: [{ id: staffId, allowedPasskeyProfiles: [] }], after: [{ id: staffId, allowedPasskeyProfiles: ["00000000-0000-0000-0000-000000000001"] }] }],
  },
  lockout,
  word: lockout.kind === "unknown" || (lockout.kind === "known" && lockout.preview.lockedOut.length) ? "lock out" : null,
});

const differences = [{ path: `${enforcement}.snoozeDurationInDays`, before: 5, after: 3 }];
/** @type {{ [Kind in SentView["outcome"]["kind"]]: SentView["outcome"] }} */
const outcomes = {
  done: { kind: "done" },
  conflict: { kind: "conflict", differences },
  moved: { kind: "moved", differences: [{ path: "Fido2.state", before: "disabled", after: "enabled" }] },
  notTaken: { kind: "notTaken", differences },
  unsure: { kind: "unsure", trouble: { kind: "unanswered" } },
  refused: {
    kind: "refused",
    trouble: { kind: "refused", status: 403, code: "Authorization_RequestDenied", message: "Insufficient privileges to complete the operation.", subCode: null, requestId: null },
  },
};

/** @type {TenantView} */
const looked = { ...ready, person: { id: "c2b9a7e4-51d0-4e6f-b83a-0d1f5ae90105", name: "Ada Brandt", account: "ada.brandt@harbourpine.example", checks: [], keys: [], guidance: [] } };

const unread = { why: /** @type {const} */ ("forbidden"), said: "Authorization_RequestDenied" };

const unlicensed = { why: /** @type {const} */ ("licence-missing"), said: "Authentication_RequestFromNonPremiumTenantOrB2CTenant" };

/** What was not read for want of a new sign-in, each by itself. @type {Record<string, Partial<TenantView>>} */
const wanting = {
  checks: { checks: [check("sms-only-users", "unknown", "sign-in-needed", { said: "the directory wants a new sign-in" })] },
  person: { person: { id: "c2b9a7e4-51d0-4e6f-b83a-0d1f5ae90105", name: "Ada Brandt", account: "ada.brandt@harbourpine.example", checks: [check("user-tap", "unknown", "sign-in-needed")], keys: [], guidance: [] } },
  results: { results: { kind: "notRead", unread: { why: "sign-in-needed", said: null } } },
  campaign: { campaign: { kind: "notRead", unread: { why: "sign-in-needed", said: null } } },
};

/** @param {Record<string, unknown>} answers @returns {State[]} */
export function tenants(answers) {
  /** @type {(name: string, view: TenantView, other?: Partial<State>) => State} */
  const state = (name, view, { answers: more, ...other } = {}) => ({
    name: `tenant-${name}`,
    page: "#/tenant",
    answers: { ...answers, tenant_read: view, tenant_change: view, tenant_send: view, ...more },
    variants: "all",
    ...other,
  });
  const fix = "button:has-text('Fix…')";
  /** Somebody is signed in, who can sign in again. */
  const inTenant = { start: { ...atHome, signIn: signedIn } };
  return [
    state("ready", ready),
    state("open", ready, { acts: [["click", "button:has-text('Show the other')"], ["click", "details.evidence:has-text('have only these') > summary"], ["click", "summary:has-text('Change what is assumed')"], ["click", "summary:has-text('As a table')"], ["click", "summary:has-text('Microsoft managed means')"]] }),
    state("person", { ...ready, person: { id: "c2b9a7e4-51d0-4e6f-b83a-0d1f5ae90105", name: "Ada Brandt", account: "ada.brandt@harbourpine.example", checks: [
      check("user-in-fido-scope", "pass", null),
      check("user-in-auth-scope", "fail", "not-included"),
      check("user-registered", "fail", "not-registered", { fido2: 0 }),
      check("user-guest", "pass", null, { userType: "Member" }),
      check("user-profile-fit", "unknown", "no-key"),
      check("user-tap", "pass", null, { exists: false }),
      check("browser-webauthn", "unknown", "not-asked"),
      check("key-model-allowed", "fail", "model-not-allowed", { aaguid: "3e22415d-7fdf-4ea4-8a0c-dd60c4249b9d", line: "passkeyProfiles[0].keyRestrictions.aaGuids" }),
      check("key-capabilities", "pass", null),
      check("key-known-good", "pass", null, { aaguid: "fa2b99dc-9e39-4257-8f92-4a30d23c4118" }),
      check("whfb-tpm", "unknown", "not-windows"),
    ], keys: [
      { id: "usb:3-1.4", name: "FIDO2 Security Key", aaguid: "3e22415d-7fdf-4ea4-8a0c-dd60c4249b9d", told: true, role: "checked" },
      { id: "usb:3-1.2", name: "Yubico YubiKey OTP+FIDO+CCID", aaguid: "fa2b99dc-9e39-4257-8f92-4a30d23c4118", told: true, role: "knownGood" },
      { id: "nfc:0", name: "ACS ACR1252 Reader", aaguid: null, told: false, role: "neither" },
    ], guidance: [
      { trouble: "not-offered", conclusion: "cause", checks: [], causes: ["user-in-auth-scope", "user-registered"], open: [] },
      { trouble: "key-fails", conclusion: "open", checks: [], causes: [], open: ["browser-webauthn", "key-model-allowed", "key-capabilities"] },
      { trouble: "hello-not-offered", conclusion: "open", checks: [], causes: [], open: ["whfb-os", "whfb-tpm", "whfb-join"] },
      { trouble: "forbidden", conclusion: "nothing-found", checks: [], causes: [], open: [] },
    ] } }, { answers: { methods_read: methods }, acts: [["click", "button[aria-label^='Delete']"]], variants: "all" }),
    state("person-other", looked, { answers: { methods_read: methods }, acts: [["click", "button[aria-label^='Delete Microsoft']"]], variants: "few" }),
    state("person-others-unread", looked, { answers: { methods_read: { ...methods, others: { listed: [], trouble: { kind: "throttled", retryAfter: 12 } } } }, variants: "few" }),
    state("person-gone", looked, { answers: { methods_read: { ...methods, outcome: { kind: "gone", recorded: true } }, pass_issue: { kind: "issued", pass: "K7#mQ2xv", minutes: 60, once: true, recorded: true } }, acts: [["click", "button:has-text('Issue a pass')"]], variants: "all" }),
    state("person-refused", looked, { answers: { methods_read: { ...methods, keys: { kind: "notRead", trouble: { kind: "throttled", retryAfter: 12 } }, outcome: { kind: "unsure", recorded: true, trouble: { kind: "unanswered" } } }, pass_issue: { kind: "refused", trouble: { kind: "throttled", retryAfter: null } } }, acts: [["click", "button:has-text('Issue a pass')"]], variants: "few" }),
    state("person-myself", looked, { answers: { methods_read: { ...methods, myself: true } }, variants: "all" }),
    state("person-pass", looked, { answers: { methods_read: methods }, acts: [["fill", "#pass-minutes", "5"]], variants: "all" }),
    state("draft", draft),
    state("edit", draft, { acts: [["click", "button:has-text('Edit…')"]] }),
    state("picker", draft, {
      answers: { tenant_find: [staff, target("6f1d2c60-8a3e-4f57-9c41-5a70e1b30004", "Adventurers of the northern harbour with a long name", null), target("c2b9a7e4-51d0-4e6f-b83a-0d1f5ae90105", "Ada Brandt", null, { targetType: "user", account: "ada.brandt@harbourpine.example" })] },
      acts: [["click", "button:has-text('Edit…')"], ["click", "button[aria-label='Add somebody: Asked']"], ["fill", "#include-find", "a"], ["click", "#include-find"]],
    }),
    state("managed", { ...drafted({ state: "default", findings: [{ code: "managed-settings-ignored", severity: "warning", rule: "managed-settings-not-configurable", path: "snoozeDurationInDays" }] }) }, { acts: [["click", "button:has-text('Edit…')"]], variants: "few" }),
    state("invalid", drafted({ snoozeDays: 20, findings: [{ code: "snooze-out-of-range", severity: "invalid", rule: "snooze-range-0-14", path: "snoozeDurationInDays" }] }, false), { acts: [["click", "button:has-text('Edit…')"]] }),
    state("v1", { ...ready, pilot: null, campaign: { .../** @type {any} */ (ready.campaign), standing: { ...campaign, tree: "v1.0", limited: null, state: "sunset", exclude: [], include: [target("all_users", null, null)] } } }, { acts: [["click", "button:has-text('Edit…')"]], variants: "few" }),
    state("unread", {
      ...ready,
      checks: checks.map((one) => ({ ...one, outcome: "unknown", reason: "forbidden", evidence: { said: "Authorization_RequestDenied" }, mendable: false })),
      campaign: { kind: "notRead", unread },
      forecast: { kind: "notRead", unread: { why: "failed", said: "the directory cannot be reached: connection refused" } },
    }),
    ...Object.entries(wanting).map(([name, other]) =>
      state(`ended-${name}`, { ...ready, ...other }, { answers: { ...inTenant, methods_read: methods }, variants: name === "checks" ? "all" : "few" }),
    ),
    state("file", { ...ready, results: { kind: "notRead", unread }, forecast: { kind: "counted", forecast: { ...forecast, file: "registrations-2026-11.csv" } } }, { variants: "few" }),
    state("no-licence", {
      ...ready,
      checks: [check("sms-only-users", "unknown", "licence-missing", { said: unlicensed.said })],
      results: { kind: "notRead", unread: unlicensed },
      forecast: { kind: "notRead", unread: unlicensed },
    }),
    state("log", ready, { acts: [["click", "summary:has-text('audit log')"]], variants: "few" }),
    state("no-log", { ...ready, results: { kind: "counted", days: 1, first: tally(0, 96, 31), last: tally(0, 96, 31), audited: [], log: unread } }, { variants: "few" }),
    state("groups", { ...ready, forecast: { kind: "counted", forecast: { ...forecast, failed: 2, unreadGroups: [staffId] } } }, { variants: "few" }),
    state("fault", ready, { refuses: { tenant_read: { code: "directory", message: "connection refused" } }, variants: "few" }),
    state("exported", ready, { answers: { tenant_export: "/home/mira/campaign-forecast.csv" }, acts: [["click", "button:has-text('Export CSV')"]], variants: "few" }),
    ...Object.entries(lockouts).map(([name, lockout]) =>
      state(`review-${name}`, ready, { answers: { ...inTenant, tenant_review: reviewed(lockout), tenant_review_on: reviewed(lockout) }, acts: [["click", fix]], variants: name === "people" ? "all" : "few" }),
    ),
    state("review-request", ready, { answers: { tenant_review: reviewed(/** @type {LockoutView} */ (lockouts.untouched)) }, acts: [["click", fix], ["click", "summary:has-text('The request')"]], variants: "few" }),
    ...Object.values(outcomes).map((outcome) =>
      state(`sent-${outcome.kind}`, { ...ready, sent: { what: { kind: "campaign" }, outcome } }, { variants: outcome.kind === "conflict" ? "all" : "few" }),
    ),
  ];
}

/** What the shell is asked. @param {(name: string) => State} named */
export const tenantFlows = (named) => [
  {
    name: "a check is mended only after its change was seen",
    state: named("tenant-review-untouched"),
    acts: [["press", "Send the change"]],
    asked: [["tenant_review", { what: { kind: "check", value: "auth-targets" } }], ["tenant_send", { review: 4, word: null }]],
    heading: "Harbour & Pine",
    once: "tenant_send",
  },
  {
    name: "nobody is locked out before the word was typed",
    state: named("tenant-review-people"),
    acts: [["type", "#word", "Lock"], ["key", "Enter"], ["type", "#word", " out "], ["key", "Enter"]],
    asked: [["tenant_send", { review: 4, word: "Lock out " }]],
    once: "tenant_send",
  },
  {
    name: "whom a change locks out is read on after a new sign-in",
    state: { ...named("tenant-review-ended"), moments: [{ kind: "done", lasts: "forGood", stays: true }] },
    acts: [["press", "Sign in again"]],
    asked: [["tenant_review_on", { review: 4, on: "goOn" }], ["sign_in_begin", { wish: { who: "again" } }], ["tenant_review_on", { review: 4, on: "goOn" }]],
    never: ["tenant_send"],
  },
  {
    name: "whoever goes back sends nothing",
    state: named("tenant-review-people"),
    acts: [["press", "Back, send nothing"]],
    asked: [],
    never: ["tenant_send"],
    heading: "Harbour & Pine",
  },
  {
    name: "a group is added to those left out by its name",
    state: { ...named("tenant-picker"), acts: [] },
    acts: [["press", "Edit…"], ["press", "Add somebody: Left out"], ["type", "#exclude-find", "al"], ["press", "Add All staff"]],
    asked: [
      ["tenant_find", { beginning: "al" }],
      ["tenant_change", { change: { kind: "campaign", value: { snoozeDays: 1, exclude: { 0: { id: kiosks.id }, 2: { id: staffId, targetType: "group" } } } } }],
    ],
    never: ["tenant_send"],
  },
  ...Object.keys(wanting).map((name) => ({
    name: `a new sign-in is offered where one is wanted: ${name}`,
    state: { ...named(`tenant-ended-${name}`), moments: [{ kind: "done", lasts: "forGood", stays: true }] },
    acts: [["press", "Sign in again"]],
    asked: [["sign_in_begin", { wish: { who: "again" } }], ["tenant_read"]],
  })),
  ...[["5", "shorter than the policy allows"], ["481", "longer than the policy allows"]].map(([minutes, says]) => ({
    name: `a pass of ${minutes} minutes is not asked for, and why is said`,
    state: { ...named("tenant-person-pass"), acts: [] },
    // By keyboard: a hand on the mouse finds the button disabled.
    acts: [["type", "#pass-minutes", minutes], ["key", "Tab"], ["key", "Tab"], ["key", "Enter"]],
    asked: [["methods_read"]],
    never: ["pass_issue"],
    says,
  })),
  {
    name: "a key that may stay in a keyring is said at the sign-out, and can be taken out later",
    state: named("signin-key-may-stay"),
    acts: [["press", "Sign out once more"]],
    asked: [["sign_out"], ["sign_out"]],
    says: "may still have the key",
  },
  {
    name: "a pass within the policy’s bounds is asked for",
    state: { ...named("tenant-person-pass"), acts: [] },
    acts: [["type", "#pass-minutes", "480"], ["press", "Issue a pass"]],
    asked: [["pass_issue", { wanted: { minutes: 480 } }]],
    once: "pass_issue",
  },
  {
    name: "a search that finds somebody takes no fault of the room away",
    state: { ...named("tenant-picker"), acts: [], refuses: { tenant_export: { code: "file", message: "the disk is full" } } },
    acts: [["press", "Export CSV"], ["press", "Choose"], ["type", "#pilot", "al"], ["key", "Tab"]],
    asked: [["tenant_export"], ["tenant_find", { beginning: "al" }]],
    says: "the disk is full",
  },
  {
    name: "a search that cannot be made says so beside its field",
    state: { ...named("tenant-picker"), answers: { ...named("tenant-picker").answers, start: { ...atHome, signIn: signedIn } }, acts: [], refuses: { tenant_find: { code: "signed-out", message: "the directory wants a new sign-in" } }, moments: [{ kind: "done", lasts: "forGood", stays: true }] },
    acts: [["press", "Choose"], ["type", "#pilot", "al"], ["key", "Tab"], ["press", "Sign in again"], ["key", "Tab"], ["key", "Tab"]],
    asked: [["tenant_find", { beginning: "al" }], ["sign_in_begin", { wish: { who: "again" } }], ["tenant_find", { beginning: "al" }]],
  },
  {
    name: "a draft is reviewed, and dropped",
    state: { ...named("tenant-draft"), answers: { ...named("tenant-draft").answers, tenant_review: reviewed(/** @type {LockoutView} */ (lockouts.untouched)) } },
    acts: [["press", "Review and send"], ["press", "Back, send nothing"], ["press", "Discard"]],
    asked: [["tenant_review", { what: { kind: "campaign" } }], ["tenant_change", { change: { kind: "discard" } }]],
    never: ["tenant_send"],
  },
];
