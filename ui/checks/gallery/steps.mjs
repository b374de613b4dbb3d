// @ts-check
// Every step, moment, reason and end of a registration, at least once. Keyed by the generated types,
// so that a new one without a picture does not pass the check.
import { broken, keyC, keyN, keyRevoked, leftover, notListed, now, open, ownOptions, realKey, refusal, sound, viewOf } from "./people.mjs";

/** @typedef {import("../../bindings/Moment").Moment} Moment */
/** @typedef {import("../../bindings/Step").Step} Step */
/** @typedef {import("../../bindings/Finish").Finish} Finish */
/** @typedef {import("../../bindings/Stored").Stored} Stored */
/** @typedef {import("../../bindings/Failure").Failure} Failure */
/** @typedef {import("../../bindings/Unusable").Unusable} Unusable */
/** @typedef {import("../../bindings/TroubleView").TroubleView} TroubleView */
/** @typedef {import("../../bindings/NotRemoved").NotRemoved} NotRemoved */
/** @typedef {import("../../bindings/WizardView").WizardView} WizardView */
/**
 * Each kind with its pictures.
 * @template {{ kind: string }} Union
 * @typedef {{ [Kind in Union["kind"]]: Record<string, Extract<Union, { kind: Kind }>> }} Every
 */

const authenticator = keyC.id;
const prompt = 7;
const rules = { minCodePoints: 6, maxCodePoints: 63, complexity: false };

/** @type {Every<Unusable>} */
export const unusables = {
  notCtap2: { "": { kind: "notCtap2" } },
  noDiscoverableCredentials: { "": { kind: "noDiscoverableCredentials" } },
  noUserVerification: { "": { kind: "noUserVerification" } },
  noCommonAlgorithm: { "": { kind: "noCommonAlgorithm" } },
  noCredProtect: { "": { kind: "noCredProtect" } },
  noCredentialManagement: { "": { kind: "noCredentialManagement" } },
  pinNotSet: { "": { kind: "pinNotSet" } },
  notAllowed: { "": { kind: "notAllowed" }, metadata: { kind: "notAllowed" } },
  alreadyRegistered: {
    "": { kind: "alreadyRegistered", detail: { credentialId: "Yx1j7k2QbFqjI0m8cV0RlA" } },
    unnamed: { kind: "alreadyRegistered", detail: { credentialId: null } },
  },
  full: { "": { kind: "full" } },
  pinBlocked: { "": { kind: "pinBlocked" } },
  userVerificationBlocked: { "": { kind: "userVerificationBlocked" } },
  refused: { "": { kind: "refused", detail: { code: 0x27, name: "CTAP2_ERR_OPERATION_DENIED" } } },
  transport: {
    "": { kind: "transport", detail: { kind: "timedOut" } },
    io: {
      kind: "transport",
      detail: { kind: "io", detail: { attempted: "reading a report", message: "Input/output error (os error 5)" } },
    },
  },
  malformed: { "": { kind: "malformed", detail: "getInfo holds a member twice" } },
};

/** @type {Every<Moment>} */
export const moments = {
  insertKey: {
    first: { kind: "insertKey", reason: "first" },
    takenOut: { kind: "insertKey", reason: "takenOut" },
    takenOutUnanswered: { kind: "insertKey", reason: "takenOutUnanswered" },
  },
  notOpen: {
    noRight: { kind: "notOpen", authenticator, why: "noRight" },
    inUse: { kind: "notOpen", authenticator, why: "inUse" },
  },
  connecting: { "": { kind: "connecting" } },
  selectByTouch: {
    two: { kind: "selectByTouch", authenticators: [keyC.id, realKey.id] },
    three: { kind: "selectByTouch", authenticators: [keyC.id, keyN.id, realKey.id] },
  },
  useAnother: Object.fromEntries(
    Object.entries(unusables).flatMap(([kind, all]) =>
      Object.entries(all).map(([name, why]) => [
        name ? `${kind}-${name}` : kind,
        { kind: "useAnother", authenticator: kind !== "notAllowed" ? keyC.id : name === "metadata" ? keyRevoked.id : keyN.id, why },
      ]),
    ),
  ),
  enterPin: {
    userVerification: { kind: "enterPin", prompt, authenticator, retries: 8, reason: "userVerification" },
    wrongPin: { kind: "enterPin", prompt, authenticator, retries: 7, reason: "wrongPin" },
    last: { kind: "enterPin", prompt, authenticator, retries: 1, reason: "wrongPin" },
    tooShort: { kind: "enterPin", prompt, authenticator, retries: 7, reason: "tooShort" },
    expired: { kind: "enterPin", prompt, authenticator, retries: null, reason: "expired" },
  },
  setPin: {
    "": { kind: "setPin", prompt, authenticator, rules, rejected: null },
    tooShort: { kind: "setPin", prompt, authenticator, rules, rejected: { kind: "tooShort", min: 6 } },
    tooLong: { kind: "setPin", prompt, authenticator, rules, rejected: { kind: "tooLong", max: 63 } },
    refusedByKey: {
      kind: "setPin",
      prompt,
      authenticator,
      rules: { ...rules, complexity: true },
      rejected: { kind: "refusedByKey" },
    },
  },
  changePin: {
    "": { kind: "changePin", prompt, authenticator, rules, retries: 8, reason: "userVerification", rejected: null },
    wrongPin: { kind: "changePin", prompt, authenticator, rules, retries: 7, reason: "wrongPin", rejected: null },
    rejected: {
      kind: "changePin",
      prompt,
      authenticator,
      rules,
      retries: 8,
      reason: "userVerification",
      rejected: { kind: "refusedByKey" },
    },
  },
  verifyUser: { "": { kind: "verifyUser", authenticator } },
  verifyUserAgain: {
    orPin: { kind: "verifyUserAgain", prompt, authenticator, retries: 3, pinInstead: true },
    only: { kind: "verifyUserAgain", prompt, authenticator, retries: null, pinInstead: false },
  },
  reinsert: { "": { kind: "reinsert", authenticator } },
  working: { "": { kind: "working", authenticator } },
  touchKey: { "": { kind: "touchKey", authenticator } },
  tryAgain: {
    tooLate: { kind: "tryAgain", prompt, authenticator, why: "tooLate" },
    declined: { kind: "tryAgain", prompt, authenticator, why: "declined" },
    notVerified: { kind: "tryAgain", prompt, authenticator, why: "notVerified" },
    unanswered: { kind: "tryAgain", prompt, authenticator, why: "unanswered" },
    anotherKey: { kind: "tryAgain", prompt, authenticator, why: "anotherKey" },
  },
  stopping: { "": { kind: "stopping" } },
  over: { "": { kind: "over" } },
};

/** @type {{ [Kind in TroubleView["kind"]]: Extract<TroubleView, { kind: Kind }> }} */
export const troubles = {
  unreachable: { kind: "unreachable" },
  unanswered: { kind: "unanswered" },
  throttled: { kind: "throttled", retryAfter: 30 },
  failing: { kind: "failing", status: 503 },
  signInNeeded: { kind: "signInNeeded", stronger: true },
  notFound: { kind: "notFound" },
  refused: {
    kind: "refused",
    status: 400,
    code: "badRequest",
    message: "Attestation verification failed: the AAGUID is not in the allowed list of the passkey profile.",
    subCode: "fido2AttestationNotAllowed",
    requestId: "6f0c1ad2-3b7c-4d53-8f5e-0f2f9a1c77d4",
  },
  malformed: { kind: "malformed" },
  expired: { kind: "expired" },
  askedToStop: { kind: "askedToStop" },
  cannotKeep: { kind: "cannotKeep" },
  guest: { kind: "guest" },
  optionsMalformed: { kind: "optionsMalformed", detail: "publicKey.challenge: not base64url at line 6" },
  optionsRefused: { kind: "optionsRefused", code: "rp-id-mismatch", detail: "example.org is no suffix of login.example.net" },
  policyMalformed: { kind: "policyMalformed", detail: "passkeyProfiles[0].keyRestrictions: not an object" },
  recordUnwritable: { kind: "recordUnwritable", detail: "database or disk is full" },
};

/** @type {Every<Failure>} */
export const failures = {
  cancelled: { "": { kind: "cancelled" } },
  timedOut: { "": { kind: "timedOut" } },
  unusable: {
    pinBlocked: { kind: "unusable", detail: { authenticator, why: { kind: "pinBlocked" } } },
    notAllowed: { kind: "unusable", detail: { authenticator: keyN.id, why: { kind: "notAllowed" } } },
  },
  powerCycleNeeded: { "": { kind: "powerCycleNeeded", detail: authenticator } },
  notOpen: { "": { kind: "notOpen", detail: { authenticator, why: "noRight" } } },
  noEntropy: { "": { kind: "noEntropy" } },
};

const ticks = { made: now, signs: true, slotsLeft: 22, inDirectory: now + 6, entry: 1208 };
const modelId = "2fc0579f-8113-47ea-b116-bb5a8db9202a";
/** @type {Stored[]} */
const alike = [
  { member: "id", made: "Yx1", stored: "Yx1", alike: true },
  { member: "aaguid", made: modelId, stored: modelId, alike: true },
  { member: "attestationLevel", made: "attested", stored: "attested", alike: true },
  { member: "passkeyType", made: "deviceBound", stored: null, alike: null },
];
/** @type {Stored[]} */
const otherwise = [
  ...alike.slice(0, 2),
  { member: "attestationLevel", made: "attested", stored: "notAttested", alike: false },
  { member: "passkeyType", made: "deviceBound", stored: "synced", alike: false },
];
const quiet = { possiblyOn: [], pinChangedOn: [], afterCancel: false };

/** @type {{ [Kind in NotRemoved["kind"]]: Extract<NotRemoved, { kind: Kind }> }} */
export const notRemoved = {
  ended: { kind: "ended", failure: { kind: "timedOut" } },
  notOnThisKey: { kind: "notOnThisKey" },
  notSupported: { kind: "notSupported" },
  unanswered: { kind: "unanswered" },
  notAsked: { kind: "notAsked", trouble: { kind: "unreachable" } },
};

/** @type {Every<Finish>} */
export const finishes = {
  registered: {
    "": { kind: "registered", name: "Mira’s blue key", methodId: "Yx1", judgement: sound, stored: alike, ticks },
    unread: { kind: "registered", name: "Mira’s blue key", methodId: "Yx1", judgement: sound, stored: null, ticks },
    otherwise: { kind: "registered", name: "Mira’s blue key", methodId: "Yx1", judgement: sound, stored: otherwise, ticks },
  },
  handedOver: {
    proved: { kind: "handedOver", judgement: sound, proved: true, ticks: { ...ticks, inDirectory: null } },
    unproved: {
      kind: "handedOver",
      judgement: open,
      proved: false,
      ticks: { made: now, signs: false, slotsLeft: null, inDirectory: null, entry: null },
    },
  },
  refused: {
    preflight: { kind: "refused", by: "preflight", reason: "user-not-in-scope", leftover: null },
    judge: { kind: "refused", by: "judge", reason: "certificate-aaguid-mismatch", leftover },
    directory: { kind: "refused", by: "directory", reason: "aaguid-not-allowed", leftover: null },
  },
  keptForLater: {
    survives: { kind: "keptForLater", leftMs: 190_000, survives: true },
    memory: { kind: "keptForLater", leftMs: null, survives: false },
  },
  removed: {
    takenOff: { kind: "removed", from: authenticator, found: "takenOff" },
    notThere: { kind: "removed", from: authenticator, found: "notThere" },
  },
  leftOnKey: { "": { kind: "leftOnKey", leftover } },
  notSearched: Object.fromEntries(
    Object.entries(notRemoved).map(([kind, why]) => [kind, { kind: "notSearched", why }]),
  ),
  notRecorded: {
    "": { kind: "notRecorded", trouble: { kind: "recordUnwritable", detail: "database or disk is full" }, leftover },
  },
  rehearsed: {
    nothing: { kind: "rehearsed", key: authenticator, kept: "nothing", roomBefore: 23, roomAfter: 23 },
    something: { kind: "rehearsed", key: authenticator, kept: "something", roomBefore: 23, roomAfter: 22 },
    unknown: { kind: "rehearsed", key: authenticator, kept: "unknown", roomBefore: null, roomAfter: null },
  },
  notMade: Object.fromEntries(
    Object.entries(failures).flatMap(([kind, all]) =>
      Object.entries(all).map(([name, failure]) => [name ? `${kind}-${name}` : kind, { kind: "notMade", failure }]),
    ),
  ),
  givenUp: { "": { kind: "givenUp" } },
};

/** @type {Every<Step>} */
export const steps = {
  reading: { "": { kind: "reading" } },
  notRead: Object.fromEntries(
    Object.entries(troubles).map(([kind, trouble]) => [kind, { kind: "notRead", prompt, trouble }]),
  ),
  confirm: { "": { kind: "confirm", prompt } },
  key: Object.fromEntries(
    Object.entries(moments).flatMap(([kind, all]) =>
      Object.entries(all).map(([name, moment]) => [
        name ? `${kind}-${name}` : kind,
        { kind: "key", moment, touchLeftMs: kind === "touchKey" ? 24_000 : null },
      ]),
    ),
  ),
  judging: { "": { kind: "judging" } },
  refused: {
    invalid: { kind: "refused", prompt, judgement: broken, refusal: null, leftover },
    policy: {
      kind: "refused",
      prompt,
      judgement: notListed,
      refusal,
      leftover: { ...leftover, remedy: "resetOnly" },
    },
    notRemoved: {
      kind: "refused",
      prompt,
      judgement: broken,
      refusal: null,
      leftover: { ...leftover, notRemoved: notRemoved.ended },
    },
  },
  unproved: { "": { kind: "unproved", prompt, judgement: open } },
  sending: { "": { kind: "sending" } },
  readingBack: { "": { kind: "readingBack" } },
  notRecorded: {
    "": { kind: "notRecorded", prompt, trouble: { kind: "recordUnwritable", detail: "database or disk is full" } },
  },
  kept: {
    unreachable: { kind: "kept", prompt, trouble: { kind: "unreachable" }, leftMs: 245_000, survives: true, leftover },
    failing: { kind: "kept", prompt, trouble: { kind: "failing", status: 503 }, leftMs: null, survives: false, leftover },
    expired: { kind: "kept", prompt, trouble: { kind: "expired" }, leftMs: 0, survives: true, leftover },
    askedToStop: { kind: "kept", prompt, trouble: { kind: "askedToStop" }, leftMs: 200_000, survives: true, leftover },
  },
  notAccepted: {
    "": { kind: "notAccepted", prompt, trouble: troubles.refused, leftover },
    noSlot: {
      kind: "notAccepted",
      prompt,
      trouble: { kind: "notFound" },
      leftover: { ...leftover, remedy: "takesNoSlot" },
    },
  },
  found: {
    "": { kind: "found", prompt, account: "mira.okafor@harbourpine.example", leftover },
    again: {
      kind: "found",
      prompt,
      account: null,
      leftover: { ...leftover, remedy: "resetOnly", notRemoved: notRemoved.unanswered },
    },
  },
  isItThis: {
    "": { kind: "isItThis", prompt, name: "Blue key", created: now - 86_400, leftover },
    silent: { kind: "isItThis", prompt, name: null, created: null, leftover },
  },
  removing: {
    insertKey: { kind: "removing", moment: { kind: "insertKey", reason: "first" } },
    enterPin: {
      kind: "removing",
      moment: { kind: "enterPin", prompt, authenticator, retries: 8, reason: "userVerification" },
    },
    working: { kind: "removing", moment: { kind: "working", authenticator } },
  },
  over: {
    ...Object.fromEntries(
      Object.entries(finishes).flatMap(([kind, all]) =>
        Object.entries(all).map(([name, finish]) => [
          name ? `${kind}-${name}` : kind,
          /** @type {Extract<Step, { kind: "over" }>} */ ({ kind: "over", finish, aside: quiet }),
        ]),
      ),
    ),
    asides: {
      kind: "over",
      finish: { kind: "notMade", failure: { kind: "cancelled" } },
      aside: { possiblyOn: [keyC.id, realKey.id], pinChangedOn: [keyC.id], afterCancel: true },
    },
  },
};

/** @type {Record<string, WizardView>} */
export const views = Object.fromEntries(
  Object.entries(steps).flatMap(([kind, all]) =>
    Object.entries(all).map(([name, step]) => [
      name ? `${kind}-${name}` : kind,
      viewOf(step, {
        subject: kind === "reading" || kind === "notRead" ? null : viewOf(step).subject,
        keys: name.endsWith("notAllowed-metadata") ? [keyC, keyRevoked] : [keyC, keyN, realKey],
        ...(kind === "confirm" || name.startsWith("handedOver") ? { subject: ownOptions } : {}),
      }),
    ]),
  ),
);

/**
 * One of them by its name.
 * @param {string} name
 */
export function viewNamed(name) {
  const view = views[name];
  if (!view) throw new Error(`there is no view named ${name}`);
  return view;
}
