export type { NextreelFeedElement, NextreelReelElement } from './element-types.ts';

/** The elements are there when this resolves. On a server there are none. */
export const defined: Promise<void> =
  typeof customElements === 'undefined'
    ? Promise.resolve()
    : import('../components/elements.ts').then(({ defineElements }) => defineElements());
