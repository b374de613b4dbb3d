// @ts-check
// Signing in, being signed in, and what is done for somebody else or oneself then.
import { oneselfStates, providerStates } from "./oneselves.mjs";
import { factorUnsaid } from "./nudges.mjs";
import { account, atHome, blueKey, now } from "./people.mjs";

/** @typedef {import("./rooms.mjs").State} State */
/** @typedef {import("../../src/rooms").SignInState} SignInState */
/** @typedef {import("../../src/rooms").StartView} StartView */
/** @typedef {import("../../src/rooms").SettingsView} SettingsView */
/** @typedef {import("../../bindings/SignInTrouble").SignInTrouble} SignInTrouble */
/** @typedef {import("../../bindings/SignInMoment").SignInMoment} SignInMoment */

const address =
  "https://login.microsoftonline.com/contoso.example/oauth2/v2.0/authorize?client_id=7a1c5c1e-6f0b-4d55-9e0e-5f2f0a9d0001&response_type=code&response_mode=query&redirect_uri=http%3A%2F%2Flocalhost%3A39827&scope=openid+profile+offline_access&state=Zr0Jm1&nonce=k3&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&code_challenge_method=S256";

/** @type {SignInState["application"]} */
const application = { clientId: "7a1c5c1e-6f0b-4d55-9e0e-5f2f0a9d0001", tenant: "contoso.example", cloud: "worldwide" };
/** @type {SignInState} */
const known = { standing: { kind: "nobody" }, application, by: "browser" };
/** @type {SignInState} */
export const signedIn = {
  standing: { kind: "signedIn", cloud: "worldwide", jobs: ["desk"], registersForOthers: true, securityInfo: "https://mysignins.microsoft.com/security-info" },
  application,
  by: "browser",
};
/** @type {SignInState} */
const inChina = {
  standing: { kind: "signedIn", cloud: "china", jobs: ["own"], registersForOthers: false, securityInfo: "https://aka.ms/mysecurityinfo" },
  application: { clientId: "7a1c5c1e-6f0b-4d55-9e0e-5f2f0a9d0001", tenant: "contoso.example", cloud: "china" },
  by: "code",
};
/** @type {StartView["account"]} */
const desk = { scene: "tenant", organisation: "Contoso", person: "c2b9a7e4-51d0-4e6f-b83a-0d1f5ae90301", displayName: "Ines Varga", account: "ines.varga@contoso.example" };
const nobody = { ...desk, organisation: "contoso.example", person: "", displayName: "", account: "" };

const said = { codes: ["invalid_grant", "AADSTS65001"], words: "AADSTS65001: The user or administrator has not consented to use the application.", correlationId: "9f1c7d2e-0000-4c1e-8a55-2f6f0a9d0001" };
/** @type {{ [Kind in SignInTrouble["kind"]]: Extract<SignInTrouble, { kind: Kind }> }} */
const troubles = {
  noApplication: { kind: "noApplication" },
  applicationMalformed: { kind: "applicationMalformed", part: "clientId" },
  practiceGone: { kind: "practiceGone" },
  unreachable: { kind: "unreachable" },
  failing: { kind: "failing", status: 503, retryAfter: 30 },
  malformed: { kind: "malformed" },
  consentMissing: { kind: "consentMissing", said, adminConsent: "https://login.microsoftonline.com/contoso.example/adminconsent?client_id=7a1c5c1e-6f0b-4d55-9e0e-5f2f0a9d0001" },
  interactionNeeded: { kind: "interactionNeeded", said },
  refused: { kind: "refused", said },
  declined: { kind: "declined" },
  timedOut: { kind: "timedOut" },
  stopped: { kind: "stopped" },
  anotherAccount: { kind: "anotherAccount" },
  noPort: { kind: "noPort" },
  noEntropy: { kind: "noEntropy" },
  signedOut: { kind: "signedOut" },
  notKept: { kind: "notKept" },
};

/** @type {[name: string, moment: SignInMoment, variants: State["variants"]][]} */
const moments = [
  ["asking", { kind: "asking" }, "few"],
  ["browser", { kind: "browser", address, opened: true, only: false }, "all"],
  ["browser-only", { kind: "browser", address, opened: true, only: true }, "few"],
  ["by-hand", { kind: "browser", address, opened: false, only: false }, "few"],
  ["code", { kind: "code", code: "H4K7-QX2M", address: "https://microsoft.com/devicelogin", leftMs: 840_000 }, "all"],
  ["done", { kind: "done", lasts: "thisWindow", stays: false }, "few"],
  ...Object.values(troubles).map(
    (trouble) => /** @type {[string, SignInMoment, State["variants"]]} */ ([`failed-${trouble.kind}`, { kind: "failed", trouble }, trouble.kind === "consentMissing" ? "all" : "few"]),
  ),
];

/** @type {NonNullable<State["acts"]>} */
const begin = [["click", "form button:has-text('Sign in')"]];

/** @param {(other?: Partial<StartView>) => Record<string, unknown>} answersOf @param {SettingsView} settings @returns {State[]} */
export function signIns(answersOf, settings) {
  const at = (/** @type {SignInState} */ signIn, /** @type {StartView["account"]} */ account) => answersOf({ ...atHome, signIn, account });
  const asked = at(signedIn, desk);
  return [
    { name: "signin-form", page: "#/start", answers: at({ ...known, application: null }, account), acts: [["click", "#client-id"]], variants: "all" },
    { name: "signin-signed-in", page: "#/start", answers: asked, variants: "all" },
    { name: "signin-key-may-stay", page: "#/start", answers: { ...asked, sign_out: "keyMayStay" }, acts: [["click", "button:has-text('Sign out')"]], variants: "all" },
    { name: "signin-second-factor", page: "#/start", answers: answersOf({ ...atHome, signIn: signedIn, account: desk, nudge: factorUnsaid, secondFactor: null }), variants: "all" },
    { name: "signin-china", page: "#/start", answers: at(inChina, desk), variants: "few" },
    { name: "signin-ended", page: "#/start", answers: answersOf({ ...atHome, signIn: { ...known, standing: { kind: "ended" } }, account: nobody, keys: { kind: "notRead", trouble: { kind: "signInNeeded", stronger: false } } }), variants: "all" },
    { name: "signin-settings", page: "#/settings", answers: { ...asked, settings: { ...settings, signIn: signedIn, account: desk } }, variants: "few" },
    ...moments.map(([name, moment, variants]) => ({
      name: `signin-${name}`,
      page: "#/start",
      answers: at(known, account),
      moments: [moment],
      acts: begin,
      variants,
    })),
    { name: "signin-for-whom", page: "#/register", answers: { ...asked, tenant_find: [{ id: "1", targetType: "user", name: "Ada Brandt", account: "ada.brandt@contoso.example", members: null }] }, acts: [["fill", "#for-whom", "a"], ["click", "#for-whom"]], variants: "all" },
    { name: "signin-for-whom-china", page: "#/register", answers: at(inChina, desk), variants: "few" },
    ...oneselfStates(asked),
    ...providerStates(asked, false),
    ...providerStates(answersOf({ ...atHome, account }), true),
  ];
}

/** @type {import("../../src/rooms").MethodsView} */
export const methods = {
  pass: /** @type {const} */ ({ kind: "allowed", least: 60, most: 480, usual: 60, onlyOnce: false, certain: true }),
  person: "c2b9a7e4-51d0-4e6f-b83a-0d1f5ae90105",
  name: "Ada Brandt",
  keys: { kind: "listed", keys: [blueKey, { ...blueKey, methodId: "2", name: null, model: null, created: now - 86400 }] },
  left: { passkeys: 0, windowsHello: 0, platform: 0, authenticator: 1, loss: "last-phishing-resistant" },
  others: { trouble: null, listed: [
    { kind: "microsoftAuthenticator", methodId: "a1", name: "Practice phone", version: "6.2507.4749", created: now - 40 * 86400, left: { passkeys: 0, windowsHello: 0, platform: 0, authenticator: 0, loss: "nothing-read" } },
  ] },
  word: "delete",
  myself: false,
  outcome: null,
};
