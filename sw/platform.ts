import type { BufferMessage } from '../src/shared/buffer-settings.ts';
import type { RemovedMessage } from '../src/shared/removed.ts';
import type { SavedChangedMessage } from '../src/shared/saved.ts';
import type { SignedOutMessage } from '../src/shared/signed-out.ts';
import type { Mp4Script } from './mp4/on-demand.ts';
import type { BackgroundRegistration } from './offline/background-fetch.ts';

/** The browser APIs that tests replace, apart from IndexedDB. */
export type Platform = {
  readonly scopeOrigin: string;
  readonly fetch: typeof fetch;
  readonly caches: CacheStorage;
  readonly navigator: { readonly onLine: boolean; readonly storage: StorageManager };
  readonly registration: BackgroundRegistration;
  readonly console: Pick<Console, 'error' | 'warn' | 'info' | 'debug'>;
  readonly nowMs: () => number;
  readonly wait: (delayMs: number) => Promise<void>;
  readonly random: () => number;
  readonly newName: () => string;
  readonly region: () => string;
  readonly loadMp4: () => Mp4Script;
  readonly notifyPages: (
    message: BufferMessage | SavedChangedMessage | SignedOutMessage | RemovedMessage,
  ) => Promise<void>;
  /** Returns the ids of all open pages of the site, whether or not this worker controls them. */
  readonly listPages: () => Promise<readonly string[]>;
};

export function platformOf(
  self: ServiceWorkerGlobalScope,
  fetch: Platform['fetch'],
  nowMs: () => number,
  loadMp4: () => Mp4Script,
): Platform {
  return {
    scopeOrigin: self.location.origin,
    fetch,
    caches: self.caches,
    navigator: self.navigator,
    registration: self.registration,
    console,
    nowMs,
    wait: (delayMs) => new Promise((resolve) => setTimeout(resolve, delayMs)),
    random: Math.random,
    newName: () => self.crypto.randomUUID(),
    region: () => Intl.DateTimeFormat().resolvedOptions().timeZone,
    loadMp4,
    notifyPages: async (message) => {
      for (const page of await self.clients.matchAll({ type: 'window' })) page.postMessage(message, {});
    },
    listPages: async () => (await self.clients.matchAll({ includeUncontrolled: true })).map(({ id }) => id),
  };
}
