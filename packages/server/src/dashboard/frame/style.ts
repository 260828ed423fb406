/** The one style sheet of the dashboard. It stands in each page; its hash stands in the content security policy. */
export const style = `
:root{color-scheme:light dark;--ink:#17202b;--soft:#566173;--line:#d9dfe7;--paper:#fff;--ground:#f3f5f8;--accent:#1456c4;--on-accent:#fff;--good:#12703c;--bad:#a52318;--warn:#85500a;--goodbg:#eaf6ef;--badbg:#fdeeec;--warnbg:#fdf3e1;--quietbg:#eef1f5}
@media (prefers-color-scheme:dark){:root{--ink:#e8edf4;--soft:#a3afc0;--line:#333d4b;--paper:#1a212b;--ground:#10151c;--accent:#7db0ff;--on-accent:#0b1626;--good:#6fd39b;--bad:#ff9a8f;--warn:#f2bd6b;--goodbg:#15281e;--badbg:#2e1917;--warnbg:#2c2212;--quietbg:#232c38}}
*{box-sizing:border-box}
html{scroll-padding-top:1rem}
body{margin:0;background:var(--ground);color:var(--ink);font:.9375rem/1.5 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
a{color:var(--accent);text-underline-offset:.15em}
a:hover{text-decoration-thickness:2px}
:focus-visible{outline:3px solid var(--accent);outline-offset:2px;border-radius:4px}
.skip{position:absolute;left:-100rem;top:.5rem;background:var(--paper);padding:.5rem 1rem;border-radius:8px;z-index:1}
.skip:focus{left:.5rem}
.frame{display:grid;grid-template-columns:13.5rem minmax(0,1fr);min-height:100vh}
.side{border-right:1px solid var(--line);background:var(--paper);padding:1.25rem .75rem;display:flex;flex-direction:column;gap:1rem}
.brand{font-weight:700;font-size:1.05rem;letter-spacing:-.01em;margin:0;padding:0 .6rem;color:var(--ink)}
.brand a{color:inherit;text-decoration:none}
.side ul{list-style:none;margin:0;padding:0}
.side li a{display:block;padding:.45rem .6rem;border-radius:8px;color:var(--ink);text-decoration:none}
.side li a:hover{background:var(--quietbg)}
.side li a[aria-current]{background:var(--quietbg);color:var(--accent);font-weight:600}
.who{margin-top:auto;border-top:1px solid var(--line);padding:.9rem .6rem 0;font-size:.85rem;color:var(--soft);overflow-wrap:anywhere}
.who strong{display:block;color:var(--ink)}
.who form{margin-top:.5rem}
main{padding:1.5rem clamp(1rem,3vw,2.5rem) 4rem;max-width:82rem;width:100%}
.trail{margin:0 0 .35rem;padding:0;list-style:none;display:flex;flex-wrap:wrap;gap:.25rem .5rem;font-size:.85rem;color:var(--soft)}
.trail li+li::before{content:"/";margin-right:.5rem}
h1{font-size:1.5rem;line-height:1.25;margin:0 0 1rem;letter-spacing:-.015em;overflow-wrap:anywhere}
h2{font-size:1.05rem;margin:0 0 .6rem}
h3{font-size:.95rem;margin:1rem 0 .35rem}
p{margin:.5rem 0}
.lead{color:var(--soft);max-width:46rem;margin-top:-.5rem}
.small,.soft{color:var(--soft)}
.small{font-size:.85rem}
.card{background:var(--paper);border:1px solid var(--line);border-radius:12px;padding:1.1rem 1.25rem;margin:0 0 1rem;overflow-wrap:anywhere}
.cards{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,17rem),1fr));gap:1rem;margin:0 0 1rem}
.cards>.card{margin:0}
.cards dl{grid-template-columns:minmax(0,1fr);gap:0}
.cards dd{margin-bottom:.5rem}
.figures{grid-template-columns:repeat(auto-fit,minmax(min(45%,12rem),1fr))}
.figure{font-size:1.9rem;line-height:1.1;font-weight:650;letter-spacing:-.02em;margin:.1rem 0}
.figure small{font-size:.9rem;font-weight:400;color:var(--soft);letter-spacing:0}
.notice{border-left:4px solid var(--accent);background:var(--paper);padding:.7rem 1rem;margin:0 0 1rem;border-radius:0 8px 8px 0}
.notice.good{border-color:var(--good)}
.notice.warn{border-color:var(--warn)}
.notice.bad{border-color:var(--bad)}
.notice p:first-child{margin-top:0}.notice p:last-child{margin-bottom:0}
.mark{display:inline-block;border-radius:999px;padding:.05rem .6rem;font-size:.8125rem;font-weight:600;white-space:nowrap;color:var(--ink);background:var(--quietbg)}
.mark.good{color:var(--good);background:var(--goodbg)}
.mark.warn{color:var(--warn);background:var(--warnbg)}
.mark.bad{color:var(--bad);background:var(--badbg)}
.scroll{position:relative;overflow-x:auto;margin:0 -1.25rem;padding:0 1.25rem}
.scroll th,.scroll td{overflow-wrap:break-word}
.scroll .any{overflow-wrap:anywhere}
.scroll .brief{white-space:nowrap}
tbody th{min-width:9rem}
table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}
caption{text-align:left;font-weight:600;padding:0 0 .5rem}
th,td{text-align:left;vertical-align:top;padding:.5rem .75rem .5rem 0;border-top:1px solid var(--line)}
thead th{border-top:0;color:var(--soft);font-weight:600;font-size:.8125rem;white-space:nowrap}
tbody th{font-weight:600}
tbody th .soft{font-weight:400}
th,td{overflow-wrap:break-word}
td time,th time{white-space:nowrap}
th .small{font-weight:400}
.acts+.card,.acts+[data-live]{margin-top:1rem}
.wide{display:block;min-width:min(26rem,60vw)}
.free{display:block;min-width:15rem;overflow-wrap:anywhere}
td.number,th.number{text-align:right;padding-right:1.25rem}
tbody tr:hover{background:color-mix(in srgb,var(--quietbg) 45%,transparent)}
dl{display:grid;grid-template-columns:minmax(9rem,max-content) minmax(0,1fr);gap:.35rem 1.25rem;margin:.5rem 0}
dt{color:var(--soft)}
dd{margin:0}
code,.mono{font:.85em/1.4 ui-monospace,SFMono-Regular,Consolas,monospace}
pre{overflow-x:auto;background:var(--quietbg);border-radius:8px;padding:.75rem 1rem;margin:.5rem 0}
.bar{display:flex;flex-wrap:wrap;align-items:end;gap:.75rem;margin:0 0 1rem}
.bar .end{margin-left:auto}
.bar [type=search]{width:100%}
label{font-weight:600;font-size:.85rem;display:block;margin:0 0 .25rem}
.hint{display:block;font-weight:400;color:var(--soft);font-size:.8125rem}
input,select,textarea{font:inherit;color:inherit;background:var(--paper);border:1px solid var(--soft);border-radius:8px;padding:.45rem .65rem;min-height:2.4rem;max-width:100%}
input[type=checkbox],input[type=radio]{min-height:0;width:1.05rem;height:1.05rem;vertical-align:-.15em;margin:0 .4rem 0 0;accent-color:var(--accent)}
.choice{font-weight:400;font-size:inherit;margin:.25rem 0}
.fields{display:grid;gap:1rem;max-width:38rem}
.fields input:not([type=checkbox]):not([type=radio]),.fields select,.fields textarea{width:100%}
fieldset{border:1px solid var(--line);border-radius:8px;margin:0;padding:.6rem .9rem .8rem}
legend{font-weight:600;font-size:.85rem;padding:0 .35rem}
button,.button{font:inherit;font-weight:600;color:var(--on-accent);background:var(--accent);border:1px solid transparent;border-radius:8px;padding:.5rem 1rem;min-height:2.4rem;cursor:pointer;text-decoration:none;display:inline-block}
button:hover,.button:hover{filter:brightness(1.08)}
.button.quiet,button.quiet{color:var(--ink);background:transparent;border-color:var(--soft)}
.button.danger,button.danger{color:#fff;background:#a52318}
.acts{display:flex;flex-wrap:wrap;gap:.5rem;margin:1rem 0 0;align-items:center}
.acts form{margin:0}
.acts.apart{margin:0 0 1rem}
.fields+button{margin-top:1rem}
.pager{display:flex;flex-wrap:wrap;gap:.75rem;align-items:center;margin-top:.9rem}
.empty{color:var(--soft);padding:1.25rem 0;text-align:center}
svg{display:block;max-width:100%;height:auto}
svg text{fill:var(--ink);font:12px system-ui,sans-serif}
svg .soft{fill:var(--soft)}
.fill-good{fill:var(--good)}.fill-warn{fill:var(--warn)}.fill-bad{fill:var(--bad)}.fill-accent{fill:var(--accent)}.fill-quiet{fill:var(--soft)}.fill-line{fill:var(--line)}
details{margin:.6rem 0 0}
summary{cursor:pointer;color:var(--accent);font-size:.85rem}
progress{width:100%;height:.7rem;accent-color:var(--accent)}
[hidden]{display:none!important}
.problem{display:block;color:var(--bad);font-size:.85rem;font-weight:600;margin:.25rem 0 0}
[aria-invalid]{border-color:var(--bad)}
.hush{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.narrow{max-width:34rem;margin:0 auto;padding:3rem 1rem}
@media (max-width:52rem){
.frame{grid-template-columns:minmax(0,1fr);grid-template-rows:auto 1fr}
.side{border-right:0;border-bottom:1px solid var(--line);padding:.75rem;gap:.5rem}
.side nav{overflow-x:auto}
.side ul{display:flex;gap:.15rem}
.side li a{white-space:nowrap;padding:.4rem .6rem}
.who{margin:0;border:0;padding:0 .6rem;display:flex;flex-wrap:wrap;gap:.25rem .75rem;align-items:center}
.who strong{display:inline}.who form{margin:0 0 0 auto}
main{padding:1rem 1rem 3rem}
}
@media (max-width:30rem){dl{grid-template-columns:minmax(0,1fr);gap:0}dd{margin-bottom:.5rem}.bar .end{margin-left:0}}
@media (prefers-reduced-motion:no-preference){progress{transition:none}}
@media print{.side,.acts,.bar,.pager{display:none}.frame{display:block}}
`;
