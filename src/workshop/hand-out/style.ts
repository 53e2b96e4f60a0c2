/** The style of all pages. In both color schemes, all texts have a contrast of at least 4.5; a test measures it. */
export const STYLE = `
:root {
  color-scheme: light dark;
  --page: #f5f6f8;
  --card: #ffffff;
  --line: #d5dae1;
  --text: #1a2027;
  --quiet: #545d68;
  --accent: #0b57b0;
  --on-accent: #ffffff;
  --code: #eef1f5;
  --bad: #a3201d;
  --good: #14643a;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #0f1318;
    --card: #181d24;
    --line: #333b46;
    --text: #e6eaef;
    --quiet: #a3adb9;
    --accent: #8bbcff;
    --on-accent: #0b1420;
    --code: #10151b;
    --bad: #ff9b94;
    --good: #7fd6a4;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0;
  background: var(--page);
  color: var(--text);
  font: 1rem/1.55 system-ui, sans-serif;
  overflow-wrap: anywhere;
}
main { max-width: 46rem; margin: 0 auto; padding: 2.5rem 1.25rem 4rem; }
main.wide { max-width: 72rem; }
h1, h2, h3 { line-height: 1.25; text-wrap: balance; margin: 0; }
h1 { font-size: clamp(1.6rem, 1.3rem + 1.6vw, 2.25rem); }
h2 { font-size: 1.2rem; }
h3 { font-size: 1rem; margin: 1.25rem 0 .5rem; }
p { margin: .6rem 0; }
a { color: var(--accent); text-underline-offset: .15em; }
a:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
header p { color: var(--quiet); margin: 0 0 .35rem; }
header p + h1 + p { margin: .6rem 0 0; }
header strong { color: var(--text); }
section, .facts {
  background: var(--card);
  border: 1px solid var(--line);
  border-radius: .75rem;
  padding: 1.25rem;
  margin: 1.25rem 0 0;
}
.quiet { color: var(--quiet); font-size: .925rem; }
section > :last-child { margin-bottom: 0; }
.bad, header .bad { color: var(--bad); }
.good, header .good { color: var(--good); }
.button {
  display: inline-block;
  margin: .4rem 0;
  padding: .65rem 1.15rem;
  border-radius: .5rem;
  background: var(--accent);
  color: var(--on-accent);
  font-weight: 600;
  text-decoration: none;
}
.button:hover { text-decoration: underline; }
.facts { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: .5rem 1.5rem; }
.facts dt { color: var(--quiet); }
.facts dd { margin: 0; }
code, pre { font: .9em/1.6 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; }
pre {
  margin: .5rem 0;
  padding: .85rem 1rem;
  border: 1px solid var(--line);
  border-radius: .5rem;
  background: var(--code);
  white-space: pre-wrap;
}
/* One command each. Its continuation lines are indented. */
pre code { display: inline-block; width: 100%; padding-left: 2ch; text-indent: -2ch; font-size: inherit; }
table { width: 100%; border-collapse: collapse; margin-top: .75rem; }
th, td { padding: .6rem .75rem .6rem 0; text-align: start; vertical-align: top; }
thead th { color: var(--quiet); font-size: .875rem; font-weight: 600; white-space: nowrap; }
tbody tr { border-top: 1px solid var(--line); }
tbody th { font-weight: 600; min-width: 11rem; }
[data-label=Cluster] { min-width: 11.5rem; }
td.on-screen, td time { white-space: nowrap; }
@media (max-width: 30rem) {
  main { padding: 1.5rem .9rem 3rem; }
  section, .facts { padding: 1rem; }
  .facts { grid-template-columns: minmax(0, 1fr); gap: 0; }
  .facts dd { margin-bottom: .6rem; }
  .facts dd:last-child { margin-bottom: 0; }
}
@media screen and (max-width: 52rem) {
  thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  tbody tr { display: block; padding: .75rem 0; }
  tbody th, tbody td { display: block; padding: .1rem 0; }
  td[data-label]::before { content: attr(data-label) ": "; color: var(--quiet); }
  td.on-screen, td time { white-space: normal; }
}
@media print {
  :root {
    color-scheme: light;
    font-size: 10pt;
    --page: #ffffff;
    --card: #ffffff;
    --line: #9aa2ac;
    --text: #000000;
    --quiet: #3c444d;
    --accent: #000000;
    --on-accent: #000000;
    --code: #ffffff;
    --bad: #8a1512;
    --good: #000000;
  }
  main, main.wide { max-width: none; padding: 0; }
  section, tr { break-inside: avoid; }
  section.long { break-inside: auto; }
  .button { border: 1px solid; background: none; }
  .on-screen { display: none; }
  tbody th { min-width: 8rem; }
  [data-label=Server] { min-width: 13rem; }
}
`;
