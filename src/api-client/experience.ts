import * as v from 'valibot';

const text = v.nullable(v.string());
const ms = v.pipe(v.number(), v.finite());
const startupSchema = v.object({ reelId: v.string(), firstFrameMs: ms, segmentSource: text });
const swipeSchema = v.object({
  reelId: v.string(),
  firstFrameMs: v.nullable(ms),
  movingMs: v.nullable(ms),
  source: v.string(),
  segmentSource: text,
});
const stallSchema = v.object({ reelId: v.string(), positionSeconds: v.number() });

export type Startup = v.InferOutput<typeof startupSchema> & { readonly movingMs: number };
export type Swipe = v.InferOutput<typeof swipeSchema> & { readonly atMs: number };
export type Stall = v.InferOutput<typeof stallSchema> & { readonly atMs: number; readonly durationMs: number };
export type Experience = {
  readonly startup: Startup | null;
  readonly swipes: readonly Swipe[];
  readonly stalls: readonly Stall[];
};

type Measured = Pick<PerformanceEntry, 'startTime' | 'duration'> & { readonly detail?: unknown };

/**
 * Reads how playback has felt so far from the measures that the player left in User Timing. `atMs` counts from
 * navigation; startup times count from when the page was first visible, since no one waits for a page opened in the
 * background.
 */
export function readExperience(
  measuresOf: (name: string) => readonly Measured[] = measuresOfPage,
  seenAtMs = firstSeenAtMs(),
): Experience {
  const startup = readAll('nextreel:startup', startupSchema).at(0);
  const sinceSeenMs = (atMs: number) => Math.max(0, atMs - seenAtMs);
  return {
    startup:
      startup === undefined
        ? null
        : {
            ...startup.detail,
            firstFrameMs: sinceSeenMs(startup.detail.firstFrameMs),
            movingMs: sinceSeenMs(startup.duration),
          },
    swipes: readAll('nextreel:swipe', swipeSchema).map(({ detail, startTime }) => ({ ...detail, atMs: startTime })),
    stalls: readAll('nextreel:stall', stallSchema).map(({ detail, startTime, duration }) => ({
      ...detail,
      atMs: startTime,
      durationMs: duration,
    })),
  };

  function readAll<T>(name: string, schema: v.GenericSchema<unknown, T>) {
    return measuresOf(name).flatMap(({ startTime, duration, detail }) => {
      const parsed = v.safeParse(schema, detail);
      return parsed.success ? [{ startTime, duration, detail: parsed.output }] : [];
    });
  }
}

/** Only Chromium reports visibility states; elsewhere returns 0. */
function firstSeenAtMs(): number {
  const states = performance.getEntriesByType('visibility-state');
  return states.find(({ name }) => name === 'visible')?.startTime ?? 0;
}

function measuresOfPage(name: string): Measured[] {
  return performance.getEntriesByName(name, 'measure').map((entry) => ({
    startTime: entry.startTime,
    duration: entry.duration,
    detail: entry instanceof PerformanceMeasure ? entry.detail : undefined,
  }));
}
