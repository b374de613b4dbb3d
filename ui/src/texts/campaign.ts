// The registration campaign: as it stands, as it is drafted, and what is wrong with it.
import type { CampaignFindingCode } from "../../bindings/CampaignFindingCode";
import type { CampaignView, TargetView } from "../rooms";
import { count, number } from "./format";
import { tenant } from "./tenant";

export const campaign = {
  title: "Registration campaign",
  target: "Asks for",
  snooze: "Snooze",
  skips: "Skips",
  asked: "Asked",
  leftOut: "Left out",
  nobody: "nobody",
  notSaid: "the directory does not say",
  edit: "Edit…",
  editDone: "Done",
  state: "State",
  method: "Asks for",
  days: "Days to snooze",
  daysSays: "0 to 14. With 0 people are asked at every sign-in with MFA.",
  daysWrong: "Whole days, 0 to 14. What you typed is not in the draft.",
  limit: "Skips",
  limitNot: "Only Graph’s beta has the limit of skips, and only v1.0 could be read here.",
  managedNot: "Microsoft manages it: method, snooze and skips are Microsoft’s. Only whom it asks is yours.",
  managed: "What Microsoft managed means today",
  rulesOf: (id: string) => `By the documents of ${id}.`,
  add: "Add somebody",
  everybody: "Add everybody",
  remove: (name: string) => `Take out ${name}`,
  draft: "Your change, not sent yet",
  review: "Review and send",
  discard: "Discard",
  notSendable: "Graph or its documents refuse this; put it right first.",
  kept: (word: string) => `“${word}”, kept as it is`,
} as const;

export const states: Record<string, string> = {
  enabled: "Enabled",
  default: "Microsoft managed",
  disabled: "Disabled",
};

export const methods: Record<string, string> = {
  fido2: "Passkey (FIDO2)",
  microsoftAuthenticator: "Microsoft Authenticator",
};

export const limits = { true: "Three, then required", false: "Without end" } as const;

export const wordOf = (words: Record<string, string>, word: string | null): string =>
  word === null ? campaign.notSaid : (words[word] ?? word);

export const snoozeOf = ({ snoozeDays }: CampaignView): string =>
  snoozeDays === null ? campaign.notSaid : snoozeDays === 0 ? "none: asked at every MFA" : count(snoozeDays, "day", "days");

export const skipsOf = ({ limited, tree }: CampaignView): string =>
  limited === null ? (tree === "v1.0" ? campaign.limitNot : campaign.notSaid) : limits[`${limited}`];

export const nameOf = ({ id, name }: TargetView): string =>
  id.toLowerCase() === "all_users" ? tenant.everybody : (name ?? id);

/** `All staff (13)`. */
export const withMembers = (target: TargetView): string =>
  target.members === null ? nameOf(target) : `${nameOf(target)} (${number(target.members)})`;

/** What is wrong or odd, with what to do. */
export const findings: Record<CampaignFindingCode, string> = {
  "snooze-out-of-range": "A snooze lasts 0 to 14 days.",
  "several-methods": "The groups ask for different methods; a campaign has one at a time.",
  "method-not-targetable": "The documents let no campaign ask for this method.",
  "method-unknown": "Nobody here knows this method. It is kept as it is.",
  "method-missing": "A group is included without a method. Choose the method anew.",
  "managed-settings-ignored": "Microsoft manages it; the snooze and limit that are stored do not count.",
  "state-unknown": "Nobody here knows this state. It is kept as it is.",
  "target-type-unknown": "Nobody here knows this kind of target. It is kept as it is.",
  "id-not-guid": "An id has to be a GUID, or all_users.",
  "excluded-and-included": "Somebody is in both lists: left out counts.",
  "nobody-included": "Nobody is asked: no group is included.",
  "limit-only-on-beta": "v1.0 does not have the limit of skips.",
};
