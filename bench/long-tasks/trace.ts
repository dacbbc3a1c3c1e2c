import * as v from 'valibot';

const eventSchema = v.object({
  name: v.string(),
  pid: v.number(),
  tid: v.number(),
  /** Microseconds of the thread's own time on a processor. */
  tdur: v.optional(v.number()),
  args: v.optional(v.object({ name: v.optional(v.string()) })),
});
const traceSchema = v.object({ traceEvents: v.array(v.unknown()) });

/** Milliseconds on a processor of each task of the page's main thread, the longest first. */
export function readProcessorMs(trace: Buffer): number[] {
  const { traceEvents } = v.parse(traceSchema, JSON.parse(trace.toString()));
  const events = traceEvents.flatMap((event) => {
    const parsed = v.safeParse(eventSchema, event);
    return parsed.success ? [parsed.output] : [];
  });
  const threadOf = ({ pid, tid }: { readonly pid: number; readonly tid: number }) => `${pid}:${tid}`;
  const mains = new Set(
    events.filter(({ name, args }) => name === 'thread_name' && args?.name === 'CrRendererMain').map(threadOf),
  );
  return events
    .filter((event) => event.name === 'RunTask' && mains.has(threadOf(event)))
    .map(({ tdur = 0 }) => tdur / 1000)
    .toSorted((a, b) => b - a);
}
