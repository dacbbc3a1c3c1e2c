import { backgroundPrefix, type SavedList } from '../shared/saved.ts';

/** The part of Background Fetch used here. Only Chromium has it, and TypeScript's own types lack it. */
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
 * Hands the files still to be saved to the browser when the page is hidden, since a worker does not live long without a
 * page. A page being closed has no time to request anything first, so `left` already holds all that is needed.
 */
export function startBackgroundFetches({ left }: SavedList, { backgroundFetch }: ServiceWorkerRegistration): void {
  for (const { id, title, files } of left) {
    const requests = files.map(({ url, range }) => {
      const headers = range === null ? {} : { range: `bytes=${range.firstByte}-${range.lastByte}` };
      return new Request(url, { headers });
    });
    // Rejects if the fetch is already running or not permitted. The worker then saves for as long as it lives.
    backgroundFetch?.fetch(id, requests, { title: `Saving ${title}` }).catch(() => undefined);
  }
}

/** Ends background fetches once the page is visible: the worker is faster, uses several origins and shows progress. */
export async function endBackgroundFetches({ backgroundFetch }: ServiceWorkerRegistration): Promise<void> {
  const running = (await backgroundFetch?.getIds()) ?? [];
  for (const id of running.filter((name) => name.startsWith(backgroundPrefix)))
    await (await backgroundFetch?.get(id))?.abort();
}
