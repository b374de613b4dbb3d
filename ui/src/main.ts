// Shows the page's ground, then mounts the app: reading it must not hold up the first paint. The page
// knows no protocol; what it shows comes from the shell.
import "./styles/components.css";
import "./styles/window.css";

/** Longer than any frame: a window that nobody sees is given none. */
const UNSEEN_MS = 100;

/** Once the next frame was painted. */
function painted(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, UNSEEN_MS);
    requestAnimationFrame(() => setTimeout(resolve));
  });
}

const target = document.getElementById("app");
if (target) {
  await painted();
  const { open } = await import("./open");
  open(target);
}
