import { defineElements } from '../components/elements.ts';

export type { NextreelFeedElement, NextreelReelElement } from './element-types.ts';

// At once, not in a later task: frameworks set a property such as `options` only on an element that already has it.
if (typeof customElements !== 'undefined') defineElements();

/** Resolves once the custom elements are defined. On a server it resolves without defining any. */
export const defined: Promise<void> = Promise.resolve();
