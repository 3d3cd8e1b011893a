// All browser tests, in the order in which a fault is best understood.

import { runAll } from './harness.mjs';
import './modules.mjs';
import './words.mjs';
import './page.mjs';
import './asked.mjs';
import './foreign.mjs';
import './go.mjs';
import './map.mjs';
import './tiles.mjs';
import './search.mjs';
import './route.mjs';
import './route-drawn.mjs';
import './worker.mjs';
import './touch.mjs';
import './phone.mjs';
import './seen.mjs';
import './coverage.mjs';
import './plan.mjs';
import './embed.mjs';
import './widget.mjs';
import './types.mjs';
import './leave.mjs';
import './outage.mjs';
import './slow.mjs';
import './offline.mjs';
import './isolated.mjs';
import './living.mjs';
import './activities.mjs';
import './keeping.mjs';
import './report.mjs';
import './change.mjs';
import './screenshots.mjs';

await runAll();
