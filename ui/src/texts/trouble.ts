// What stood in the way of the directory or the options. Their own words are kept and shown beside.
import type { NotRemoved } from "../../bindings/NotRemoved";
import type { Remedy } from "../../bindings/Remedy";
import type { TroubleView } from "../../bindings/TroubleView";
import { duration } from "./format";
import { say, type ByKind, type Names, type Said, type Sentence } from "./said";
import { failures } from "./unusable";

/** Those that have nothing to do with site and origin, by their code. */
const refusedOptions: Record<string, Said> = {
  "challenge-expired": {
    heading: "The options have expired",
    says: "Their challenge ran out before a key was asked for anything.",
    next: "Get new ones. If these are new, the clock of this computer is wrong.",
  },
  "platform-authenticator-only": {
    heading: "These options want no security key",
    says: "They ask for a passkey of the computer itself.",
    next: "Use them in a browser on that computer, or get options for security keys.",
  },
  "large-blob-required": {
    heading: "These options demand what Touchstone does not do",
    says: "They want a key that stores a large blob (largeBlob).",
    next: "Use them in a browser, or get options without.",
  },
  "no-public-key-type": {
    heading: "These options ask for no public key",
    says: "None of the kinds of credentials that they name is one that exists.",
    next: "Ask whoever gave you the options.",
  },
  "extension-not-for-registrations": {
    heading: "These options hold an extension that is not for registrations",
    says: "A browser would refuse them as well.",
    next: "Ask whoever gave you the options.",
  },
  "extension-not-allowed": {
    heading: "These options hold an extension that this site may not ask for",
    says: "A browser would refuse them as well.",
    next: "Ask whoever gave you the options.",
  },
};

export const trouble: ByKind<TroubleView, Said, Pick<Names, "directory">> = {
  unreachable: (_, { directory }) => ({
    heading: "No way to the directory",
    says: `${directory} could not be reached from this computer.`,
    next: "Check the network, then try again.",
  }),
  unanswered: (_, { directory }) => ({
    heading: "The answer did not arrive",
    says: `The request went out, and no whole answer came back. ${directory} may have taken it.`,
    next: "Try again; sending the same answer twice makes no second key.",
  }),
  throttled: ({ retryAfter }, { directory }) => ({
    heading: "The directory asks us to wait",
    says:
      retryAfter === null
        ? `${directory} has too many requests at the moment.`
        : `${directory} has too many requests and asks us to wait ${duration(retryAfter * 1000)}.`,
    next: "Wait a little, then try again.",
  }),
  failing: ({ status }, { directory }) => ({
    heading: "The directory has a problem",
    says: `${directory} answered with HTTP ${status}: a fault on its side.`,
    next: "Try again in a minute.",
  }),
  signInNeeded: ({ stronger }, { directory }) => ({
    heading: "You need to sign in again",
    says: stronger
      ? `${directory} wants you to prove more for this: your sign-in holds, and is not strong or not fresh enough.`
      : `${directory} does not accept the sign-in any more.`,
    next: "Sign in again, then try once more.",
  }),
  notFound: (_, { directory }) => ({
    heading: "The directory knows no such person",
    says: `${directory} has no account of that name, or not any more.`,
    next: "Check the account’s name.",
  }),
  refused: ({ status, subCode, code }, { directory }) => ({
    heading: "The directory said no",
    says: `${directory} understood the request and refused it (${subCode ?? code}).`,
    next:
      status === 403
        ? "Your role, or what you agreed to, is not enough. An administrator can change that; its own words are below."
        : "Read its own words below; they go into the ticket.",
  }),
  malformed: (_, { directory }) => ({
    heading: "The directory answered nonsense",
    says: `What ${directory} sent cannot be read. Something on the way may have changed it.`,
    next: "Try again. If it stays so, copy this for the help desk.",
  }),
  expired: (_, { directory }) => ({
    heading: "The time to send it is over",
    says: `The challenge ran out before ${directory} had the key. It will not be taken any more.`,
    next: "Take the passkey off the key, then begin again with new options.",
  }),
  askedToStop: () => ({
    heading: "You asked to stop, and the key had been touched",
    says: "So its passkey was made. It has not been sent.",
    next: "Send it after all, or take it off the key again.",
  }),
  cannotKeep: () => ({
    heading: "It cannot be kept until later",
    says: "This computer has no keyring to seal it with, or it is locked. It would be gone with this program.",
    next: "Unlock the keyring first, or let the key work at once.",
  }),
  guest: (_, { directory }) => ({
    heading: "Guests cannot register passkeys",
    says: `This person is a guest of ${directory}. No key was asked for anything.`,
    next: "A guest registers at home, in their own organisation. Choose somebody else, or stop.",
  }),
  optionsMalformed: () => ({
    heading: "These are no creation options",
    says: "The document is not what a registration begins with.",
    next: "Check that you have the whole JSON document, then paste it again.",
  }),
  optionsRefused: ({ code }) => refusedOptions[code] ?? {
    heading: "These options may not be used from here",
    says: "Site and origin do not go together. A browser would refuse them as well.",
    next: "Check the origin, or ask whoever gave you the options.",
  },
  policyMalformed: (_, { directory }) => ({
    heading: "The policy cannot be read",
    says: `What ${directory} says about passkeys is not a policy as we know it.`,
    next: "Update Touchstone, or copy this for the help desk.",
  }),
  recordUnwritable: () => ({
    heading: "The record cannot be written",
    says: "We begin nothing that we could not account for afterwards.",
    next: "Make room on the disk or check the folder’s rights, then try again.",
  }),
};

/** The codes beside the words, for the ticket. */
export const troubleCodes: ByKind<TroubleView, string[], undefined> = {
  unreachable: () => ["unreachable"],
  unanswered: () => ["unanswered"],
  throttled: () => ["HTTP 429"],
  failing: ({ status }) => [`HTTP ${status}`],
  signInNeeded: ({ stronger }) => (stronger ? ["insufficient_claims"] : ["HTTP 401"]),
  notFound: () => ["HTTP 404"],
  refused: ({ status, code, subCode }) => [`HTTP ${status}`, code, ...(subCode ? [subCode] : [])],
  malformed: () => ["malformed"],
  expired: () => ["challenge-expired"],
  askedToStop: () => ["asked-to-stop"],
  cannotKeep: () => ["cannot-keep"],
  guest: () => ["guest"],
  optionsMalformed: ({ detail }) => ["options-malformed", detail],
  optionsRefused: ({ code, detail }) => [code, detail],
  policyMalformed: ({ detail }) => ["policy-malformed", detail],
  recordUnwritable: ({ detail }) => ["record-unwritable", detail],
};

/** Why a passkey was not taken off a key. */
export const notRemoved: ByKind<NotRemoved, Said, { names: Names; refusal: null }> = {
  ended: ({ failure }, context) => say(failures, failure, context),
  notOnThisKey: () => ({
    heading: "It is not on this key",
    says: "The key was searched and does not hold it. It may be on another key of the same model.",
    next: "Try the other key.",
  }),
  notSupported: () => ({
    heading: "This key cannot be searched",
    says: "It does not tell what it holds, so that nothing is known of the passkey.",
    next: "It does no harm. Only a reset would take it off, together with every other passkey on the key.",
  }),
  unanswered: () => ({
    heading: "The key did not say whether it is gone",
    says: "It was told to take the passkey off and never answered.",
    next: "Put it back and try again: searching twice does no harm.",
  }),
  notAsked: (why, { names }) => ({
    heading: "The directory could not be asked first",
    says: `${names.directory} may have this key, and then its passkey must stay. ${say(trouble, why.trouble, names).says}`,
    next: "Try again when the directory can be reached.",
  }),
};

/** What is on the key now and how it goes away. */
export const remedies: Record<Remedy, Sentence> = {
  removeHere: {
    says: "A passkey that nobody accepts is on the key now. It takes a slot and opens nothing.",
    next: "Remove it here with the key’s PIN.",
  },
  resetOnly: {
    says: "A passkey that nobody accepts is on the key now. This key cannot remove a single one.",
    next: "It does no harm. Only a reset would take it off, together with every other passkey on the key.",
  },
  takesNoSlot: {
    says: "The key stored nothing; what it made takes no slot.",
    next: "Nothing needs to be removed.",
  },
};
