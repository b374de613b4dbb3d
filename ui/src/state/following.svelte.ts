// Something that the shell draws view after view: the last one, and what went wrong with asking. It decides
// nothing; a late view, or one of what was closed meanwhile, is dropped.
import * as ipc from "../ipc";
import type { CommandError } from "../rooms";

export class Following<View extends { revision: number }> {
  view = $state.raw<View | null>(null);
  failed = $state.raw<CommandError | null>(null);
  #round = 0;

  /** Begins anew. Only what is drawn from now on is seen. */
  protected begins(seen: (view: View) => void = () => undefined): (view: View) => void {
    const round = (this.#round += 1);
    this.view = null;
    return (view) => {
      if (round !== this.#round) return;
      if (this.view && view.revision <= this.view.revision) return;
      this.view = view;
      seen(view);
    };
  }

  /** Nothing more is seen. */
  protected ends(): void {
    this.#round += 1;
  }

  protected async does(what: () => Promise<void>): Promise<void> {
    try {
      await what();
      this.failed = null;
    } catch (thrown) {
      this.failed = ipc.asCommandError(thrown);
    }
  }
}
