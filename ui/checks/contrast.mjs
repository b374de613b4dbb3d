// Checks the colour tokens against WCAG 2.2: 4.5:1 for text, 3:1 for controls, signs and focus.
// Run: npm --prefix ui run contrast (exit 1 if a pair falls short).
import { readFileSync } from 'node:fs';
const css = readFileSync(new URL('../public/tokens.css', import.meta.url), 'utf8');
const tokens = {};
for (const [, name, value] of css.matchAll(/--([\w-]+):\s*([^;]+);/g)) {
  const both = value.match(/^light-dark\((#\w{6}),\s*(#\w{6})\)$/);
  const one = value.match(/^#\w{6}$/);
  if (both) tokens[name] ??= [both[1], both[2]];
  else if (one) tokens[name] ??= [value, value];
}
const light = hex => [1, 3, 5].map(i => parseInt(hex.slice(i, i + 2), 16) / 255)
  .map(v => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4))
  .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
const ratio = (a, b) => { const [x, y] = [light(a), light(b)].sort((m, n) => n - m); return (x + 0.05) / (y + 0.05); };
const grounds = ['paper', 'surface', 'sunk', 'raised'];
const pairs = [];
for (const g of grounds) for (const t of ['ink', 'ink-2', 'ink-3', 'gold-ink', 'pass', 'fail', 'warn', 'unknown', 'practice']) pairs.push([t, g, 4.5]);
for (const k of ['pass', 'fail', 'warn', 'unknown', 'practice', 'gold']) for (const t of [k === 'gold' ? 'gold-ink' : k, 'ink', 'ink-2', 'ink-3']) pairs.push([t, `${k}-tint`, 4.5]);
for (const s of ['stone', 'stone-lit', 'stone-deep']) {
  for (const t of ['on-stone', 'on-stone-2', 'gold-bright']) pairs.push([t, s, 4.5]);
}
pairs.push(['on-action', 'action', 4.5], ['on-action', 'action-hover', 4.5], ['on-danger', 'danger', 4.5]);
for (const g of ['paper', 'surface', 'sunk']) for (const t of ['line-strong', 'focus', 'action', 'rest']) pairs.push([t, g, 3]);
for (const g of ['paper', 'surface', 'gold-tint']) pairs.push(['gold', g, 3]);
let short = 0; let least = [99, ''];
for (const [a, b, need] of pairs) for (const m of [0, 1]) {
  const r = ratio(tokens[a][m], tokens[b][m]); const where = `${m ? 'dark ' : 'light'} ${a} on ${b}`;
  if (r - need < least[0]) least = [r - need, `${where} ${r.toFixed(2)} (needs ${need})`];
  if (r < need) { short += 1; console.log(`short: ${where} ${r.toFixed(2)} (needs ${need})`); }
}
console.log(`${pairs.length * 2} pairs, ${short} short; tightest: ${least[1]}`);
process.exit(short ? 1 : 0);
