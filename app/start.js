// Starts the wasm module; a file of its own, so that the page's policy need not allow scripts in the page.
const KEPT_AS = 'smartkhata.language';

// The words come while the module does. A browser that keeps nothing for the page speaks English.
function preloadWords() {
  let language = null;
  try {
    language = localStorage.getItem(KEPT_AS);
  } catch {}
  const link = document.createElement('link');
  Object.assign(link, { rel: 'preload', as: 'fetch', crossOrigin: 'anonymous', href: `./words/${language ?? 'en'}.txt` });
  document.head.append(link);
}

// A fault of the module is a trap: of it nothing runs after it. It is said on the screen, and the window is told where in
// the module it was, which `ui_bg.names` of the build tells by name. The books are behind the door, unharmed, and so is what
// was typed.
let met = false;
function meet(cause) {
  if (met || !(cause instanceof WebAssembly.RuntimeError)) return;
  met = true;
  const place = /wasm-function\[(\d+)\](?::0x([0-9a-f]+))?/.exec(String(cause.stack)) ?? [];
  const [, number, offset] = place;
  // A window that hears nothing has told the console.
  window.__TAURI_INTERNALS__
    ?.invoke('tell_fault', { number: Number(number ?? 0), offset: parseInt(offset ?? '0', 16) })
    .catch(() => {});
  const said = document.getElementById('fault');
  const shell = document.getElementById('first-paint');
  if (said) said.hidden = false;
  else if (shell) shell.textContent = 'SmartKhata met a fault of its own. Please open it again.';
}
addEventListener('error', ({ error }) => meet(error));
addEventListener('unhandledrejection', ({ reason }) => meet(reason));

// A key that is held says its thing once: of what saves, opens or takes back, repeats reach nobody. Letters, arrows and
// what deletes go on repeating, and so do new lines in a text of several.
function drop(event) {
  const { key, target, ctrlKey, altKey, metaKey } = event;
  const acts = key === 'Enter' ? target.tagName !== 'TEXTAREA' : /^F\d/.test(key) || (key.length === 1 && (ctrlKey || altKey || metaKey));
  if (!event.repeat || !acts) return;
  event.preventDefault();
  event.stopImmediatePropagation();
}
addEventListener('keydown', drop, true);

// Asked for first: it is the largest, and what it is started by need not be here yet.
const compiled = fetch('./ui_bg.wasm');
preloadWords();
import('./ui.js')
  .then(({ default: init }) => init({ module_or_path: compiled }))
  .catch((cause) => {
    const shell = document.getElementById('first-paint');
    if (shell) shell.textContent = `SmartKhata could not start: ${cause}`;
  });
