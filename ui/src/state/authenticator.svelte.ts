// Setting up Authenticator while its room is open: the last view, and what the person may do. It decides
// nothing; a late view is dropped.
import type { AuthenticatorAct } from "../../bindings/AuthenticatorAct";
import type { AuthenticatorView } from "../../bindings/AuthenticatorView";
import type { PracticePhone } from "../../bindings/PracticePhone";
import type { PracticePhoneAct } from "../../bindings/PracticePhoneAct";
import * as ipc from "../ipc";
import type { CommandError } from "../rooms";

class Authenticator {
  view = $state.raw<AuthenticatorView | null>(null);
  failed = $state.raw<CommandError | null>(null);
  /** What the practice phone shows; `null` where nobody looked at it. */
  phone = $state.raw<PracticePhone | null>(null);
  #round = 0;

  async open(): Promise<void> {
    const round = (this.#round += 1);
    this.view = null;
    this.phone = null;
    await this.#does(() =>
      ipc.authenticatorOpen((view) => {
        if (round !== this.#round) return;
        if (!this.view || view.revision > this.view.revision) this.view = view;
      }),
    );
  }

  act = (act: AuthenticatorAct): Promise<void> => this.#does(() => ipc.authenticatorAct(act));

  /** Does with the practice phone what a hand would. */
  async hand(act: PracticePhoneAct): Promise<PracticePhone | null> {
    await this.#does(async () => {
      this.phone = await ipc.practicePhone(act);
    });
    return this.failed ? null : this.phone;
  }

  async close(): Promise<void> {
    this.#round += 1;
    await this.#does(ipc.authenticatorClose);
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

export const authenticator = new Authenticator();
