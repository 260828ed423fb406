/**
 * The one script of the dashboard. Pages are whole without it: it only keeps parts of an open page up to date. The text between the tags
 * must be exactly this: its hash is what lets the browser run it.
 */
export const script = `
(() => {
  if (!document.querySelector('[data-live]')) return;
  const events = new EventSource(location.href);
  const note = document.getElementById('live-note');
  events.onopen = () => { if (note) note.hidden = false; };
  events.onerror = () => { if (note) note.hidden = true; };
  events.onmessage = ({ data }) => {
    const { id, html } = JSON.parse(data);
    const part = document.getElementById(id);
    if (part && !part.contains(document.activeElement)) part.innerHTML = html;
  };
  events.addEventListener('end', () => { events.close(); if (note) note.hidden = true; });
})();
`;
