// The steps of a registration in words. The ceremony's own moments are in moments.ts.
import type { Step } from "../../bindings/Step";
import type { Refusal } from "../../bindings/Refusal";
import { clock, count, day, duration } from "./format";
import { finishes } from "./finish";
import { verdicts } from "./findings";
import { moments, removing } from "./moments";
import { say, type ByKind, type Names, type Said } from "./said";
import { remedies, trouble } from "./trouble";
import { refused } from "./unusable";

export type StepContext = { names: Names; refusal: Refusal | null };

export const steps: ByKind<Step, Said, StepContext> = {
  reading: (_, { names }) => ({
    heading: "Reading what is asked",
    says: names.own
      ? "Your document says for which site and account a key is wanted, and what it must be able to do."
      : `${names.directory}: its policy and the options for a new key.`,
    next: "No key is needed yet.",
  }),
  notRead: (step, { names }) => say(trouble, step.trouble, names),
  confirm: () => ({
    heading: "Register a key for this site?",
    says: "These options ask your key to make a passkey for this site and this account. Go on only if you know both.",
    next: "Nothing has been asked of a key yet.",
  }),
  key: ({ moment }, context) => say(moments, moment, context),
  judging: () => ({
    heading: "Checking what the key made",
    says: "Signature, certificate, model and policy are checked on this computer before anything is sent.",
    next: "This takes a moment.",
  }),
  refused: ({ judgement, leftover, refusal }, { names }) => ({
    heading: refusal ? "This key may not be registered here" : "What the key made does not hold",
    says: `${refusal ? refused(refusal, names) : verdicts[judgement.verdict].says} It was not sent.`,
    next: `${remedies[leftover.remedy].says} ${remedies[leftover.remedy].next}`,
  }),
  unproved: ({ judgement }) => {
    const open = judgement.findings.filter(({ outcome }) => outcome === "unknown").length;
    return {
      heading: "Not everything could be proved",
      says: `Nothing failed, but ${count(open, "check", "checks")} of ${judgement.findings.length} could not be decided.`,
      next: "If you send it all the same, the record says that it was sent unproved, by you.",
    };
  },
  sending: (_, { names }) => ({
    heading: "Sending it",
    says: `${names.directory} gets the key’s public half and its proof, nothing secret.`,
    next: "You may leave the key in or take it out.",
  }),
  readingBack: (_, { names }) => ({
    heading: "Reading what was stored",
    says: `${names.directory} took it. What it stored is held against what the key made.`,
    next: "Your key is registered whatever comes of that.",
  }),
  notRecorded: (step, { names }) => ({
    heading: "Waiting for the record",
    says: `${say(trouble, step.trouble, names).says} What happened must be written down before anything goes on that cannot be taken back.`,
    next: "Make room on the disk or check the folder’s rights, then try again.",
  }),
  kept: ({ leftMs, survives, ...step }, { names }) => ({
    heading:
      step.trouble.kind === "expired" || step.trouble.kind === "askedToStop" || step.trouble.kind === "cannotKeep"
        ? say(trouble, step.trouble, names).heading
        : "Kept until the directory answers",
    says: `${say(trouble, step.trouble, names).says} The key has made its passkey, and its answer is kept ${survives ? "on this computer, sealed: a power cut does not lose it." : "in memory only: leave this program open."}`,
    next:
      leftMs === null
        ? "Send it now, or take it off the key again."
        : `It can be sent for another ${duration(leftMs)}. No second passkey is made meanwhile.`,
  }),
  notAccepted: ({ leftover, ...step }, { names }) => ({
    heading: `${names.directory} did not take the key`,
    says: say(trouble, step.trouble, names).says,
    next: `${remedies[leftover.remedy].says} ${remedies[leftover.remedy].next}`,
  }),
  found: ({ leftover, account }, { names }) => ({
    heading: "It is on the key",
    says: account
      ? `${names.key(leftover.authenticator)} holds the passkey of the interrupted registration, for ${account}. No directory accepts it.`
      : `${names.key(leftover.authenticator)} holds the passkey of the interrupted registration. No directory accepts it.`,
    next: remedies[leftover.remedy].next,
  }),
  isItThis: ({ leftover, name, created }, { names }) => ({
    heading: "Is it this one?",
    says: `${names.directory} lists a passkey${name === null ? "" : `, “${name}”`}${created === null ? "" : `, registered on ${day(created)} at ${clock(created)}`}. It may be the one on ${names.key(leftover.authenticator)}: the entry does not say.`,
    next: "If it is, it works and stays on the key. If you cannot tell, leave it as it is.",
  }),
  removing: ({ moment }, context) => removing[moment.kind] ?? say(moments, moment, context),
  over: ({ finish }, context) => say(finishes, finish, context),
};

/** What the buttons say. */
export const doing = {
  again: "Try again",
  changeOptions: "Change the options",
  somebodyElse: "Choose somebody else",
  goOn: "Go on",
  usePin: "Use the PIN instead",
  sendUnproved: "Send it all the same",
  doNotSend: "Do not send it",
  remove: "Remove it from the key",
  same: "It is this one",
  another: "It is another one: go on removing",
  leave: "Leave it as it is",
  close: "Close",
  anyway: "Stop here",
  sendNow: "Send it now",
  keep: "Keep it for later",
  cancel: "Cancel",
  stopping: "Stopping…",
  pinWindow: "Open the PIN window",
  copy: "Copy for the help desk",
  copied: "Copied",
  notCopied: "Could not be copied. Select the words instead.",
  spare: "Register a spare",
  done: "I am done",
  startAgain: "Begin again",
  toStart: "Back to Start",
  save: "Save the answer…",
  copyAnswer: "Copy the answer",
  saved: (place: string) => `Saved as ${place}.`,
} as const;

/** What else stands on the screens of a registration. */
export const around = {
  drawing: "Drawing and progress",
  way: "Steps",
  steps: ["Choose", "Key", "PIN", "Touch", "Done"],
  forWhom: (person: string, directory: string) => `For ${person}, ${directory}`,
  begun: "A registration",
  document: "Your document",
  waitingFor: (left: string) => `${left} left.`,
  tries: (left: number) => `${count(left, "try", "tries")} left.`,
  triesOf: (left: number) => `${left} of 8 tries left.`,
  moreThanTries: "With none left the key locks, and only a reset helps.",
  lastBeforeLock: "This is the last one. If it is wrong the key locks, and only a reset helps, which destroys every passkey on it.",
  unknownPin: "I do not know the PIN",
  unknownPinBody:
    "Nobody can read it out of the key. If you have another key, use that one. A reset gives this one a new life without a PIN, and destroys every passkey on it.",
  nothingHappens: "My key is in, but nothing happens",
  nothingHappensBody:
    "Take it out, wait two seconds and put it back. A key in a charging-only cable or a hub without power is not seen. If another program is using the key, close it.",
  thisKey: "This key",
  rule: "The rule",
  ruleIn: (profile: string) => `Profile “${profile}”`,
  ruleOf: "The policy",
  ruleOfMetadata: "The FIDO Alliance’s metadata",
  listAllow: "Only these",
  listBlock: "Not these",
  noneListed: "The list is empty.",
  more: (others: number) => `and ${count(others, "other", "others")}`,
  site: "Site",
  origin: "Origin",
  account: "Account",
  person: "Name",
  expires: "Good until",
  ownWords: "Its own words",
  request: "Request",
  codes: "Codes",
  notRemoved: "It could not be taken off",
  failing: "What breaks",
  allChecks: (n: number) => `All ${n} checks, link by link`,
  check: "Check",
  reasonCode: "Reason code",
  meaning: "What it means",
  todo: "What helps",
  standard: "Standard",
  evidence: "Evidence",
  oneKey: "One key is no key.",
  goodUntil: (time: string) => `Can be sent until ${time}`,
  otherClock: (ahead: number) =>
    `This computer’s clock is ${duration(Math.abs(ahead) * 1000)} ${ahead > 0 ? "behind" : "ahead of"} the directory’s; that is allowed for`,
  policyRead: (time: string) => `Policy read ${time}`,
  reason: "Reason",
  worksIn: "Works in any browser where you can plug it in or hold it to a reader",
  by: { usb: "by USB", nfc: "by NFC", "smart-card": "by reader", internal: "built in" },
  model: "Model",
  attestation: "Attestation",
  blinking: "These blink",
  pinInOwnWindow: "Why a window of its own?",
  pinInOwnWindowBody:
    "The page you are reading can be complicated; the PIN window is not. It takes the PIN, hands it to the key and is destroyed.",
} as const;
