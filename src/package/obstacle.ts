import type { Off, because } from './off.ts';

/** The reason why no worker serves the page. Its text is loaded on demand, since most pages never need it. */
export type Obstacle = (words: typeof because) => Off;

export async function explain(obstacle: Obstacle): Promise<Off> {
  try {
    const { because: words } = await import('./off.ts');
    return obstacle(words);
  } catch (cause) {
    return { state: 'off', reason: 'missing', help: `A part of Nextreel does not load: ${String(cause)}` };
  }
}
