import { runTool } from './process.mjs';

/**
 * Checks that pass or fail as a whole and cost seconds.
 * @type {readonly { name: string, run: () => Promise<number> }[]}
 */
export const gates = [
  { name: 'format (npm run format mends it)', run: () => runTool('oxfmt', ['--check']) },
  { name: 'types', run: () => runTool('typescript', ['-b']) },
  { name: 'lint', run: () => runTool('oxlint', ['--type-aware', '--deny-warnings']) },
];
