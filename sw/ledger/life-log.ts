import type { LifeStep } from '../lives.ts';

/** Returns a log line: what happened to a resource, and how that was counted. */
export function describeStep({ key, before, after, event, ledgerEvents }: LifeStep): string {
  const change = before.state === after.state ? after.state : `${before.state} → ${after.state}`;
  const facts = [
    event.type === 'keep' ? event.outcome : event.type,
    ...(after.cause === null ? [] : [`for ${after.cause.reelId} by ${after.cause.source}`]),
    ...(after.bytes > 0 ? [`${after.bytes} bytes here`] : []),
    ...(after.attempts > 0 ? [`${after.attempts} failed attempts`] : []),
    ...ledgerEvents.map(({ what }) => `counted as ${what}`),
  ];
  return `${key}: ${change} (${facts.join(', ')})`;
}
