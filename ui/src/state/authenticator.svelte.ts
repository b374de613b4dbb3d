// Setting up Authenticator while its room is open: the last view, and what the person may do. It decides
// nothing; a late view is dropped.
import type { AuthenticatorAct } from "../../bindings/AuthenticatorAct";
import type { AuthenticatorView } from "../../bindings/AuthenticatorView";
import type { PracticePhone } from "../../bindings/PracticePhone";
import type { PracticePhoneAct } from "../../bindings/PracticePhoneAct";
import * as ipc from "../ipc";
import { Following } from "./following.svelte";

class Authenticator extends Following<AuthenticatorView> {
  /** What the practice phone shows; `null` where nobody looked at it. */
  phone = $state.raw<PracticePhone | null>(null);

  async open(): Promise<void> {
    const sees = this.begins();
    this.phone = null;
    await this.does(() => ipc.authenticatorOpen(sees));
  }

  act = (act: AuthenticatorAct): Promise<void> => this.does(() => ipc.authenticatorAct(act));

  /** Does with the practice phone what a hand would. */
  async hand(act: PracticePhoneAct): Promise<PracticePhone | null> {
    await this.does(async () => {
      this.phone = await ipc.practicePhone(act);
    });
    return this.failed ? null : this.phone;
  }

  async close(): Promise<void> {
    this.ends();
    await this.does(ipc.authenticatorClose);
    this.view = null;
  }
}

export const authenticator = new Authenticator();
