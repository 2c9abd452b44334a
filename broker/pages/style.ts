/** The one style sheet. Light and dark follow the reader's system; colours never carry meaning alone. */
export const STYLE = `
:root {
  color-scheme: light dark;
  --ink: #1c2127; --soft: #5a6572; --line: #dde2e8; --ground: #f7f8fa; --card: #ffffff; --link: #1a56c4;
  --yes: #13713a; --yes-ground: #e5f5ea; --no: #b3261e; --no-ground: #fdeceb; --unknown: #8a5a00; --unknown-ground: #fdf3dc;
  --mono: ui-monospace, "SF Mono", "Cascadia Code", "DejaVu Sans Mono", Menlo, Consolas, monospace;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ink: #e4e8ed; --soft: #9aa5b1; --line: #2e353e; --ground: #14171b; --card: #1c2026; --link: #8ab4f8;
    --yes: #6fd895; --yes-ground: #12301d; --no: #ff9c94; --no-ground: #3a1715; --unknown: #f2c566; --unknown-ground: #33270c;
  }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--ink); font: 16px/1.55 system-ui, "Segoe UI", Roboto, "Noto Sans", sans-serif; }
a { color: var(--link); text-underline-offset: 2px; }
a:focus-visible, summary:focus-visible, button:focus-visible, input:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; border-radius: 3px; }
.skip { position: absolute; left: -999px; } .skip:focus { left: 1rem; top: .5rem; background: var(--card); padding: .5rem 1rem; z-index: 1; }
header.top { border-bottom: 1px solid var(--line); background: var(--card); }
header.top > div, main, footer { max-width: 72rem; margin: 0 auto; padding: .9rem 1.25rem; }
header.top > div { display: flex; gap: 1.5rem; align-items: baseline; flex-wrap: wrap; }
.brand { font-weight: 700; letter-spacing: .01em; color: inherit; text-decoration: none; }
.brand::before { content: "\\2225\\2009\\2225\\2009"; color: var(--soft); }
nav ol { list-style: none; display: flex; flex-wrap: wrap; gap: .35rem; margin: 0; padding: 0; color: var(--soft); }
nav li + li::before { content: "/"; margin-right: .35rem; }
main { padding-top: 1.5rem; padding-bottom: 3rem; }
h1 { font-size: 1.6rem; line-height: 1.25; margin: 0 0 .75rem; }
h2 { font-size: 1.15rem; margin: 2.25rem 0 .6rem; }
h3 { font-size: 1rem; margin: 0; }
p { margin: .4rem 0; } .soft { color: var(--soft); } .nowrap { white-space: nowrap; }
.answer { border-left: .4rem solid var(--soft); background: var(--card); padding: 1rem 1.25rem; border-radius: 0 .5rem .5rem 0; }
.answer.yes { border-color: var(--yes); background: var(--yes-ground); } .answer.no { border-color: var(--no); background: var(--no-ground); }
.answer.unknown { border-color: var(--unknown); background: var(--unknown-ground); }
.answer strong { font-size: 1.3rem; display: block; } .answer.yes strong { color: var(--yes); } .answer.no strong { color: var(--no); } .answer.unknown strong { color: var(--unknown); }
.badge { display: inline-block; font-size: .82rem; font-weight: 600; padding: .05rem .55rem; border-radius: 1rem; border: 1px solid currentColor; color: var(--soft); white-space: nowrap; }
.badge.yes { color: var(--yes); background: var(--yes-ground); } .badge.no { color: var(--no); background: var(--no-ground); } .badge.unknown { color: var(--unknown); background: var(--unknown-ground); }
.table { overflow-x: auto; background: var(--card); border: 1px solid var(--line); border-radius: .5rem; }
table { border-collapse: collapse; width: 100%; } th, td { text-align: left; padding: .5rem .8rem; vertical-align: top; border-top: 1px solid var(--line); }
.says { min-width: 18rem; }
thead th { border-top: 0; font-size: .85rem; color: var(--soft); font-weight: 600; } tbody th { font-weight: 600; }
.card { background: var(--card); border: 1px solid var(--line); border-radius: .5rem; padding: 1rem 1.25rem; margin: .8rem 0; }
.card > header { display: flex; gap: .6rem; align-items: baseline; flex-wrap: wrap; }
code, pre, .mono { font-family: var(--mono); font-size: .88em; overflow-wrap: anywhere; }
pre { margin: .5rem 0; padding: .7rem .9rem; overflow-x: auto; background: var(--ground); border: 1px solid var(--line); border-radius: .4rem; overflow-wrap: normal; }
.sides { display: grid; gap: .8rem; grid-template-columns: repeat(auto-fit, minmax(min(100%, 26rem), 1fr)); }
.sides figure { margin: 0; min-width: 0; } figcaption { font-size: .85rem; color: var(--soft); }
.old pre { border-left: 3px solid var(--no); } .new pre { border-left: 3px solid var(--yes); }
dl.facts { display: grid; grid-template-columns: max-content 1fr; gap: .2rem 1rem; margin: .6rem 0; } dl.facts dt { color: var(--soft); } dl.facts dd { margin: 0; min-width: 0; }
.next code { user-select: all; }
footer { color: var(--soft); font-size: .85rem; border-top: 1px solid var(--line); }
ul.plain { list-style: none; padding: 0; margin: 0; } ul.plain li { margin: .5rem 0; }
form.ask { margin: .6rem 0 .9rem; display: flex; gap: .6rem; flex-wrap: wrap; align-items: end; } form.ask label { display: grid; gap: .15rem; font-size: .85rem; color: var(--soft); }
input, select, button { font: inherit; color: inherit; background: var(--card); border: 1px solid var(--line); border-radius: .4rem; padding: .35rem .6rem; }
button { cursor: pointer; font-weight: 600; }
@media print { header.top, .skip, form { display: none; } }
`;
