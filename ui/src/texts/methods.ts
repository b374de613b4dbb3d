// One person's passkeys: what there is, what a deletion leaves, and a pass shown once.
import type { Loss } from "../../bindings/Loss";
import type { OtherKind } from "../../bindings/OtherKind";
import type { PassRefusal } from "../../bindings/PassRefusal";
import { count, number } from "./format";

export const methods = {
  title: (name: string) => `Passkeys of ${name}`,
  read: "Passkeys, and a pass",
  reading: "Reading…",
  none: "There is none in the directory.",
  registered: (day: string) => `registered ${day}`,
  remove: (name: string) => `Delete ${name}…`,
  removeShort: "Delete…",
  nameless: "a passkey without a name",
  before: (name: string) => `“${name}” goes out of the directory and does not come back. The key itself is not touched.`,
  left: (passkeys: string, hello: string, platform: string, app: string) =>
    `Left then: passkeys ${passkeys}, Windows Hello ${hello}, platform credentials ${platform}, Authenticator ${app}.`,
  unknown: "not read",
  word: (word: string) => `Type “${word}” to confirm`,
  wordWrong: "That is another word. Nothing was sent.",
  go: "Delete it",
  back: "Keep it",
  gone: "Deleted",
  goneSays: "Nobody can sign in with it any more.",
  goneBefore: "It was gone before",
  goneBeforeSays: "Somebody else was faster. Nobody can sign in with it any more.",
  unrecorded: "It was done, and it could not be put on the record.",
  unsure: "Whether it was deleted is not known",
  unsureUnrecorded: "Whether it was deleted is not known, and that could not be put on the record",
  refused: "It was not deleted",
  others: "Authenticator and Windows Hello",
  othersUnread: "Not all of it could be read",
  noOthers: "Neither is in the directory.",
  version: (version: string) => `version ${version}`,
  since: (day: string) => `since ${day}`,
  beforeOther: (name: string) => `${name} goes out of the directory and does not come back. The phone or computer itself is not touched.`,
  pass: "Temporary Access Pass",
  passSays: "A code that lets the person in while they have no key. It replaces any pass from before.",
  passGo: "Issue a pass",
  passShown: (name: string) => `The pass of ${name}`,
  passOnce: "It is shown this once. Give it to the person by a way that you trust, then hide it.",
  passGood: (minutes: number | null, once: boolean | null) =>
    [
      minutes === null ? "" : `Good for ${count(minutes, "minute", "minutes")}.`,
      once ? "Usable once: whoever signs in with it has to finish registering within 10 minutes of that." : "",
    ]
      .join(" ")
      .trim(),
  passMinutes: (least: number, most: number) =>
    `How long it lasts: ${number(least)} to ${count(most, "minute", "minutes")}, as the policy allows`,
  passOnceChoice: "Usable once",
  passOnlyOnce: "Usable once, as the policy demands of every pass",
  passUncertain: "Whether the policy gives this person a pass is not known; the directory decides.",
  passTermsUnread: "What the policy allows could not be read. It lasts as long as the policy has it.",
  passHide: "Hide it",
  passRefused: "No pass was issued",
  passForOneself: "Nobody issues a pass for oneself. Ask somebody else who may issue passes.",
  passUnsure: "A pass may have been issued: issue a new one, which ends it",
  passUnsureUnrecorded: "A pass may have been issued, and that could not be put on the record: issue a new one, which ends it",
} as const;

export const losses: Record<Loss, string> = {
  "another-stays": "Another way in that cannot be phished stays.",
  "last-phishing-resistant":
    "This locks the person out where a sign-in has to withstand phishing: it is the last such method. Issue a pass first, or register another key.",
  "only-phishable": "What stays is Authenticator on another phone, which can be phished, and nothing that cannot.",
  "nothing-read":
    "This may lock the person out: no passkey, no Windows Hello, no platform credential and no Authenticator stays. Whether a number or a code stays was not looked at. Issue a pass first, or register a key.",
  "not-known": "Whether another way in that cannot be phished stays is not known: not all methods could be read.",
};

export const otherKinds: Record<OtherKind, string> = {
  microsoftAuthenticator: "Microsoft Authenticator",
  windowsHelloForBusiness: "Windows Hello for Business",
};

/** Why the policy allows no such pass, and what to do. */
export const passRefusals: Record<PassRefusal, string> = {
  off: "Temporary Access Passes are off in the policy. Switch them on in the Entra admin center.",
  excluded: "The policy excludes this person from passes, which wins over any inclusion.",
  "not-included": "The policy gives this person no pass: they are in no group that it is aimed at.",
  "too-short": "That is shorter than the policy allows. Choose a longer time.",
  "too-long": "That is longer than the policy allows. Choose a shorter time.",
  "only-once": "The policy allows only passes that are good once.",
};

/** Why a pass of so many minutes is refused under these terms, as the engine has it; null: it is not. */
export function outsideOf(minutes: number | null, { least, most }: { least: number; most: number }): PassRefusal | null {
  if (minutes === null) return null;
  if (minutes < least) return "too-short";
  return minutes > most ? "too-long" : null;
}
