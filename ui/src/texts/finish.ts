// How a registration ended, and what else became of keys on the way.
import type { Finish } from "../../bindings/Finish";
import type { Refusal } from "../../bindings/Refusal";
import { duration, list } from "./format";
import { reasons } from "./findings";
import { say, type ByKind, type Names, type Said } from "./said";
import { failures } from "./unusable";

export type FinishContext = { names: Names; refusal: Refusal | null };

type RefusedBy = Extract<Finish, { kind: "refused" }>["by"];

const refusedBy: Record<RefusedBy, (directory: string) => string> = {
  preflight: (directory) => `The policy of ${directory} refused the key before it was asked for anything.`,
  judge: () => "What the key made did not pass, and was not sent.",
  directory: (directory) => `${directory} did not take the key.`,
};

export const finishes: ByKind<Finish, Said, FinishContext> = {
  registered: () => ({
    heading: "Your key is registered",
    says: "Next time, choose “Face, fingerprint, PIN or security key” when you sign in.",
    next: "If you lose this one, a spare lets you in without the help desk.",
  }),
  handedOver: ({ proved }) => ({
    heading: "The answer is ready",
    says: proved
      ? "The key made a passkey, and everything about it was checked. Nobody has been told yet."
      : "The key made a passkey. Not everything about it could be proved, and the record says so.",
    next: "Save the answer and give it to whoever gave you the options. They decide whether it counts.",
  }),
  refused: ({ by, reason, leftover }, { names }) => ({
    heading: leftover ? "Not registered, and still on the key" : "Not registered",
    says: `${refusedBy[by](names.directory)} ${sentenceOf(reason)}`,
    next: leftover
      ? "Start keeps it in mind: you can remove it from the key later."
      : "Nothing of it is left on the key.",
  }),
  keptForLater: ({ leftMs }, { names }) => ({
    heading: "Kept for later",
    says: `The key made its passkey; ${names.directory} does not know it yet.`,
    next:
      leftMs === null
        ? "Start offers to send it again."
        : `Start offers to send it again for the next ${duration(leftMs)}. After that it can only be removed from the key.`,
  }),
  notMade: ({ failure }, context) =>
    say(failures as ByKind<typeof failure, Said, FinishContext>, failure, context),
  givenUp: () => ({
    heading: "Stopped",
    says: "No key was asked for anything, and the directory has not changed.",
    next: "Begin again whenever you like.",
  }),
};

/** The three ticks, always in this order. */
export const ticks = {
  onKey: "On the key.",
  inDirectory: "In the directory.",
  inRecord: "In our record.",
  made: (time: string) => `Made ${time}.`,
  slot: (used: number, all: number, time: string) => `Slot ${used} of ${all}, made ${time}.`,
  signs: "A test signature worked.",
  signsNot: "A test signature did not verify: try it before you rely on it.",
  as: (name: string) => `As “${name}”.`,
  nobodyYet: "Not yet: whoever gave you the options decides.",
  entry: (entry: string) => `Entry ${entry}.`,
  unproved: "Marked as handed over unproved.",
} as const;

export const asides = {
  possiblyOn: (keys: string[]) =>
    `${list(keys)} may hold a passkey that nobody confirmed. Start keeps it in mind until it has been looked for.`,
  pinChangedOn: (keys: string[]) => `The PIN of ${list(keys)} was set or changed. The new one counts.`,
  afterCancel: "You asked to stop, but the key had been touched already. So it was finished rather than left half done.",
} as const;

function sentenceOf(reason: string): string {
  const known = Object.entries(reasons).find(([code]) => code === reason);
  return known ? known[1].says : `Its reason: ${reason}.`;
}
