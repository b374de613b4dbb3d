// What people have registered, and what changed since it was first counted.
import type { TallyView } from "../../bindings/TallyView";
import { number } from "./format";

export const results = {
  title: "What people have registered",
  none: "What people have registered could not be counted",
  /** How often it was counted. */
  days: (days: number, since: string) => (days === 1 ? "First count: the next day says what changed" : `Counted on ${number(days)} days since ${since}`),
  who: "People",
  first: "First",
  now: "Now",
  change: "Change",
  methods: "Each method",
  log: "Day by day, by the audit log",
  logSays: "People who registered (+) or lost (−) a method. Attempts, failures and what is not known here are other entries.",
  day: "Day",
  passkeys: "Passkey",
  authenticator: "Authenticator",
  another: "Another",
  others: "Other entries",
  pair: (registered: string, deleted: string) => `+${registered} −${deleted}`,
  noLog: "The audit log was not read",
  logWants:
    "It wants the permission AuditLog.Read.All (the documents name Directory.Read.All beside it) and a role that reads logs, Reports Reader at least. It goes back 7 days, with a premium licence 30.",
} as const;

type Row = { name: string; before: number; now: number };

/** The counts that matter first. */
export function rowsOf(first: TallyView, last: TallyView): Row[] {
  const row = (name: string, of: (tally: TallyView["tally"]) => number): Row => ({ name, before: of(first.tally), now: of(last.tally) });
  return [
    row("Everybody", (one) => one.people),
    row("Have a passkey", (one) => one.passkey),
    row("Can sign in without a password", (one) => one.passwordless),
    row("Have Microsoft Authenticator", (one) => one.authenticator),
    row("Have phone numbers and codes only", (one) => one.phishable_only),
    row("Have nothing", (one) => one.nothing),
  ];
}

/** Each method by Graph’s word. */
export function methodsOf(first: TallyView, last: TallyView): Row[] {
  const words = [...new Set([...Object.keys(first.tally.methods), ...Object.keys(last.tally.methods)])].sort();
  return words.map((word) => ({ name: word, before: first.tally.methods[word] ?? 0, now: last.tally.methods[word] ?? 0 }));
}
