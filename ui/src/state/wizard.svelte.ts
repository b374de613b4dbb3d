// The registration that is open: its last view, and what the person may do with it. It decides
// nothing; a late view or a late answer is dropped.
import type { Choice } from "../../bindings/Choice";
import type { Source } from "../../bindings/Source";
import type { WizardView } from "../../bindings/WizardView";
import * as ipc from "../ipc";
import type { PracticeDrawer, UnfinishedChoice } from "../rooms";
import { Following } from "./following.svelte";

class Wizard extends Following<WizardView> {
  /** When the view came, for what runs out. */
  seenAt = $state(0);
  /** Asked for, and not seen yet. */
  opening = $state(false);
  drawer = $state.raw<PracticeDrawer | null>(null);
  /** From what it was begun; `null` for one that was taken up again. */
  source: Source | null = null;
  /** For whom it is, where somebody is signed in; `null`: nobody was chosen yet. */
  person = $state.raw<{ id: string; name: string } | null>(null);
  #answered: number | null = null;

  async open(source: Source): Promise<void> {
    this.source = source;
    const sees = this.#begin();
    await this.does(() => ipc.registerOpen(source, sees));
    await this.look();
  }

  async takeUp(registration: string, choice: UnfinishedChoice): Promise<void> {
    this.source = null;
    const sees = this.#begin();
    await this.does(() => ipc.unfinishedResolve(registration, choice, sees));
    await this.look();
  }

  async answer(prompt: number, choice: Choice): Promise<void> {
    if (this.#answered === prompt) return;
    this.#answered = prompt;
    await this.does(() => ipc.registerAnswer({ prompt, choice }));
  }

  cancel = (): Promise<void> => this.does(ipc.registerCancel);
  pinWindow = (): Promise<void> => this.does(() => ipc.pinOpen("registration"));

  /** The last view was seen. From what it was begun stays known, to be begun again. */
  async close(): Promise<void> {
    this.ends();
    this.view = null;
    this.opening = false;
    this.failed = null;
    await this.does(ipc.registerClose);
  }

  async plug(key: string): Promise<void> {
    await this.does(() => ipc.practiceHand(key, "plug"));
    await this.look();
  }

  async pull(key: string): Promise<void> {
    await this.does(() => ipc.practiceHand(key, "pull"));
    await this.look();
  }

  touch = (key: string): Promise<void> => this.does(() => ipc.practiceHand(key, "touch"));
  decline = (key: string): Promise<void> => this.does(() => ipc.practiceHand(key, "decline"));

  /** Looks into the drawer of practice keys. Where it cannot be opened there is none. */
  async look(): Promise<void> {
    try {
      this.drawer = await ipc.practiceDrawer();
    } catch {
      this.drawer = null;
    }
  }

  #begin(): (view: WizardView) => void {
    this.opening = true;
    this.failed = null;
    this.#answered = null;
    return this.begins(() => {
      this.opening = false;
      this.seenAt = Date.now();
      void this.look();
    });
  }

  protected override async does(what: () => Promise<void>): Promise<void> {
    await super.does(what);
    if (this.failed) this.opening = false;
  }
}

export const wizard = new Wizard();
