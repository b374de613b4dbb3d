// Builds the page that the shell embeds. Nothing inline: the window's CSP allows neither inline
// script nor inline style.
import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vite";

export default defineConfig({
  plugins: [svelte()],
  clearScreen: false,
  server: { host: "127.0.0.1", port: 5173, strictPort: true },
  // Safari 17.5 is the first WebKit with light-dark(), which every colour is written with.
  build: { target: ["es2022", "safari17.5"], assetsInlineLimit: 0, modulePreload: false },
});
