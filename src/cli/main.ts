import { list } from './list.ts';
import { run } from './run.ts';

// npm run -s sagascope -- <command>
// Exit code 0: done, whatever was found. 2: the call, or the document, is wrong; the sentences are on stderr.

const USAGE = `usage: npm run -s sagascope -- <command>

  list [<scenario>] [--json]
      the built-in scenarios, or the variants and options of one
  run <scenario id or file> [--variant ID] [--option name=value]... [--seed N | --seeds A..B] [--json]
      runs and judges; --json writes one object for each seed and line
`;

const write = (text: string): void => {
  process.stdout.write(text);
};

function fail(problems: readonly string[]): void {
  process.stderr.write(problems.map((problem) => `sagascope: ${problem}\n`).join(''));
  process.exitCode = 2;
}

function main([command, ...args]: readonly string[]): void {
  if (command === '--help' || command === 'help') write(USAGE);
  else if (command === 'list') {
    const listed = list(args);
    if (listed.ok) write(listed.value);
    else fail(listed.problems);
  } else if (command === 'run') {
    const finished = run(args, write);
    if (!finished.ok) fail(finished.problems);
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

main(process.argv.slice(2));
