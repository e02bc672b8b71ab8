/** The page's style: one column, readable on a phone, light and dark. Text and background differ by 4.5 to 1 or more (WCAG AA). */
export const style = `
:root { color-scheme: light dark; --page: #f6f7f9; --card: #fff; --text: #1d2127; --small: #545c68; --line: #d5d9e0; --code: #eceff3; --warn: #9c1c2e; }
@media (prefers-color-scheme: dark) {
  :root { --page: #14171b; --card: #1d2127; --text: #e6e9ed; --small: #a9b1bd; --line: #3a414b; --code: #2a3038; --warn: #ff9aa8; }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--text); font: 16px/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
header, main, footer { max-width: 54rem; margin: 0 auto; padding: 0.75rem 1rem; }
h1 { font-size: 1.25rem; margin: 0; }
h2 { font-size: 1.0625rem; margin: 0; }
h3 { font-size: 1rem; margin: 0.75rem 0 0; }
p { margin: 0.25rem 0; }
ul { margin: 0.25rem 0; padding-left: 1.25rem; }
article, section { background: var(--card); border: 1px solid var(--line); border-left-width: 6px; border-radius: 6px; margin: 0 0 1rem; padding: 0.75rem 1rem; }
.warn { border-left-color: var(--warn); }
.warn h2 { color: var(--warn); }
.small, .context, footer { color: var(--small); font-size: 0.875rem; }
.context { list-style: none; padding: 0; display: flex; flex-wrap: wrap; column-gap: 1rem; }
code { font: 0.875em/1.4 ui-monospace, monospace; background: var(--code); border-radius: 3px; padding: 0.1em 0.25em; }
pre { background: var(--code); border-radius: 4px; padding: 0.5rem; margin: 0.5rem 0; overflow-x: auto; max-width: 100%; }
pre code { padding: 0; background: none; white-space: pre-wrap; }
button { font: inherit; font-size: 0.875rem; color: inherit; background: var(--code); border: 1px solid var(--small); border-radius: 4px; padding: 0.25rem 0.75rem; margin: 0.25rem 0; cursor: pointer; }
button:focus-visible, a:focus-visible { outline: 2px solid currentColor; outline-offset: 2px; }
a { color: inherit; }
.rows { list-style: none; padding: 0; }
.rows li { border-top: 1px solid var(--line); padding: 0.5rem 0; }
details { margin-top: 0.5rem; }
summary { cursor: pointer; padding: 0.25rem 0; }
summary:focus-visible, pre:focus-visible { outline: 2px solid currentColor; outline-offset: 2px; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 0 0.5rem; margin: 0 0 0.5rem; font-size: 0.875rem; }
dt { color: var(--small); }
dd { margin: 0; min-width: 0; }
`;
