// The one file that talks to the shell. A page imports its functions, never Tauri's. The PIN window
// (public/pin.js) has its own three commands, because no PIN may pass through this page.
import { Channel, invoke } from "@tauri-apps/api/core";
import type { Answer } from "../bindings/Answer";
import type { Source } from "../bindings/Source";
import type { WizardView } from "../bindings/WizardView";
import type {
  About,
  ActivityFilter,
  ActivityView,
  CommandError,
  OpenedOptions,
  PracticeDrawer,
  SettingsChange,
  SettingsView,
  StartView,
  UnfinishedChoice,
} from "./rooms";

type Sees = (view: WizardView) => void;

/** What the window shows first. */
export const start = (): Promise<StartView> => invoke("start");

/** The person wants the practice organisation; from now on this is no first run. */
export const choosePractice = (): Promise<void> => invoke("choose_practice");

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
export const pinOpen = (): Promise<void> => invoke("pin_open");

/** The practice keys; `null` where there is no practice. */
export const practiceDrawer = (): Promise<PracticeDrawer | null> => invoke("practice_drawer");
export const practicePlug = (key: string): Promise<void> => invoke("practice_plug", { key });
export const practicePull = (key: string): Promise<void> => invoke("practice_pull", { key });
export const practiceTouch = (key: string): Promise<void> => invoke("practice_touch", { key });
export const practiceDecline = (key: string): Promise<void> => invoke("practice_decline", { key });

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

export const settings = (): Promise<SettingsView> => invoke("settings");
export const settingsChange = (change: SettingsChange): Promise<SettingsView> =>
  invoke("settings_change", { change });

/** The answer of a registration from options. The shell asks where. `null`: not written. */
export const responseSave = (): Promise<string | null> => invoke("response_save");
export const responseCopy = (): Promise<void> => invoke("response_copy");

/** A file with options. The shell asks which. `null`: none was chosen. */
export const optionsOpen = (): Promise<OpenedOptions | null> => invoke("options_open");

export const about = (): Promise<About> => invoke("about");

/** What a rejected command said; other programs' words are kept as they came. */
export function asCommandError(thrown: unknown): CommandError {
  if (typeof thrown === "object" && thrown !== null && "code" in thrown && "message" in thrown)
    return { code: String(thrown.code), message: String(thrown.message) };
  return { code: "unanswered", message: String(thrown) };
}
