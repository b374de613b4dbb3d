// How a registration ended, and what else became of keys on the way.
import type { Finish } from "../../bindings/Finish";
import type { Refusal } from "../../bindings/Refusal";
import { duration, list, number } from "./format";
import { reasons } from "./findings";
import type { Stored } from "../../bindings/Stored";
import type { StoredMember } from "../../bindings/StoredMember";
import type { Found } from "../../bindings/Found";
import { kept } from "./rehearsal";
import { say, type ByKind, type Names, type Said } from "./said";
import { notRemoved, remedies, trouble } from "./trouble";
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
  keptForLater: ({ leftMs, survives }, { names }) => ({
    heading: "Kept for later",
    says: `The key made its passkey; ${names.directory} does not know it yet.${survives ? "" : " The answer is in this program’s memory only: when it ends, the answer is gone."}`,
    next:
      leftMs === null
        ? "Start offers to send it again."
        : `Start offers to send it again for the next ${duration(leftMs)}. After that it can only be removed from the key.`,
  }),
  removed: ({ from, found }, { names }) => removal[found](names.key(from)),
  leftOnKey: ({ leftover }, { names }) => ({
    heading: "Left on the key",
    says: `The passkey stays on ${names.key(leftover.authenticator)}, as you wish. No directory accepts it.`,
    next: "It is not offered again. It does no harm, and takes a slot.",
  }),
  notSearched: ({ why }, { names }) => say(notRemoved, why, { names, refusal: null }),
  notRecorded: ({ leftover, ...finish }, { names }) => ({
    heading: leftover ? "Stopped, and a passkey is on the key" : "Stopped before any key was asked",
    says: `${say(trouble, finish.trouble, names).says} The record could not take it, so it went no further.`,
    next: leftover
      ? `${remedies[leftover.remedy].says} Make room for the record first, then take it off.`
      : say(trouble, finish.trouble, names).next,
  }),
  rehearsed: ({ key, kept: keeps }, { names }) => ({ heading: "The key has shown itself", ...kept[keeps](names.key(key)) }),
  notMade: ({ failure }, context) =>
    say(failures, failure, context),
  givenUp: () => ({
    heading: "Stopped",
    says: "No key was asked for anything, and the directory has not changed.",
    next: "Begin again whenever you like.",
  }),
};

const removal: Record<Found, (key: string) => Said> = {
  takenOff: (key) => ({
    heading: "Taken off the key",
    says: `The passkey that nobody accepted is gone from ${key}. Everything else on it is as it was.`,
    next: "The record says so. You may take the key out.",
  }),
  notThere: (key) => ({
    heading: "It is not on the key",
    says: `${key} was searched and holds no passkey of this registration.`,
    next: "The record says so. Nothing needs to be removed.",
  }),
};

const storedMembers: Record<StoredMember, string> = {
  id: "Id of the credential",
  aaguid: "AAGUID",
  attestationLevel: "Attestation level",
  passkeyType: "Kind of passkey",
};

/** The three ticks, always in this order. */
export const ticks = {
  onKey: "On the key.",
  inDirectory: "In the directory.",
  inRecord: "In our record.",
  made: (time: string) => `Made ${time}.`,
  room: (left: number) => (left === 0 ? "The key is full now." : `It has room for about ${number(left)} more.`),
  signs: "A test signature worked.",
  signsNot: "A test signature did not verify: try it before you rely on it.",
  as: (name: string) => `As “${name}”.`,
  stored: (members: Stored[] | null) => {
    if (members === null) return "What it stored could not be read again yet: the person's passkeys in Tenant show it.";
    if (members.some((one) => one.alike === false)) return "It stored something else than was made:";
    const unsaid = members.filter((one) => one.alike === null).map((one) => storedMembers[one.member]);
    return unsaid.length === 0 ? "Read again, and stored as it was made." : `Read again. Not compared, since it does not say: ${list(unsaid)}.`;
  },
  otherwise: ({ member, made, stored }: Stored) => `${storedMembers[member]}: made ${made ?? ""}, stored ${stored ?? ""}.`,
  nobodyYet: "Not yet: whoever gave you the options decides.",
  entry: (entry: string) => `Entry ${entry}.`,
  noEntry: "It could not be written. Make room on the disk; the key and the directory have it.",
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
