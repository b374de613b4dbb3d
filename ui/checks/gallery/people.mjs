// @ts-check
// Who and what the gallery's states are about: the practice organisation, its keys, a judgement.

/** @typedef {import("../../src/rooms").StartView} StartView */
/** @typedef {import("../../bindings/WizardView").WizardView} WizardView */
/** @typedef {import("../../bindings/KeyView").KeyView} KeyView */
/** @typedef {import("../../bindings/Subject").Subject} Subject */
/** @typedef {import("../../bindings/Refusal").Refusal} Refusal */
/** @typedef {import("../../bindings/Judgement").Judgement} Judgement */
/** @typedef {import("../../bindings/Finding").Finding} Finding */
/** @typedef {import("../../bindings/Leftover").Leftover} Leftover */
/** @typedef {import("../../bindings/Step").Step} Step */

/** Friday 20 November 2026, 09:16:02 CET. */
export const now = 1795162562;

/** @type {import("../../src/rooms").Account} */
export const account = {
  scene: "practice",
  organisation: "Harbour & Pine",
  person: "c2b9a7e4-51d0-4e6f-b83a-0d1f5ae90101",
  displayName: "Mira Okafor",
  account: "mira.okafor@harbourpine.example",
};

/** @type {import("../../src/rooms").Look} */
export const look = { appearance: "system", textSize: 100, stillDrawings: false };

/** @type {import("../../src/rooms").DirectoryKey} */
export const blueKey = {
  methodId: "Yx1j7k2QbFqjI0m8cV0RlA2",
  credentialId: "Yx1j7k2QbFqjI0m8cV0RlA",
  name: "Mira’s blue key",
  model: "Practice key C",
  aaguid: "70726163-7469-6365-4b45-590000000005",
  created: now - 86400 * 40,
};

/** @type {import("../../src/rooms").SignInState} */
export const signedOut = { standing: { kind: "nobody" }, application: null, by: "browser" };

/** @type {StartView} */
export const atHome = {
  firstRun: false,
  account,
  signIn: signedOut,
  look,
  nudge: null,
  practiceSignIn: null,
  secondFactor: null,
  unfinished: [],
  keys: { kind: "listed", keys: [blueKey] },
};

/** @type {Refusal} */
export const refusal = {
  reason: "aaguid-not-allowed",
  profile: "Office keys",
  path: "keyRestrictions.aaGuids",
  enforcement: "allow",
  listed: ["Practice key C", "Practice key Bio"],
};

/** @type {KeyView} */
export const keyC = {
  id: "practice:c",
  transport: "usb",
  name: "Practice key C",
  aaguid: "70726163-7469-6365-4b45-590000000005",
  model: "Practice key C",
  refusal: null,
};

/** @type {KeyView} */
export const keyN = {
  id: "practice:n",
  transport: "usb",
  name: "Practice key N",
  aaguid: "70726163-7469-6365-4b45-590000000009",
  model: "Practice key N",
  refusal,
};

/**
 * One that FIDO's metadata refuse.
 * @type {KeyView}
 */
export const keyRevoked = {
  ...keyN,
  id: "practice:revoked",
  refusal: { reason: "metadata-revoked", profile: null, path: null, enforcement: null, listed: [] },
};

/** @type {KeyView} */
export const realKey = {
  id: "usb:001:004",
  transport: "nfc",
  name: "Contactless reader 01 00",
  aaguid: null,
  model: null,
  refusal: null,
};

/** @type {Subject} */
export const subject = {
  scene: "practice",
  organisation: "Harbour & Pine",
  displayName: "Mira Okafor",
  account: "mira.okafor@harbourpine.example",
  rpId: "login.harbourpine.example",
  origin: "https://login.harbourpine.example",
  expires: now + 280,
  policyRead: now - 260,
  ahead: -3599,
};

/** @type {Subject} */
export const ownOptions = {
  scene: "options",
  organisation: null,
  displayName: "Ada Example",
  account: "ada@example.org",
  rpId: "login.example.org",
  origin: "https://login.example.org",
  expires: now + 120,
  policyRead: null,
  ahead: 0,
};

/** Nobody: what a rehearsal is for. @type {Subject} */
export const rehearsalSubject = {
  ...ownOptions,
  displayName: "Nobody",
  account: "nobody",
  rpId: "rehearsal.touchstone.invalid",
  origin: "https://rehearsal.touchstone.invalid",
  expires: null,
};

/** @type {Leftover} */
export const leftover = {
  authenticator: keyC.id,
  credentialId: "m9jP0b2mSDyF0QGQCw2D1XkO2zbl1RZAN8Sx0kQ7y4M",
  remedy: "removeHere",
  notRemoved: null,
};

/** @type {Finding[]} */
const held = [
  ["client-data", "WebAuthn L3 §7.1, step 7"],
  ["challenge", "WebAuthn L3 §7.1, step 8"],
  ["origin", "WebAuthn L3 §7.1, step 9"],
  ["rp-id", "WebAuthn L3 §7.1, step 14"],
  ["flags", "WebAuthn L3 §7.1, steps 15 to 19"],
  ["attested-data", "WebAuthn L3 §6.5.1"],
  ["public-key", "RFC 9052 §7"],
  ["algorithm", "WebAuthn L3 §7.1, step 20"],
  ["statement-structure", "WebAuthn L3 §8.2"],
  ["statement-signature", "WebAuthn L3 §8.2"],
  ["certificate", "WebAuthn L3 §8.2.1"],
  ["certificate-aaguid", "WebAuthn L3 §8.2.1"],
  ["chain", "WebAuthn L3 §7.1, step 24"],
  ["metadata", "FIDO MDS 3.0 §3.1.1"],
  ["policy-aaguid", "fido2AuthenticationMethodConfiguration"],
].map(([check, spec]) => /** @type {Finding} */ ({ check, outcome: "pass", reason: null, evidence: {}, spec }));

/** @type {Judgement} */
export const sound = {
  id: "8c1f6a0e7d5b4c3f9a2e1d0c8b7a6f5e",
  verdict: "admitted",
  aaguid: "70726163-7469-6365-4b45-590000000005",
  model: "Practice key C",
  attestation: { fmt: "packed", type: "basic", trusted: true, anchor: "CN=Practice Root CA 1,O=Touchstone Practice" },
  findings: held,
};

/**
 * @param {import("../../bindings/Check").Check} check
 * @param {Partial<Finding>} finding
 * @returns {Finding[]}
 */
const but = (check, finding) => held.map((one) => (one.check === check ? { ...one, ...finding } : one));

/** @type {Judgement} */
export const broken = {
  ...sound,
  verdict: "invalid",
  findings: but("certificate-aaguid", {
    outcome: "fail",
    reason: "certificate-aaguid-mismatch",
    evidence: {
      certificate: "70726163-7469-6365-4b45-590000000005",
      authenticatorData: "70726163-7469-6365-4b45-590000000007",
    },
  }),
};

/** @type {Judgement} */
export const notListed = {
  ...sound,
  verdict: "refused",
  findings: but("policy-aaguid", { outcome: "fail", reason: "aaguid-not-allowed", evidence: { listed: 2 } }),
};

/** @type {Judgement} */
export const open = {
  ...sound,
  verdict: "undetermined",
  findings: but("metadata", { outcome: "unknown", reason: "metadata-missing" }),
};

/**
 * @param {Step} step
 * @param {Partial<WizardView>} [other]
 * @returns {WizardView}
 */
export const viewOf = (step, other) => ({
  revision: 1,
  registration: "8c1f6a0e7d5b4c3f9a2e1d0c8b7a6f5e",
  subject,
  keys: [keyC],
  step,
  ...other,
});
