// A planner's files in the coverage view: read from the disk or from addresses on this server, and
// kept only in this tab.

import { fromWgs84 } from './datum.js';
import { endsAround, measureOf } from './grades.js';
import { MAX_FILE_BYTES, NoPlan, readPlanFile } from './plan-files.js';
import { finestStep, gradesOf } from './plan-squares.js';

// What is looked for in a folder: the files of both commands that are shown here.
const FOLDER_FILES = ['summary.json', 'cells.csv', 'stations.csv', 'siting.geojson'];
const NOTHING = Object.freeze({ cells: null, proposals: null, existing: null, existingLeftOut: 0, limit: null });

export class Plan {
  // Names of files that are not shown, with the name of a sentence that says why.
  faults = [];
  #reading = new AbortController();

  // `changed` is called after files were read or put away.
  constructor({ api, changed }) {
    Object.assign(this, NOTHING, { api, changed });
  }

  get isEmpty() {
    return this.cells === null && this.proposals === null && this.existing === null;
  }

  // Reads files from the disk, beside what is there.
  async open(files) {
    const sources = [...files].map((file) => ({ name: file.name, read: () => textOf(file) }));
    await this.#read(sources);
  }

  // Reads files or folders (which end with a slash) from their addresses, in place of what is there.
  async fetch(addresses) {
    this.clear();
    if (addresses.length > 0) await this.#read(addresses.flatMap((address) => this.#sourcesAt(address)));
  }

  clear() {
    this.#reading.abort();
    Object.assign(this, NOTHING);
    this.faults = [];
    this.changed();
  }

  // The classes of the cells around the limit of the run; where no summary tells it, `asked` is that
  // of the page.
  graded(asked) {
    const measure = measureOf(this.limit ?? asked);
    const key = `${measure.limit} ${measure.inMetres}`;
    if (this.cells.key !== key) {
      const ends = endsAround(measure.limit);
      Object.assign(this.cells, { key, grades: gradesOf(this.cells, ends, measure.inMetres) });
    }
    return { ...measure, grades: this.cells.grades };
  }

  #sourcesAt(address) {
    const base = new URL(this.api.base);
    const read = (text, isOptional) => {
      const url = URL.canParse(text, base) ? new URL(text, base) : null;
      // The policy of the page allows no other.
      if (url?.origin !== base.origin) return { name: text, read: () => { throw new NoPlan('otherServer'); } };
      return { name: text, read: (signal) => textAt(url, signal, isOptional) };
    };
    if (!address.endsWith('/')) return [read(address, false)];
    return FOLDER_FILES.map((name) => read(address + name, true));
  }

  async #read(sources) {
    this.#reading.abort();
    this.#reading = new AbortController();
    const { signal } = this.#reading;
    this.faults = [];
    const read = {};
    for (const { name, read: contents } of sources) {
      const found = await this.#contents(name, contents, signal);
      if (signal.aborted) return;
      Object.assign(read, found);
    }
    // The limit of the cells before is not that of others.
    if (read.cells && this.cells !== null) this.limit = null;
    Object.assign(this, read);
    if (this.isEmpty && this.faults.length === 0) this.faults.push({ name: sources[0]?.name ?? '', what: 'unknownFile' });
    this.changed();
  }

  async #contents(name, read, signal) {
    try {
      const text = await read(signal);
      const toMap = (lonLat) => fromWgs84(this.api.datum, lonLat);
      const found = text === null ? {} : readPlanFile(text, toMap);
      if (found.cells) found.cells.step = finestStep(found.cells);
      return found;
    } catch (error) {
      if (!signal.aborted) this.faults.push({ name, what: error instanceof NoPlan ? error.message : 'unreadable' });
      return {};
    }
  }
}

async function textOf(file) {
  if (file.size > MAX_FILE_BYTES) throw new NoPlan('tooLarge');
  return file.text();
}

// The text at an address; null if it need not be there and is not.
async function textAt(url, signal, isOptional) {
  const response = await fetch(url, { signal });
  if (isOptional && response.status === 404) return null;
  if (!response.ok) throw new NoPlan('unreadable');
  if (Number(response.headers.get('content-length')) > MAX_FILE_BYTES) throw new NoPlan('tooLarge');
  const body = await response.blob();
  return textOf(body);
}
