// Registering for oneself: which keys would be accepted, what the page does, what the directory lists, and which
// key holds it.
import type { InHand } from "../../bindings/InHand";
import type { Moment } from "../../bindings/Moment";
import type { OneselfMoment } from "../../bindings/OneselfMoment";
import type { OwnPolicy } from "../../bindings/OwnPolicy";
import type { Proof } from "../../bindings/Proof";
import type { ProofEnd } from "../../bindings/ProofEnd";
import { moments } from "./moments";
import { say, type ByKind, type Names, type Said } from "./said";
import { trouble } from "./trouble";
import { notOpen, refused } from "./unusable";

export type OneselfContext = { directory: string; names: Names; proof: Proof | null };

/** What is said where a key's moment is about finding a passkey on it. */
const proving: Partial<Record<Moment["kind"], Said>> = {
  insertKey: {
    heading: "Insert the key that you used on the page",
    says: "A key can say what it holds only while it is here.",
    next: "We are watching the USB ports and the readers.",
  },
  working: {
    heading: "Asking the key what it holds",
    says: "It lists its passkeys for Microsoft sign-in. Nothing on it is changed.",
    next: "Leave the key in.",
  },
};

const out: Said = {
  heading: "Put your key back",
  says: "It was taken out before it could answer, so nothing is proved yet. Your passkey is not affected.",
  next: "Its PIN will be asked for again.",
};

export const oneselfMoments: ByKind<OneselfMoment, Said, OneselfContext> = {
  reading: (_, { directory }) => ({
    heading: "Reading what is asked of your key",
    says: `${directory}: which keys it accepts, and which you have registered.`,
    next: "No key is needed yet.",
  }),
  notRead: ({ trouble: why }, { directory }) => ({
    ...say(trouble, why, { directory }),
    next: "It is tried again by itself. Nothing was begun.",
  }),
  signInNeeded: (_, { directory }) => ({
    heading: "You need to sign in again",
    says: `${directory} lets nobody look at your passkeys without it.`,
    next: "What you register meanwhile is found afterwards.",
  }),
  choose: () => ({
    heading: "Your own key is registered in the browser",
    says: "Microsoft Graph refuses registrations for oneself (HTTP 405). Your security info page does it.",
    next: "Insert your key first: we tell you whether it would be accepted.",
  }),
  wait: (_, { directory }) => ({
    heading: "Register your key on the page",
    says: "There choose “Add sign-in method”, then “Security key”, and follow the page.",
    next: `We look for it in the directory of ${directory}.`,
  }),
  came: (_, { directory, proof, names }) => ({
    heading: "A new passkey is in the directory",
    says: proof === null ? `${directory} lists it.` : say(proofs, proof, { directory, names, proof }),
    next: proof === null ? "" : nexts[proof.kind],
  }),
  proving: ({ moment }, { names }) =>
    moment.kind === "insertKey" && moment.reason !== "first"
      ? out
      : (proving[moment.kind] ?? say(moments, moment, { names, refusal: null })),
  // Of a provider's passkey, which has its own words (provider.ts).
  listed: (_, { directory }) => ({ heading: "A new passkey is in the directory", says: `${directory} lists it.`, next: "" }),
  proved: (_, { directory, proof, names }) => ({
    heading: "Your key is registered",
    says: proof === null ? `${directory} lists it.` : say(proofs, proof, { directory, names, proof }),
    next: "Register a spare as well: a key that is lost cannot be copied.",
  }),
};

export const proofs: ByKind<Proof, string, OneselfContext> = {
  asked: () => "The keys in hand are being asked whether they hold it.",
  on: ({ key, verified }) =>
    verified
      ? `${key.model ?? key.name ?? "The key"} listed it after you were verified.`
      : `${key.model ?? key.name ?? "The key"} said that it holds it.`,
  hidden: ({ keys }, { names }) =>
    `${keys.map(names.key).join(", ")} does not say what it holds before it knows you.`,
  notAsked: () => "No key is asked for it: it was to be made at a provider.",
  noKey: () => "No key is in hand that could say that it holds it.",
  onNone: () => "No key in hand holds it.",
  notSaid: () => "Whether it is on a key in hand cannot be told: a key did not say.",
  noId: () => "The directory’s id of it names no passkey, so that no key can be asked for it.",
};

const nexts: Record<Proof["kind"], string> = {
  asked: "No PIN is used for that.",
  on: "",
  hidden: "Enter its PIN, and it lists its passkeys.",
  notAsked: "",
  noKey: "Insert the key that you used on the page.",
  onNone: "Insert the key that you used on the page. If you did not register it, tell your help desk now.",
  notSaid: "Take it out and put it back, or go on without the proof.",
  noId: "Sign in with the key once to see that it works.",
};

export const proofEnds: ByKind<ProofEnd, string, Names> = {
  notOn: ({ key }, names) => `${names.key(key)} was asked with its PIN and does not hold it.`,
  notSupported: () => "That key does not tell what it holds.",
  failed: () => "The key was asked and came to no answer. Nothing on it was changed.",
};

/** A key in hand: the word, its tone, and the sentence below its name. */
export const standings: ByKind<InHand, { word: string; tone: "pass" | "fail" | "unknown"; says: string }, { names: Names; refusal: Parameters<typeof refused>[0] | null }> = {
  asked: () => ({ word: "being asked", tone: "unknown", says: "It is asked what it is. No PIN is used." }),
  admitted: () => ({ word: "would be accepted", tone: "pass", says: "The policy takes it." }),
  undetermined: () => ({ word: "not known", tone: "unknown", says: "The policy asks for what only the registration shows." }),
  refused: (_, { names, refusal }) => ({
    word: "refused",
    tone: "fail",
    says: refusal ? refused(refusal, names) : `The policy of ${names.directory} does not take it.`,
  }),
  refusedByMetadata: () => ({ word: "refused", tone: "fail", says: "The FIDO metadata report its model as unsafe." }),
  notKnown: () => ({ word: "not known", tone: "unknown", says: "The policy was not read, so nobody can say." }),
  notOpen: ({ why }) => ({ word: "not open", tone: "unknown", says: notOpen[why].says }),
  silent: () => ({ word: "not known", tone: "unknown", says: "It says nothing that can be understood." }),
};

export const policies: ByKind<OwnPolicy, string | null, Names> = {
  notRead: () => "You may not read the policy, so nobody can say here which key would be accepted.",
  read: () => null,
  takesNone: ({ refusal }, names) => refused(refusal, names),
};

export const oneself = {
  open: "Open the page",
  openAgain: "Open it again",
  copy: "Copy the address",
  noBrowser: "No browser could be opened. Copy the address and open it yourself.",
  keys: "Keys in hand",
  noKeys: "None. Insert one to see whether it would be accepted.",
  looking: "Looking at the ports.",
  line: "Line of the policy",
  noneTaken: "No key of yours would be accepted",
  watching: "Looking in the directory every few seconds.",
  noneYet: "No new passkey yet.",
  failing: (seconds: number): string => `Nothing is lost: it is looked again in ${seconds} s.`,
  resting: "Nobody did anything for a while, so we stopped looking.",
  stopped: "You stopped the watch. A passkey that comes is found when you look.",
  look: "Look now",
  goOn: "Watch again",
  stop: "Stop watching",
  prove: "Prove it with the PIN",
  proveAgain: "Ask again",
  stopProof: "Stop asking",
  passkey: "New passkey",
  model: "Model",
  registered: "Registered",
  heldBy: "On",
  unnamed: "without a name",
  noModel: "the directory does not say",
  done: "I am done",
  without: "Go on without the proof",
  cancel: "Cancel",
} as const;
