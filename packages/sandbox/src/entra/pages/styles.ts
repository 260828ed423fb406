/** The look of all pages of the sandbox's sign-in. */
export const STYLES = `
:root { color-scheme: light dark; --accent: #0b5cad; --edge: #8a8f98; --bad: #b3261e; }
* { box-sizing: border-box; }
body { margin: 0; min-height: 100vh; font: 16px/1.5 system-ui, sans-serif; background: light-dark(#eef1f5, #16181c);
  overflow-wrap: anywhere; }
.banner { margin: 0; padding: .5rem 1rem; text-align: center; color: #2b1d00; background: #ffd466; }
main { width: min(27rem, calc(100% - 2rem)); margin: 3rem auto; padding: 2rem;
  background: light-dark(#fff, #23262c); border-radius: 4px; box-shadow: 0 2px 8px rgb(0 0 0 / .2); }
h1 { margin: 0 0 1rem; font-size: 1.4rem; font-weight: 600; }
label { display: block; margin-bottom: .25rem; }
input:not([type=hidden]) { width: 100%; padding: .5rem; font: inherit; border: 1px solid var(--edge); border-radius: 2px; }
input.account:not([type=hidden]) { margin-bottom: 1rem; color: inherit; background: none; border-style: dotted; }
.problem { color: light-dark(var(--bad), #ff9d96); }
.actions { display: flex; flex-wrap: wrap; gap: .75rem; justify-content: end; margin-top: 1.5rem; }
button { padding: .5rem 1.5rem; font: inherit; border: 1px solid var(--edge); border-radius: 2px; cursor: pointer;
  color: inherit; background: none; }
button.account { width: 100%; text-align: start; }
.address { display: block; font-size: .875rem; }
button.main { color: #fff; background: var(--accent); border-color: var(--accent); }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
dl { font-size: .875rem; }
dt { font-weight: 600; }
dd { margin: 0 0 .5rem; }
`;
