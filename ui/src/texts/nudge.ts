// The nudge: what the organisation asks, why, and when it asks again.
import type { NudgeMethod } from "../../bindings/NudgeMethod";
import type { OtherVerdict } from "../../bindings/OtherVerdict";
import type { PracticeMfa } from "../../bindings/PracticeMfa";
import type { PracticePlace } from "../../bindings/PracticePlace";
import type { RuleOutcome } from "../../bindings/RuleOutcome";
import type { SkipsView } from "../rooms";
import { factName, wordsOf } from "./forecast";
import { count, duration } from "./format";

const whenFormat = new Intl.DateTimeFormat("en-GB", { weekday: "long", day: "numeric", month: "long", hour: "2-digit", minute: "2-digit" });

/** `Monday 23 November, 09:12`. */
const when = (seconds: number): string => whenFormat.format(new Date(seconds * 1000)).replace(" at ", ", ");

const day = new Intl.DateTimeFormat("en-GB", { dateStyle: "long" });

export const nudge = {
  asks: (organisation: string, method: NudgeMethod | null) =>
    method === "microsoftAuthenticator"
      ? `${organisation} asks you to set up Microsoft Authenticator`
      : `${organisation} asks you to set up a passkey`,
  required: (organisation: string, method: NudgeMethod | null) =>
    method === "microsoftAuthenticator"
      ? `${organisation} requires Microsoft Authenticator from you now`
      : `${organisation} requires a passkey from you now`,
  signedIn: "You signed in with",
  and: ", and your account has",
  nothing: "no passkey that counts here",
  noApp: "no Authenticator that can be notified",
  key: "A security key takes about a minute and answers only to the real sign-in page.",
  register: "Register a security key",
  notAKey: "A security key is not what they ask for.",
  provider: (profile: string | null) =>
    profile === null
      ? "The policy takes a passkey of a phone, a password manager or your computer from you; a security key would be refused."
      : `The profile “${profile}” takes a passkey of a phone, a password manager or your computer from you; a security key would be refused.`,
  providerHow: "Such a passkey is made in your browser, on the page of your sign-in methods.",
  makeOne: "Make a passkey",
  app: "It takes about three minutes, a phone and your browser.",
  setUpApp: "Set up Authenticator",
  skip: "Skip for now",
  skipped: "Skipped for now",
  why: "Why am I being asked?",
  whyNot: "Why is that?",
  rulesOf: (id: string) => {
    const date = new Date(`${id.slice(0, 10)}T00:00:00`);
    return Number.isNaN(date.valueOf()) ? `Rules of ${id}` : `Rules of ${day.format(date)}`;
  },
  before: (id: string, verdict: OtherVerdict["verdict"]) =>
    `Microsoft brings new rules in gradually. By those of ${id}, ${verdicts[verdict]}.`,
  decides: "decides",
  assumed: "Nobody can see this of a sign-in, so it is assumed:",
  all: (rules: number) => `Every rule that was looked at (${rules})`,
  notKnown: "not known",
  /** Under the button. */
  skips: ({ used, allowed, limited, afterSkip, days }: SkipsView): string => {
    const so =
      allowed !== null
        ? `You have skipped ${used} of ${allowed} times.`
        : limited === false
          ? `You have skipped ${count(used, "time", "times")}; there is no limit.`
          : `You have skipped ${count(used, "time", "times")}; whether there is a limit is not known.`;
    const again =
      days === 0 || afterSkip === null
        ? "If you skip, you are asked again at your next sign-in."
        : `If you skip, you are asked again at your first sign-in after ${when(afterSkip)}.`;
    return `${so} ${again}`;
  },
  requiredSkips: ({ used, allowed }: SkipsView) =>
    `You have skipped ${Math.min(used, allowed ?? used)} of ${allowed ?? used} times, so there is no skipping any more. If you close the window, you are asked again at the very next sign-in.`,
  closing: "Closing this window counts as skipping.",
  errors: (times: number) => `${count(times, "skip", "skips")} after an error did not count.`,
  setBack: (seconds: number) =>
    `The clock was set back by ${duration(seconds * 1000)}. Skips go by the latest time it had shown, so nothing changed.`,
  failed: "Registering failed. You can skip now without it being counted, so that an error never locks you out.",
  skipError: "Skip, not counted",
  snoozed: "You skipped, so you are not asked now",
  snoozedSays: (next: number | null) =>
    next === null ? "You are asked again at your next sign-in." : `You are asked again at your first sign-in after ${when(next)}.`,
  answered: "You have answered in this sign-in",
  answeredSays: "The next sign-in may ask again.",
  notAsked: (organisation: string) => `${organisation} does not ask you to set anything up now`,
  unknown: (organisation: string) => `Whether ${organisation} asks you is not known`,
  settles: "This would settle it:",
  documents: "No fact would settle it: the documents do not say.",
  notRead: "Whether you are asked to set something up could not be read",
  notJudged: "The organisation’s policy could not be understood",
} as const;

export const outcomes: Record<RuleOutcome, string> = {
  holds: "applies here",
  fails: "does not apply here",
  unknown: "not known here",
};

/** After “You signed in with”. */
export const mfaWords: Record<string, string> = {
  sms: "a text message",
  voice: "a call",
  totp: "a code of an app",
  other: "another second factor",
  none: "a password alone",
};

const verdicts: Record<OtherVerdict["verdict"], string> = {
  "no-nudge": "nobody would be asked here",
  nudge: "you would be asked",
  required: "it would be required of you",
  unknown: "it would not be known",
};

export const secondFactor = {
  title: "Your second factor",
  label: "You sign in with",
  notSaid: "Not said",
  says: "A campaign goes by it, and no program can see it. What you say stays on this computer and goes with your sign-in.",
} as const;

export const signIn = {
  title: "Practice sign-in",
  says: (at: number) =>
    `Organisations ask at a sign-in. This one is pretend, ${when(at)}; the rules, your skips and their count are real.`,
  leaves: "A question that stands open when you sign in again counts as skipped.",
  place: "Where",
  mfa: "Second factor",
  later: "When",
  again: "Sign in again",
} as const;

export const places: Record<PracticePlace, string> = {
  here: "This computer",
  windowsEdge: "Windows, Edge",
  windowsChrome: "Windows, Chrome",
  macSafari: "macOS, Safari",
  macChrome: "macOS, Chrome",
  ios: "iPhone or iPad",
  android: "Android",
};

export const factors: Record<PracticeMfa, string> = {
  sms: "Text message",
  totp: "Code of an app",
  other: "Another one",
  none: "None",
};

export const laters: [days: number, words: string][] = [
  [0, "The same day"],
  [1, "A day later"],
  [4, "4 days later"],
  [15, "15 days later"],
];

/** The facts that a forecast does not assume. */
const facts: Record<string, string> = {
  "policy.state": "State of the campaign",
  "policy.target": "What it asks for",
  "policy.snoozeDurationInDays": "Days that a skip lasts",
  "policy.snoozesLimited": "Limit of skips",
  "policy.include": "Whom it is for",
  "policy.exclude": "Whom it leaves out",
  "methods.authenticator.enabled": "Authenticator is on for you",
  "methods.authenticator.mode": "What Authenticator may be used for",
  "methods.authenticator.userInScope": "You are in Authenticator’s scope",
  "methods.fido2.enabled": "Passkeys are on",
  "methods.fido2.selfService": "People may register passkeys themselves",
  "methods.fido2.userInScope": "You are in the scope of passkeys",
  profiles: "Your passkey profiles",
  "user.id": "You, where the policy names you",
  "user.guest": "You are a guest",
  "user.groups": "Your groups, of those that the policy names",
  "user.authenticatorPush": "Your Authenticator can be notified",
  "user.authenticatorTotp": "Your Authenticator makes codes",
  "user.credentials": "Your passkeys",
  column: "Column of the matrix",
  stated: "Stated by this document",
};

const answers: Record<string, string> = { true: "yes", false: "no" };

/** What a fact is about. */
export const aboutFact = (path: string): string => facts[path] ?? factName(path);

/** `Second factor: MFA by text message`. */
export function factLine(path: string, value: string | null): string {
  const words = value === null ? nudge.notKnown : (wordsOf(path, value) ?? answers[value] ?? value);
  return `${aboutFact(path)}: ${words}`;
}
