import { introductionHeaders, introductionQuery, originQuery } from '../shared/introduction.ts';

/** What was found at the worker's address. */
export type Found =
  /** A worker of Nextreel serves this page, and has answered. */
  | {
      readonly kind: 'worker';
      readonly version: string;
      readonly isEmbedded: boolean;
      /** Those of the named origins that its Content Security Policy keeps it from. */
      readonly forbidden: readonly string[];
    }
  /** None does yet, but its script is there: by itself, or within a worker of the host. */
  | { readonly kind: 'script'; readonly isEmbedded: boolean }
  | { readonly kind: 'foreign-script' }
  | { readonly kind: 'wrong-type'; readonly contentType: string }
  | { readonly kind: 'missing'; readonly detail: string };

/** Begins the script that is installed for itself. */
const banner = '/*! nextreel ';
/** Either stands in a script that has this one within it: by import, or put together by a bundler. */
const inclusions = ['nextreel-sw.js', introductionHeaders.version];
const mostCharacters = 4_000_000;
const restartMs = 500;

/**
 * Asks at the address of the worker's script. A worker that is Nextreel's answers for itself; without one the web server
 * answers with the script, which tells whose it is. Nothing is posted to a worker before it has answered.
 */
export async function askWhoServes(scriptUrl: URL, origins: readonly string[], signal: AbortSignal): Promise<Found> {
  const url = new URL(scriptUrl);
  url.searchParams.set(introductionQuery, '');
  for (const origin of origins) url.searchParams.append(originQuery, origin);
  const response = await fetch(url, { signal }).catch((cause: unknown) => String(cause));
  if (typeof response === 'string') return { kind: 'missing', detail: `it cannot be fetched: ${response}` };

  const { headers } = response;
  const version = headers.get(introductionHeaders.version);
  if (version !== null) {
    const forbidden = headers.get(introductionHeaders.forbidden)?.split(' ') ?? [];
    return { kind: 'worker', version, isEmbedded: headers.has(introductionHeaders.embedded), forbidden };
  }
  if (!response.ok) return { kind: 'missing', detail: `the server answers ${response.status}` };
  if (response.redirected) return { kind: 'missing', detail: 'the server redirects to another address' };
  const contentType = headers.get('content-type') ?? '';
  if (!/(java|ecma)script/.test(contentType)) return { kind: 'wrong-type', contentType };
  return whoseScript(response);
}

/** Asks a worker that serves this page. A browser that fails to start it goes past it for once: it is asked again then. */
export async function askServer(scriptUrl: URL, origins: readonly string[], signal: AbortSignal): Promise<Found> {
  const found = await askWhoServes(scriptUrl, origins, signal);
  if (found.kind !== 'script') return found;
  await new Promise((resolve) => setTimeout(resolve, restartMs));
  return askWhoServes(scriptUrl, origins, signal);
}

async function whoseScript({ body }: Response): Promise<Found> {
  let text = '';
  const decoder = new TextDecoder();
  const reader = body?.getReader();
  for (let part = await reader?.read(); part?.value !== undefined; part = await reader?.read()) {
    text += decoder.decode(part.value, { stream: true });
    const isOurs = text.startsWith(banner);
    if (!isOurs && text.length < mostCharacters && !inclusions.some((mark) => text.includes(mark))) continue;
    // The browser fetches the script itself to install it: no need for the rest of it.
    await reader?.cancel();
    break;
  }
  if (text.startsWith(banner)) return { kind: 'script', isEmbedded: false };
  return inclusions.some((mark) => text.includes(mark))
    ? { kind: 'script', isEmbedded: true }
    : { kind: 'foreign-script' };
}
