// @ts-check
// Registering for oneself: keys held against the policy, the page, the directory, and the key that holds it.

/** @typedef {import("./rooms.mjs").State} State */
/** @typedef {import("../../bindings/OneselfView").OneselfView} OneselfView */
/** @typedef {import("../../bindings/OwnKey").OwnKey} OwnKey */
/** @typedef {import("../../bindings/NewPasskey").NewPasskey} NewPasskey */
/** @typedef {import("../../bindings/Moment").Moment} Moment */

const method = "mKt4c0XgQn2yB1vQ0u3yZg2";
const here = "usb:3-1.2";

/** @type {OwnKey} */
const good = {
  key: { id: here, transport: "usb", name: "Yubico YubiKey OTP+FIDO+CCID", aaguid: "fa2b99dc-9e39-4257-8f92-4a30d23c4118", model: "YubiKey 5 Series with NFC", refusal: null },
  standing: { kind: "admitted" },
};
/** @type {OwnKey} */
const bad = {
  key: {
    id: "usb:3-1.4", transport: "usb", name: "FIDO2 Security Key", aaguid: "3e22415d-7fdf-4ea4-8a0c-dd60c4249b9d", model: "Feitian iePass FIDO Authenticator",
    refusal: { reason: "aaguid-not-allowed", profile: "Office keys", path: "passkeyProfiles[0].keyRestrictions.aaGuids", enforcement: "allow", listed: ["YubiKey 5 Series with NFC"] },
  },
  standing: { kind: "refused" },
};
/** @type {OwnKey} */
const silent = { key: { id: "nfc:0", transport: "nfc", name: "ACS ACR1252 Reader", aaguid: null, model: null, refusal: null }, standing: { kind: "silent" } };

/** @type {NewPasskey} */
const came = {
  listed: { methodId: method, credentialId: "mKt4c0XgQn2yB1vQ0u3yZg", name: "My blue key", model: "YubiKey 5 Series with NFC", aaguid: "fa2b99dc-9e39-4257-8f92-4a30d23c4118", created: 1_764_342_960 },
  proof: { kind: "hidden", keys: [here] },
  silent: 1,
  ended: null,
};

/** @type {OneselfView} */
const chosen = {
  revision: 3, practice: false, holder: "securityKey", moment: { kind: "choose" }, policy: { kind: "read" }, keys: [good, bad, silent],
  surveyed: true, page: "notOpened", watch: { kind: "watching" }, known: 1, came: [],
};
/** @type {OneselfView} */
const waits = { ...chosen, moment: { kind: "wait" }, keys: [good], page: "opened" };
/** @type {OneselfView} */
const found = { ...waits, moment: { kind: "came" }, watch: { kind: "over" }, came: [came] };
/** @type {(moment: Moment) => OneselfView} */
const proving = (moment) => ({ ...found, moment: { kind: "proving", method, moment } });

/** @type {[name: string, view: OneselfView, variants: State["variants"]][]} */
const views = [
  ["choose", chosen, "all"],
  ["takes-none", {
    ...chosen, keys: [], policy: { kind: "takesNone", refusal: { reason: "user-not-in-scope", profile: null, path: "includeTargets", enforcement: null, listed: [] } },
  }, "few"],
  ["not-known", { ...chosen, policy: { kind: "notRead" }, keys: [{ ...good, standing: { kind: "notKnown" } }] }, "few"],
  ["wait", waits, "all"],
  ["unreachable", { ...waits, watch: { kind: "failing", trouble: { kind: "unreachable" }, seconds: 20 } }, "few"],
  ["stopped", { ...waits, watch: { kind: "stopped" }, page: "noBrowser" }, "few"],
  ["signed-out", { ...waits, moment: { kind: "signInNeeded" }, watch: { kind: "over" } }, "few"],
  ["came", found, "all"],
  ["not-on-it", { ...found, came: [{ ...came, proof: { kind: "onNone" }, ended: { kind: "notOn", key: here } }] }, "few"],
  ["pin", proving({ kind: "enterPin", prompt: 1, authenticator: here, retries: 8, reason: "userVerification" }), "few"],
  ["pulled", proving({ kind: "insertKey", reason: "takenOut" }), "few"],
  ["proved", { ...found, moment: { kind: "proved" }, came: [{ ...came, proof: { kind: "on", key: good.key, verified: true } }] }, "all"],
];

/** @type {OneselfView} */
const atProvider = { ...chosen, holder: "provider", keys: [] };
/** @type {NewPasskey} */
const synced = {
  listed: { methodId: "xcXFxQ", credentialId: "xcXFxQ", name: "My phone", model: "iCloud Keychain", aaguid: "fbfc3007-154e-4ecc-8c0b-6e020557d7bd", created: 1_764_342_960 },
  proof: { kind: "notAsked" },
  silent: 0,
  ended: null,
};
/** @type {[name: string, view: OneselfView, variants: State["variants"]][]} */
const ofProvider = [
  ["choose", atProvider, "all"],
  ["wait", { ...atProvider, moment: { kind: "wait" }, page: "opened" }, "few"],
  ["unreachable", { ...atProvider, moment: { kind: "wait" }, page: "noBrowser", watch: { kind: "failing", trouble: { kind: "unreachable" }, seconds: 20 } }, "few"],
  ["not-read", { ...atProvider, moment: { kind: "notRead", trouble: { kind: "unreachable" } } }, "few"],
  ["listed", { ...atProvider, moment: { kind: "listed" }, page: "opened", watch: { kind: "over" }, came: [synced] }, "all"],
];

/** A passkey of a provider. @param {Record<string, unknown>} answers @param {boolean} practice @returns {State[]} */
export const providerStates = (answers, practice) =>
  (practice ? ofProvider.slice(0, 1) : ofProvider).map(([name, view, variants]) => ({
    name: `provider-${practice ? "practice" : name}`,
    page: "#/provider",
    answers,
    views: [{ ...view, practice }],
    variants,
  }));

/** @param {Record<string, unknown>} answers @returns {State[]} */
export const oneselfStates = (answers) =>
  views.map(([name, view, variants]) => ({
    name: `oneself-${name}`,
    page: "#/register",
    answers,
    views: [view],
    acts: [["click", "button:has-text('It is for myself')"]],
    variants,
  }));
