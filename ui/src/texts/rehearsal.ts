// A rehearsal: what will happen, and what became of the key. It promises no more than is asked of it.
import type { Kept } from "../../bindings/Kept";
import { list, number } from "./format";
import type { Sentence } from "./said";

export const rehearsal = {
  door: "Let a key show it",
  doorSays:
    "A key in hand shows its real attestation on a credential that is thrown away. No slot is taken, and nobody is signed in by it.",
  doorButton: "Rehearse with a key",
  title: "Rehearse with a key?",
  says: "It makes one credential for a site that is nobody’s, and is told to keep nothing of it.",
  top: "A rehearsal, for nobody",
  asks: "What it asks of you",
  asksSays: "One touch; its PIN or your finger only where it makes nothing without.",
  moves: "What may move",
  movesSays: "Its signature counter, which some keys share among all their passkeys.",
  cannot: "What it cannot show",
  cannotSays: "Enterprise attestation: a key gives that only to the sites it was set up for.",
  after: "Afterwards",
  afterSays: "The key is asked whether it kept anything, and what it showed is judged like any registration.",
  site: "Site",
  go: "Rehearse now",
  chain: "See the chain",
  back: "Back to Diagnose",
  from: "Shown by a key here, on a credential that was thrown away. Nobody was verified; that counts against nothing.",
  possiblyOn: (keys: string[]) =>
    `${list(keys)} was told to make the throw-away credential and never answered. It was also told to keep nothing of it.`,
  room: (before: number, after: number) =>
    `Room for passkeys, by its own estimate: ${number(before)} before, ${number(after)} now.`,
} as const;

/** What the key keeps of it. */
export const kept: Record<Kept, (key: string) => Sentence> = {
  nothing: (key) => ({
    says: `${key} made its credential and keeps nothing of it, by its own word.`,
    next: "What it showed can be judged now.",
  }),
  something: (key) => ({
    says: `${key} kept something although it was told not to: a slot may be taken.`,
    next: "Its own program lists and removes what it holds. What it showed can be judged all the same.",
  }),
  unknown: (key) => ({
    says: `${key} made its credential. Whether it kept anything is not known: it does not say, or what it says does not agree.`,
    next: "It was told to keep nothing. What it showed can be judged now.",
  }),
};
