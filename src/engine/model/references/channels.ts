import { memberPath } from '../pointer.ts';
import { member, suggestMember } from './checking.ts';
import type { Checking } from './checking.ts';
import { deadLetterChain } from './sends.ts';

export function checkChannels(checking: Checking): void {
  const { channels, services } = checking.scenario;
  for (const [id, channel] of Object.entries(channels)) {
    const path = memberPath('/channels', id);
    for (const [index, consumer] of channel.to.entries()) {
      if (member(services, consumer) === undefined)
        checking.report(`${path}/to/${index}`, 'unknown-service', suggestMember(services, consumer));
      else if (channel.to.indexOf(consumer) < index)
        checking.report(`${path}/to/${index}`, 'duplicate-consumer', { service: consumer });
    }
    if (channel.kind === 'point-to-point' && channel.to.length > 1)
      checking.report(`${path}/to`, 'several-consumers', { channel: id, found: channel.to.length });
    const { deadLetter } = channel;
    if (deadLetter === undefined) continue;
    if (member(channels, deadLetter) === undefined)
      checking.report(`${path}/deadLetter`, 'unknown-channel', suggestMember(channels, deadLetter));
    else if (deadLetterChain(channels, deadLetter).has(id))
      checking.report(`${path}/deadLetter`, 'dead-letter-cycle', { channel: id });
  }
}
