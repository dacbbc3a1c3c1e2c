import type { PageFigures } from '../api-client/page-figures.ts';
import { readStatus } from '../api-client/status.ts';
import { readLogs } from '../api-client/worker-api.ts';
import { el } from './element.ts';

/** Downloads everything currently known as one JSON file. */
export async function exportFile(figures: PageFigures): Promise<void> {
  const [status, logs] = await Promise.all([readStatus(figures), figures.worker() === null ? null : readLogs()]);
  const atMs = status.atMs;
  const page = { url: location.href, userAgent: navigator.userAgent, language: navigator.language };
  const json = redactedJson({ exportedAt: new Date(atMs).toISOString(), page, ...status, logs });
  const url = URL.createObjectURL(new Blob([json], { type: 'application/json' }));
  const name = `nextreel-${new Date(atMs).toISOString().replaceAll(/[:.]/g, '-')}.json`;
  el('a', { href: url, download: name }).click();
  // The click starts the download; the URL can be revoked once the browser has read the data.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

/** Serialises facts to be shared with others: without URL signatures, and without the viewer's id. */
export function redactedJson(facts: object): string {
  const safe = (name: string, value: unknown) => {
    if (typeof value !== 'string') return value;
    return name === 'user_id' ? '' : value.replaceAll(/\S*\/\S*/g, withoutSecrets);
  };
  return JSON.stringify(facts, safe, 2);
}

/** Removes query and fragment, and path segments like `hdntl=exp=1~hmac=…`, with which some CDNs sign a folder. */
function withoutSecrets(address: string): string {
  return address.replace(/[?#].*/, '').replaceAll(/(^|\/)[^/]*=[^/]*(?=\/)/g, '');
}
