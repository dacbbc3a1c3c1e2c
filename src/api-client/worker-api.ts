import * as v from 'valibot';
import type { LogLevel } from '../shared/config.ts';
import {
  type HealthFacts,
  healthSchema,
  type LogFacts,
  logsSchema,
  type MetricsFacts,
  metricsSchema,
  type QueueFacts,
  queueSchema,
  type StatusFacts,
  statusSchema,
} from '../shared/events.ts';

/** The worker refused a call or did not answer as it should. */
export class WorkerApiError extends Error {
  override readonly name = 'WorkerApiError';
  constructor(
    readonly path: string,
    /** 0 when there was no answer. */
    readonly status: number,
    readonly detail: string,
    options?: ErrorOptions,
  ) {
    super(`${path} answered ${status}: ${detail}`, options);
  }
}

const patienceMs = 5_000;
const problemSchema = v.object({ title: v.string(), detail: v.string() });

/** Without a controlling worker a call would reach the web server, which knows nothing of it. */
export function isControlled(): boolean {
  return 'serviceWorker' in navigator && navigator.serviceWorker.controller !== null;
}

export const readHealth = (): Promise<HealthFacts> => get('health', healthSchema);
export const readMetrics = (): Promise<MetricsFacts> => get('metrics', metricsSchema);
export const readQueue = (): Promise<QueueFacts> => get('prefetch/status', queueSchema);
export const readWorkerStatus = (): Promise<StatusFacts> => get('status', statusSchema);
export const readLogs = (): Promise<LogFacts> => get('logs', logsSchema);

/** `debug` is the debug mode. It outlives the worker. */
export async function setLogLevel(level: LogLevel): Promise<void> {
  await call('PUT', 'config', { logging: { level } });
}

export async function endSession(): Promise<void> {
  await call('DELETE', 'session');
}

async function get<T>(name: string, schema: v.GenericSchema<unknown, T>): Promise<T> {
  const parsed = v.safeParse(schema, await call('GET', name));
  if (parsed.success) return parsed.output;
  const [issue] = parsed.issues;
  throw new WorkerApiError(name, 200, `${v.getDotPath(issue) ?? 'the answer'}: ${issue.message}`);
}

async function call(method: string, name: string, body?: unknown): Promise<unknown> {
  const path = `/api/v1/${name}`;
  try {
    const response = await fetch(path, {
      method,
      signal: AbortSignal.timeout(patienceMs),
      ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    });
    const answer: unknown = response.status === 204 ? null : await response.json();
    if (response.ok) return answer;
    const problem = v.safeParse(problemSchema, answer);
    throw new WorkerApiError(path, response.status, problem.success ? problem.output.detail : response.statusText);
  } catch (cause) {
    if (cause instanceof WorkerApiError) throw cause;
    throw new WorkerApiError(path, 0, String(cause), { cause });
  }
}
