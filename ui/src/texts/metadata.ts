// FIDO metadata at this computer. Its age is always said: what it does not know may be newer.
import type { MetadataTroubleKind } from "../../bindings/MetadataTroubleKind";
import type { KeptMetadataView } from "../rooms";
import { day, number } from "./format";

export const metadata = {
  title: "FIDO metadata",
  says: "What the makers of keys say of each model, signed by the FIDO Alliance. Tickets are judged by it.",
  kept: (no: number) => `Number ${number(no)}`,
  none: "None yet. Without it a registration is judged by the roots that you give.",
  next: (when: string) => `A newer one comes on ${when}.`,
  due: (when: string) => `A newer one has been due since ${when}.`,
  nextUnknown: "It does not say when a newer one comes.",
  asking: "Asking the FIDO Alliance…",
  update: "Update now",
  automatic: "Update at the start",
  automaticSays: "Only when a newer one is due, from mds3.fidoalliance.org. Nothing of yours is sent.",
} as const;

/** How old it is, in words. */
export function ageOf({ days, fetched }: KeptMetadataView): string {
  if (days === 0) return "fetched today";
  if (days === 1) return "fetched yesterday";
  return `fetched ${number(days)} days ago, on ${day(fetched)}`;
}

/** Why nothing newer came. What was there is there, whatever it is. */
export const troubles: Record<MetadataTroubleKind, { strong: string; says: string }> = {
  unreachable: {
    strong: "The FIDO Alliance was not reached",
    says: "Offline is fine: what is kept stays and is used. Update when you are online again.",
  },
  notGiven: {
    strong: "The service did not give it",
    says: "It answered with something else, or not to the end. What is kept stays. Try again later.",
  },
  older: {
    strong: "What came is older than what is kept",
    says: "It was left out. Something on the way may hold an old copy; try again from another network.",
  },
  notToBeUsed: {
    strong: "What came is not signed by the FIDO Alliance",
    says: "It was left out, and what is kept stays. A network that asks to sign in answers like this.",
  },
  notKept: {
    strong: "It could not be written to the disk",
    says: "What was kept stays. Look whether the disk is full or the file is damaged, then update again.",
  },
  keptUnusable: {
    strong: "What is kept cannot be used",
    says: "It is left out of every judgement. Remove the file fido-metadata in the folder of the record, then update.",
  },
};
