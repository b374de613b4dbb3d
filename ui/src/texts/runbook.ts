// The runbook's steps and its four troubles.
import type { Guidance } from "../../bindings/Guidance";
import type { RunbookState } from "../../bindings/RunbookState";
import type { RunbookStep } from "../../bindings/RunbookStep";
import type { RunbookTrouble } from "../../bindings/RunbookTrouble";
import { number } from "./format";
import { checks } from "./readiness";

export const runbook = {
  title: "Runbook",
  /** How far it is. */
  counts: (done: number, all: number) => `${number(done)} of ${number(all)} done`,
  troubles: "If this is the trouble",
  troublesSay: "What to look at first, by the checks above.",
  troublesOfOthers: "The other three are about somebody: look at a person.",
  script: "Passkeys for everybody",
  scriptSays: "What the runbook’s script does, after the pilot: on, and aimed at everybody. Targets and profiles that are there stay.",
  scriptDone: "It is so already.",
  scriptNone:
    "There is no such change: the policy could not be read, or there are passkey profiles and no default one that everybody could get.",
  required: "Registration is required",
  look: "Look at the change…",
} as const;

export const states: Record<RunbookState, { word: string; tone: "pass" | "fail" | "warn" | "unknown" }> = {
  done: { word: "Done", tone: "pass" },
  "to-do": { word: "To do", tone: "fail" },
  advised: { word: "To consider", tone: "warn" },
  open: { word: "Unknown", tone: "unknown" },
  "by-hand": { word: "By hand", tone: "unknown" },
};

export const steps: Record<RunbookStep, { name: string; says: string }> = {
  "enable-methods": { name: "Switch the methods on", says: "Authenticator and passkeys, with self-service." },
  "target-pilot": { name: "Aim at a pilot group", says: "A group, by both methods, before everybody." },
  "two-administrators": { name: "Two administrators first", says: "Both are members of the pilot group." },
  "enforce-attestation": { name: "Enforce attestation", says: "In production: only attested, certified keys are taken." },
  "restrict-keys": { name: "Restrict models", says: "Where only some models of key are wanted." },
  "configure-hello": { name: "Windows Hello for Business", says: "In Intune or Group Policy; Graph does not show it." },
  "guide-users": { name: "Have people register", says: "A campaign asks them, nobody stays with phone numbers and codes, administrators register two methods." },
  "replace-phishable": { name: "Replace what can be phished", says: "Nobody is left with phone numbers and codes only." },
  "validate-sign-in": { name: "Sign in with each method", says: "Options are offered, the number matches, the key and Hello work." },
  "read-sign-in-logs": { name: "Look at the logs", says: "Activity and sign-in logs, in the Entra admin center." },
  "require-strength": { name: "Require strong sign-ins", says: "Authentication strengths in Conditional Access, once all of it works." },
};

export const troubles: Record<RunbookTrouble, string> = {
  "not-offered": "No passwordless option is shown at sign-in",
  "key-fails": "Registering a key fails in the browser",
  "hello-not-offered": "Windows Hello for Business is not offered",
  forbidden: "A script is answered 403",
};

/** What a guided diagnosis came to. */
export function conclusionOf({ conclusion, causes, open }: Guidance): string {
  const names = (list: Guidance["causes"]) => list.map((check) => checks[check].name).join(", ");
  if (conclusion === "cause") return `Begin with: ${names(causes)}.${open.length ? ` Not known: ${names(open)}.` : ""}`;
  return conclusion === "open" ? `Nothing fails. Not known: ${names(open)}.` : "Nothing that the runbook looks at is wrong.";
}
