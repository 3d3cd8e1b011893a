// The types of the widget that the service hands out, as programs in TypeScript read them.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';

import { QUESTION, SETTINGS } from '../../src/web/properties.js';
import { ROOT, test } from './harness.mjs';
import { service } from './page.mjs';

const FOLDER = `${ROOT}target/browser/types`;
const camelCase = (name) => name.replaceAll(/[-_](\w)/g, (_, letter) => letter.toUpperCase());

test('programs with the widget compile with the types that the service hands out', async () => {
  const types = await (await fetch(`${await service()}/widget.d.ts`)).text();
  rmSync(FOLDER, { recursive: true, force: true });
  // Beside the packages, so that the compiler finds them.
  cpSync(`${ROOT}tests/browser/types`, FOLDER, { recursive: true });
  writeFileSync(`${FOLDER}/yizhan-map.d.ts`, types);
  const compiler = `${ROOT}target/browser/node_modules/typescript/bin/tsc`;
  try {
    execFileSync(process.execPath, [compiler, '--project', FOLDER], { encoding: 'utf8' });
  } catch ({ stdout, stderr }) {
    assert.fail(`${stdout}${stderr}`);
  }
});

test('the types name each attribute, each property, and each event that the guide tells of', async () => {
  const types = readFileSync(`${ROOT}src/web/widget.d.ts`, 'utf8');
  const names = [...types.matchAll(/^ {2}'?([\w-]+)'?\??:/gm)].map(([, name]) => name);
  const written = [...QUESTION, ...SETTINGS];
  for (const name of [...written, ...written.map(camelCase)]) assert.ok(names.includes(name), name);
  const guide = readFileSync(`${ROOT}src/guide/map_and_widget.md`, 'utf8');
  const events = [...guide.matchAll(/^\| `(yizhan-\w+)`/gm)].map(([, name]) => name);
  assert.equal(events.length, 5);
  for (const name of events) assert.ok(names.includes(name), name);
});
