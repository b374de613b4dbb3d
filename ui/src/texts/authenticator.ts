// Setting up Microsoft Authenticator: what is done on the phone, in the browser and by the directory.
import type { AuthenticatorAllowed } from "../../bindings/AuthenticatorAllowed";
import type { AuthenticatorApp } from "../../bindings/AuthenticatorApp";
import type { AuthenticatorLinkTo } from "../../bindings/AuthenticatorLinkTo";
import type { AuthenticatorMoment } from "../../bindings/AuthenticatorMoment";
import type { AuthenticatorProblem } from "../../bindings/AuthenticatorProblem";
import type { AuthenticatorSaidBy } from "../../bindings/AuthenticatorSaidBy";
import type { AuthenticatorStepDoer } from "../../bindings/AuthenticatorStepDoer";
import type { AuthenticatorStepName } from "../../bindings/AuthenticatorStepName";
import type { AuthenticatorStepState } from "../../bindings/AuthenticatorStepState";
import type { DefaultMethod } from "../../bindings/DefaultMethod";
import { duration } from "./format";
import { say, type ByKind, type Said } from "./said";
import { trouble } from "./trouble";

export type AuthenticatorContext = { directory: string; practice: boolean; app: AuthenticatorApp | null };

const phoneOf = (app: AuthenticatorApp | null): string => (app?.phone ? `“${app.phone}”` : "your phone");

const signInOf = (app: AuthenticatorApp | null): string =>
  app?.phoneSignIn === true
    ? " Phone sign-in is on: you can sign in without a password."
    : app?.phoneSignIn === false
      ? " Phone sign-in is off."
      : "";

const notAllowed: Record<AuthenticatorAllowed, (directory: string) => Said> = {
  methodOff: (directory) => ({
    heading: "Authenticator is switched off",
    says: `${directory} does not use it, for anybody.`,
    next: "Ask your help desk. Nothing on your phone helps until it is on.",
  }),
  notInScope: (directory) => ({
    heading: "Authenticator is not for you yet",
    says: `The policy of ${directory} names neither you nor a group of yours, so its page would not offer it.`,
    next: "Ask your help desk to add you, then look again.",
  }),
  // These two never keep anybody out.
  yes: (directory) => notAllowed.notInScope(directory),
  notSaid: (directory) => notAllowed.notInScope(directory),
};

export const problems: Record<AuthenticatorProblem, Said> = {
  notOffered: {
    heading: "It is not offered to you",
    says: "Authenticator is missing among the methods that can be added. Most often the policy does not aim at you.",
    next: "Ask your help desk whether Authenticator is on for your account, then try again.",
  },
  cannotScan: {
    heading: "The code could not be scanned",
    says: "A code is good for a few minutes, and the app needs leave to use the camera.",
    next: "Let the page make a new code and try again. The page can also show a code to type instead.",
  },
  timedOut: {
    heading: "The notification was not answered in time",
    says: "It may have come late or not at all. Nothing is registered by it.",
    next: "Check that the phone is online and may show notifications, open the app, and let the page send another.",
  },
  denied: {
    heading: "The notification was denied",
    says: "Somebody pressed “no” on the phone, so nothing was registered.",
    next: "If that was you, let the page send another one and approve it. If it was not, call your help desk now.",
  },
  wrongNumber: {
    heading: "That was another number",
    says: "The phone takes only the two digits that the page shows. Nothing was registered.",
    next: "Let the page send another one; it shows new digits.",
  },
  appTooOld: {
    heading: "The app is too old",
    says: "It has no field for the number. Android needs 6.2006.4198 or newer, iOS 6.4.12 or newer.",
    next: "Update the app in its store, then try again.",
  },
  takenAway: {
    heading: "The directory does not list your phone any more",
    says: "It did a moment ago. Somebody removed it, or the registration was not kept.",
    next: "Begin again. If it happens twice, tell your help desk.",
  },
};

export const saidBy: Record<AuthenticatorSaidBy, string> = {
  person: "You said so.",
  practicePhone: "The practice phone said so.",
  directory: "The directory says so.",
};

export const moments: ByKind<AuthenticatorMoment, Said, AuthenticatorContext> = {
  reading: (_, { directory }) => ({
    heading: "Reading what is there",
    says: `${directory}: whether you may set up Authenticator, and whether it is set up.`,
    next: "Your phone is not needed yet.",
  }),
  notRead: ({ trouble: why }, { directory }) => ({
    ...say(trouble, why, { directory }),
    next: "It is tried again by itself. Nothing was begun.",
  }),
  notAllowed: ({ why }, { directory }) => notAllowed[why](directory),
  setUpAlready: (_, { directory, app }) => ({
    heading: "Authenticator is set up",
    says: `${directory} lists ${phoneOf(app)}.${signInOf(app)}`,
    next: "Nothing needs to be done.",
  }),
  getApp: () => ({
    heading: "Get Microsoft Authenticator",
    says: "Point your phone’s camera at the code of its store. The app is free; its publisher is Microsoft Corporation.",
    next: "If it is on your phone already, go on.",
  }),
  openPage: ({ opened }, { practice }) =>
    practice
      ? {
          heading: "Open the page of your sign-in methods",
          says: "In earnest your browser opens Microsoft’s page, you sign in and choose “Add sign-in method”, then “Microsoft Authenticator”.",
          next: "The practice organisation has no such page. Go on as if it showed you a code.",
        }
      : {
          heading: opened ? "Add the method on that page" : "Open the page of your sign-in methods",
          says: "Your browser opens Microsoft’s page. Sign in there, choose “Add sign-in method”, then “Microsoft Authenticator”.",
          next: "Come back when the page shows a code.",
        },
  scan: () => ({
    heading: "Scan the code of that page",
    says: "In the app, add a work or school account and scan the QR code. It is on Microsoft’s page; there is none here.",
    next: "If the phone asks whether the app may notify you, allow it.",
  }),
  approve: (_, { directory }) => ({
    heading: "Approve the test notification",
    says: "Your phone asks. Type the two digits that the page shows, and approve.",
    next: `${directory} is looked at until it lists your phone. There is nothing to press here.`,
  }),
  trouble: ({ problem }) => problems[problem],
  phoneSignIn: ({ optional }, { directory, app }) => ({
    heading: "Turn on phone sign-in",
    says: `${directory} lists ${phoneOf(app)}. ${
      optional
        ? "With phone sign-in you need no password: in the app, open this account and turn it on."
        : "Your organisation uses it for phone sign-in alone: in the app, open this account and turn it on."
    }`,
    next: `${directory} is looked at until it is on.`,
  }),
  done: (_, { directory, app }) => ({
    heading: "Authenticator is set up",
    says: `${directory} lists ${phoneOf(app)}.${signInOf(app)}`,
    next: "Signing in can ask your phone from now on.",
  }),
};

export const stepNames: Record<AuthenticatorStepName, string> = {
  getApp: "The app is on the phone",
  openPage: "The page of sign-in methods is open",
  scan: "The phone scanned the code",
  approve: "The test notification is approved",
  registered: "The phone is registered",
  defaultMethod: "Its notification is your default second factor",
  phoneSignIn: "Phone sign-in is on",
};

export const doers: Record<AuthenticatorStepDoer, string> = {
  person: "by you",
  browser: "in the browser",
  phone: "on the phone",
  directory: "by the directory",
};

export const stepStates: Record<AuthenticatorStepState, { word: string; tone: "pass" | "unknown" | "gold" | "warn" }> = {
  ahead: { word: "Not yet", tone: "unknown" },
  now: { word: "Now", tone: "gold" },
  said: { word: "As you said", tone: "unknown" },
  proved: { word: "The directory says so", tone: "pass" },
  notSo: { word: "The directory says no", tone: "warn" },
  notSaid: { word: "The directory does not say", tone: "unknown" },
  notOffered: { word: "Not offered to you", tone: "unknown" },
};

export const defaults: ByKind<DefaultMethod, string, string> = {
  push: () => "A notification is your default second factor now.",
  system: (_, directory) => `${directory} chooses the second factor at each sign-in, so no default of yours counts.`,
  other: ({ word }) => `Your default second factor is still another one (${word}). You can change it on the page of your sign-in methods.`,
  notSaid: () => "Whether it is your default second factor, the directory does not say.",
};

export const stores: Record<AuthenticatorLinkTo, string> = {
  appStore: "iPhone: App Store",
  googlePlay: "Android: Google Play",
  securityInfo: "The page of your sign-in methods",
};

/** What can be said to have gone wrong, by moment. */
export const reports: Partial<Record<AuthenticatorMoment["kind"], [AuthenticatorProblem, string][]>> = {
  openPage: [["notOffered", "Authenticator is not among the methods"]],
  scan: [
    ["cannotScan", "The phone cannot scan the code"],
    ["notOffered", "Authenticator is not among the methods"],
  ],
  approve: [
    ["timedOut", "No notification came, or it ran out"],
    ["denied", "It was denied on the phone"],
    ["wrongNumber", "I typed another number"],
    ["appTooOld", "The app has no field for the number"],
  ],
};

export const authenticator = {
  title: "Set up Authenticator",
  door: "Microsoft Authenticator",
  doorSays: "The app on your phone answers for you when you sign in. It takes about three minutes, a phone and your browser.",
  way: ["App", "Page", "Scan", "Approve", "Done"],
  whole: "The whole way, and who says that it is done",
  qr: (address: string) => `QR code of ${address}`,
  copyAddress: "Copy the address",
  open: "Open the page",
  openAgain: "Open it again",
  noBrowser: "No browser could be opened. Copy the address, or scan it with your phone.",
  haveIt: "It is on my phone",
  showsCode: "The page shows a code",
  scanned: "The phone has scanned it",
  back: "One step back",
  look: "Look now",
  again: "Try again",
  later: "Leave it for later",
  addAnother: "Add another phone",
  phoneSignIn: "Turn on phone sign-in",
  done: "I am done",
  leave: "Back to Start",
  cancel: "Cancel",
  wentWrong: "It did not work",
  passwordless: "Your organisation uses Authenticator for phone sign-in alone, so a campaign could not have asked you.",
  pushOnly: "Phone sign-in is not offered: your organisation uses Authenticator for notifications alone.",
  tooOld: (version: string) =>
    `The app on that phone is old (${version}). A sign-in with a number will fail with it: update it in its store.`,
  watching: "The directory is looked at every few seconds.",
  failing: (seconds: number) => `The last look failed; nothing is lost by that. It is looked again in ${duration(seconds * 1000)}.`,
  resting: "Nothing happened for a long while, so the directory is not looked at any more.",
  answered: "The question of your organisation is answered.",
  phone: "Phone",
  version: "App",
  code: "Code",
  forTicket: "Copy for the help desk",
} as const;

export const practicePhone = {
  title: "Practice phone",
  says: "Page and phone are pretend; the practice directory takes the phone only with the right number.",
  scan: "Scan with the practice phone",
  page: "The pretend page shows",
  asks: "The practice phone asks for the number",
  approve: "Approve",
  deny: "No, it’s not me",
  wait: "Let it run out",
  another: "Let the page send another notification",
  phoneSignIn: "Turn it on in the practice phone",
  replace: "Take a new practice phone",
  replaceSays: "The old one is gone from the practice directory then, and you can set up Authenticator from the beginning.",
  notOffered: "The practice phone says: your organisation does not offer it.",
  tenant: "In practice you may change that yourself, in the room Tenant:",
  tenantLink: "open Tenant",
} as const;

export const phoneDrawings = {
  app: "A phone with an app on it",
  page: "A phone beside a browser’s page",
  scan: "A phone that reads a code",
  approve: "A phone that asks for a number of two digits",
  trouble: "A phone with a warning",
  done: "A phone with a gold streak",
} as const;
