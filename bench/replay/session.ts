import { setTimeout as pause } from 'node:timers/promises';
import type { LogEntry } from '../../demo/request-log.ts';
import { withBrowser } from '../browser.ts';
import type { Contender } from '../contenders/contenders.ts';
import { runInPage } from '../page-script.ts';
import { processorSeconds } from '../session/processes.ts';
import type { ReplayCase } from './cases.ts';
import { installVisitMeter, type Visit } from './meter.ts';
import { TracedLink } from './traced-link.ts';

/** The raw records of one session. */
export type Session = {
  readonly visits: readonly Visit[];
  readonly log: readonly LogEntry[];
  readonly processorSeconds: number;
};

/** Replays one viewer on one network, starting with the first visit of a new browser. */
export async function runSession(
  { pageUrl, originUrl }: Contender,
  { network, viewer }: ReplayCase,
  sessionMs: number,
): Promise<Session> {
  return withBrowser({}, async (page) => {
    const link = new TracedLink(originUrl, network);
    await link.start();
    try {
      await fetch(new URL('__log', originUrl), { method: 'DELETE' });
      await runInPage(page, installVisitMeter);
      const openedAtMs = performance.now();
      await page.goto(pageUrl, { waitUntil: 'commit' });
      for (const atMs of viewer.swipesAtMs) {
        await pause(openedAtMs + atMs - performance.now());
        await page.keyboard.press('ArrowDown');
      }
      await pause(openedAtMs + sessionMs - performance.now());
      const visits = await page.evaluate(() => window.readVisits());
      const log: LogEntry[] = await (await fetch(new URL('__log', originUrl))).json();
      return { visits, log, processorSeconds: await processorSeconds(page) };
    } finally {
      link.stop();
    }
  });
}
