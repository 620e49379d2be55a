import { readFileSync } from 'node:fs';
import { checkConformance, exitCodeOf, renderReport, reportLine } from './conformance/run.ts';

// npm run -s conformance -- <file> [--json] [--profile=<name>]
// Runs the vectors of a file of a known form and compares. With --json the last line is the report as one line of JSON,
// after the one for people. Exit code 0: all agree; 1: not all; 2: the file or the call is wrong.

const USAGE = 'usage: npm run -s conformance -- <file> [--json] [--profile=<name>]';

function fail(message: string): void {
  process.stderr.write(`conformance: ${message}\n`);
  process.exitCode = 2;
}

function main(args: readonly string[]): void {
  const files = args.filter((arg) => !arg.startsWith('--'));
  const profile = args.find((arg) => arg.startsWith('--profile='))?.slice('--profile='.length);
  const unknown = args.find((arg) => arg.startsWith('--') && arg !== '--json' && !arg.startsWith('--profile='));
  const [file, ...more] = files;
  if (file === undefined || more.length > 0 || unknown !== undefined) {
    fail(`${unknown === undefined ? 'one file is expected' : `unknown option ${unknown}`}\n${USAGE}`);
    return;
  }
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    fail(`${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
    return;
  }
  const result = checkConformance(file, text, profile === undefined ? {} : { profile });
  if (!result.ok) {
    for (const { path, problem } of result.problems.slice(0, 20)) fail(`${file}${path}: ${problem}`);
    return;
  }
  const { report } = result;
  process.stdout.write(`${renderReport(report)}\n`);
  if (args.includes('--json')) process.stdout.write(`${reportLine(report)}\n`);
  process.exitCode = exitCodeOf(report);
}

main(process.argv.slice(2));
