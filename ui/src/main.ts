// Mounts the app. The page knows no protocol; what it shows comes from the shell.
import { mount } from "svelte";
import App from "./App.svelte";
import "./styles/components.css";
import "./styles/window.css";

const target = document.getElementById("app");
if (target) mount(App, { target });
