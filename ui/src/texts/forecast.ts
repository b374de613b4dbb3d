// Whom a campaign would ask, under what is assumed. Every number has its words.
import type { NudgeVerdict } from "../../bindings/NudgeVerdict";
import type { OtherCount } from "../../bindings/OtherCount";
import { count, list, number } from "./format";

export const forecast = {
  asked: (asked: number, people: number) =>
    `At the next sign-in, ${number(asked)} of ${count(people, "person is", "people are")} asked`,
  head: (from: string) => `Forecast, rules of ${from}`,
  /** Beside the tag that says of whose forecast it is. */
  thanNow: (asked: number, standing: number) =>
    asked === standing ? "As many as now." : `${signed(asked - standing)} than now.`,
  ofDraft: (asked: number, standing: number) =>
    asked === standing
      ? `At the next sign-in as many people are asked as now: ${number(asked)}.`
      : `At the next sign-in ${count(asked, "person is", "people are")} asked, ${signed(asked - standing)} than now.`,
  draftTag: "With your change",
  why: "Why",
  cannotTell: (rule: string) => `Cannot be told: ${rule.charAt(0).toLowerCase()}${rule.slice(1)}`,
  failed: (people: number) => `${count(people, "person", "people")} could not be judged: their facts make no sense.`,
  unreadGroups: "Members of these groups could not be read, so that nobody’s groups are known:",
  assumed: "Assumed of everybody",
  change: "Change what is assumed",
  usual: "As at first",
  notAssumed: "not assumed, so unknown",
  open: (facts: string) => `Not assumed, so unknown: ${facts}.`,
  rules: "Rules",
  rulesSays: "Each is what Microsoft’s documents said from that day on.",
  otherwise: "If it were otherwise",
  otherwiseSays: "Change in the number of people who are asked.",
  same: "no change",
  other: ({ ruleset, asked, differ }: OtherCount) =>
    `Microsoft brings new rules in gradually. By those of ${ruleset}, ${count(asked, "person is", "people are")} asked; ${count(differ, "person gets", "people get")} another answer.`,
  requiredOf: (change: number) => `${signed(change)} required`,
  unknown: (change: number) => `${signed(change)} unknown`,
  table: "As a table",
  verdict: "Verdict",
  rule: "Rule that decides",
  people: "People",
  all: "Everybody",
  csv: "Export CSV…",
  json: "Export JSON…",
  each: "Export people…",
  count: "Count an export…",
  file: (name: string) => `These are the people of ${name}.`,
  directory: "Count the directory again",
  none: "No forecast",
} as const;

/** `12 more`, `3 fewer`. */
function signed(change: number): string {
  return change < 0 ? `${number(-change)} fewer` : `${number(change)} more`;
}

/** `+312`, `−4`, `±0`. */
export const plus = (change: number): string =>
  change === 0 ? "±0" : change > 0 ? `+${number(change)}` : `−${number(-change)}`;

export const verdicts: Record<NudgeVerdict, { word: string; fill: string }> = {
  nudge: { word: "asked, may skip", fill: "b-nudge" },
  required: { word: "must register", fill: "b-need" },
  "no-nudge": { word: "not asked", fill: "b-rest" },
  unknown: { word: "unknown", fill: "b-unknown" },
};

/** The facts that are assumed: what each is about, and its values in words. */
const facts: Record<string, { name: string; values: Record<string, string> }> = {
  "context.interactive": { name: "Somebody is there", values: { true: "interactive sign-in", false: "sign-in with nobody there" } },
  "context.mfaMethod": {
    name: "MFA by",
    values: {
      none: "no MFA",
      sms: "MFA by text message",
      voice: "MFA by a call",
      totp: "MFA by a code of an app or token",
      other: "MFA in another way",
    },
  },
  "context.mfaProvider": { name: "MFA done by", values: { entra: "MFA by Microsoft Entra", other: "MFA by somebody else" } },
  "context.ssoSession": { name: "Signed in already", values: { true: "signed in already", false: "not signed in yet" } },
  "context.os": {
    name: "System",
    values: { windows: "Windows", macos: "macOS", linux: "Linux", ios: "iOS", android: "Android", other: "another system" },
  },
  "context.browser": {
    name: "Browser",
    values: { chrome: "Chrome", edge: "Edge", firefox: "Firefox", safari: "Safari", other: "another browser" },
  },
  "context.surface": {
    name: "Shown in",
    values: {
      browser: "in a browser",
      embedded_view: "in a browser view of an app",
      native_app: "in an app",
      oobe: "at a computer’s first set-up",
      windows_settings_view: "in Windows settings",
    },
  },
  "context.caRegistration": {
    name: "Conditional Access",
    values: {
      allowed: "registration not held up by Conditional Access",
      blocked: "registration blocked by Conditional Access",
      condition_unmet: "a condition on registration unmet",
    },
  },
  "context.termsOfUse": { name: "Terms of use", values: { true: "terms of use shown", false: "no terms of use" } },
  "context.customControls": { name: "Custom controls", values: { true: "custom controls", false: "no custom controls" } },
  "context.registeredOtherMethodThisSession": {
    name: "Just registered",
    values: { true: "another method just registered", false: "nothing else just registered" },
  },
  "methods.authenticator.viaMfaRegistrationPolicy": {
    name: "MFA registration policy",
    values: { true: "Authenticator on by the MFA registration policy", false: "no MFA registration policy" },
  },
  "user.subscription": { name: "Subscription", values: { paid: "paid subscription", free_or_trial: "free or trial subscription" } },
  "user.history": {
    name: "Skips so far",
    values: { 0: "nobody has skipped yet", 1: "one skip, long ago", 2: "two skips, long ago", 3: "three skips, long ago" },
  },
};

export const factName = (path: string): string => facts[path]?.name ?? path;

/** A value in words; of skips, how many there are counts. */
export function valueOf(path: string, value: unknown): string {
  if (value === null || value === undefined) return forecast.notAssumed;
  const key = Array.isArray(value) ? String(value.length) : String(value);
  return facts[path]?.values[key] ?? `${path} = ${JSON.stringify(value)}`;
}

/** Several facts in a line: “macOS and Safari”. */
export const factsOf = (all: Record<string, unknown>): string =>
  list(Object.entries(all).map(([path, value]) => valueOf(path, value)));

/** `Windows, Edge and …` as a sentence. */
export const sentence = (words: string[]): string => {
  const text = list(words);
  return text === "" ? "" : `${text[0]?.toUpperCase()}${text.slice(1)}.`;
};
/** The words of a value that is written as text, where there are some. */
export const wordsOf = (path: string, value: string): string | null => facts[path]?.values[value] ?? null;
