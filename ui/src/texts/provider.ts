// A passkey of a provider: what the browser's page does, and what the directory lists.
import type { OneselfMoment } from "../../bindings/OneselfMoment";
import { oneselfMoments } from "./oneself";
import { say, type ByKind, type Names, type Said } from "./said";
import { trouble } from "./trouble";

export type ProviderContext = { directory: string; practice: boolean; names: Names };

/** What stands as it does for a key. */
const asForKeys = (moment: OneselfMoment, { directory, names }: ProviderContext): Said =>
  say(oneselfMoments, moment, { directory, names, proof: null });

export const providerMoments: ByKind<OneselfMoment, Said, ProviderContext> = {
  reading: (_, { directory }) => ({
    heading: "Reading what you have",
    says: `${directory}: which passkeys are registered for you.`,
    next: "Nothing is changed by that.",
  }),
  notRead: ({ trouble: why }, { directory }) => ({
    ...say(trouble, why, { directory }),
    next: "It is tried again by itself. Nothing was begun.",
  }),
  signInNeeded: asForKeys,
  choose: (_, { directory, practice }) => ({
    heading: "Your passkey is made in the browser",
    says: `${directory} takes a passkey of your phone, your password manager or this computer. No program can make that for you; the page of your sign-in methods does.`,
    next: practice ? "The practice organisation has no such page: a practice password manager plays it." : "Open the page, and come back when you have made it.",
  }),
  wait: (_, { directory }) => ({
    heading: "Make your passkey on the page",
    says: "There choose “Add sign-in method”, then “Passkey”, and say where it is to be kept.",
    next: `We look for it in the directory of ${directory}.`,
  }),
  listed: (_, { directory }) => ({
    heading: "Your passkey is registered",
    says: `${directory} lists it. Where it is kept only its provider knows.`,
    next: "If you did not make it, tell your help desk now.",
  }),
  // Of keys, which nobody asks here.
  came: asForKeys,
  proving: asForKeys,
  proved: asForKeys,
};

export const provider = {
  open: "Open the page",
  hand: "Let the practice password manager make one",
  refused: "The practice organisation’s policy does not take it.",
  answered: "The question of your organisation is answered.",
  done: "Done",
  kind: "Kind",
} as const;
