import { introductionHeaders, introductionQuery, originQuery } from '../shared/introduction.ts';

/** What was found at the worker's URL. */
export type ScriptProbe =
  /** A Nextreel worker serves this page and has answered. */
  | {
      readonly kind: 'worker';
      readonly version: string;
      readonly isEmbedded: boolean;
      /** The requested origins that the worker's Content Security Policy blocks. */
      readonly forbidden: readonly string[];
    }
  /** No worker serves the page yet, but its script exists: as a file of its own, or imported by the site's worker. */
  | { readonly kind: 'script'; readonly isEmbedded: boolean }
  | { readonly kind: 'foreign-script' }
  | { readonly kind: 'wrong-type'; readonly contentType: string }
  | { readonly kind: 'missing'; readonly detail: string };

/** The start of Nextreel's own script file. */
const banner = '/*! nextreel ';
/** Any of these marks a script that contains Nextreel's, imported or bundled. */
const inclusions = ['nextreel-sw.js', introductionHeaders.version];
const maxCharacters = 4_000_000;
const restartMs = 500;

/**
 * Requests the worker's script URL. A Nextreel worker answers for itself; without one the web server answers with the
 * script, which shows whose it is. Nothing is posted to a worker before it has answered.
 */
export async function probeScript(
  scriptUrl: URL,
  origins: readonly string[],
  signal: AbortSignal,
): Promise<ScriptProbe> {
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
  return identifyScript(response);
}

/**
 * Asks the worker that serves this page. If the browser fails to start it, the request bypasses it once, so it is
 * repeated.
 */
export async function probeController(
  scriptUrl: URL,
  origins: readonly string[],
  signal: AbortSignal,
): Promise<ScriptProbe> {
  const found = await probeScript(scriptUrl, origins, signal);
  if (found.kind !== 'script') return found;
  await new Promise((resolve) => setTimeout(resolve, restartMs));
  return probeScript(scriptUrl, origins, signal);
}

async function identifyScript({ body }: Response): Promise<ScriptProbe> {
  let text = '';
  const decoder = new TextDecoder();
  const reader = body?.getReader();
  for (let part = await reader?.read(); part?.value !== undefined; part = await reader?.read()) {
    text += decoder.decode(part.value, { stream: true });
    const isOwn = text.startsWith(banner);
    if (!isOwn && text.length < maxCharacters && !inclusions.some((mark) => text.includes(mark))) continue;
    // The rest is not needed: the browser fetches the script itself to install it.
    await reader?.cancel();
    break;
  }
  if (text.startsWith(banner)) return { kind: 'script', isEmbedded: false };
  return inclusions.some((mark) => text.includes(mark))
    ? { kind: 'script', isEmbedded: true }
    : { kind: 'foreign-script' };
}
