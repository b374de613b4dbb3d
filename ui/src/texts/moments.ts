// The moments of a registration in words: the situation or the ask, then the reason, then what now.
import type { AgainReason } from "../../bindings/AgainReason";
import type { InsertReason } from "../../bindings/InsertReason";
import type { Moment } from "../../bindings/Moment";
import type { PinReason } from "../../bindings/PinReason";
import type { PinRejection } from "../../bindings/PinRejection";
import type { PinRules } from "../../bindings/PinRules";
import type { Refusal } from "../../bindings/Refusal";
import { count } from "./format";
import { say, type ByKind, type Names, type Said, type Sentence } from "./said";
import { notOpen, unusable } from "./unusable";

export type MomentContext = { names: Names; refusal: Refusal | null };

export const insert: Record<InsertReason, Said> = {
  first: {
    heading: "Insert your key or hold it to the reader",
    says: "Any free USB port will do. If the key has a wave symbol, you can lay it on the reader instead.",
    next: "We are watching the USB ports and the readers.",
  },
  takenOut: {
    heading: "Put your key back",
    says: "It was taken out before it was done. Nothing was made, and its PIN will be asked for again.",
    next: "We are watching the USB ports and the readers.",
  },
  takenOutUnanswered: {
    heading: "Put the same key back",
    says: "It was taken out after it was told to make a passkey and before it answered, so that one may be on it.",
    next: "Put it back and we look. The record keeps this key in mind either way.",
  },
};

export const again: Record<AgainReason, Said> = {
  tooLate: {
    heading: "Nobody touched the key in time",
    says: "The key stopped waiting. Nothing was made.",
    next: "Try again and touch it while its light blinks.",
  },
  declined: {
    heading: "The key was told no",
    says: "Somebody declined on the key. Nothing was made.",
    next: "Try again if that was not meant.",
  },
  notVerified: {
    heading: "The key wants to know who you are first",
    says: "It made nothing, because it had not checked you.",
    next: "Try again; it will ask.",
  },
  unanswered: {
    heading: "The key may hold a passkey that nobody confirmed",
    says: "It was taken out while it made one. The record keeps it as possibly there.",
    next: "Try again to make one that counts. What was left can be looked for later, at Start.",
  },
  anotherKey: {
    heading: "Go on with this other key?",
    says: "The last attempt was with another key, which may have made nothing.",
    next: "Go on with this one, or put the other one back.",
  },
};

const pinReason: Record<PinReason, { heading: string; says: string }> = {
  userVerification: {
    heading: "Enter the key’s PIN",
    says: "The PIN belongs to this key, not to your account. It never leaves this computer.",
  },
  wrongPin: {
    heading: "That PIN was wrong",
    says: "The key counted one try. Enter its PIN again; nothing else was changed.",
  },
  tooShort: {
    heading: "That is shorter than any PIN",
    says: "The key was not asked, and no try was spent.",
  },
  expired: {
    heading: "Enter the key’s PIN once more",
    says: "The last permission ran out while nobody touched the key. No try was lost.",
  },
};

export const pinRejection: ByKind<PinRejection, Sentence, undefined> = {
  tooShort: ({ min }) => ({
    says: "The last one was too short.",
    next: `Choose at least ${count(min, "character", "characters")}.`,
  }),
  tooLong: ({ max }) => ({
    says: "The last one was too long.",
    next: `Choose at most ${count(max, "character", "characters")}.`,
  }),
  refusedByKey: () => ({
    says: "The key did not take the last one.",
    next: "Choose one that is harder to guess: no rows, no repeats.",
  }),
};

/** The rules before typing. */
export const pinRules = ({ minCodePoints, maxCodePoints, complexity }: PinRules): string =>
  complexity
    ? `${minCodePoints} to ${maxCodePoints} characters, letters allowed. The key also refuses PINs that are easy to guess.`
    : `${minCodePoints} to ${maxCodePoints} characters. Letters are allowed.`;

const typeIt = "Type it in the PIN window. This page never sees it.";

export const moments: ByKind<Moment, Said, MomentContext> = {
  insertKey: ({ reason }) => insert[reason],
  notOpen: ({ why }) => notOpen[why],
  connecting: () => ({
    heading: "Getting to know the key",
    says: "We ask it what it is and hold that against the policy.",
    next: "This takes a moment. No PIN is used for it.",
  }),
  selectByTouch: ({ authenticators }) => ({
    heading: "Touch the key you want",
    says: `${count(authenticators.length, "key blinks", "keys blink")}. The one you touch is taken; the others are let go.`,
    next: "Touching one now makes nothing yet.",
  }),
  useAnother: ({ why }, context) => say(unusable, why, context),
  enterPin: ({ reason }) => ({ ...pinReason[reason], next: typeIt }),
  setPin: ({ rejected }) => ({
    heading: "Choose a PIN for this key",
    says: rejected
      ? `${say(pinRejection, rejected, undefined).says} ${say(pinRejection, rejected, undefined).next}`
      : "It has none yet, and one is required. You will need it whenever you sign in with this key.",
    next: typeIt,
  }),
  changePin: ({ rejected, reason }) => ({
    heading: "The key wants a new PIN",
    says:
      rejected !== null
        ? `${say(pinRejection, rejected, undefined).says} ${say(pinRejection, rejected, undefined).next}`
        : reason === "wrongPin"
          ? "The current PIN was wrong; the key counted one try."
          : "Before anything else its PIN must be changed. The passkeys on it stay.",
    next: "Type the current and the new one in the PIN window. This page never sees them.",
  }),
  verifyUser: () => ({
    heading: "Put your finger on the key",
    says: "It checks your fingerprint by itself. The print never leaves the key.",
    next: "Rest the finger you taught it until the light changes.",
  }),
  verifyUserAgain: ({ pinInstead }) => ({
    heading: "The key did not recognise you",
    says: "It may have been the wrong finger, or a dry one. Nothing was made.",
    next: pinInstead ? "Try again, or use the key’s PIN instead." : "Try again with the finger you taught it.",
  }),
  reinsert: () => ({
    heading: "Take the key out and put it back",
    says: "Three PINs in a row were wrong. The key takes no other one until it has been out.",
    next: "If you do not know the PIN, stop here: with no tries left the key locks, and only a reset helps.",
  }),
  working: () => ({
    heading: "The key is working",
    says: "Nobody is asked for anything.",
    next: "Leave it in. We say when it wants a touch.",
  }),
  touchKey: () => ({
    heading: "Touch your key now",
    says: "Rest a finger on the gold contact until the light stops.",
    next: "The key is waiting for your touch.",
  }),
  tryAgain: ({ why }) => again[why],
  stopping: () => ({
    heading: "Stopping",
    says: "The key has been told and has yet to answer.",
    next: "If you touched it already, it may still finish; then we say so.",
  }),
  over: () => ({
    heading: "The key is done",
    says: "It has answered, and nobody is asked for anything.",
    next: "Leave it in for a moment.",
  }),
};

/** What is said where the same moment is about taking a passkey off again. */
export const removing: Partial<Record<Moment["kind"], Said>> = {
  insertKey: {
    heading: "Insert the key with the passkey on it",
    says: "The passkey can only be taken off while its key is here.",
    next: "We are watching the USB ports and the readers.",
  },
  working: {
    heading: "Taking it off the key",
    says: "The passkey that was not accepted is looked for and removed. Nothing else on the key is touched.",
    next: "Leave the key in.",
  },
  over: {
    heading: "Taken off the key",
    says: "The key has answered.",
    next: "One moment; the record is being written.",
  },
};

/** Said aloud once, because a touch cannot wait until somebody reads. */
export const aloud = {
  touch: (left: string | null): string =>
    left === null ? "Touch your key now." : `Touch your key now. ${left} left.`,
  left: (left: string): string => `${left} left to touch the key.`,
  tries: (retries: number): string => `${count(retries, "PIN try", "PIN tries")} left.`,
} as const;
