// Makes the page installable: its service worker keeps the shell for times without a network.

// Asks the browser for the worker of the service at `base`; its scope is all below. Without one, as on
// pages without https, everything else works.
export async function installWorker(base) {
  try {
    await navigator.serviceWorker?.register(new URL('sw.js', base), { updateViaCache: 'none' });
  } catch {
    // The browser, or a visitor's setting, forbids it.
  }
}
