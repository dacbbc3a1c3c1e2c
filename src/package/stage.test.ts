import { afterEach, expect, it, vi } from 'vitest';
import { Stage } from './stage.ts';
import { Warnings } from './warnings.ts';

afterEach(() => vi.unstubAllGlobals());

it('knows from the first view on that the viewer saves data', () => {
  vi.stubGlobal('navigator', { connection: { saveData: true } });
  for (const name of ['innerWidth', 'innerHeight', 'devicePixelRatio']) vi.stubGlobal(name, 1);
  const stage = new Stage({
    element: () => null,
    video: () => null,
    onChange: () => undefined,
    onGiveUp: () => undefined,
    warnings: new Warnings(() => undefined),
    signal: new AbortController().signal,
  });
  expect(stage.device.connection.saveData).toBe(true);
});
