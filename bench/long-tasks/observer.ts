import type { Page } from '@playwright/test';
import * as v from 'valibot';
import { runInPage } from '../page-script.ts';

const span = { startMs: v.number(), durationMs: v.number() };
const scriptSchema = v.object({ durationMs: v.number(), invoker: v.string(), source: v.string() });
const observedSchema = v.object({
  tasks: v.array(v.object(span)),
  /** Long animation frames, with the scripts that ran in them. */
  frames: v.array(v.object({ ...span, scripts: v.array(scriptSchema) })),
});
export type ObservedTasks = v.InferOutput<typeof observedSchema>;

/** Records what blocks the main thread, from the start of each document. */
export async function installObserver(page: Page): Promise<void> {
  await runInPage(page, () => {
    const observed = { tasks: Array<object>(), frames: Array<object>() };
    Object.assign(window, { observedTasks: observed });
    const describe = (script: object) => ({
      durationMs: Number(Reflect.get(script, 'duration')),
      invoker: String(Reflect.get(script, 'invoker')),
      source: `${String(Reflect.get(script, 'sourceURL'))}:${String(Reflect.get(script, 'sourceCharPosition'))}`,
    });
    new PerformanceObserver((list) => {
      for (const { startTime, duration } of list.getEntries()) {
        observed.tasks.push({ startMs: startTime, durationMs: duration });
      }
    }).observe({ type: 'longtask', buffered: true });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) {
        const found: unknown = Reflect.get(entry, 'scripts');
        const scripts = Array.isArray(found) ? found.map(describe) : [];
        observed.frames.push({ startMs: entry.startTime, durationMs: entry.duration, scripts });
      }
    }).observe({ type: 'long-animation-frame', buffered: true });
  });
}

export async function readTasks(page: Page): Promise<ObservedTasks> {
  return v.parse(observedSchema, await page.evaluate(() => Reflect.get(window, 'observedTasks')));
}
