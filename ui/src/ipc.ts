// The one file that talks to the shell. A page imports its functions, never Tauri's. The PIN window
// (public/pin.js) has its own three commands, because no PIN may pass through this page.
import { Channel, invoke } from "@tauri-apps/api/core";
import type { Answer } from "../bindings/Answer";
import type { Asker } from "../bindings/Asker";
import type { AuthenticatorAct } from "../bindings/AuthenticatorAct";
import type { AuthenticatorView } from "../bindings/AuthenticatorView";
import type { OneselfAct } from "../bindings/OneselfAct";
import type { OneselfView } from "../bindings/OneselfView";
import type { PasskeyHolder } from "../bindings/PasskeyHolder";
import type { PracticePhone } from "../bindings/PracticePhone";
import type { PracticePhoneAct } from "../bindings/PracticePhoneAct";
import type { Forgotten } from "../bindings/Forgotten";
import type { ReadOn } from "../bindings/ReadOn";
import type { Source } from "../bindings/Source";
import type { PassOutcome } from "../bindings/PassOutcome";
import type { PassWish } from "../bindings/PassWish";
import type { SignInMoment } from "../bindings/SignInMoment";
import type { SignInWish } from "../bindings/SignInWish";
import type { When } from "../bindings/When";
import type { WizardView } from "../bindings/WizardView";
import type {
  About,
  ActivityFilter,
  ActivityView,
  CommandError,
  ComputerView,
  DiagnosisChange,
  DiagnosisFile,
  DiagnosisFormat,
  DiagnosisView,
  ForecastFormat,
  MetadataView,
  MethodsView,
  NudgeAct,
  OpenedOptions,
  OtherView,
  PracticeAct,
  PracticeDrawer,
  PracticeSignIn,
  ReviewView,
  SettingsChange,
  SettingsView,
  StartView,
  TargetView,
  TenantChange,
  TenantView,
  TenantWhat,
  UnfinishedChoice,
} from "./rooms";

type Sees = (view: WizardView) => void;

/** What the window shows first. */
export const start = (): Promise<StartView> => invoke("start");

/** The person wants the practice organisation; from now on this is no first run. */
export const choosePractice = (): Promise<void> => invoke("choose_practice");

/** One person's passkeys in the directory. */
export const methodsRead = (person: string): Promise<MethodsView> => invoke("methods_read", { person });
/** Takes one out; the word is what the view wants typed. */
export const methodDelete = (person: string, method: string, word: string): Promise<MethodsView> =>
  invoke("method_delete", { person, method, word });
/** Takes one out that is no passkey. */
export const otherMethodDelete = (person: string, { kind, methodId }: OtherView, word: string): Promise<MethodsView> =>
  invoke("other_method_delete", { person, kind, method: methodId, word });
/** Issues a pass. It is shown and not kept. */
export const passIssue = (person: string, wanted: PassWish): Promise<PassOutcome> =>
  invoke("pass_issue", { person, wanted });

/** Begins a sign-in; another one that is under way is stopped. */
export const signInBegin = (wish: SignInWish, sees: (moment: SignInMoment) => void): Promise<void> =>
  invoke("sign_in_begin", { wish, moments: new Channel<SignInMoment>(sees) });
/** Stops the sign-in that is under way. */
export const signInStop = (): Promise<void> => invoke("sign_in_stop");
/** Signs out; the window works for practice from then on. Whether all of the sign-in is gone. */
export const signOut = (): Promise<Forgotten> => invoke("sign_out");

/** Begins to register for oneself: keys are judged where one is to hold it, and the directory is watched. */
export const oneselfOpen = (holder: PasskeyHolder, sees: (view: OneselfView) => void): Promise<void> =>
  invoke("oneself_open", { holder, views: new Channel<OneselfView>(sees) });
/** Does what the person does. */
export const oneselfAct = (act: OneselfAct): Promise<void> => invoke("oneself_act", { act });
/** Nobody watches any more, and every key is let go. */
export const oneselfClose = (): Promise<void> => invoke("oneself_close");

/** Shows the nudge, or skips it. */
export const nudgeAct = (act: NudgeAct): Promise<void> => invoke("nudge_act", { act });

/** Another practice sign-in. A nudge that stands open counts as closed. */
export const practiceSignIn = (signIn: PracticeSignIn): Promise<void> =>
  invoke("practice_sign_in", { signIn });

/** Begins to set up Authenticator, and to watch for it. */
export const authenticatorOpen = (sees: (view: AuthenticatorView) => void): Promise<void> =>
  invoke("authenticator_open", { views: new Channel<AuthenticatorView>(sees) });

/** Does what the person does. */
export const authenticatorAct = (act: AuthenticatorAct): Promise<void> => invoke("authenticator_act", { act });

/** Nobody watches for it any more. */
export const authenticatorClose = (): Promise<void> => invoke("authenticator_close");

/** Has the practice password manager make a passkey; false: the policy refused it. */
export const practiceProvider = (): Promise<boolean> => invoke("practice_provider");
/** Does with the practice phone what a hand would. */
export const practicePhone = (act: PracticePhoneAct): Promise<PracticePhone> => invoke("practice_phone", { act });

/** Looks at this computer. */
export const thisComputer = (): Promise<ComputerView> => invoke("this_computer");

/** Begins a registration. Another one that is still open is cancelled. */
export const registerOpen = (source: Source, sees: Sees): Promise<void> =>
  invoke("register_open", { source, views: new Channel<WizardView>(sees) });

/** Answers a question; a late answer does nothing. */
export const registerAnswer = (answer: Answer): Promise<void> =>
  invoke("register_answer", { answer });

/** Asks it to stop. The last view says what became of it. */
export const registerCancel = (): Promise<void> => invoke("register_cancel");

/** The last view was seen; keys and memory may go. */
export const registerClose = (): Promise<void> => invoke("register_close");

/** Opens the PIN window, or brings it to the front. */
export const pinOpen = (asker: Asker): Promise<void> => invoke("pin_open", { asker });

/** The practice keys; `null` where there is no practice. */
export const practiceDrawer = (): Promise<PracticeDrawer | null> => invoke("practice_drawer");
/** Does with a practice key what a hand would. */
export const practiceHand = (key: string, act: PracticeAct): Promise<void> =>
  invoke("practice_hand", { key, act });

/** Takes up a registration that was left. */
export const unfinishedResolve = (
  registration: string,
  choice: UnfinishedChoice,
  sees: Sees,
): Promise<void> =>
  invoke("unfinished_resolve", { registration, choice, views: new Channel<WizardView>(sees) });

/** A page of the record, and how its chain stands. */
export const activity = (filter: ActivityFilter): Promise<ActivityView> =>
  invoke("activity", { filter });

/** Writes what the filter lets through, all pages. The shell asks where. `null`: not written. */
export const activityExport = (
  format: "csv" | "json",
  filter: ActivityFilter,
): Promise<string | null> => invoke("activity_export", { format, filter });

/** Judges a ticket that was pasted or dropped. */
export const diagnoseRead = (name: string | null, bytes: Uint8Array): Promise<DiagnosisView> =>
  invoke("diagnose_read", bytes, { headers: name === null ? {} : { name: base64url(name) } });

/** Puts what a key has shown in a rehearsal on the table. */
export const diagnoseRehearsed = (): Promise<DiagnosisView> => invoke("diagnose_rehearsed");

/** Reads a ticket, or what it is judged on. The shell asks which file. `null`: none was chosen. */
export const diagnoseOpen = (what: DiagnosisFile): Promise<DiagnosisView | null> =>
  invoke("diagnose_open", { what });

/** Writes what is shown. The shell asks where. `null`: not written. */
export const diagnoseExport = (format: DiagnosisFormat): Promise<string | null> =>
  invoke("diagnose_export", { format });

/** Changes what is shown, or what it is judged on. `null`: there is no ticket any more. */
export const diagnoseChange = (change: DiagnosisChange): Promise<DiagnosisView | null> =>
  invoke("diagnose_change", { change });

/** Reads the directory anew. */
export const tenantRead = (): Promise<TenantView> => invoke("tenant_read");

/** Changes what is looked at or drafted, and nothing in the directory. */
export const tenantChange = (change: TenantChange): Promise<TenantView> =>
  invoke("tenant_change", { change });

/** Groups and people whose names begin like this. */
export const tenantFind = (beginning: string): Promise<TargetView[]> =>
  invoke("tenant_find", { beginning });

/** A change as it would be sent, and whom it would lock out. */
export const tenantReview = (what: TenantWhat): Promise<ReviewView> => invoke("tenant_review", { what });

/** Reads a few more of the people whom the change may lock out; `stop`: nobody else is read. */
export const tenantReviewOn = (review: number, on: ReadOn): Promise<ReviewView> => invoke("tenant_review_on", { review, on });
/** Sends the change of this review, once. */
export const tenantSend = (review: number, word: string | null): Promise<TenantView> =>
  invoke("tenant_send", { review, word });

/** Counts the people of a file. The shell asks which. `null`: none was named. */
export const tenantCount = (): Promise<TenantView | null> => invoke("tenant_count");

/** Writes the forecast. The shell asks where. `null`: not written. */
export const tenantExport = (format: ForecastFormat): Promise<string | null> =>
  invoke("tenant_export", { format });

export const settings = (): Promise<SettingsView> => invoke("settings");
export const settingsChange = (change: SettingsChange): Promise<SettingsView> =>
  invoke("settings_change", { change });

/** Fetches newer FIDO metadata where it is time, or at once; answers when that is over. */
export const metadataUpdate = (when: When): Promise<MetadataView> => invoke("metadata_update", { when });

/** The answer of a registration from options. The shell asks where. `null`: not written. */
export const responseSave = (): Promise<string | null> => invoke("response_save");
export const responseCopy = (): Promise<void> => invoke("response_copy");

/** A file with options. The shell asks which. `null`: none was chosen. */
export const optionsOpen = (): Promise<OpenedOptions | null> => invoke("options_open");

export const about = (): Promise<About> => invoke("about");

/** UTF-8 in base64url: a header holds ASCII only. */
const base64url = (text: string): string =>
  btoa(String.fromCharCode(...new TextEncoder().encode(text)))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replace(/=+$/, "");

/** What a rejected command said; other programs' words are kept as they came. */
export function asCommandError(thrown: unknown): CommandError {
  if (typeof thrown === "object" && thrown !== null && "code" in thrown && "message" in thrown)
    return { code: String(thrown.code), message: String(thrown.message) };
  return { code: "unanswered", message: String(thrown) };
}
