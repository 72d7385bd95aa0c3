// Starts the wasm module; a file of its own, so that the page's policy need not allow scripts in the page.
import init from './ui.js';

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

preloadWords();
init({ module_or_path: './ui_bg.wasm' }).catch((cause) => {
  const shell = document.getElementById('first-paint');
  if (shell) shell.textContent = `SmartKhata could not start: ${cause}`;
});
