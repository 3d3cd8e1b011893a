// Questions about a route, for the App: what asks, lists and draws them is loaded when a route comes.

import { agedAnswer } from './aged.js';
import { Problem } from './ask.js';
import { addSheet } from './dom.js';
import { asksTheSame } from './state.js';

export class OnMyWay {
  #editor = null;
  #isOpening = false;

  // `app` is the App; `signal` ends what is under way.
  constructor(app, signal) {
    Object.assign(this, { app, signal });
  }

  // The `answer` to the question of a route, with its `line` on the map and its `views` for the list.
  async stops(state, signal) {
    const module = await this.#load();
    const { api, root, words } = this.app;
    addSheet(root, 'route.css');
    const { answer, line } = await module.askAlong(api, state, signal);
    return { answer, line, views: module.viewsOf(words), fresh: answer };
  }

  // What is shown of a route, of `ms`, as it may be shown now; null if it is of another question.
  aged(shown, state, ms) {
    if (!shown?.fresh || !asksTheSame(shown.state, state)) return null;
    if (state.at !== '') return shown;
    return { ...shown, ...agedAnswer(shown.fresh, Date.now() - ms), kept_ms: ms };
  }

  // Draws a route, or goes on with the one that is shown.
  async draw() {
    if (this.#editor !== null || this.#isOpening) return;
    this.#isOpening = true;
    try {
      const { RouteEditor } = await this.#load();
      addSheet(this.app.root, 'route.css');
      if (!this.signal.aborted) this.#editor = new RouteEditor(this.app, { closed: () => { this.#editor = null; } });
    } catch (problem) {
      this.app.failed(problem);
    } finally {
      this.#isOpening = false;
    }
  }

  // Another route, or a station that is opened, ends the drawing.
  changed(next, before) {
    if (next.route !== before.route || next.station !== '') this.close();
  }

  close() {
    this.#editor?.close();
  }

  // Modules that cannot be loaded are as if the service did not answer.
  async #load() {
    try {
      return await import('./along.js');
    } catch (error) {
      throw new Problem(0, { detail: error.message });
    }
  }
}
