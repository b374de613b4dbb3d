// The room Start, and the door for registration options.
import type { UnfinishedStanding } from "../rooms";
import { count, duration } from "./format";
import type { ByKind, Sentence } from "./said";

export const start = {
  first: "Try it, or start for real",
  firstSays:
    "You have not signed in to an organisation, so Touchstone opened the practice one. It works without an account, a key or a network.",
  minute: "Register a practice key in a minute",
  minuteSays: "The organisation is pretend. The checks are not: the same code judges this key and a real one.",
  practise: "Start practising",
  morning: (name: string) => `Good morning, ${name}`,
  afternoon: (name: string) => `Good afternoon, ${name}`,
  evening: (name: string) => `Good evening, ${name}`,
  needs: (things: number, when: string) =>
    things === 0 ? `${when}.` : `${when}. ${things === 1 ? "One thing needs" : `${things} things need`} you.`,
  none: (organisation: string) => `No key of yours is at ${organisation} yet`,
  noneSays: "A security key takes about a minute to register and answers only to the real sign-in page.",
  register: "Register a security key",
  unread: "Register a key all the same",
  unreadSays: "Your keys could not be read just now. If the directory stays away, a registration waits for it, too.",
  one: "One key is no key",
  oneSays: "If you lose it, a spare lets you in without the help desk.",
  spare: "Register a spare",
  several: (keys: number) => `${count(keys, "key", "keys")} of yours can sign in`,
  severalSays: "You can lose one and still get in. Register another one whenever you like.",
  another: "Register another key",
  notRead: "Your keys could not be read",
  keys: "Your keys",
  keysIn: (organisation: string) => `In the directory of ${organisation}`,
  practiceKeysIn: (organisation: string) => `In the practice directory of ${organisation}`,
  noKeys: "None yet.",
  noKeyName: "A key without a name",
  since: (day: string) => `since ${day}`,
  options: "I have registration options",
  optionsSays:
    "A JSON document from your identity team or another service. You get the signed answer back as a file.",
  optionsButton: "Use options",
  pretendTitle: "What is pretend, and what is not",
  pretend: "Pretend",
  pretendSays:
    "The people, the directory, the keys named “Practice key”. Drawn with dashes and this chalk sign.",
  real: "Real",
  realSays:
    "Signatures, certificates, policy rules, PIN counting, the record and its hashes. A real key works here too; what it makes is marked and easy to remove.",
} as const;

export const unfinished = {
  title: (things: number) => (things === 1 ? "A registration is not over" : `${things} registrations are not over`),
  says: (things: number) =>
    things === 1
      ? "It waits, or it was interrupted. Nothing is lost and nothing is made twice."
      : "They wait, or they were interrupted. Nothing is lost and nothing is made twice.",
  on: (key: string, account: string) => `${key}, for ${account}`,
  began: (time: string) => `Began ${time}`,
  aKey: "A key",
  send: "Send it",
  remove: "Remove it from the key",
  look: "Look for it on the key",
  leave: "Leave it",
  elsewhere: (organisation: string | null) =>
    `It belongs to ${organisation ?? "another organisation"}: sign in there to send or remove it.`,
} as const;

export const standings: ByKind<UnfinishedStanding, Sentence, { leftMs: number }> = {
  toSend: ({ survives }, { leftMs }) => ({
    says: `Made on the key, not in the directory. Its answer waits ${survives ? "on this computer, sealed" : "in memory, until this program ends"}.`,
    next:
      leftMs > 0
        ? `It can be sent for another ${duration(leftMs)}.`
        : "The time to send it has just run out; it can still be removed from the key.",
  }),
  onKey: ({ why, remedy }) => ({
    says:
      why === "expired"
        ? "Made on the key, and the time to send it has run out."
        : why === "unreadable"
          ? "Made on the key, and its answer cannot be opened any more."
          : "Made on the key, and its answer was lost with the program’s memory.",
    next: {
      removeHere: "It takes a slot and opens nothing: remove it with the key and its PIN.",
      resetOnly: "This key cannot remove a single passkey. It does no harm.",
      takesNoSlot: "It takes no slot. Nothing needs to be removed.",
    }[remedy],
  }),
  possiblyOn: ({ remedy }) => ({
    says: "The key was told to make a passkey and did not answer: one is possibly on it.",
    next: {
      removeHere: "With the key and its PIN we look, and remove it if it is there.",
      resetOnly: "This key cannot be searched. It does no harm.",
      takesNoSlot: "It would take no slot. Nothing needs to be removed.",
    }[remedy],
  }),
};

export const choose = {
  title: "Name your new key",
  says: (organisation: string) =>
    `${organisation} lists your keys by name. Choose one that you will know again.`,
  name: "Name",
  nameRule: "Up to 30 characters.",
  suggestion: (first: string, existing: number) =>
    existing === 0 ? `${first}’s key` : `${first}’s key ${existing + 1}`,
  empty: "A name is needed.",
  tooLong: "That is more than 30 characters.",
  works: "The key works",
  atOnce: "at once",
  lives: [
    { minutes: 60, says: "once I send it, within an hour" },
    { minutes: 1_440, says: "once I send it, within a day" },
    { minutes: 10_080, says: "once I send it, within a week" },
    { minutes: 43_200, says: "once I send it, within 30 days" },
  ],
  laterRule: "It is made and checked now, and kept sealed on this computer until you send it from Start.",
  go: "Continue",
  other: "I have registration options instead",
} as const;

export const options = {
  title: "Registration options",
  says: "Paste the JSON document, drop its file here or open it. It says for which site and account a key is wanted.",
  json: "Creation options (JSON)",
  jsonRule: "WebAuthn’s form or Graph’s. It is read on this computer and goes nowhere.",
  open: "Open a file…",
  drop: "Drop the file",
  from: (name: string) => `From ${name}`,
  origin: "Another origin than the site’s own",
  originLabel: "Origin",
  originRule: "Only if the page that asks is not https:// and the site itself, for example https://login.example.org.",
  empty: "Paste the document first.",
  notJson: "This is not JSON yet. Is the whole document here?",
  tooLarge: "That file is too large for creation options.",
  go: "Continue",
  back: "Back",
} as const;
