// Registering for oneself while its moment is open: the last view, and what the person may do. It decides
// nothing; a late view is dropped.
import type { Choice } from "../../bindings/Choice";
import type { OneselfAct } from "../../bindings/OneselfAct";
import type { OneselfView } from "../../bindings/OneselfView";
import type { PasskeyHolder } from "../../bindings/PasskeyHolder";
import * as ipc from "../ipc";
import { Following } from "./following.svelte";
import { wizard } from "./wizard.svelte";

class Oneself extends Following<OneselfView> {
  async open(holder: PasskeyHolder): Promise<void> {
    const sees = this.begins((view) => {
      // A PIN may have been set or changed, or a key plugged in.
      if (view.practice) void wizard.look();
    });
    await this.does(() => ipc.oneselfOpen(holder, sees));
  }

  act = (act: OneselfAct): Promise<void> => this.does(() => ipc.oneselfAct(act));
  pinWindow = (): Promise<void> => this.does(() => ipc.pinOpen("oneself"));
  answer = (prompt: number, choice: Choice): Promise<void> => this.act({ kind: "answer", answer: { prompt, choice } });

  async close(): Promise<void> {
    this.ends();
    await this.does(ipc.oneselfClose);
    this.view = null;
  }
}

export const oneself = new Oneself();
