// Joins the page's modules for build.rs: `node bundle.mjs SOURCE OUT [FILE…]`, run in the folder
// into which npm installed.
//
// OUT gets the modules and style sheets as they are served, and `ahead` with the names of what the
// page loads at once. Beside each of them, and beside each FILE, stands the same compressed (`.br`).

import { existsSync, readFileSync, rmSync, mkdirSync, writeFileSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';

const { buildSync } = createRequire(join(process.cwd(), 'package.json'))('esbuild');
const ENTRIES = ['page.js', 'element.js'];
// Pages of their own: whole, so that the map's page is not split further for them.
const APART = ['door.js', 'keep.js'];

const [source, out, ...beside] = process.argv.slice(2);
rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });

const common = { bundle: true, minify: true, charset: 'utf8', outdir: out, logLevel: 'error', absWorkingDir: source };
const { metafile } = buildSync({ ...common, entryPoints: ENTRIES, format: 'esm', splitting: true, metafile: true, legalComments: 'none' });
buildSync({ ...common, entryPoints: APART, format: 'esm', legalComments: 'none' });
const sheets = readdirSync(source).filter((name) => name.endsWith('.css'));
buildSync({ ...common, entryPoints: sheets });

// What the first module imports, and what that imports, but not what is loaded on demand.
const outputs = new Map(Object.entries(metafile.outputs).map(([path, output]) => [basename(path), output]));
const ahead = new Set();
const follow = (name) => {
  for (const { path, kind } of outputs.get(name)?.imports ?? []) {
    const imported = basename(path);
    if (kind !== 'import-statement' || ahead.has(imported)) continue;
    ahead.add(imported);
    follow(imported);
  }
};
follow('page.js');
writeFileSync(join(out, 'ahead'), [...ahead].join('\n'));

for (const name of readdirSync(out).filter((one) => /\.(js|css)$/.test(one))) compress(join(out, name));
// These change with what npm installs, which is then installed anew as a whole.
for (const path of beside.filter((one) => !existsSync(`${one}.br`))) compress(path);

function compress(path) {
  writeFileSync(`${path}.br`, brotliCompressSync(readFileSync(path)));
}
