import { sampleBounds } from '../../engine/base/draw.ts';
import type { Distribution } from '../../engine/base/draw.ts';
import type { Scenario } from '../../engine/index.ts';
import { forEachStep } from '../../engine/model/steps.ts';

/** A delay may be so many times the longest latency of the channel that it concerns. */
const MOST_LATENCIES = 20;

/** The latest time of a crash is at least so many times the earliest. */
const LEAST_SPREAD = 3;

/** Latency of a channel that does not say its own. */
const LATENCY_MICROS: Distribution = { uniform: [1000, 3000] };

/**
 * Where a scenario stages its anomaly instead of letting it arise: a crash at a set time, a delay out of proportion to its
 * channel, a branch made for one request. Empty if it does not. Expressions cannot name the seed or the clock at all.
 */
export function stagingProblems(scenario: Scenario): string[] {
  return [...crashProblems(scenario), ...delayProblems(scenario), ...branchProblems(scenario)];
}

function crashProblems({ faults }: Scenario): string[] {
  return Object.entries(faults?.crashes ?? {}).flatMap(([service, { everyMicros }]) => {
    const [earliest, latest] = sampleBounds(everyMicros);
    return latest >= earliest * LEAST_SPREAD && latest > 0 ? [] : [`crash of ${service}: at a set time`];
  });
}

function delayProblems(scenario: Scenario): string[] {
  const problems: string[] = [];
  const longestOf = (channel: string): number =>
    upperBound(scenario.channels[channel]?.latencyMicros ?? LATENCY_MICROS);
  const channels = Object.entries(scenario.channels);
  const shortest = Math.min(...channels.map(([id]) => longestOf(id)));
  const check = (what: string, delay: Distribution | undefined, longest: number): void => {
    if (delay !== undefined && upperBound(delay) > MOST_LATENCIES * longest)
      problems.push(`${what}: ${upperBound(delay)} is more than ${MOST_LATENCIES} times ${longest}`);
  };
  for (const [id, channel] of channels) {
    check(`latency of ${id}`, channel.latencyMicros, shortest);
    check(`redelivery of ${id}`, channel.redeliveryMicros, longestOf(id));
  }
  for (const [id, client] of Object.entries(scenario.clients))
    for (const request of client.requests) {
      check(`request ${id}/${request.id}`, request.afterMicros, longestOf(request.to));
      if (request.timeoutMicros !== undefined)
        check(`timeout of ${id}/${request.id}`, { fixed: request.timeoutMicros }, longestOf(request.to));
    }
  for (const [id, service] of Object.entries(scenario.services)) {
    const consumed = channels.filter(([, { to }]) => to.includes(id)).map(([channel]) => longestOf(channel));
    const longest = Math.min(...consumed);
    check(`service time of ${id}`, service.serviceTimeMicros, longest);
    check(`relay of ${id}`, service.relay?.intervalMicros, longest);
    check(`restart of ${id}`, scenario.faults?.crashes?.[id]?.restartMicros, longest);
    for (const [message, { steps }] of Object.entries(service.handlers))
      forEachStep(steps, '', (step) => {
        if ('wait' in step && 'forMicros' in step.wait) check(`wait in ${id}/${message}`, step.wait.forMicros, longest);
      });
  }
  return problems;
}

const upperBound = (delay: Distribution): number => sampleBounds(delay)[1];

/** A condition that names what one client has written into one request. */
function branchProblems(scenario: Scenario): string[] {
  const written = new Set(
    Object.values(scenario.clients).flatMap((client) =>
      client.requests.flatMap((request) => Object.values(request.payload ?? {}).flatMap(textConstants)),
    ),
  );
  const problems: string[] = [];
  for (const [id, service] of Object.entries(scenario.services))
    for (const [message, { steps }] of Object.entries(service.handlers))
      forEachStep(steps, '', (step) => {
        const conditions = [
          'if' in step ? step.if : undefined,
          'update' in step ? step.update.where : undefined,
          'query' in step ? step.query.where : undefined,
          'wait' in step && 'while' in step.wait ? step.wait.while : undefined,
        ];
        for (const condition of conditions)
          for (const constant of textConstants(condition ?? true))
            if (written.has(constant)) problems.push(`condition in ${id}/${message}: made for '${constant}'`);
      });
  return problems;
}

function textConstants(expression: string | number | boolean): string[] {
  return typeof expression === 'string' ? [...expression.matchAll(/'([^']*)'/g)].map((match) => match[1] ?? '') : [];
}
