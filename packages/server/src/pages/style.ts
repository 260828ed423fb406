/** Colours, by what they mean: in the light, and in the dark. */
export const colours = `
:root{color-scheme:light dark;--ink:#17202b;--soft:#566173;--line:#d9dfe7;--paper:#fff;--ground:#f3f5f8;--accent:#1456c4;--accentbg:#eef4fe;--good:#12703c;--bad:#a52318;--warn:#8a4b00;--goodbg:#eaf6ef;--badbg:#fdeeec;--warnbg:#fff4e2}
@media (prefers-color-scheme:dark){:root{--ink:#e8edf4;--soft:#a3afc0;--line:#333d4b;--paper:#1a212b;--ground:#10151c;--accent:#7db0ff;--accentbg:#182436;--good:#6fd39b;--bad:#ff9a8f;--warn:#ffc46b;--goodbg:#15281e;--badbg:#2e1917;--warnbg:#2d2313}}
`;

/** The one style sheet of the pages. It stands in each page; its hash stands in the content security policy. */
export const style = `${colours}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;text-size-adjust:100%}
body{margin:0;background:var(--ground);color:var(--ink);font:1rem/1.6 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
header,main{max-width:44rem;margin:0 auto;padding:0 1rem}
header{display:flex;flex-wrap:wrap;align-items:center;justify-content:space-between;gap:.25rem 1rem;padding-top:1.5rem;padding-bottom:1rem}
main{padding-bottom:4rem}
.brand{margin:0;font-weight:650;letter-spacing:-.01em}
.brand::before{content:"";display:inline-block;width:.7em;height:.7em;margin-right:.5em;border:.2em solid var(--accent);border-radius:50%;vertical-align:-.05em}
nav ul{display:flex;gap:.25rem;margin:0;padding:0;list-style:none}
nav li{margin:0}
nav a{display:block;padding:.35rem .6rem;border-radius:8px;color:var(--soft);font-size:.9rem;text-decoration:none}
nav a:hover{color:var(--ink);text-decoration:underline}
nav a[aria-current]{color:var(--ink);font-weight:600;box-shadow:inset 0 -2px var(--accent);border-radius:0}
.card{background:var(--paper);border:1px solid var(--line);border-radius:14px;padding:2rem 2.25rem 2.25rem;overflow-wrap:anywhere;box-shadow:0 1px 2px rgb(0 0 0/.04),0 8px 24px rgb(0 0 0/.05)}
h1{font-size:1.5rem;line-height:1.25;letter-spacing:-.015em;margin:0 0 .75rem;text-wrap:balance}
h2{font-size:1.05rem;line-height:1.35;margin:2rem 0 .5rem}
h2+dl{margin-top:.5rem}
h3{font-size:.95rem;line-height:1.4;font-weight:600;margin:1rem 0 .25rem}
p{margin:.5rem 0}
.lead{font-size:1.075rem}
a{color:var(--accent);text-underline-offset:.15em}
ul,ol{margin:.5rem 0;padding-left:1.3rem}
li{margin:.35rem 0;padding-left:.15rem}
li::marker{color:var(--soft)}
.permissions{list-style:none;padding:0;border:1px solid var(--line);border-radius:10px}
.permissions li{display:flex;flex-wrap:wrap;justify-content:space-between;gap:0 1rem;margin:0;padding:.6rem .9rem .6rem 2.4rem;position:relative}
.permissions li+li{border-top:1px solid var(--line)}
.permissions li::before{content:"";position:absolute;left:1rem;top:1.05rem;width:.7rem;height:.35rem;border:solid var(--accent);border-width:0 0 .13rem .13rem;transform:rotate(-45deg)}
.permissions code{color:var(--soft);font-size:.8125rem}
dl{margin:1.25rem 0;border-top:1px solid var(--line)}
dl div{display:grid;grid-template-columns:minmax(9rem,34%) 1fr;gap:0 1rem;padding:.5rem 0;border-bottom:1px solid var(--line)}
dt{color:var(--soft)}
dd{margin:0}
code{font:.875em/1.5 ui-monospace,SFMono-Regular,Consolas,monospace}
.note{border-left:4px solid var(--accent);border-radius:4px 10px 10px 4px;background:var(--accentbg);padding:.75rem 1.1rem;margin:1.5rem 0}
.note h2{margin:0 0 .25rem}
.note p{margin:.25rem 0}
.note.warn{border-color:var(--warn);background:var(--warnbg)}
.note.warn h2{color:var(--warn)}
.keep{border:1px dashed var(--line);border-radius:10px;padding:.75rem 1rem}
.mark{display:inline-flex;align-items:center;gap:.4rem;border-radius:999px;padding:.2rem .8rem;font-size:.875rem;font-weight:600;color:var(--accent);background:var(--accentbg);margin:0 0 1rem}
.mark.good{color:var(--good);background:var(--goodbg)}
.mark.bad{color:var(--bad);background:var(--badbg)}
.mark::before{content:"";width:.5rem;height:.5rem;border-radius:50%;background:currentColor}
form,.on{margin:2rem 0 0}
button,.go{display:inline-block;font:inherit;font-weight:600;color:#fff;background:#1456c4;border:0;border-radius:10px;padding:.75rem 1.6rem;min-height:3rem;cursor:pointer;text-align:center;text-decoration:none}
button:hover,.go:hover{background:#0f459e}
:focus-visible{outline:3px solid var(--accent);outline-offset:2px;border-radius:4px}
button:focus-visible,.go:focus-visible{border-radius:10px}
.small{color:var(--soft);font-size:.9rem}
@media (max-width:34rem){header{padding-top:1rem}nav ul{margin-left:-.6rem}.card{padding:1.4rem 1.15rem 1.6rem}dl div{grid-template-columns:1fr}button,.go{width:100%}}
@media (forced-colors:active){.mark,.note,.card,button,.go{border:1px solid}.mark::before{forced-color-adjust:none}}
`;
