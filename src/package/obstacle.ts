import type { Off, because } from './off.ts';

/** What keeps a worker from serving the page. Most pages never need the words for it. */
export type Obstacle = (words: typeof because) => Off;

export async function explain(obstacle: Obstacle): Promise<Off> {
  try {
    const { because: words } = await import('./off.ts');
    return obstacle(words);
  } catch (cause) {
    return { state: 'off', reason: 'missing', help: `A part of Nextreel does not load: ${String(cause)}` };
  }
}
