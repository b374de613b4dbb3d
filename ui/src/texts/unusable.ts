// Why a key cannot be used for what is asked, why one does not open, and why none was made.
import type { Failure } from "../../bindings/Failure";
import type { NotOpen } from "../../bindings/NotOpen";
import type { Refusal } from "../../bindings/Refusal";
import type { TransportError } from "../../bindings/TransportError";
import type { Unusable } from "../../bindings/Unusable";
import { day } from "./format";
import { reasons } from "./findings";
import { say, type ByKind, type Names, type Said, type Sentence } from "./said";

/** Said of every key that was turned down before it was asked for anything. */
const untouched = "No PIN try was spent and nothing was written to the key.";
const another = "Swap keys now; we keep watching the ports.";

export type UnusableContext = { names: Names; refusal: Refusal | null };

export const unusable: ByKind<Unusable, Said, UnusableContext> = {
  notCtap2: () => ({
    heading: "This key is too old for this",
    says: `It speaks U2F only and cannot hold a passkey. ${untouched}`,
    next: `Use a key that says FIDO2. ${another}`,
  }),
  noDiscoverableCredentials: () => ({
    heading: "This key cannot hold a passkey",
    says: `A passkey is stored on the key, and this key stores none. ${untouched}`,
    next: another,
  }),
  noUserVerification: () => ({
    heading: "This key cannot check who you are",
    says: `It has neither a PIN nor a fingerprint reader, and one of them is required. ${untouched}`,
    next: another,
  }),
  noCommonAlgorithm: (_, { names }) => ({
    heading: "This key signs in another way",
    says: `None of the algorithms that ${names.directory} asks for is in this key. ${untouched}`,
    next: another,
  }),
  noCredProtect: () => ({
    heading: "This key cannot protect the passkey as asked",
    says: `The options insist on credential protection, and this key has none. ${untouched}`,
    next: another,
  }),
  noCredentialManagement: () => ({
    heading: "This key cannot be searched",
    says: "It has no credential management, so that what is on it can neither be listed nor removed one by one. Nothing was changed.",
    next: "Use the key’s maker’s tool, or reset the key. A reset destroys every passkey on it.",
  }),
  pinNotSet: () => ({
    heading: "This key has no PIN yet",
    says: "Looking for a passkey on a key takes its PIN, and none was ever set. So there is none of yours on it.",
    next: another,
  }),
  notAllowed: (_, { names, refusal }) => ({
    heading: "This key cannot be used here",
    says: `${refusal ? refused(refusal, names) : `The policy of ${names.directory} does not allow it.`} ${untouched}`,
    next: another,
  }),
  alreadyRegistered: ({ detail }, { names }) => ({
    heading: "This key is registered already",
    says: `${already(detail.credentialId, names)} ${untouched}`,
    next: `${names.whose ? "They" : "You"} can sign in with it. For a spare, use another key. ${another}`,
  }),
  full: () => ({
    heading: "This key is full",
    says: "All its slots for passkeys are used. Nothing was written to it.",
    next: `Remove a passkey that you no longer need, with the key’s maker’s tool, or use another key. ${another}`,
  }),
  pinBlocked: () => ({
    heading: "This key is locked",
    says: "No PIN tries are left. Only a reset opens it, and a reset destroys every passkey on the key.",
    next: "Use another key. Reset this one only when you can sign in another way everywhere it is registered.",
  }),
  userVerificationBlocked: () => ({
    heading: "The fingerprint reader is locked",
    says: "It did not recognise a finger too often, and the key has no PIN to unlock it with. Nothing was written.",
    next: `Set a PIN with the key’s maker’s tool, or use another key. ${another}`,
  }),
  refused: ({ detail }) => ({
    heading: "The key said no",
    says: `It refused with ${statusCode(detail)} and did not say more. It made no passkey.`,
    next: `Take it out, put it back and try once more, or use another key.`,
  }),
  transport: ({ detail }) => {
    const { says, next } = say(transport, detail, undefined);
    return { heading: "The key does not answer", says, next };
  },
  malformed: ({ detail }) => ({
    heading: "The key’s answer makes no sense",
    says: `What it sent is not what the standard says: ${detail}.`,
    next: "Take it out, put it back and try once more. If it stays so, use another key and send this one to its supplier.",
  }),
};

/** Two short words for the label on the drawn key. */
export const tags: Record<Unusable["kind"], [string, string]> = {
  notCtap2: ["U2F", "only"],
  noDiscoverableCredentials: ["stores", "nothing"],
  noUserVerification: ["no PIN,", "no finger"],
  noCommonAlgorithm: ["other", "algorithm"],
  noCredProtect: ["no cred", "Protect"],
  noCredentialManagement: ["cannot be", "searched"],
  pinNotSet: ["no PIN", "yet"],
  notAllowed: ["not", "allowed"],
  alreadyRegistered: ["already", "there"],
  full: ["no slot", "free"],
  pinBlocked: ["locked", ""],
  userVerificationBlocked: ["reader", "locked"],
  refused: ["refused", ""],
  transport: ["no", "answer"],
  malformed: ["answer", "unclear"],
};

/** The code for the ticket; with CTAP's, where the standard has one for the case. */
export const codes: ByKind<Unusable, string, undefined> = {
  notCtap2: () => "not-ctap2",
  noDiscoverableCredentials: () => "no-discoverable-credentials",
  noUserVerification: () => "no-user-verification",
  noCommonAlgorithm: () => "CTAP2_ERR_UNSUPPORTED_ALGORITHM (0x26)",
  noCredProtect: () => "no-cred-protect",
  noCredentialManagement: () => "no-credential-management",
  pinNotSet: () => "CTAP2_ERR_PIN_NOT_SET (0x35)",
  notAllowed: () => "not-allowed",
  alreadyRegistered: () => "CTAP2_ERR_CREDENTIAL_EXCLUDED (0x19)",
  full: () => "CTAP2_ERR_KEY_STORE_FULL (0x28)",
  pinBlocked: () => "CTAP2_ERR_PIN_BLOCKED (0x32)",
  userVerificationBlocked: () => "CTAP2_ERR_UV_BLOCKED (0x3C)",
  refused: ({ detail }) => statusCode(detail),
  transport: ({ detail }) => `transport, ${detail.kind}`,
  malformed: ({ detail }) => `malformed, ${detail}`,
};

/** The code of a failure. */
export const failureCodes: ByKind<Failure, string, undefined> = {
  cancelled: () => "cancelled",
  timedOut: () => "timed-out",
  unusable: ({ detail }) => say(codes, detail.why, undefined),
  powerCycleNeeded: () => "CTAP2_ERR_PIN_AUTH_BLOCKED (0x34)",
  notOpen: ({ detail }) => (detail.why === "noRight" ? "no-right-to-open" : "in-use"),
  noEntropy: () => "no-entropy",
};

export const transport: ByKind<TransportError, Sentence, undefined> = {
  removed: () => ({
    says: "It was taken out while it was asked what it can do.",
    next: "Put it back and leave it in.",
  }),
  timedOut: () => ({
    says: "It was asked what it can do and stayed silent.",
    next: "Take it out, wait two seconds and put it back, if possible into another port.",
  }),
  busy: () => ({
    says: "Another program is talking to it.",
    next: "Close other windows that ask for a key. We try again by ourselves.",
  }),
  denied: () => ({
    says: "The system does not let us open it.",
    next: "Run “touchstone doctor” in a terminal: it says which rule is missing.",
  }),
  malformed: ({ detail }) => ({
    says: `What came over the wire is not what the standard says: ${detail}.`,
    next: "Take the key out and put it back, if possible into another port.",
  }),
  unsupported: () => ({
    says: "This way to the key cannot carry what is asked.",
    next: "Use USB instead of the reader, or another key.",
  }),
  tooLong: ({ detail }) => ({
    says: `What is asked is too long for it (${detail} bytes).`,
    next: "Use another key.",
  }),
  io: ({ detail }) => ({
    says: `The system reported a fault while ${detail.attempted}: ${detail.message}.`,
    next: "Take the key out and put it back, if possible into another port.",
  }),
};

export const notOpen: Record<NotOpen, Said> = {
  noRight: {
    heading: "There is a key, but we may not open it",
    says: "This computer does not let your account talk to security keys.",
    next: "Install the package of Touchstone, which brings the udev rule, or run “touchstone doctor” in a terminal. Then take the key out and put it back.",
  },
  inUse: {
    heading: "Another program holds the key",
    says: "The key is in, but something else is talking to it.",
    next: "Close other windows that ask for a key, a browser’s sign-in page for example. We go on as soon as it is free.",
  },
};

/** Why a ceremony ended without a passkey. */
export const failures: ByKind<Failure, Said, UnusableContext> = {
  cancelled: () => ({
    heading: "Stopped",
    says: "You stopped before the key made anything. The directory has not changed.",
    next: "Begin again whenever you like.",
  }),
  timedOut: () => ({
    heading: "The time ran out",
    says: "The options are good for a limited time only, and it is over. No passkey was made.",
    next: "Begin again; you get new options.",
  }),
  unusable: ({ detail }, context) => say(unusable, detail.why, context),
  powerCycleNeeded: () => ({
    heading: "The key wants to be taken out",
    says: "Three PINs in a row were wrong. Until it is taken out the key takes no other one.",
    next: "Take it out, put it back and begin again.",
  }),
  notOpen: ({ detail }) => notOpen[detail.why],
  noEntropy: () => ({
    heading: "This computer gives no random numbers",
    says: "Without them no PIN can be sent to a key safely, so that nothing was begun.",
    next: "Restart the computer and begin again. If it stays so, ask whoever looks after it.",
  }),
};

/** `CTAP2_ERR_PIN_BLOCKED (0x32)`. */
export function statusCode({ code, name }: { code: number; name: string | null }): string {
  const hex = `0x${code.toString(16).padStart(2, "0").toUpperCase()}`;
  return name ? `${name} (${hex})` : hex;
}

/** A refusal's sentence; a code that is newer than this page is shown as it is. */
export function refused(refusal: Refusal, names: Names): string {
  const known = Object.entries(reasons).find(([code]) => code === refusal.reason);
  if (refusal.reason === "aaguid-not-allowed")
    return `Its model is not on the list of ${names.directory}.`;
  if (refusal.reason === "aaguid-blocked")
    return `Its model is on the list of models that ${names.directory} blocks.`;
  return known ? known[1].says : `The policy of ${names.directory} refuses it (${refusal.reason}).`;
}

function already(credentialId: string | null, names: Names): string {
  const listed = credentialId === null ? null : names.listed(credentialId);
  if (!listed) return `It already holds a passkey of ${names.whose ?? "yours"} for ${names.directory}.`;
  const since = listed.created === null ? "" : `, since ${day(listed.created)}`;
  return listed.name
    ? `${names.directory} lists it as “${listed.name}”${since}.`
    : `${names.directory} lists it${since}.`;
}
