// The one file that talks to the shell. A page imports its functions, never Tauri's.
import { invoke } from "@tauri-apps/api/core";

/** Which program this is. */
export type About = { name: string; version: string };

/** Asks the shell for its name and version. */
export const about = (): Promise<About> => invoke("about");
