import type { RequestOptions } from './case.ts';

/** A request as the page sends it. */
export type PageRequest = RequestOptions & { readonly url: string; readonly timeoutMs: number };

/** What the page gets. The status of a failed request is null. */
export type PageResponse = {
  readonly status: number | null;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
};

/** The functions that the runner calls in the page. */
export type AskingPage = {
  ask(request: PageRequest): Promise<PageResponse>;
  /** Announces these reels to the worker, and the first one as shown. */
  showFeed(feed: object): void;
  /** Whether the worker controls this page and knows that this reel is shown. */
  isKnown(reelId: string): Promise<boolean>;
  /** Whether the worker is neither downloading nor storing anything of this folder. */
  isSettled(folder: string): Promise<boolean>;
};

/**
 * A third-party page with Nextreel's worker. The viewer saves data, so that only the page's own requests are fetched.
 */
export const hostPage = `<!doctype html>
<title>HTTP caching</title>
<video muted></video>
<script type="module">
  Object.defineProperty(navigator.connection, 'saveData', { get: () => true });
  const { connect } = await import('./index.js');
  const video = document.querySelector('video');
  const nextreel = connect();

  const byFetch = async ({ url, method, cache, headers, timeoutMs }) => {
    // Only such requests may be answered from caches alone.
    const mode = cache === 'only-if-cached' ? { mode: 'same-origin' } : {};
    const signal = AbortSignal.timeout(timeoutMs);
    const response = await fetch(url, { method, cache, headers, signal, ...mode });
    return { status: response.status, headers: Object.fromEntries(response.headers), body: await response.text() };
  };

  const byXhr = ({ url, method = 'GET', headers = {}, timeoutMs }) =>
    new Promise((resolve, reject) => {
      const xhr = new XMLHttpRequest();
      xhr.open(method, url);
      xhr.timeout = timeoutMs;
      for (const [name, value] of Object.entries(headers)) xhr.setRequestHeader(name, value);
      xhr.onload = () => {
        const lines = xhr.getAllResponseHeaders().trim().split('\\r\\n');
        const pairs = lines.map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)]);
        resolve({ status: xhr.status, headers: Object.fromEntries(pairs), body: xhr.responseText });
      };
      xhr.onerror = reject;
      xhr.ontimeout = reject;
      xhr.send();
    });

  const readStatus = async () => (await fetch('/nextreel/api/v1/status')).json();

  window.asking = {
    async ask(request) {
      if (request.cookie !== undefined) {
        document.cookie = request.cookie + '; path=' + new URL('.', request.url).pathname;
      }
      const failed = () => ({ status: null, headers: {}, body: '' });
      return (request.via === 'xhr' ? byXhr(request) : byFetch(request)).catch(failed);
    },
    showFeed(feed) {
      nextreel.setFeed(feed);
      nextreel.show(0, video);
    },
    async isKnown(reelId) {
      if (navigator.serviceWorker.controller?.state !== 'activated') return false;
      return (await readStatus()).player?.reel_id === reelId;
    },
    async isSettled(folder) {
      const { pathname } = new URL(folder);
      return (await readStatus()).transfers.every(({ key }) => !key.includes(pathname));
    },
  };
</script>`;
