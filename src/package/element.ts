export type { NextreelFeedElement, NextreelReelElement } from './element-types.ts';

/** Resolves once the custom elements are defined. On a server it resolves without defining any. */
export const defined: Promise<void> =
  typeof customElements === 'undefined'
    ? Promise.resolve()
    : import('../components/elements.ts').then(({ defineElements }) => defineElements());
