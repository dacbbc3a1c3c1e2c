import type { Network } from '../simulator/world.ts';
import { bpsAt } from './cases.ts';

export const rttMs = 80;

/** Makes an origin's link follow a trace. */
export class TracedLink {
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
    // A rate that could not be set is set again at the next tick.
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
