import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { ensureDependencies } from './dependencies.mjs';
import { root } from './paths.mjs';

/**
 * Serves a built folder with the headers of vite.config.ts until the process ends.
 * @param {{ folder: string, host: string, port: number, strictPort: boolean }} options
 * @returns {Promise<string>} the address of the first page
 */
export async function serve({ folder, host, port, strictPort }) {
  const { preview } = await import('vite');
  const server = await preview({
    root,
    logLevel: 'warn',
    build: { outDir: folder },
    preview: { host, port, strictPort, open: false },
  });
  const address = server.httpServer.address();
  const actualPort = address !== null && typeof address === 'object' ? address.port : port;
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) process.on(signal, () => process.exit(0));
  return `http://${host.includes(':') ? `[${host}]` : host}:${actualPort}/`;
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const { values } = parseArgs({
    options: {
      dir: { type: 'string', default: 'dist' },
      host: { type: 'string', default: '127.0.0.1' },
      port: { type: 'string', default: '4173' },
    },
  });
  await ensureDependencies();
  const folder = values.dir;
  console.log(await serve({ folder, host: values.host, port: Number(values.port), strictPort: true }));
}
