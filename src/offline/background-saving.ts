import { backgroundPrefix, type SavedList } from '../shared/saved.ts';

/** What is used of Background Fetch. Only Chromium has it, and TypeScript's own types lack it. */
type BackgroundFetchManager = {
  fetch(id: string, requests: readonly Request[], options: { readonly title: string }): Promise<unknown>;
  get(id: string): Promise<{ abort(): Promise<boolean> } | undefined>;
  getIds(): Promise<readonly string[]>;
};

declare global {
  interface ServiceWorkerRegistration {
    readonly backgroundFetch?: BackgroundFetchManager;
  }
}

/**
 * Hands what is left to be saved to the browser when the page is left, since a worker does not live long without one.
 * A page that is being closed has no time to ask for anything first: all that is needed is here already.
 */
export function handOver({ left }: SavedList, { backgroundFetch }: ServiceWorkerRegistration): void {
  for (const { id, title, files } of left) {
    const requests = files.map(({ url, range }) => {
      const headers = range === null ? {} : { range: `bytes=${range.firstByte}-${range.lastByte}` };
      return new Request(url, { headers });
    });
    // Refused: the browser has it already, or the viewer does not allow it. The worker saves as long as it lives.
    backgroundFetch?.fetch(id, requests, { title: `Saving ${title}` }).catch(() => undefined);
  }
}

/** Somebody looks again: the worker is quicker, knows several origins, and shows how far it is. */
export async function takeBack({ backgroundFetch }: ServiceWorkerRegistration): Promise<void> {
  const running = (await backgroundFetch?.getIds()) ?? [];
  for (const id of running.filter((name) => name.startsWith(backgroundPrefix)))
    await (await backgroundFetch?.get(id))?.abort();
}
