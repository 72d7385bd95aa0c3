// Starts the wasm module; a file of its own, so that the page's policy need not allow scripts in the page.
const KEPT_AS = 'smartkhata.language';

// The words come while the module does. A browser that keeps nothing for the page speaks English.
function preloadWords() {
  let language = null;
  try {
    language = localStorage.getItem(KEPT_AS);
  } catch {}
  const link = document.createElement('link');
  Object.assign(link, { rel: 'preload', as: 'fetch', crossOrigin: 'anonymous', href: `./words/${language ?? 'en'}.ftl` });
  document.head.append(link);
}

// Asked for first: it is the largest, and what it is started by need not be here yet.
const compiled = fetch('./ui_bg.wasm');
preloadWords();
import('./ui.js')
  .then(({ default: init }) => init({ module_or_path: compiled }))
  .catch((cause) => {
    const shell = document.getElementById('first-paint');
    if (shell) shell.textContent = `SmartKhata could not start: ${cause}`;
  });
