import type { PageMessage } from '../src/shared/messages.ts';
import type { FormerPages } from './former-pages.ts';

/**
 * Which pages may send a message. `any`: also one that this worker does not control, or whose viewer has signed out.
 * `stored`: what follows from it is stored, so it waits until it is known which viewers have signed out.
 */
type Rule = 'any' | 'open' | 'stored';

const rules: Readonly<Record<PageMessage['type'], Rule>> = {
  'take-over': 'any',
  'next-viewer': 'any',
  'remove-nextreel': 'any',
  'sign-out-nextreel': 'any',
  view: 'open',
  listen: 'open',
  'give-up': 'open',
  'enter-route': 'open',
  'list-saved': 'open',
  'prefetch-chunks': 'open',
  'prefetch-moment': 'open',
  'read-buffer-settings': 'open',
  signal: 'stored',
  save: 'stored',
  'import-saved': 'stored',
  'order-saved': 'stored',
};

/** After this time a page is trusted although the store still cannot tell which viewers have signed out. */
const patienceMs = 5000;

export type AdmissionParts = {
  readonly formerPages: Pick<FormerPages, 'admits' | 'has' | 'isKnown'>;
  readonly wait: (delayMs: number) => Promise<void>;
};

/** Decides whether a page's message is processed. Nothing is done for a viewer who has signed out. */
export class Admission {
  constructor(readonly parts: AdmissionParts) {}

  async admits(message: PageMessage, pageId: string): Promise<boolean> {
    const { formerPages, wait } = this.parts;
    const rule = rules[message.type];
    if (rule === 'any') return true;
    const isAdmitted = await this.#isOpen(message, pageId);
    if (rule === 'open' || formerPages.isKnown) return isAdmitted;
    await wait(patienceMs);
    return this.#isOpen(message, pageId);
  }

  async #isOpen(message: PageMessage, pageId: string): Promise<boolean> {
    const { formerPages } = this.parts;
    return 'viewerId' in message ? formerPages.admits(pageId, message.viewerId) : !(await formerPages.has(pageId));
  }
}
