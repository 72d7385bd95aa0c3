// Starts the wasm module; a file of its own, so that the page's policy need not allow scripts in the page.
import init from './ui.js';

init({ module_or_path: './ui_bg.wasm' }).catch((cause) => {
  const shell = document.getElementById('first-paint');
  if (shell) shell.textContent = `SmartKhata could not start: ${cause}`;
});
