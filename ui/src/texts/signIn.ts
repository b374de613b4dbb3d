// Signing in and out: whom the window works for, the waiting, and why nobody was signed in.
import type { ApplicationPart } from "../../bindings/ApplicationPart";
import type { SignInCloud } from "../../bindings/SignInCloud";
import type { SignInJob } from "../../bindings/SignInJob";
import type { SignInLasts } from "../../bindings/SignInLasts";
import type { SignInTrouble } from "../../bindings/SignInTrouble";
import type { SignInWords } from "../../bindings/SignInWords";
import { duration } from "./format";
import type { ByKind, Said } from "./said";

export const signIn = {
  title: "Sign in to your organisation",
  says: "Opens the sign-in page in your browser. Your password and codes go there, never into this window.",
  practiceSays: "Signs in to the practice organisation that another program serves on this computer.",
  button: "Sign in",
  another: "Use another account",
  anotherApplication: "Use another application",
  knownApplication: "Use the application that is known",
  withCode: "Sign in with a code on another device",
  withBrowser: "Sign in with this computer’s browser",
  fields: "Your organisation’s application",
  fieldsSays: "An administrator registers it once. They give you these two lines.",
  clientId: "Application (client) ID",
  tenant: "Organisation: its ID or one of its domains",
  cloud: "Cloud",
  purpose: "What for",
  who: (name: string, account: string) => (account === "" ? name : `${name} (${account})`),
  signedInTo: (organisation: string) => `Signed in to ${organisation}`,
  at: "Cloud",
  agreed: "You agreed to",
  signOut: "Sign out",
  signedInHere: "signed in",
  keyMayStay: "Signed out. A keyring could not be read, and may still have the key of the sign-in.",
  keyMayStaySays: "The file is deleted; with that key an older copy of it could be opened. Unlock the keyring, then sign out once more.",
  signOutAgain: "Sign out once more",
  signedOut: "Signed out. Everything is for practice now.",
  ended: "You are not signed in any more",
  endedSays: (organisation: string) =>
    organisation === ""
      ? "The sign-in of an earlier time cannot be opened. Nothing was sent to practice in its place."
      : `The sign-in to ${organisation} cannot be opened any more. Nothing was sent to practice in its place.`,
  endedNext: "Sign in again, or go back to practice.",
  toPractice: "Back to practice",
  asking: "Asking for the sign-in page…",
  waiting: "Waiting for your browser",
  waitingOpened: "Sign in on the page that has opened. If none did, copy its address into a browser of this computer.",
  waitingByHand: "No browser could be opened. Copy the address into a browser of this computer.",
  onlyBrowser: "It has to be this computer’s browser: a code on another device does not prove what the directory asks for.",
  code: "Type this code on any device",
  codeAt: "at this address:",
  codeFor: (left: number) => `Good for another ${duration(left)}. Type it only because you began this yourself.`,
  codeOver: "The code has run out.",
  address: "The address",
  copyAddress: "Copy the address",
  copyCode: "Copy the code",
  cancel: "Stop waiting",
  again: "Try again",
  consentPage: "Copy the administrator’s page",
  itsWords: "Its own words",
  ticket: "For the ticket",
  done: "You are signed in.",
  needed: "Sign in again",
  lacks: "This cloud has no way to register keys for other people. Checks, the campaign and your own key work.",
  more: "This needs more than you agreed to",
  moreButton: "Ask for it",
  page: {
    title: "Touchstone",
    done: "You are signed in. You can close this page and go back to the window.",
    refused: "Nobody was signed in. The window says why.",
    notOurs: "This is not what was waited for.",
  } satisfies SignInWords,
} as const;

/** What a person begins with; the rest is asked for where it is needed. */
export const purposes: Record<"own" | "desk", { title: string; says: string }> = {
  own: { title: "My own keys", says: "Reads your own sign-in methods." },
  desk: { title: "Keys for people here", says: "Registers, lists and deletes passkeys of people you may administer." },
};

export const jobs: Record<SignInJob, string> = {
  own: "read your own sign-in methods",
  desk: "register, list and delete passkeys of people",
  methods: "read the sign-in methods of people",
  pass: "issue Temporary Access Passes, and delete other methods than passkeys",
  changePolicy: "change the authentication methods policy",
  reports: "read who has registered what",
};

export const clouds: Record<SignInCloud, string> = {
  worldwide: "Worldwide",
  "us-government-l4": "US government (L4)",
  "us-government-l5": "US government (DoD, L5)",
  china: "China (21Vianet)",
  practice: "Practice, on this computer",
};

/** What a cloud lacks, said before somebody chooses it. */
export const cloudLacks: Partial<Record<SignInCloud, string>> = {
  "us-government-l4": signIn.lacks,
  "us-government-l5": signIn.lacks,
  china: signIn.lacks,
};

export const lasts: Record<SignInLasts, string> = {
  forGood: "Kept on this computer, sealed, until you sign out.",
  untilRestart: "Kept on this computer, sealed, until it starts anew.",
  thisWindow: "This computer has no keyring, so it lasts as long as this window is open.",
};

const parts: Record<ApplicationPart, string> = {
  clientId: "The application ID is a GUID, 32 letters and digits with four hyphens.",
  tenant: "The organisation is its ID or one of its domains, for example contoso.com; “common” is none.",
  cloud: "The cloud is none that is known here.",
};

export const signInTroubles: ByKind<SignInTrouble, Said, undefined> = {
  noApplication: () => ({
    heading: "No application is known",
    says: "Signing in needs an application in your organisation.",
    next: "Ask whoever looks after Entra for its ID, and enter it here.",
  }),
  applicationMalformed: ({ part }) => ({
    heading: "That is no application",
    says: parts[part],
    next: "Check the line and try again. Nobody was asked yet.",
  }),
  practiceGone: () => ({
    heading: "The practice authority is not known any more",
    says: "Its address is new at each start and is not remembered.",
    next: "Start “touchstone practice serve” again and open this window with --practice and its file.",
  }),
  unreachable: () => ({
    heading: "The sign-in page cannot be reached",
    says: "Nothing answered at your organisation’s sign-in address.",
    next: "Check the network, then try again.",
  }),
  failing: ({ status, retryAfter }) => ({
    heading: "The sign-in service has a problem",
    says: `It answered with HTTP ${status}: a fault on its side.`,
    next: retryAfter === null ? "Try again in a minute." : `Try again in ${duration(retryAfter * 1000)}.`,
  }),
  malformed: () => ({
    heading: "The sign-in service answered nonsense",
    says: "Something on the way may have changed its answer.",
    next: "Try again. If it stays so, copy this for the help desk.",
  }),
  consentMissing: ({ adminConsent }) => ({
    heading: "Nobody has agreed to this yet",
    says: "Your organisation lets an application do this only after somebody agreed, most often an administrator.",
    next:
      adminConsent === null
        ? "Ask an administrator to agree for the application, then sign in again."
        : "Send an administrator the page below, then sign in again.",
  }),
  interactionNeeded: () => ({
    heading: "The sign-in page wants more of you",
    says: "It did not let you in with what it had: a second step, a newer password, or another device is wanted.",
    next: "Sign in again and do what the page asks.",
  }),
  refused: () => ({
    heading: "The sign-in was refused",
    says: "The application, the organisation or your role does not fit.",
    next: "Read its own words below; an administrator can look the number up.",
  }),
  declined: () => ({
    heading: "You said no on the sign-in page",
    says: "So nobody is signed in, and nothing was changed.",
    next: "Sign in again if you want to.",
  }),
  timedOut: () => ({
    heading: "Nobody signed in in time",
    says: "The page or the code has run out.",
    next: "Begin again.",
  }),
  stopped: () => ({
    heading: "Waiting was stopped",
    says: "Nobody is signed in through it, and nothing was changed.",
    next: "Begin again whenever you like.",
  }),
  anotherAccount: () => ({
    heading: "Another account signed in",
    says: "What is open here was begun by somebody else, so nothing was taken over.",
    next: "Sign in with the same account, or sign out first.",
  }),
  noPort: () => ({
    heading: "The browser has no way back",
    says: "No port of this computer is free, or it is not allowed to open one.",
    next: "Sign in with a code on another device.",
  }),
  noEntropy: () => ({
    heading: "This computer gave no random numbers",
    says: "A sign-in without them would not be safe.",
    next: "Restart the computer. If it stays so, copy this for the help desk.",
  }),
  signedOut: () => ({
    heading: "You are signed out",
    says: "There is no sign-in that could be asked for more.",
    next: "Sign in again.",
  }),
  notKept: () => ({
    heading: "The sign-in could not be written down",
    says: "The page let you in, and this computer could not keep that.",
    next: "Make room on the disk or check the folder’s rights, then sign in again.",
  }),
};
