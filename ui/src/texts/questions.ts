// Questions about campaigns that no setting answers, and what the documents do.
import type { Question } from "../../bindings/Question";
import { nudge } from "./nudge";

export const questions = {
  title: "What people ask about campaigns",
  nobody: "No document says.",
  elsewhere: (rules: string) => `The rules that hold now do not say. ${nudge.rulesOf(rules)} did:`,
} as const;

/** The question, and its answer in a few words. */
export const asked: Record<Question, { asks: string; short: string }> = {
  "snooze-per-group": { asks: "Can each group have its own days to snooze?", short: "Not possible." },
  "hide-skip": { asks: "Can Skip be hidden?", short: "Not possible at once: 0 days with the limit on come closest." },
  "phone-sign-in": { asks: "Can a campaign ask for phone sign-in?", short: "Not possible." },
  "end-date": { asks: "Can a campaign end by itself?", short: "Not part of the policy: turn it off when it is done." },
  licence: { asks: "Does a campaign need a licence?", short: "No licence is needed; MFA has to be on." },
  "other-prompt": {
    asks: "Where does a prompt come from, where the campaign asks nobody?",
    short: "It may come from self-service password reset, security defaults or a passwordless feature.",
  },
  "after-set-up": { asks: "What changes once Authenticator is set up?", short: "Authenticator becomes the default." },
  "phone-kept": { asks: "Does the phone number stay?", short: "It stays, as a back-up." },
};
