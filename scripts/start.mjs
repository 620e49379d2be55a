// npm start: installs what is missing, builds, serves the playground and stays.
// npm start -- --host 0.0.0.0 --port 8080 serves it to other machines too.
import { parseArgs } from 'node:util';
import { ensureDependencies } from './dependencies.mjs';
import { runTool } from './process.mjs';
import { serve } from './serve.mjs';

const { values } = parseArgs({
  options: {
    host: { type: 'string', default: process.env['HOST'] ?? '127.0.0.1' },
    port: { type: 'string', default: process.env['PORT'] ?? '4173' },
  },
});
const port = Number(values.port);

try {
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new Error(`--port ${values.port} is not a port`);
  await ensureDependencies();
  if ((await runTool('vite', ['build', '--logLevel', 'warn'])) !== 0) throw new Error('the build failed');
  const address = await serve({ folder: 'dist', host: values.host, port, strictPort: false });
  // npm starts a shell that starts this. A signal to npm ends the shell only, and an orphan would keep the port.
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) process.exit(0);
  }, 1000).unref();
  console.log(`\nSagascope is running at ${address}\nPress Ctrl+C to stop.`);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
