import { describe, expect, it, vi } from 'vitest';
import { CodecCheck } from './codec-check.ts';
import { type Verdict, VerdictCache } from './verdict-cache.ts';

const verdict = (supported: boolean): Verdict => ({ supported, smooth: supported, powerEfficient: supported });
const emptyCache = () =>
  new VerdictCache({ read: () => null, write: () => undefined, agent: 'test', schedule: () => undefined });

async function checkAll(codecs: string, ask: (codec: string) => Promise<Verdict>, cache = emptyCache()) {
  const onChange = vi.fn<() => void>();
  const check = new CodecCheck(cache, onChange, ask);
  check.start();
  check.note(codecs);
  for (let turn = 0; turn < 5; turn += 1) await Promise.resolve();
  return { check, onChange };
}

describe('the list of undecodable codecs', () => {
  it('names whole families and single codecs that were checked', async () => {
    const { check } = await checkAll('avc1.6E0033, mp4a.40.2', async (codec) =>
      verdict(!/^(hvc1|hev1|dvh1|avc1\.6E)/.test(codec)),
    );
    expect(check.undecodable).toEqual([
      'avc1.6E0033',
      'dvh1',
      'dvh1.05.03',
      'hev1',
      'hev1.1.6.L93.B0',
      'hvc1',
      'hvc1.1.6.L93.B0',
    ]);
  });

  it('names no codec of captions, about which no decoder is asked', async () => {
    const { check } = await checkAll('avc1.6E0033,wvtt, stpp.ttml.im1t', async () => verdict(false));
    expect(check.undecodable).not.toEqual(expect.arrayContaining([expect.stringMatching(/wvtt|stpp/)]));
    expect(check.undecodable).toContain('avc1.6E0033');
  });

  it('is empty as long as no check has succeeded', async () => {
    const { check, onChange } = await checkAll('avc1.64001F', () => Promise.reject(new TypeError('no such codec')));
    expect(check.undecodable).toEqual([]);
    expect(onChange).not.toHaveBeenCalled();
  });

  it('takes one query per codec, and none for a known verdict', async () => {
    const cache = emptyCache();
    cache.set('avc1.64001F', verdict(true));
    const ask = vi.fn<(codec: string) => Promise<Verdict>>(async () => verdict(true));
    const { check } = await checkAll('avc1.64001F,vp09.02', ask, cache);
    check.note('vp09.02');
    const asked = ask.mock.calls.map(([codec]) => codec);
    expect(asked).not.toContain('avc1.64001F');
    expect(asked.filter((codec) => codec === 'vp09.02')).toHaveLength(1);
  });
});
