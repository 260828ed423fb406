/** The one style sheet of the pages. It stands in each page; its hash stands in the content security policy. */
export const style = `
:root{color-scheme:light dark;--ink:#17202b;--soft:#566173;--line:#d9dfe7;--paper:#fff;--ground:#f3f5f8;--accent:#1456c4;--good:#12703c;--bad:#a52318;--goodbg:#eaf6ef;--badbg:#fdeeec}
@media (prefers-color-scheme:dark){:root{--ink:#e8edf4;--soft:#a3afc0;--line:#333d4b;--paper:#1a212b;--ground:#10151c;--accent:#7db0ff;--good:#6fd39b;--bad:#ff9a8f;--goodbg:#15281e;--badbg:#2e1917}}
*{box-sizing:border-box}
body{margin:0;background:var(--ground);color:var(--ink);font:1rem/1.55 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
main{max-width:40rem;margin:0 auto;padding:2rem 1rem 4rem}
.card{background:var(--paper);border:1px solid var(--line);border-radius:12px;padding:1.5rem 1.75rem;overflow-wrap:anywhere}
h1{font-size:1.5rem;line-height:1.25;margin:0 0 .75rem}
h2{font-size:1.05rem;margin:1.5rem 0 .4rem}
p{margin:.5rem 0}
ul,ol{margin:.4rem 0;padding-left:1.2rem}
li{margin:.3rem 0}
dl{display:grid;grid-template-columns:minmax(8rem,max-content) 1fr;gap:.35rem 1rem;margin:.75rem 0}
dt{color:var(--soft)}
dd{margin:0}
code{font:.9em ui-monospace,SFMono-Regular,Consolas,monospace}
.brand{color:var(--soft);font-size:.9rem;margin:0 0 .75rem}
.note{border-left:4px solid var(--accent);padding:.1rem 0 .1rem .9rem;margin:1rem 0}
.note h2{margin-top:0}
.mark{display:inline-block;border-radius:999px;padding:.15rem .7rem;font-size:.875rem;font-weight:600;margin:0 0 .75rem}
.mark.good{color:var(--good);background:var(--goodbg)}
.mark.bad{color:var(--bad);background:var(--badbg)}
button{font:inherit;font-weight:600;color:#fff;background:#1456c4;border:0;border-radius:8px;padding:.75rem 1.4rem;min-height:2.75rem;cursor:pointer;margin-top:1.25rem}
button:hover{background:#0f459e}
:focus-visible{outline:3px solid var(--accent);outline-offset:2px}
.small{color:var(--soft);font-size:.875rem}
@media (max-width:30rem){dl{grid-template-columns:1fr;gap:0}dd{margin-bottom:.5rem}.card{padding:1.25rem}}
`;
