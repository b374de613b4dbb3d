// The room Tenant: what was read, a change before it is sent, and what came of it.
import type { NotRead } from "../../bindings/NotRead";
import type { SentView, TenantWhat } from "../rooms";
import { count, list, number } from "./format";
import { checks } from "./readiness";
import type { Sentence } from "./said";

export const tenant = {
  title: "Tenant",
  reading: "Reading the directory…",
  readAt: (when: string) => `Read ${when}. Nothing changes until you have seen the difference.`,
  again: "Read again",
  written: (place: string) => `Written to ${place}`,
  everybody: "Everybody",
  unnamed: (id: string) => `No name could be read: ${id}`,
  members: (members: number) => count(members, "person", "people"),
  /** Looking for groups and people. */
  find: "Name",
  findSays: "Groups and people whose names begin like this.",
  findGroupSays: "Groups whose names begin like this.",
  findPersonSays: "People whose names begin like this.",
  look: (name: string) => `Look at ${name}`,
  add: (name: string) => `Add ${name}`,
  choose: (name: string) => `Choose ${name}`,
  group: "Group",
  person: "Person",
  looking: "Looking…",
  nobodyFound: "Nobody is called that.",
  done: "Done",
} as const;

/** Why a part is not there. What the directory said stands beside it. */
export const notRead: Record<NotRead, Sentence> = {
  forbidden: {
    says: "The signed-in account may not read it.",
    next: "A permission or a directory role is missing; ask whoever administers the organisation.",
  },
  "licence-missing": {
    says: "The directory sees no premium licence, and this needs one: Microsoft Entra ID P1 or P2.",
    next: "Without it look at people one by one. Where there is one, Graph may need Directory.Read.All to see it.",
  },
  failed: { says: "It could not be read.", next: "Check the network, then read again." },
  "sign-in-needed": {
    says: "The directory wants a new sign-in for it.",
    next: "Sign in again; then everything is read anew.",
  },
  malformed: {
    says: "What the directory answered cannot be understood.",
    next: "Read again. If it stays so, copy this for the help desk.",
  },
  "not-asked": { says: "Nobody asked for it.", next: "Read again." },
};

/** People name keys themselves: a name must not read as part of the sentence. */
const quoted = (names: string[]): string => list(names.map((name) => `“${name}”`));

export const review = {
  title: "Look at the change before it is sent",
  mends: (name: string) => `It mends the check “${name}”.`,
  campaign: "It is your draft of the registration campaign.",
  everybody: "It is what the runbook’s script does: passkeys for everybody, beside the targets that are there.",
  differences: "What changes",
  request: "The request",
  lockout: "Who is locked out",
  untouched: "Nobody: the change does not touch passkeys at sign-in.",
  none: (of: number) => `Nobody, of ${count(of, "person", "people")} with passkeys that were looked at.`,
  some: (locked: number, of: number) =>
    `${count(locked, "person", "people")} of ${number(of)} would have no passkey left to sign in with.`,
  myself: "You are the first of them: you would lock yourself out.",
  readingSo: (asked: number, of: number) => `Reading whose passkeys it touches: ${number(asked)} of ${number(of)} people.`,
  readingSlowly: "The directory answers five such questions in ten seconds.",
  readingSignIn: "The directory wants a new sign-in before it says more of anybody.",
  readingSignInSays: "Nobody else is asked for until then. After it the rest are read; if you stop, they count as not looked at.",
  stopReading: "Stop reading",
  unknown: "Nobody knows: without the report of registrations it cannot be told who has passkeys.",
  unread: (people: number) => `The passkeys of ${count(people, "more person", "more people")} were not looked at.`,
  loses: (keys: string[]) => `loses ${quoted(keys)} and has no other`,
  touched: (loses: string[], keeps: number, open: number) =>
    [
      loses.length ? `loses ${quoted(loses)}` : "loses nothing for certain",
      `keeps ${number(keeps)}`,
      ...(open ? [`${number(open)} cannot be told`] : []),
    ].join(", "),
  youAre: (name: string) => `${name} (you)`,
  word: (word: string) => `Type “${word}” to go on`,
  wordWrong: "That is another word. Nothing was sent.",
  send: "Send the change",
  sending: "Sending…",
  back: "Back, send nothing",
  once: "It is sent once, and only if nobody changed it meanwhile; then the directory is read again.",
} as const;

const about = (what: TenantWhat): string => {
  if (what.kind === "campaign") return "The campaign";
  return what.kind === "everybody" ? "Passkeys for everybody" : checks[what.value].name;
};

/** What a change under review is about. */
export const aboutReview = (what: TenantWhat): string => {
  if (what.kind === "campaign") return review.campaign;
  return what.kind === "everybody" ? review.everybody : review.mends(checks[what.value].name);
};

/** What came of the change that was sent. */
export const sent = {
  done: {
    tone: "pass",
    strong: "Changed, and read again",
    says: (what: TenantWhat) => `${about(what)} is as you wanted it.`,
  },
  conflict: {
    tone: "warn",
    strong: "Somebody changed it meanwhile; nothing was sent",
    says: () => "Your draft is kept, over what is there now. Look at the change again.",
  },
  moved: {
    tone: "warn",
    strong: "The policy was changed since you looked; nothing was sent",
    says: () => "Whom the change locks out may be others now. Look at it again before you send it.",
  },
  notTaken: {
    tone: "fail",
    strong: "The directory took the change, and it is not there",
    says: () => "Nothing is sent twice: read again, then decide.",
  },
  unsure: {
    tone: "warn",
    strong: "Whether it was made is not known",
    says: () => "The directory did not answer, and what it says now could not be read. Read again before you send anything.",
  },
  refused: {
    tone: "fail",
    strong: "The directory did not do it",
    says: () => "Nothing was changed.",
  },
} as const satisfies Record<
  SentView["outcome"]["kind"],
  { tone: "pass" | "warn" | "fail"; strong: string; says: (what: TenantWhat) => string }
>;

export const sentSays = ({ what, outcome }: SentView): string =>
  `${sent[outcome.kind].strong}. ${sent[outcome.kind].says(what)}`;

/** Beside two values of a member. */
export const stands = "is now";
export const seen = "you had seen";
export const should = "should be";
