// The record in words.
import type { ActivityFilter, ChainStanding, EntryEvent } from "../rooms";
import { number } from "./format";
import { reasons } from "./findings";
import type { ByKind, Sentence } from "./said";

export const activity = {
  title: "Activity",
  says: "Everything Touchstone did on this computer. Entries are added, never changed.",
  csv: "Export CSV…",
  json: "Export JSON…",
  exported: (place: string) => `Written to ${place}.`,
  filter: "Filter",
  search: "Search",
  searchHint: "Person, key or code",
  when: "When",
  outcome: "Outcome",
  entries: "Entries",
  table: "Entries table",
  chain: "Chain",
  time: (zone: string) => `Time (${zone})`,
  by: "By",
  what: "What",
  hash: "Hash",
  none: "No entry yet",
  noneSays: "The first one is written when a key is asked to make a passkey.",
  noMatch: "No entry fits",
  noMatchSays: "Search for something else, or look at a longer time.",
  clear: "Show all",
  shown: (from: number, to: number, all: number) => `${number(from)} to ${number(to)} of ${number(all)} shown.`,
  newer: "Newer",
  older: "Older",
  pages: "Pages",
  checked: (time: string) => `Checked ${time}.`,
  notKnown: "not known",
  erasedPerson: "erased",
} as const;

export const since: Record<ActivityFilter["since"], string> = {
  today: "Today",
  week: "Last 7 days",
  month: "Last 30 days",
  all: "All",
};

export const outcomeFilter: Record<ActivityFilter["outcome"], string> = {
  all: "All",
  refused: "Refused",
  open: "Open",
};

export type Tone = "pass" | "fail" | "warn" | "unknown" | "gold";

/** How the chain stands: the first sentence stands out. */
export const chain: ByKind<ChainStanding, Sentence & { tone: Tone }, { entries: number }> = {
  intact: (_, { entries }) => ({
    tone: "pass",
    says: `${number(entries)} ${entries === 1 ? "entry" : "entries"}, chain unbroken.`,
    next: "Each entry carries the hash of the one before, and the last is vouched for by this computer’s keyring.",
  }),
  unauthenticated: (_, { entries }) => ({
    tone: "warn",
    says: `${number(entries)} ${entries === 1 ? "entry" : "entries"}, each follows from the one before.`,
    next: "Nothing vouches for the last one, because there is no keyring: a record written anew would look the same. Keep exports elsewhere.",
  }),
  brokenAt: ({ entry }) => ({
    tone: "fail",
    says: `The chain is broken at entry ${number(entry)}.`,
    next: "That entry is not what was written, or not in its place. Export the record as it is, and show it to whoever looks after this computer.",
  }),
  cut: ({ reached, by }, { entries }) => ({
    tone: "fail",
    says: `The last entries are gone: there were at least ${number(reached)}, there are ${number(entries)}.`,
    next: `${by === "keyring" ? "This computer’s keyring" : "A checkpoint that was kept elsewhere"} remembers it. Look for an older export.`,
  }),
  headForged: () => ({
    tone: "fail",
    says: "What vouches for the last entry is not authentic.",
    next: "Somebody without this computer’s keyring wrote it. Export the record as it is, and compare it with an older export.",
  }),
  otherLedger: () => ({
    tone: "fail",
    says: "The checkpoint is of another record.",
    next: "Compare with the checkpoint that belongs to this one.",
  }),
};

type Row = { what: string; word: string; tone: Tone };

/** One line of the table. `key` is how the key is called. */
export const events: ByKind<EntryEvent, Row, { key: string }> = {
  began: (_, { key }) => ({ what: `${key} was asked to make a passkey`, word: "Begun", tone: "gold" }),
  created: (_, { key }) => ({ what: `Made a passkey on ${key}`, word: "Created", tone: "gold" }),
  registered: ({ name }, { key }) => ({ what: `Registered ${key} as “${name}”`, word: "Registered", tone: "pass" }),
  handedOver: ({ proved }) => ({
    what: proved ? "The answer was handed over" : "The answer was handed over unproved",
    word: "Handed over",
    tone: proved ? "pass" : "warn",
  }),
  refused: ({ by, reason }, { key }) => ({
    what: `${key}: ${sentence(reason)}`,
    word: { preflight: "Refused before", judge: "Refused", directory: "Not accepted" }[by],
    tone: "fail",
  }),
  abandoned: ({ reason }) => ({ what: `Given up (${reason})`, word: "Abandoned", tone: "unknown" }),
  removed: (_, { key }) => ({ what: `Removed the passkey from ${key}`, word: "Removed", tone: "unknown" }),
  foundNothing: (_, { key }) => ({ what: `Looked on ${key} and found nothing`, word: "Nothing there", tone: "pass" }),
  unregistered: ({ name, how }) =>
    ({
      done: { what: `Took “${name}” out of the directory`, word: "Deleted", tone: "unknown" },
      unsure: { what: `Was to take “${name}” out of the directory, which did not answer`, word: "Unsure", tone: "warn" },
      "by-somebody-else": { what: `“${name}” had been taken out of the directory before`, word: "Gone before", tone: "unknown" },
    } as const)[how],
  passIssued: ({ how }) =>
    ({
      done: { what: "Issued a Temporary Access Pass", word: "Pass issued", tone: "gold" },
      unsure: { what: "Asked for a Temporary Access Pass, and the directory did not answer", word: "Unsure", tone: "warn" },
    } as const)[how],
  erased: ({ why }) => ({
    what: why === "asked" ? "Names were erased, because somebody asked" : "Names were erased, because their time was over",
    word: "Erased",
    tone: "unknown",
  }),
  unreadable: () => ({ what: "This entry cannot be read", word: "Unreadable", tone: "fail" }),
};

function sentence(reason: string): string {
  const known = Object.entries(reasons).find(([code]) => code === reason);
  return known ? known[1].says.replace(/\.$/, "") : reason;
}
