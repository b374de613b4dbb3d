// The runbook's checks: what each is about, what it says when it passes, and why it did not.
import type { NotReady } from "../../bindings/NotReady";
import type { ReadinessCheck } from "../../bindings/ReadinessCheck";
import type { ReadinessOutcome } from "../../bindings/ReadinessOutcome";
import type { CheckView } from "../rooms";
import { number } from "./format";

export const readiness = {
  title: "Readiness",
  /** What there is of each. */
  counts: (pass: number, fail: number, advice: number, unknown: number) =>
    `${number(pass)} ready, ${number(fail)} to fix, ${number(advice)} to consider, ${number(unknown)} unknown`,
  more: (others: number) => `Show the other ${number(others)}`,
  fewer: "Show fewer",
  fix: "Fix…",
  cost: "See the cost…",
  consentPage: "Copy the administrator’s page",
  code: "Check",
  reason: "Reason",
  pilot: "Pilot group",
  pilotSays: "Who goes first. Some checks look at this group, and some changes aim at it.",
  noPilot: "Nobody is named.",
  choosePilot: "Choose a pilot group",
  anotherPilot: "Choose another",
  noMorePilot: "Take it back",
  person: "One person",
  personSays: "Whether somebody is in scope, has what is wanted, and what stands in their way.",
  choosePerson: "Look at a person",
  anotherPerson: "Look at another",
  noPerson: "Look at nobody",
} as const;

export const outcomes: Record<ReadinessOutcome, { word: string; tone: "pass" | "fail" | "warn" | "unknown" }> = {
  pass: { word: "Ready", tone: "pass" },
  fail: { word: "To fix", tone: "fail" },
  advice: { word: "To consider", tone: "warn" },
  unknown: { word: "Unknown", tone: "unknown" },
};

/** What a check is about, and what it says when it passes. */
export const checks: Record<ReadinessCheck, { name: string; passed: string }> = {
  "graph-permission": { name: "Microsoft Graph", passed: "The policy can be read." },
  "auth-enabled": { name: "Authenticator", passed: "Microsoft Authenticator is on." },
  "auth-targets": { name: "Authenticator: for whom", passed: "It is aimed at somebody." },
  "auth-mode-passwordless": { name: "Authenticator: phone sign-in", passed: "Its mode allows phone sign-in." },
  "auth-mode-campaign": { name: "Authenticator: campaign", passed: "Its mode lets a campaign ask for it." },
  "fido-enabled": { name: "Passkeys", passed: "Passkeys are on." },
  "fido-targets": { name: "Passkeys: for whom", passed: "They are aimed at somebody." },
  "fido-self-service": { name: "Passkeys: registration", passed: "Passkeys can be registered." },
  "fido-attestation": {
    name: "Passkeys: attestation",
    passed: "It is enforced: no synced passkeys, no Entra passkey on Windows.",
  },
  "fido-key-restrictions": { name: "Passkeys: lists of models", passed: "Each list can do what it looks like." },
  "fido-profile-consistency": { name: "Passkeys: profiles", passed: "Every target names profiles that are there." },
  "whfb-policy": { name: "Windows Hello for Business", passed: "It is configured." },
  "pilot-admins": { name: "Pilot: administrators", passed: "Two administrators or more are in the pilot." },
  "admin-two-methods": {
    name: "Administrators: ways in",
    passed: "Each administrator has two ways in without a password.",
  },
  "sms-only-users": { name: "Phone numbers and codes", passed: "Nobody has only those." },
  "legacy-migration": { name: "Older MFA policies", passed: "They decide nothing any more." },
  "campaign-state": { name: "Registration campaign", passed: "It runs." },
  "campaign-limit": { name: "Campaign: limit of skips", passed: "Whether skips are limited is known." },
  "tool-current": { name: "This program", passed: "It is no older than the latest that the settings name." },
  "user-in-fido-scope": { name: "Passkeys for this person", passed: "They are aimed at this person." },
  "user-in-auth-scope": { name: "Authenticator for this person", passed: "It is aimed at this person." },
  "user-registered": { name: "Registered", passed: "This person has a passkey." },
  "user-guest": { name: "Member", passed: "This person is no guest." },
  "user-profile-fit": { name: "Key and profile", passed: "The key in hand satisfies a profile of this person." },
  "user-tap": { name: "Temporary Access Pass", passed: "None stands in the way." },
  "browser-webauthn": { name: "Browser", passed: "The one that opens links can make passkeys in its current versions; its version was not read." },
  "key-model-allowed": { name: "Model of the key", passed: "This person’s policy takes it." },
  "key-attestation-fit": { name: "Attestation of the key", passed: "It is what enforced attestation needs." },
  "key-capabilities": { name: "What the key can do", passed: "All that Entra needs of one." },
  "key-known-good": { name: "A second key", passed: "It would be taken." },
  "whfb-os": { name: "Windows version", passed: "It is new enough." },
  "whfb-tpm": { name: "TPM", passed: "There is one." },
  "whfb-join": { name: "Joined to Entra", passed: "This computer is." },
  "whfb-policy-conflict": { name: "Windows Hello policies", passed: "They allow it." },
  "whfb-key": { name: "Windows Hello key", passed: "There is one here, and Entra lists it." },
};

/** Why a check did not pass, and what to do. */
export const whyNot: Record<NotReady, string> = {
  "method-off": "The method is off; nobody can set it up.",
  "no-targets": "It is on, and aimed at nobody.",
  "push-only": "A target has mode Push: phone sign-in is not allowed. Only Any serves it and a campaign.",
  "passwordless-only": "A target has mode Passwordless: these people cannot be nudged. Only Any serves both.",
  "self-service-off": "Self-service is off: nobody can register keys, and administrators cannot either.",
  "attestation-off": "It is not enforced. Enforcing it refuses synced passkeys and Entra passkeys on Windows.",
  "allow-list-empty": "An enforced allow list names no model: it admits nobody.",
  "listed-twice": "A model is listed twice.",
  "type-contradicts": "A listed model makes passkeys of a type that the profile does not allow.",
  "model-unknown": "What a listed model makes is not known; FIDO metadata may tell.",
  "models-not-restricted": "No list restricts which models may be registered. The runbook leaves that to choice.",
  "profile-missing": "A target names a profile that does not exist.",
  "target-without-profile": "A target names no profile.",
  "profile-not-chosen":
    "It is aimed at nobody, and there is no default passkey profile to aim at the pilot group with. Choose one in the Entra admin center.",
  "before-profiles": "There are no passkey profiles; the older properties count.",
  "configured-elsewhere": "It stands in Intune or Group Policy, not in Graph’s policy. Look there.",
  "pilot-not-named": "No pilot group is named. Choose one below.",
  "few-admins": "Fewer than two administrators are in the pilot. Add one.",
  "one-way-in": "An administrator has fewer than two ways in; losing it locks them out.",
  "phishable-only": "Some people have only phone numbers and codes.",
  "migration-unfinished": "They still decide some methods. Finish the migration in the Entra admin center.",
  "campaign-off": "It is off.",
  "campaign-invalid": "It has values that Graph or its documents refuse.",
  "only-v1": "Only v1.0 could be read, and it leaves the limit out.",
  "not-compared": "No server is asked about later versions, and the settings name none.",
  "later-version": "A later version is out. Update.",
  excluded: "This person is excluded, which wins over any inclusion.",
  "not-included": "This person is in no group that it is aimed at.",
  "targets-differ": "Targets that reach this person have different modes, and no document says which counts.",
  "groups-unknown": "It depends on groups that could not be read.",
  "not-registered": "This person has no passkey. They register on their page of sign-in methods (security info).",
  guest: "Guests cannot register passkeys.",
  "no-key": "No key was read.",
  "no-profile-fits": "No profile of this person admits the key in hand.",
  "only-a-registration-shows": "Only a registration shows it: attestation is enforced.",
  "pass-not-usable": "It cannot be used. Issue another.",
  "pass-not-yet-valid": "It is good later. Another would replace it.",
  "not-said": "The directory does not say.",
  "word-unknown": "The directory says a word that is not known here.",
  "policy-unclear": "The organisation’s policy does not say it, or says a word that is not known here.",
  forbidden: "The signed-in account may not read it: a permission or a role is missing.",
  "permission-missing": "Nobody agreed to what it needs. Sign in again for it, or copy the administrator’s page.",
  "licence-missing":
    "The directory sees no premium licence, and this report needs one: Microsoft Entra ID P1 or P2. Without it look at people one by one. Where there is one, Graph may need Directory.Read.All to see it.",
  "role-missing": "Everything that it needs was agreed to: most likely the signed-in account lacks a role.",
  failed: "It could not be read.",
  "sign-in-needed": "The directory wants a new sign-in for it. Sign in again; then everything is read anew.",
  malformed: "What the directory answered cannot be understood.",
  "not-asked": "Nobody asked for it.",
  "no-webauthn": "It cannot make passkeys. Use a current Edge, Chrome, Firefox or Safari.",
  "no-browser": "None is installed here. Install Edge, Chrome or Firefox.",
  "no-browser-listed": "None is listed as installed here; an AppImage, a Flatpak or a snap may not be listed. Edge, Chrome and Firefox of the last years can.",
  "browser-unknown": "Whether the one that opens links can is not known. Edge, Chrome, Firefox and Safari of the last years can.",
  "model-not-allowed": "No profile of this person takes it. Use a key of a listed model.",
  "model-unread": "The key does not say its model.",
  "attestation-lacks": "A link of it does not hold.",
  "attestation-open": "Not every link could be decided; FIDO metadata may tell.",
  "no-trial": "Only a trial shows it. Diagnose makes one: choose a key there.",
  "capability-missing": "The key lacks something that Entra needs.",
  "capability-unknown": "The key does not say whether it can do what Entra needs.",
  "no-second-key": "No second key was read.",
  "second-key-refused": "It is refused too: it is the policy or the person, not the key.",
  "not-windows": "This computer does not run Windows.",
  "windows-too-old": "It is older than Windows 10, version 1809.",
  "no-tpm": "There is none.",
  "not-joined": "This computer is not joined to Entra.",
  "policies-contradict": "One policy of this computer allows it and another one does not.",
  "hello-off": "A policy of this computer switches it off.",
  "no-hello-key": "It is not set up for this user here.",
  "not-this-device": "Entra lists keys of other computers only.",
};

const windows = { "not-said": "Windows does not say." } as const;

/** The same, for a check that asks somebody else than the directory. */
const whyNotOf: Partial<Record<ReadinessCheck, Partial<Record<NotReady, string>>>> = {
  "key-capabilities": { "not-said": "The key does not say." },
  "whfb-os": windows,
  "whfb-tpm": windows,
  "whfb-join": windows,
  "whfb-key": windows,
  "whfb-policy-conflict": {
    "not-said": "No policy of this computer says anything about it.",
    forbidden: "Windows does not let this user read its policies.",
  },
};

/** What was looked at. */
const evidenceWords: Record<string, string> = {
  state: "State",
  targets: "Targets",
  aim: "Aimed at",
  modes: "Modes",
  conflictsWith: "In the way of",
  lists: "Lists",
  models: "Models",
  path: "Place",
  profiles: "Profiles",
  profile: "Profile",
  target: "Target",
  group: "Group",
  admins: "Administrators",
  people: "People",
  users: "People concerned",
  of: "Of",
  limited: "Limited",
  version: "Version",
  newest: "Latest",
  permissions: "Not agreed to",
  roles: "Roles",
  consent: "Administrator’s page",
  os: "System",
  browser: "Browser",
  installed: "Installed",
  unlisted: "May not be listed",
  device: "Computer",
  build: "Build",
  said: "The directory said",
  isSelfServiceRegistrationAllowed: "Self-service",
  policyMigrationState: "Migration",
  findings: "Findings",
  missing: "Missing",
  unsaid: "Not said",
  links: "Links",
  reason: "Reason given",
  exists: "There is one",
  start: "Good from",
  userType: "Kind of account",
  fmt: "Format",
  aaguid: "Model",
  line: "Line",
};

/** Where an administrator agrees to what is missing, where something is. */
export function consentOf({ outcome, evidence }: CheckView): string | null {
  const { consent, permissions } = evidence;
  const missing = outcome === "fail" || (Array.isArray(permissions) && permissions.length > 0);
  return missing && typeof consent === "string" ? consent : null;
}

/** The evidence in words, the code first: for the ticket. */
export function evidenceOf({ check, reason, evidence }: CheckView): [string, string][] {
  const rows: [string, string][] = [[readiness.code, check]];
  if (reason) rows.push([readiness.reason, reason]);
  for (const [name, value] of Object.entries(evidence)) rows.push([evidenceWords[name] ?? name, shown(value)]);
  return rows;
}

const shown = (value: unknown): string => {
  if (value === null) return "nothing";
  if (Array.isArray(value)) return value.map(shown).join(", ") || "none";
  return typeof value === "object" ? JSON.stringify(value) : String(value);
};

/** The check in a sentence. */
export function sentenceOf({ check, reason, evidence }: CheckView): string {
  if (reason === "phishable-only" && typeof evidence.users === "number" && typeof evidence.of === "number")
    return `${number(evidence.users)} of ${number(evidence.of)} people have only these.`;
  if (reason === "pass-not-yet-valid" && typeof evidence.start === "string")
    return `It is good from ${evidence.start}. Another would replace it.`;
  return reason ? (whyNotOf[check]?.[reason] ?? whyNot[reason]) : checks[check].passed;
}

/** The keys in hand, for the checks of a key and its profile. */
export const atHand = {
  title: "Keys in hand",
  says: "A key is asked what it is, and nothing else: no PIN, no touch.",
  none: "No key was in hand when this was read. Insert the one that fails, then look again.",
  key: "The key that fails",
  noKey: "none of these",
  second: "One that works elsewhere",
  noSecond: "none of these",
  silent: "says nothing",
  look: "Look at the keys again",
} as const;
