// Where a search starts: at the device, at a place that was written or pressed on the map, or at a
// station that was searched for.

import { toWgs84 } from './datum.js';
import { NotLocated, isElsewhere, locateDevice } from './locating.js';
import { nameOf } from './say.js';
import { MEASURED_DECIMALS, asksSomething, isPlace, readPosition } from './state.js';

export class Starts {
  // `app` is the App, `say(text, tone)` announces, `signal` ends what is under way.
  constructor(app, { say, signal }) {
    Object.assign(this, { app, say, signal });
  }

  // A place of the device, now or earlier, as opposed to one that was chosen or written.
  isMeasured() {
    return ['device', 'kept'].includes(this.app.store.origin.kind);
  }

  // Asks the device where it is, and starts there, with other `members` of the state; whether that
  // succeeded. A `quiet` one keeps the station that is open, and says nothing if it fails.
  async device({ quiet = false, members = {} } = {}) {
    const { words, store, panel } = this.app;
    if (!quiet) this.say(words.locating);
    try {
      const { lat, lon, accuracyM } = await locateDevice();
      if (this.signal.aborted) return false;
      const origin = { kind: 'device', ms: Date.now(), accuracyM };
      const isMoved = !isPlace(store.state) || isElsewhere(store.state, { lat, lon });
      if (!quiet) this.say(words.located(words.metres(accuracyM)), 'unseen');
      this.at(isMoved || !quiet ? { ...members, lat, lon } : {}, origin, quiet);
      return true;
    } catch (error) {
      if (!(error instanceof NotLocated)) throw error;
      if (quiet) return false;
      this.say(words.noLocation[error.reason], 'bad');
      panel.askPlace();
      return false;
    }
  }

  // Never by a question to the visitor, who has pressed nothing.
  async deviceIfAllowed(isAllowed) {
    if (await isAllowed && !this.signal.aborted) await this.device({ quiet: true });
  }

  at(place, origin, quiet = false) {
    const { store, told } = this.app;
    // Who says where to start from asks what is near there, not what is on a route.
    const left = quiet ? {} : { station: '', route: '' };
    store.patch({ ...place, ...(place.lat === undefined ? {} : { crs: '' }), ...left }, { quiet, origin });
    const { lat, lon } = store.state;
    told('locate', { lat, lon, accuracy_m: origin.accuracyM ?? null, source: origin.kind });
  }

  onMap(lonLat) {
    const [lon, lat] = toWgs84(this.app.api.datum, lonLat);
    this.at(readPosition(lat, lon, MEASURED_DECIMALS), { kind: 'map' });
  }

  // Opens a station that was searched for. Who has no place or route yet starts there, and finds around it what
  // is near.
  station({ id, geometry, properties }) {
    const { store, words, api, chosen, told } = this.app;
    const { distance_m: distanceM } = properties;
    if (distanceM !== undefined) chosen.remember(id, { distance_m: distanceM });
    if (asksSomething(store.state)) {
      store.patch({ station: id });
      return;
    }
    const [lon, lat] = toWgs84(api.datum, geometry.coordinates);
    const place = readPosition(lat, lon, MEASURED_DECIMALS);
    store.patch({ ...place, crs: '', station: id }, { origin: { kind: 'search', name: nameOf(properties, words) } });
    told('locate', { ...place, accuracy_m: null, source: 'search' });
  }
}
