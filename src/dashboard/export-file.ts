import type { PageFigures } from '../api-client/page-figures.ts';
import { readStatus } from '../api-client/status.ts';
import { readLogs } from '../api-client/worker-api.ts';
import { el } from './element.ts';

/** Saves everything that is known now as one JSON file. */
export async function exportFile(figures: PageFigures): Promise<void> {
  const [status, logs] = await Promise.all([readStatus(figures), figures.worker() === null ? null : readLogs()]);
  const atMs = status.atMs;
  const page = { url: location.href, userAgent: navigator.userAgent, language: navigator.language };
  const json = textForOthers({ exportedAt: new Date(atMs).toISOString(), page, ...status, logs });
  const url = URL.createObjectURL(new Blob([json], { type: 'application/json' }));
  const name = `nextreel-${new Date(atMs).toISOString().replaceAll(/[:.]/g, '-')}.json`;
  el('a', { href: url, download: name }).click();
  // The download has begun with the click; the address is free once it has been read.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

/** An export is sent to others: no address in it opens anything, and nobody is named. */
export function textForOthers(facts: object): string {
  const safe = (name: string, value: unknown) => {
    if (typeof value !== 'string') return value;
    return name === 'user_id' ? '' : value.replaceAll(/\S*\/\S*/g, withoutSecrets);
  };
  return JSON.stringify(facts, safe, 2);
}

/** Some sign a folder by a part of the path that is written like a query. */
function withoutSecrets(address: string): string {
  return address.replace(/[?#].*/, '').replaceAll(/(^|\/)[^/]*=[^/]*(?=\/)/g, '');
}
