import type { KeptFeedPagesParts } from '../kept-feed-pages.ts';

/** The part of Cache Storage that feed pages use. `atRest` exposes its contents. */
export function memoryCaches(atRest = new Map<string, Map<string, Response>>()): CacheStorage {
  const open = (name: string) => {
    const kept = atRest.get(name) ?? new Map<string, Response>();
    atRest.set(name, kept);
    return Promise.resolve({
      match: (url: string) => Promise.resolve(kept.get(url)?.clone()),
      put: (url: string, response: Response) => Promise.resolve(void (kept.delete(url), kept.set(url, response))),
      delete: (request: string | Request) =>
        Promise.resolve(kept.delete(typeof request === 'string' ? request : request.url)),
      keys: () => Promise.resolve([...kept.keys()].map((url) => new Request(url))),
    });
  };
  return Object.assign(Object.create(null), { open, delete: (name: string) => Promise.resolve(atRest.delete(name)) });
}

/** Encrypts with a key that can be lost. */
export function openVault(): KeptFeedPagesParts['vault'] & { readonly lose: () => void } {
  const generate = () => crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt']);
  let key = generate();
  return {
    lose: () => void (key = generate()),
    seal: async (plain) => {
      const iv = crypto.getRandomValues(new Uint8Array(12));
      return { iv, bytes: await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, await key, plain) };
    },
    unseal: async ({ iv, bytes }) => crypto.subtle.decrypt({ name: 'AES-GCM', iv }, await key, bytes),
  };
}
