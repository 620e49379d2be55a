import { check } from './check.ts';
import { list } from './list.ts';
import { servePool } from './pool.ts';
import { run } from './run.ts';

// npm run -s sagascope -- <command>
// Exit code 0: done, whatever a run has found; of check: all is as demanded. 1: check has found what must not be, or not found
// what is claimed to be reachable. 2: the call, or the document, is wrong; the sentences are on stderr. 3: check has stopped early.

const USAGE = `usage: npm run -s sagascope -- <command>

  list [<scenario>] [--json]
      the built-in scenarios, or the variants and options of one
  run <scenario id or file> [--variant ID] [--option name=value]... [--seed N | --seeds A..B] [--json]
      runs and judges; --json writes one object for each seed and line
  check <scenario id or file> [--variant ID]... [--property ID]... [--bounds requests=2,crashes=1,...]
        [--strategy depth|breadth|random|priority] [--schedules N] [--no-reduction]
        [--states N] [--depth N] [--megabytes N] [--seconds N] [--workers N] [--lang en|ko]
        [--base-url ADDRESS] [--brief] [--json]
      searches all interleavings and faults within the bounds: what the document claims, or what --property names
      exit code 0: all is as demanded; 1: something is not; 3: stopped early, so not known
`;

const write = (text: string): void => {
  process.stdout.write(text);
};

function fail(problems: readonly string[]): void {
  process.stderr.write(problems.map((problem) => `sagascope: ${problem}\n`).join(''));
  process.exitCode = 2;
}

/** Takes the place of the line before it; only where somebody looks. */
const showProgress = (line: string): void => {
  process.stderr.write(`\r\u001b[K${line.slice(0, (process.stderr.columns ?? 80) - 1)}`);
};

async function main([command, ...args]: readonly string[]): Promise<void> {
  if (command === '--help' || command === 'help') write(USAGE);
  else if (command === 'list') {
    const listed = list(args);
    if (listed.ok) write(listed.value);
    else fail(listed.problems);
  } else if (command === 'run') {
    const finished = run(args, write);
    if (!finished.ok) fail(finished.problems);
  } else if (command === 'check') {
    const checked = await check(args, { write, showProgress: process.stderr.isTTY ? showProgress : undefined });
    if (checked.ok) process.exitCode = checked.value.exitCode;
    else fail(checked.problems);
  } else {
    fail([command === undefined ? 'A command is needed.' : `There is no command ${command}.`]);
    process.stderr.write(`\n${USAGE}`);
  }
}

// Whoever reads the output may have read enough: `sagascope run ... | head -1`.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(0);
});

if (!servePool()) await main(process.argv.slice(2));
