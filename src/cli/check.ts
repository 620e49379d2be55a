import { failure, success } from '../engine/base/result.ts';
import { prepare, variantValues } from '../engine/index.ts';
import type { ExplorationProgress, Result } from '../engine/index.ts';
import type { CellAnswer } from './check-answer.ts';
import { readCheckPlan } from './check-plan.ts';
import type { CheckJob } from './check-plan.ts';
import { summaryOf } from './check-summary.ts';
import type { CheckSummary } from './check-summary.ts';
import { grouped } from './check-numbers.ts';
import { checkText } from './check-text.ts';
import { answerAll } from './pool.ts';
import { sentenceOf } from './scenario-source.ts';

/** Where the command writes. */
export interface CheckOutput {
  readonly write: (text: string) => void;
  /** One line that takes the place of the last one; undefined where nobody looks. */
  readonly showProgress: ((line: string) => void) | undefined;
}

/**
 * `check <scenario id or file> ...`: asks the questions of the matrix and says whether the answers are as demanded. What is
 * written last, with `--json` too, is what it comes to.
 */
export async function check(args: readonly string[], output: CheckOutput): Promise<Result<CheckSummary, string>> {
  const plan = readCheckPlan(args);
  if (!plan.ok) return plan;
  const { job, workers, json, brief } = plan.value;
  const problems = problemsOf(job);
  if (problems.length > 0) return failure(...problems);
  const answers: CellAnswer[] = [];
  await answerAll(job, workers, {
    onAnswer: (answer) => {
      answers.push(answer);
      if (json) output.write(`${JSON.stringify(answer.report)}\n`);
      output.showProgress?.(progressLine(job, answers.length));
    },
    onProgress: (cell, progress) => output.showProgress?.(progressLine(job, answers.length, cell, progress)),
  });
  output.showProgress?.('');
  const summary = summaryOf(answers.map(({ report }) => report));
  if (json) output.write(`${JSON.stringify({ scenario: job.scenario.id, summary })}\n`);
  else output.write(checkText(job.scenario, answers, summary, { language: job.language, brief }));
  return success(summary);
}

/** Of variants that do not compile. */
function problemsOf({ scenario, cells }: CheckJob): readonly string[] {
  return [...new Set(cells.map(({ variant }) => variant))].flatMap((variant) => {
    const prepared = prepare(scenario, variantValues(scenario, variant));
    return prepared.ok ? [] : prepared.problems.map((problem) => `${scenario.id}, ${variant}: ${sentenceOf(problem)}`);
  });
}

function progressLine(job: CheckJob, answered: number, at?: number, progress?: ExplorationProgress): string {
  const cell = at === undefined ? undefined : job.cells[at];
  const under =
    cell === undefined || progress === undefined
      ? ''
      : `: ${cell.variant}, ${cell.property}: ${grouped(progress.states)} states, depth ${grouped(progress.depth)}`;
  return `${answered} of ${job.cells.length}${under}`;
}
