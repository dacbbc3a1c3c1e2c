import { afterEach, expect, it, vi } from 'vitest';
import { Stage } from './stage.ts';
import { Warnings } from './warnings.ts';

afterEach(() => vi.unstubAllGlobals());

it('knows from the first view on that the viewer saves data', () => {
  vi.stubGlobal('navigator', { connection: { saveData: true } });
  const element: Element = Object.assign(Object.create(null), { isConnected: true });
  const stage = new Stage({
    element,
    video: () => null,
    onChange: () => undefined,
    onGiveUp: () => undefined,
    warnings: new Warnings(() => undefined),
    signal: new AbortController().signal,
  });
  expect(stage.device.connection.saveData).toBe(true);
});
