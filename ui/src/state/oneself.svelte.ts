// Registering for oneself while its moment is open: the last view, and what the person may do. It decides
// nothing; a late view is dropped.
import type { Choice } from "../../bindings/Choice";
import type { OneselfAct } from "../../bindings/OneselfAct";
import type { OneselfView } from "../../bindings/OneselfView";
import type { PasskeyHolder } from "../../bindings/PasskeyHolder";
import * as ipc from "../ipc";
import type { CommandError } from "../rooms";
import { wizard } from "./wizard.svelte";

class Oneself {
  view = $state.raw<OneselfView | null>(null);
  failed = $state.raw<CommandError | null>(null);
  #round = 0;

  async open(holder: PasskeyHolder): Promise<void> {
    const round = (this.#round += 1);
    this.view = null;
    await this.#does(() =>
      ipc.oneselfOpen(holder, (view) => {
        if (round !== this.#round) return;
        if (this.view && view.revision <= this.view.revision) return;
        this.view = view;
        // A PIN may have been set or changed, or a key plugged in.
        if (view.practice) void wizard.look();
      }),
    );
  }

  act = (act: OneselfAct): Promise<void> => this.#does(() => ipc.oneselfAct(act));
  answer = (prompt: number, choice: Choice): Promise<void> => this.act({ kind: "answer", answer: { prompt, choice } });

  async close(): Promise<void> {
    this.#round += 1;
    await this.#does(ipc.oneselfClose);
    this.view = null;
  }

  async #does(what: () => Promise<void>): Promise<void> {
    try {
      await what();
      this.failed = null;
    } catch (thrown) {
      this.failed = ipc.asCommandError(thrown);
    }
  }
}

export const oneself = new Oneself();
