// Mounts the app, once there is a page to mount it on.
import { mount } from "svelte";
import App from "./App.svelte";

/** Mounts it there. */
export function open(target: HTMLElement): void {
  mount(App, { target });
}
