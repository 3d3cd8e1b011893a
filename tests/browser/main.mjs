// All browser tests, in the order in which a fault is best understood.

import { runAll } from './harness.mjs';
import './modules.mjs';
import './page.mjs';
import './map.mjs';
import './coverage.mjs';
import './embed.mjs';
import './report.mjs';
import './screenshots.mjs';

await runAll();
