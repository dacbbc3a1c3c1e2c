/** The functions that the bench runs in its page. Each is serialised on its own and cannot call the others. */

export async function register(database: string): Promise<void> {
  await navigator.serviceWorker.register(`/worker.js?database=${database}`, { scope: `/${database}/` });
  await navigator.serviceWorker.ready;
  if (navigator.serviceWorker.controller === null) {
    await new Promise((resolve) =>
      navigator.serviceWorker.addEventListener('controllerchange', resolve, { once: true }),
    );
  }
}

export async function fetchText(path: string): Promise<string> {
  const response = await fetch(path);
  return response.text();
}

type Timing = { readonly path: string; readonly meanwhile?: string };

/** Measures a response as a player sees it: an XMLHttpRequest whose body is an ArrayBuffer. */
export async function timeResponse({ path, meanwhile }: Timing): Promise<{ ms: number; bytes: number }> {
  const other = meanwhile === undefined ? undefined : fetch(meanwhile);
  const request = new XMLHttpRequest();
  request.open('GET', path);
  request.responseType = 'arraybuffer';
  const startMs = performance.now();
  const end = new Promise((resolve) => request.addEventListener('loadend', resolve));
  request.send();
  await end;
  const ms = performance.now() - startMs;
  const body: unknown = request.response;
  await other;
  if (request.status !== 200 || !(body instanceof ArrayBuffer)) throw new Error(`${path}: status ${request.status}`);
  return { ms, bytes: body.byteLength };
}
