// The ticket on the table. It stays there while somebody looks into another room.
import * as ipc from "../ipc";
import { speaker } from "./speaker.svelte";
import { diagnose as says } from "../texts/diagnose";
import type { CommandError, DiagnosisChange, DiagnosisFile, DiagnosisFormat, DiagnosisView } from "../rooms";

/** As the shell's reader allows it. */
const most = 32 * 1024 * 1024;

class Diagnosis {
  view = $state.raw<DiagnosisView | null>(null);
  fault = $state.raw<CommandError | null>(null);
  /** Why something was not even handed over. */
  wrong = $state<string | null>(null);
  working = $state(false);
  /** Where an export was written. */
  written = $state<string | null>(null);

  /** Judges a pasted text. */
  async paste(text: string): Promise<void> {
    if (text.trim() === "") this.wrong = says.empty;
    else await this.#does(() => ipc.diagnoseRead(null, new TextEncoder().encode(text)));
  }

  /** Judges dropped files: one. */
  async drop(files: FileList | undefined): Promise<void> {
    const file = files?.[0];
    if (!file) return;
    if (files.length > 1) this.wrong = says.several;
    else if (file.size > most) this.wrong = says.tooLarge;
    else
      await this.#does(async () => ipc.diagnoseRead(file.name, new Uint8Array(await file.arrayBuffer())));
  }

  /** Opens a ticket, or what it is to be judged on. */
  open = (what: DiagnosisFile): Promise<void> => this.#does(() => ipc.diagnoseOpen(what));

  /** Judges what a key has just shown. */
  rehearsed = (): Promise<void> => this.#does(ipc.diagnoseRehearsed);

  change = (change: DiagnosisChange): Promise<void> => this.#does(() => ipc.diagnoseChange(change));

  /** Writes what is shown. */
  async export(format: DiagnosisFormat): Promise<void> {
    try {
      this.written = await ipc.diagnoseExport(format);
      if (this.written !== null) speaker.say(says.written(this.written));
      this.fault = null;
    } catch (thrown) {
      this.fault = ipc.asCommandError(thrown);
    }
  }

  /** The table is free for another one. */
  async close(): Promise<void> {
    await this.change({ kind: "close" });
    this.view = null;
  }

  /** What comes of it is shown and said; where nothing comes, what was there stays. */
  async #does(ask: () => Promise<DiagnosisView | null>): Promise<void> {
    this.working = true;
    this.wrong = null;
    this.written = null;
    try {
      const view = await ask();
      this.fault = null;
      if (!view) return;
      this.view = view;
      if (view.words) speaker.say(`${view.words.is} ${view.words.next}`);
    } catch (thrown) {
      this.fault = ipc.asCommandError(thrown);
    } finally {
      this.working = false;
    }
  }
}

export const diagnosis = new Diagnosis();
