import * as v from 'valibot';

const eventSchema = v.object({
  name: v.string(),
  pid: v.number(),
  tid: v.number(),
  /** In microseconds: the start, the duration, and the thread's processor time. */
  ts: v.optional(v.number(), 0),
  dur: v.optional(v.number(), 0),
  tdur: v.optional(v.number(), 0),
  args: v.optional(
    v.object({
      name: v.optional(v.string()),
      data: v.optional(v.object({ url: v.optional(v.string()), functionName: v.optional(v.string()) })),
    }),
  ),
});
const traceSchema = v.object({ traceEvents: v.array(v.unknown()) });
type TraceEvent = v.InferOutput<typeof eventSchema>;

/** A task by its processor time, and its most expensive parts. */
export type ProcessorTask = { readonly processorMs: number; readonly part: string };

/** Returns the tasks of the page's main thread that took the most processor time, the longest first. */
export function readProcessorTasks(trace: Buffer, pageUrl: string, count: number): ProcessorTask[] {
  const { traceEvents } = v.parse(traceSchema, JSON.parse(trace.toString()));
  const events = traceEvents.flatMap((event) => {
    const parsed = v.safeParse(eventSchema, event);
    return parsed.success ? [parsed.output] : [];
  });
  const mains = new Set(
    events.filter(({ name, args }) => name === 'thread_name' && args?.name === 'CrRendererMain').map(threadOf),
  );
  // The browser also has pages of its own, in separate processes.
  const ours = new Set(events.filter(({ args }) => args?.data?.url?.startsWith(pageUrl) ?? false).map(threadOf));
  const onMain = events.filter((event) => mains.has(threadOf(event)) && ours.has(threadOf(event)));
  const isTask = ({ name }: TraceEvent) => name.endsWith('RunTask');
  return onMain
    .filter(({ name }) => name === 'RunTask')
    .toSorted((a, b) => b.tdur - a.tdur)
    .slice(0, count)
    .map((task) => {
      const end = task.ts + task.dur;
      const within = (one: TraceEvent) => threadOf(one) === threadOf(task) && one.ts >= task.ts && one.ts < end;
      const parts = onMain.filter((one) => !isTask(one) && within(one)).toSorted((a, b) => b.tdur - a.tdur);
      return { processorMs: task.tdur / 1000, part: parts.slice(0, 3).map(describe).join(' > ') };
    });
}

function threadOf({ pid, tid }: TraceEvent): string {
  return `${pid}:${tid}`;
}

function describe({ name, tdur, args }: TraceEvent): string {
  const { functionName = '', url = '' } = args?.data ?? {};
  return `${[name, functionName, url.split('/').at(-1)].filter(Boolean).join(' ')} ${(tdur / 1000).toFixed(0)}`;
}
