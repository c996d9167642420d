'use strict';
// Which theme is shown: the reader's system decides until the button does. Kept only where the browser lets a file keep it.
const theme = (() => {
  const root = document.documentElement;
  const button = document.getElementById('theme');
  const listeners = [];
  const system = matchMedia('(prefers-color-scheme: dark)');
  let chosen = 'auto';
  try { chosen = localStorage.getItem('cdnlab-theme') || 'auto'; } catch { /* a file without storage: stay with the system */ }

  function apply(value) {
    if (value === 'auto') delete root.dataset.theme; else root.dataset.theme = value;
    button.textContent = 'theme: ' + value;
    for (const listener of listeners) listener();
  }

  button.addEventListener('click', () => {
    chosen = { auto: 'light', light: 'dark', dark: 'auto' }[chosen];
    try { localStorage.setItem('cdnlab-theme', chosen); } catch { /* as above */ }
    apply(chosen);
  });
  system.addEventListener('change', () => apply(chosen));

  // Paper is white whatever the screen is.
  addEventListener('beforeprint', () => { root.dataset.theme = 'light'; for (const listener of listeners) listener('print'); });
  addEventListener('afterprint', () => apply(chosen));
  apply(chosen);
  return {
    color: name => getComputedStyle(root).getPropertyValue(name).trim(),
    onChange: listener => listeners.push(listener),
  };
})();
