import type { PageFigures } from '../api-client/page-figures.ts';
import { readStatus } from '../api-client/status.ts';
import { readLogs } from '../api-client/worker-api.ts';
import { el } from './element.ts';

/** Saves everything that is known now as one JSON file. */
export async function exportFile(figures: PageFigures): Promise<void> {
  const [status, logs] = await Promise.all([readStatus(figures), figures.worker() === null ? null : readLogs()]);
  const atMs = status.atMs;
  const page = { url: location.href, userAgent: navigator.userAgent, language: navigator.language };
  const facts = JSON.stringify({ exportedAt: new Date(atMs).toISOString(), page, ...status, logs }, null, 2);
  // An export is sent to others: no address in it may open anything.
  const json = facts.replaceAll(/https?:\/\/[^"\s]*/g, withoutQuery);
  const url = URL.createObjectURL(new Blob([json], { type: 'application/json' }));
  const name = `nextreel-${new Date(atMs).toISOString().replaceAll(/[:.]/g, '-')}.json`;
  el('a', { href: url, download: name }).click();
  // The download has begun with the click; the address is free once it has been read.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

/** Some sign a folder by a part of the path that is written like a query. */
function withoutQuery(url: string): string {
  return url.replace(/\?.*/, '').replaceAll(/\/[^/]*=[^/]*(?=\/)/g, '');
}
