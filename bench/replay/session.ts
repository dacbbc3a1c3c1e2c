import { setTimeout as pause } from 'node:timers/promises';
import type { LogEntry } from '../../demo/request-log.ts';
import { withBrowser } from '../browser.ts';
import type { Contender } from '../contenders/contenders.ts';
import { runInPage } from '../page-script.ts';
import { processorSeconds } from '../session/processes.ts';
import type { Network } from '../simulator/world.ts';
import { bpsAt, type ReplayCase } from './cases.ts';
import { installVisitMeter, type Visit } from './meter.ts';

export const rttMs = 80;

/** What happened in one session, before anything is made of it. */
export type Session = {
  readonly visits: readonly Visit[];
  readonly log: readonly LogEntry[];
  readonly processorSeconds: number;
};

/** Replays one viewer on one network, from the first visit of a new browser on. */
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

/** An origin's link that follows a trace. */
class TracedLink {
  #timer: NodeJS.Timeout | undefined;
  #bps = 0;

  constructor(
    readonly originUrl: string,
    readonly network: Network,
  ) {}

  async start(): Promise<void> {
    const startedAtMs = performance.now();
    const follow = () => this.#shape(bpsAt(this.network, performance.now() - startedAtMs));
    await follow();
    // What is refused now is told again at the next look.
    this.#timer = setInterval(() => void follow().catch(() => undefined), 250);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  async #shape(bps: number): Promise<void> {
    if (bps === this.#bps) return;
    const body = JSON.stringify({ rttMs, bytesPerSecond: Math.max(1, bps / 8) });
    const { ok, status } = await fetch(new URL('__shape', this.originUrl), { method: 'PUT', body });
    if (!ok) throw new Error(`PUT __shape at ${this.originUrl}: ${status}`);
    this.#bps = bps;
  }
}
