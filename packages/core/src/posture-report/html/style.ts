/** The one style sheet of a report. It stands in the page; its hash stands in the content security policy. */
export const style = `
:root{color-scheme:light dark;--ink:#17202b;--soft:#566173;--line:#d9dfe7;--paper:#fff;--ground:#f3f5f8;--accent:#1456c4;--second:#8a3ab0;--good:#12703c;--goodbg:#eaf6ef;--high:#a52318;--highbg:#fdeeec;--medium:#865100;--mediumbg:#fdf3e0;--low:#1456c4;--lowbg:#eaf1fd;--info:#566173;--infobg:#eef1f5;--rest:#d3dae3}
@media (prefers-color-scheme:dark){:root{--ink:#e8edf4;--soft:#a3afc0;--line:#333d4b;--paper:#1a212b;--ground:#10151c;--accent:#7db0ff;--second:#d7a2f2;--good:#6fd39b;--goodbg:#15281e;--high:#ff9a8f;--highbg:#2e1917;--medium:#f0bd66;--mediumbg:#2c2413;--low:#7db0ff;--lowbg:#162338;--info:#a3afc0;--infobg:#232c38;--rest:#3b4656}}
*{box-sizing:border-box}
html{scroll-padding-top:1rem}
body{margin:0;background:var(--ground);color:var(--ink);font:1rem/1.55 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif;overflow-wrap:anywhere}
a{color:var(--accent);text-underline-offset:.15em}
:focus-visible{outline:3px solid var(--accent);outline-offset:2px;border-radius:4px}
.skip{position:absolute;left:-99rem;background:var(--paper);padding:.75rem 1rem;z-index:1}
.skip:focus{left:1rem;top:1rem}
.page{max-width:60rem;margin:0 auto;padding:2rem 1rem 4rem}
.brand{color:var(--soft);font-size:.9rem;margin:0 0 .75rem}
h1{font-size:1.9rem;line-height:1.2;margin:0 0 .35rem;letter-spacing:-.01em;text-wrap:balance}
h2{font-size:1.35rem;line-height:1.25;margin:0 0 .35rem}
h3{font-size:1.05rem;line-height:1.35;margin:1.75rem 0 .5rem}
h4{font-size:1.05rem;line-height:1.35;margin:.35rem 0 .6rem}
p{margin:.5rem 0}
ul{margin:.3rem 0;padding-left:1.2rem}
dl{display:grid;grid-template-columns:minmax(8rem,11rem) 1fr;gap:.4rem 1rem;margin:.75rem 0 0}
dt{color:var(--soft);overflow-wrap:normal}
dd{margin:0;min-width:0}
td code,th code{font-size:.8125em}
code,pre{font:.875em/1.5 ui-monospace,SFMono-Regular,Consolas,monospace}
pre{margin:0;padding:.6rem .8rem;background:var(--ground);border:1px solid var(--line);border-radius:8px;white-space:pre-wrap}
.small{color:var(--soft);font-size:.875rem}
.lead{color:var(--soft);max-width:46rem;margin:0 0 1rem}
section{background:var(--paper);border:1px solid var(--line);border-radius:12px;padding:1.5rem 1.75rem;margin:1.25rem 0}
nav{margin:1.25rem 0}
nav ol{list-style:none;display:flex;flex-wrap:wrap;gap:.35rem .5rem;margin:0;padding:0}
nav a{display:inline-block;padding:.3rem .75rem;border:1px solid var(--line);border-radius:999px;background:var(--paper);color:var(--ink);text-decoration:none;font-size:.9rem}
nav a:hover{border-color:var(--accent);color:var(--accent)}
.mark{display:inline-block;border-radius:999px;padding:.1rem .65rem;font-size:.8125rem;font-weight:600;white-space:nowrap;color:var(--info);background:var(--infobg)}
.mark.high,.mark.not-met,.mark.worse{color:var(--high);background:var(--highbg)}
.mark.medium,.mark.not-seen,.mark.new{color:var(--medium);background:var(--mediumbg)}
.mark.low{color:var(--low);background:var(--lowbg)}
.mark.nothing-found,.mark.fixed{color:var(--good);background:var(--goodbg)}
.note{border-left:4px solid var(--accent)}.note h2{font-size:1.05rem}.note ul{margin:.4rem 0 0}
.verdict{border-left:6px solid var(--info)}
.verdict.not-met{border-left-color:var(--high)}
.verdict.not-seen{border-left-color:var(--medium)}
.verdict.nothing-found{border-left-color:var(--good)}
.verdict .say{font-size:1.15rem;max-width:46rem;margin:.6rem 0 0}
.cards{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,15rem),1fr));gap:1rem}
.card{border:1px solid var(--line);border-radius:10px;padding:1rem 1.1rem;display:flex;flex-direction:column}
.card h3{margin:0 0 .5rem;font-size:1rem;min-height:2.7em}
.card .big{font-size:2.35rem;line-height:1.1;font-weight:650;letter-spacing:-.02em;margin:0 0 .4rem;font-variant-numeric:tabular-nums}
.card .big.word{font-size:1.35rem;letter-spacing:0;color:var(--soft)}
.card p{margin:.35rem 0 0}
svg{display:block;overflow:visible}
svg text{font:.75rem system-ui,-apple-system,"Segoe UI",Roboto,sans-serif;fill:var(--soft);unicode-bidi:isolate}
svg text.strong{fill:var(--ink);font-size:.8125rem}
.bar{border-radius:4px;overflow:hidden}
.rest{fill:var(--rest)}.part{fill:var(--accent)}.unknown{fill:var(--soft)}
.grid{stroke:var(--line);stroke-width:1}.goal{stroke:var(--good);stroke-dasharray:5 4}
.first{stroke:var(--accent);fill:var(--accent)}.second{stroke:var(--second);fill:var(--second)}.third{stroke:var(--soft);fill:var(--soft)}
line.first,line.second,line.third{stroke-width:2.5;stroke-linecap:round}line.second{stroke-dasharray:7 5}line.third{stroke-dasharray:2 5}
.f-high{fill:var(--high)}.f-medium{fill:var(--medium)}.f-low{fill:var(--low)}.f-info{fill:var(--info)}
.s-high{stroke:var(--high)}.s-medium{stroke:var(--medium)}.s-low{stroke:var(--low)}
.span{stroke-width:4;stroke-linecap:round}
.legend{list-style:none;display:flex;flex-wrap:wrap;gap:.25rem 1.25rem;margin:.75rem 0 0;padding:0;font-size:.875rem;color:var(--soft)}
.legend li{display:flex;align-items:center;gap:.5rem;margin:0}
figure{margin:1rem 0 0}
figcaption{font-weight:600;margin:0 0 .5rem}
.scroll{overflow-x:auto;margin:.75rem 0 0}
table{border-collapse:collapse;width:100%;font-size:.9rem;font-variant-numeric:tabular-nums}
caption{text-align:left;font-weight:600;margin:0;padding:.75rem 0 .4rem;font-size:1rem}
th,td{text-align:left;vertical-align:top;padding:.5rem .75rem .5rem 0;border-bottom:1px solid var(--line)}
thead td,thead th{color:var(--soft);font-weight:600;font-size:.8125rem;vertical-align:bottom;overflow-wrap:normal;border-bottom:2px solid var(--line)}
tbody th{font-weight:400;min-width:9rem}
.unseen{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
th:last-child,td:last-child{padding-right:0}
.n{text-align:right;overflow-wrap:normal;white-space:nowrap}
.keep{white-space:nowrap;overflow-wrap:normal}
.w{min-width:9rem}
.bars{width:45%;min-width:5rem}.plain tbody th{min-width:5rem}
.finding{border-left:4px solid var(--info);padding:.25rem 0 .35rem 1.1rem;margin:1.25rem 0}
td ul,dd ul{list-style:none;margin:0;padding:0}td li,dd li{margin:0}td li+li{margin-top:.3rem}
.finding.high{border-left-color:var(--high)}.finding.medium{border-left-color:var(--medium)}.finding.low{border-left-color:var(--low)}
.finding:target{background:var(--lowbg)}
.finding .marks{margin:0;display:flex;flex-wrap:wrap;gap:.4rem;align-items:center}
details{margin:.75rem 0 0}
summary{cursor:pointer;color:var(--accent);padding:.2rem 0}
footer{color:var(--soft);font-size:.875rem;margin:1.5rem 0 0}
@media (max-width:40rem){h1{font-size:1.55rem}section{padding:1.1rem 1rem;border-radius:10px}dl{grid-template-columns:1fr;gap:0}dd{margin-bottom:.5rem}.card h3{min-height:0}.page{padding:1.25rem .6rem 3rem}.finding{padding-left:.8rem}
nav ol{flex-wrap:nowrap;overflow-x:auto;padding:.3rem}nav a{white-space:nowrap}
.stack thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
.stack,.stack tbody,.stack tr,.stack th,.stack td,.stack caption{display:block;min-width:0;text-align:left;white-space:normal}
.stack tr{border-bottom:1px solid var(--line);padding:.6rem 0}.stack th,.stack td{border:0;padding:.1rem 0}
.stack tbody th{font-weight:600}.stack .unseen{display:none}
.stack td[data-label]{display:grid;grid-template-columns:7.5rem 1fr;gap:.75rem}.stack td[data-label]::before{content:attr(data-label);color:var(--soft)}}
@media print{
:root{color-scheme:light;--ink:#000;--soft:#434c59;--line:#c9d0d9;--paper:#fff;--ground:#fff;--accent:#1456c4;--second:#8a3ab0;--good:#12703c;--goodbg:#eaf6ef;--high:#a52318;--highbg:#fdeeec;--medium:#865100;--mediumbg:#fdf3e0;--low:#1456c4;--lowbg:#eaf1fd;--info:#434c59;--infobg:#eef1f5;--rest:#d3dae3}
*{print-color-adjust:exact;-webkit-print-color-adjust:exact}
html{font-size:9pt}.page{max-width:none;padding:0}header{margin:0 0 7mm}nav,.skip{display:none}
section{border:0;border-radius:0;padding:0;margin:0 0 9mm}.verdict{padding-left:5mm}
.finding,.card,figure,tr{break-inside:avoid}h2,h3,h4,caption,thead,.lead{break-after:avoid}
.scroll{overflow:visible}.cards{grid-template-columns:repeat(3,1fr)}thead{display:table-header-group}
a{color:inherit}summary{list-style:none;color:inherit}
details::details-content{content-visibility:visible;display:block;block-size:auto}
}
@page{size:A4;margin:16mm 14mm 18mm;@bottom-right{content:counter(page) " / " counter(pages);font:8pt system-ui,sans-serif;color:#566173}}
`;
