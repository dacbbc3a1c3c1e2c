import { beforeEach, describe, expect, it, vi } from 'vitest';
import { mediaHeaders } from '../shared/media-headers.ts';
import { measured as measuredOnPage } from './player-reports.ts';
import { attachShaka } from './shaka-adapter.ts';

type Measured = { readonly ms: number; readonly bytes: number };

/** The part of Shaka that the adapter uses. */
function startPlayer(estimate = { bps: 4_000_000 }) {
  const measured: Measured[] = [];
  const target = new EventTarget();
  const config = {
    abrFactory: () => ({
      segmentDownloaded: (ms: number, bytes: number) => void measured.push({ ms, bytes }),
      getBandwidthEstimate: () => estimate.bps,
    }),
  };
  const player = {
    getConfiguration: () => config,
    configure: (changed: typeof config) => Object.assign(config, changed) === config,
    addEventListener: target.addEventListener.bind(target),
  };
  attachShaka(player);
  const abr = player.getConfiguration().abrFactory();
  /** Downloads a segment in parts, each taking the given number of ms. */
  const download = (headers: Record<string, string>, parts: readonly Measured[]) => {
    const request = { requestStartTime: Date.now() };
    vi.advanceTimersByTime(10);
    target.dispatchEvent(Object.assign(new Event('downloadheadersreceived'), { headers, request }));
    for (const { ms, bytes } of parts) Reflect.apply(abr.segmentDownloaded, abr, [ms, bytes, true, request]);
    return measured.splice(0);
  };
  return { download };
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'] });
  measuredOnPage.forget();
  return () => vi.useRealTimers();
});

const kept = { [mediaHeaders.firstByteMs]: '100', [mediaHeaders.transferMs]: '500', 'content-length': '100000' };

/** Response headers of bytes that arrive 10 ms after their request. */
const network = { [mediaHeaders.firstByteMs]: '10', [mediaHeaders.spentMs]: '0', 'content-length': '100000' };

describe('attachShaka', () => {
  it('spreads the original transfer time of cached bytes over the parts that Shaka receives', () => {
    const { download } = startPlayer();
    const parts = [
      { ms: 12, bytes: 75_000 },
      { ms: 1, bytes: 25_000 },
    ];
    expect(download(kept, parts)).toEqual([
      { ms: 375, bytes: 75_000 },
      { ms: 125, bytes: 25_000 },
    ]);
  });

  it('adds the time already spent on a transfer in flight, once', () => {
    const { download } = startPlayer();
    const arriving = { [mediaHeaders.firstByteMs]: '100', [mediaHeaders.spentMs]: '200' };
    const part = { ms: 110, bytes: 50_000 };
    // The 10 ms before the response began are the worker's.
    expect(download(arriving, [part, part])).toEqual([{ ms: 300, bytes: 50_000 }, part]);
  });

  it('reports cached bytes as cached while Shaka has a recent measurement of the network', () => {
    const { download } = startPlayer();
    const part = { ms: 5, bytes: 100_000 };
    download(network, [part]);
    expect(download(kept, [part])).toEqual([{ ms: 0, bytes: 100_000 }]);
    vi.advanceTimersByTime(30_000);
    expect(download(kept, [part])).toEqual([{ ms: 500, bytes: 100_000 }]);
  });

  it('counts bytes on a shared link at the speed of the whole link, once Shaka has measured others', () => {
    const { download } = startPlayer();
    const shared = { ...network, [mediaHeaders.lineBps]: '2000000' };
    const part = { ms: 800, bytes: 100_000 };
    expect(download(shared, [part])).toEqual([part]);
    vi.advanceTimersByTime(30_000);
    expect(download(shared, [part])).toEqual([{ ms: 400, bytes: 100_000 }]);
  });

  it('leaves measurements without a worker unchanged', () => {
    const { download } = startPlayer();
    const part = { ms: 110, bytes: 50_000 };
    expect(download({ 'content-length': '50000' }, [part])).toEqual([part]);
  });

  it('reports the estimate of Shaka once it is measured, and not the configured one', () => {
    const estimate = { bps: 1_000_000 };
    const { download } = startPlayer(estimate);
    download(network, [{ ms: 100, bytes: 50_000 }]);
    expect(measuredOnPage.bps).toBeNull();
    estimate.bps = 3_000_000;
    download(network, [{ ms: 100, bytes: 100_000 }]);
    expect(measuredOnPage.bps).toBe(3_000_000);
  });
});
