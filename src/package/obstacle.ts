import type { OffState, offReasons } from './off-reasons.ts';

/** The reason why no worker serves the page. Its text is loaded on demand, since most pages never need it. */
export type Obstacle = (reasons: typeof offReasons) => OffState;

export async function describeOff(obstacle: Obstacle): Promise<OffState> {
  try {
    const { offReasons } = await import('./off-reasons.ts');
    return obstacle(offReasons);
  } catch (cause) {
    return { state: 'off', reason: 'missing', help: `A part of Nextreel does not load: ${String(cause)}` };
  }
}
