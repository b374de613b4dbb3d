// Shows every state of the window in headless Chromium, with a stand-in for the shell, in light and
// dark, at 100 and 200 %, in a large and the smallest window; axe-core must find nothing, nothing may
// spill, and the keyboard must get everywhere.
//   npm --prefix ui run gallery [-- part of a name ...]
//   TOUCHSTONE_GALLERY=folder keeps a picture of each.
//   TOUCHSTONE_GALLERY_WHOLE=1 has axe-core look at each picture, in every appearance. Without it each state
//   is looked at once, every other one in the dark, large and narrow.
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { flows } from "./flows.mjs";
import { dress, focused, settled, spills, standIn } from "./page.mjs";
import { states } from "./rooms.mjs";
import { serve } from "./serve.mjs";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const rulesets = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"];
const pictures = process.env.TOUCHSTONE_GALLERY;
const whole = Boolean(process.env.TOUCHSTONE_GALLERY_WHOLE);
const browserPath = [process.env.TOUCHSTONE_CHROMIUM, "/usr/bin/chromium", "/usr/bin/chromium-browser"].find(
  (path) => path && existsSync(path),
);
if (!browserPath) {
  console.log("no chromium here");
  process.exit(77);
}

const sizes = [[1100, 760], [720, 560]];
const pinSizes = [[440, 420], [440, 560]];
const every = (sizes) =>
  ["light", "dark"].flatMap((appearance) =>
    [100, 200].flatMap((text) => sizes.map(([width, height]) => ({ appearance, text, width, height }))),
  );
const few = (all) => [all[0], all.at(-1)];

const wanted = process.argv.slice(2);
const chosen = states.filter(({ name }) => wanted.length === 0 || wanted.some((part) => name.includes(part)));
if (pictures) mkdirSync(pictures, { recursive: true });

const faults = [];
let shown = 0;
let walked = 0;
const site = await serve(here("../../dist"), here("../../../tauri.conf.json"));
const browser = await chromium.launch({ executablePath: browserPath, args: ["--no-sandbox", "--disable-gpu", "--disable-gpu-rasterization"] });
const began = Date.now();
const queue = [
  ...chosen.map((state) => (page) => look(page, state)),
  ...flows
    .filter(({ name }) => wanted.length === 0 || wanted.includes("flows") || wanted.some((part) => name.includes(part)))
    .map((flow) => (page) => walk(page, flow)),
];
const context = await browser.newContext({ reducedMotion: "reduce", timezoneId: "Europe/Oslo" });
// A machine that compiles beside it starves the browser; a wrong page fails long before.
context.setDefaultTimeout(180_000);
const worker = async () => {
  const page = await context.newPage();
  await page.addInitScript(standIn);
  for (let next = queue.shift(); next; next = queue.shift()) await next(page);
};
await Promise.all(Array.from({ length: 3 }, worker));
await browser.close();
site.end();

for (const fault of faults) console.log(`FAULT ${fault}`);
const seconds = Math.round((Date.now() - began) / 1000);
console.log(`${chosen.length} states, ${shown} pictures, ${walked} flows, ${faults.length} faults, ${seconds} s`);
process.exit(faults.length === 0 && shown + walked > 0 ? 0 : 1);

/**
 * Brings this page into this state; everything that goes wrong on it from now on is complained of. A page serves for
 * many states, each loaded anew: a renderer that has seen the scripts once need not compile them again.
 */
async function open(page, state, complain) {
  for (const event of ["console", "pageerror"]) page.removeAllListeners(event);
  await page.goto(`${site.address}nothing`);
  await page.evaluate((state) => (window.name = state), JSON.stringify(state));
  page.on("console", (message) => message.type() === "error" && complain(`console: ${message.text()}`));
  page.on("pageerror", (error) => complain(`error: ${error.message}`));
  await page.setViewportSize({ width: 1100, height: 760 });
  await page.mouse.move(0, 0);
  await page.goto(site.address + state.page);
  await page.waitForSelector("h1");
  for (const [act, selector, text] of state.acts ?? []) await page.locator(selector).first()[act](text);
  if (state.view && state.acts) await page.waitForSelector(`body:has(#question):not(:has(#name)):not(:has(#json))`);
  await page.evaluate(settled);
}

/** What is still wrong once it has had its time: a machine that does much else draws late, a wrong page stays wrong. */
async function lasting(page, wrong) {
  const until = Date.now() + 20_000;
  for (;;) {
    const found = await wrong();
    if (found.length === 0 || Date.now() > until) return found;
    await page.waitForTimeout(100);
    await page.evaluate(settled);
  }
}

async function look(page, state) {
  const complain = (what) => faults.push(`${state.name}: ${what}`);
  const all = every(state.page.startsWith("pin") ? pinSizes : sizes);
  try {
    await open(page, state, complain);
    if (state.view && !state.acts?.some(([, selector]) => selector.startsWith(".ask"))) {
      const lost = await lasting(page, async () => {
        const on = await page.evaluate(() => document.activeElement?.id);
        return on === "question" ? [] : [`the heading has no focus, ${on || "nothing"} has`];
      });
      lost.forEach(complain);
    }
    await page.evaluate(axe);
    const variants = state.variants === "all" && (whole || pictures) ? all : few(all);
    const looked = states.indexOf(state) % 2 === 0 ? variants[0] : variants.at(-1);
    for (const variant of variants) {
      await page.setViewportSize({ width: variant.width, height: variant.height });
      await page.evaluate(dress, variant);
      await page.evaluate(settled);
      const where = `${variant.appearance} ${variant.text} % ${variant.width}x${variant.height}`;
      const { violations } =
        whole || variant === looked
          ? await page.evaluate((runOnly) => window.axe.run({ runOnly }), rulesets)
          : { violations: [] };
      for (const { id, nodes } of violations) complain(`${where}: axe ${id}: ${nodes[0].html.slice(0, 160)}`);
      for (const spill of await lasting(page, () => page.evaluate(spills))) complain(`${where}: ${spill}`);
      if (pictures)
        await page.screenshot({
          path: join(pictures, `${state.name}-${variant.appearance}-${variant.text}-${variant.width}x${variant.height}.png`),
          fullPage: true,
        });
      shown += 1;
    }
    if (state.variants === "all") await byKeyboard(page, all, complain);
    for (const violation of await page.evaluate(() => window.violations)) complain(`policy: ${violation}`);
  } catch (error) {
    complain(`not shown: ${error.message.split("\n")[0]}`);
  }
}

/** Does what the flow does and compares what the shell was asked. */
async function walk(page, flow) {
  const complain = (what) => faults.push(`flow “${flow.name}”: ${what}`);
  try {
    await open(page, flow.state, complain);
    if (!flow.state.acts) await page.evaluate(() => (window.asked.length = 0));
    for (const [act, what, more] of flow.acts) {
      if (act === "key") await page.keyboard.press(what);
      else if (act === "type") await page.locator(what).pressSequentially(more);
      else if (act === "choose") await page.getByLabel(what, { exact: true }).selectOption(more);
      else {
        if (more) await page.getByRole(more, { name: what, exact: true }).first().check({ force: true });
        else await page.locator("button, a.button").filter({ hasText: what }).or(page.getByLabel(what, { exact: true })).first().click();
      }
      await page.evaluate(settled);
    }
    (await lasting(page, () => differences(page, flow))).forEach(complain);
    const asked = await page.evaluate(() => window.asked);
    for (const command of flow.never ?? []) if (asked.some(([name]) => name === command)) complain(`asked ${command}`);
    if (flow.once && asked.filter(([name]) => name === flow.once).length !== 1) complain(`asked ${flow.once} not once`);
    walked += 1;
  } catch (error) {
    complain(`not walked: ${error.message.split("\n")[0]}`);
  }
}

/** What of this flow has not come about: what the shell was to be asked, and what the page was to say. */
async function differences(page, flow) {
  const found = [];
  const asked = await page.evaluate(() => window.asked);
  let from = 0;
  for (const [command, args] of flow.asked) {
    const at = asked.findIndex(([name, given], i) => i >= from && name === command && covers(given, args));
    if (at < 0) found.push(`was not asked ${command} ${JSON.stringify(args ?? "")}, but ${JSON.stringify(asked)}`);
    else from = at + 1;
  }
  if (flow.heading) {
    const heading = await page.locator("h1").innerText();
    if (heading !== flow.heading) found.push(`the heading is “${heading}”`);
  }
  if (flow.says && !(await page.locator("body").innerText()).includes(flow.says)) found.push(`does not say ${flow.says}`);
  if (flow.holds) {
    const value = await page.locator(flow.holds[0]).inputValue();
    if (value !== flow.holds[1]) found.push(`${flow.holds[0]} holds “${value}”`);
  }
  return found;
}

/** Whether what was given has everything that was expected. */
function covers(given, expected) {
  if (expected === undefined) return true;
  if (typeof expected !== "object" || expected === null) return given === expected;
  return typeof given === "object" && given !== null && Object.entries(expected).every(([name, value]) => covers(given[name], value));
}

/** Every stop shows its ring, inside the window, not under the strip. */
async function byKeyboard(page, all, complain) {
  for (const variant of few(all)) {
    await page.setViewportSize({ width: variant.width, height: variant.height });
    await page.evaluate(dress, variant);
    await page.evaluate(() => {
      document.activeElement?.blur?.();
      scrollTo(0, 0);
      getSelection()?.removeAllRanges();
    });
    const seen = [];
    for (let i = 0; i < 60; i += 1) {
      await page.keyboard.press("Tab");
      let stop = await page.evaluate(focused);
      if (stop && !(stop.ring && stop.inside)) {
        await page.evaluate(settled);
        stop = await page.evaluate(focused);
      }
      // Where the browser begins after a blur is its own affair: it may be behind the last stop.
      if (!stop && seen.length === 0 && i < 3) continue;
      if (!stop || (seen.length > 1 && stop.name === seen[0])) break;
      seen.push(stop.name);
      if (!stop.ring) complain(`${variant.text} % by keyboard: no ring on ${stop.name}`);
      if (!stop.inside) complain(`${variant.text} % by keyboard: out of sight: ${stop.name}`);
    }
    if (seen.length === 0) complain("by keyboard: nothing can be reached");
  }
}
