// node scripts/transfer-time.mjs <<< '{"buffers": [4096], "scalars": {"17": "a"}, "records": 1000000, "rounds": 5}'
// Prints, as JSON, how long the page of a Chromium is busy with receiving from its worker, in milliseconds, medians: `columns`,
// a message with such buffers transferred and such scalars cloned, and `objects`, one object for each record. Prints null
// where there is no browser.
import { readFileSync } from 'node:fs';
import { chromiumLaunch } from './browsers.mjs';

/** @typedef {{ buffers: number[], scalars: Record<string, string | number | boolean>, records: number, rounds: number }} Plan */
/** @typedef {{ onmessage: (event: MessageEvent) => void, postMessage(message: object): void, terminate(): void }} PageWorker */

/** The worker's side: it builds what it is asked for, says that it is ready, and posts it when it is told to. */
const worker = `
  let prepared;
  onmessage = ({ data: { act, what, plan } }) => {
    if (act === 'prepare') {
      const filled = (bytes) => new Uint8Array(bytes).fill(7);
      prepared = what === 'columns'
        ? { columns: plan.buffers.map(filled), scalars: plan.scalars }
        : Array.from({ length: plan.records }, (_, i) => ({ kind: i % 29, time: i * 3, step: i >> 1, cause: i - 1, actor: i % 997, a: i, b: i % 7, c: -i }));
      postMessage('ready');
    } else if (what === 'columns') postMessage(prepared, prepared.columns.map((column) => column.buffer));
    else postMessage(prepared);
  };
`;

/** @param {{ plan: Plan, source: string }} given runs in the page */
async function measure({ plan, source }) {
  const { Worker } = /** @type {{ Worker: new (url: string) => PageWorker }} */ (/** @type {unknown} */ (globalThis));
  const own = new Worker(URL.createObjectURL(new Blob([source], { type: 'text/javascript' })));
  /** @param {object} message @returns {Promise<MessageEvent>} */
  const ask = (message) =>
    new Promise((resolve) => {
      own.onmessage = resolve;
      own.postMessage({ ...message, plan });
    });
  /** @type {Record<'columns' | 'objects', number[]>} */
  const figures = { columns: [], objects: [] };
  for (let round = 0; round < plan.rounds; round++)
    for (const what of /** @type {const} */ (['columns', 'objects'])) {
      await ask({ act: 'prepare', what });
      const event = await ask({ act: 'send', what });
      // What a message brings is built when it is first looked at.
      const started = performance.now();
      const received = event.data;
      const milliseconds = performance.now() - started;
      const length = what === 'columns' ? received.columns.length : received.length;
      if (length !== (what === 'columns' ? plan.buffers.length : plan.records)) throw new Error('not all has come');
      figures[what].push(milliseconds);
    }
  own.terminate();
  /** @param {number[]} all */
  const median = (all) => all.sort((a, b) => a - b)[all.length >> 1];
  return { columns: median(figures.columns), objects: median(figures.objects) };
}

const plan = /** @type {Plan} */ (JSON.parse(readFileSync(0, 'utf8')));
const launch = await chromiumLaunch();
if (launch === undefined) process.stdout.write('null\n');
else {
  const { chromium } = await import('playwright-core');
  const browser = await chromium.launch(launch);
  try {
    const page = await browser.newPage();
    process.stdout.write(`${JSON.stringify(await page.evaluate(measure, { plan, source: worker }))}\n`);
  } finally {
    await browser.close();
  }
}
