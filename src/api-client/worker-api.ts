import * as v from 'valibot';
import type { LogLevel } from '../shared/config.ts';
import {
  type ConfigFacts,
  configSchema,
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

/** Empty on the reels page. In the package it has a prefix, since a site may have an `/api` of its own. */
declare const API_BASE: string;

/** Thrown when the worker refuses a call or does not answer properly. */
export class WorkerApiError extends Error {
  override readonly name = 'WorkerApiError';
  constructor(
    readonly path: string,
    /** 0 if there was no valid answer. */
    readonly status: number,
    readonly detail: string,
    options?: ErrorOptions,
  ) {
    super(`${path} answered ${status}: ${detail}`, options);
  }
}

const timeoutMs = 5_000;
const problemSchema = v.object({ title: v.string(), detail: v.string() });

export const readHealth = (): Promise<HealthFacts> => get('health', healthSchema);
export const readMetrics = (): Promise<MetricsFacts> => get('metrics', metricsSchema);
export const readQueue = (): Promise<QueueFacts> => get('prefetch/status', queueSchema);
export const readWorkerStatus = (): Promise<StatusFacts> => get('status', statusSchema);
export const readLogs = (): Promise<LogFacts> => get('logs', logsSchema);

/** Sets the log level; `debug` is the debug mode. The worker stores it. */
export async function setLogLevel(level: LogLevel): Promise<void> {
  await call('PUT', 'config', { logging: { level } });
}

export async function readConfig(): Promise<ConfigFacts> {
  return parse('config', configSchema, await call('GET', 'config'));
}

/** Changes these configuration values. The worker stores them. */
export async function changeConfig(part: unknown): Promise<ConfigFacts> {
  return parse('config', configSchema, await call('PUT', 'config', part));
}

export async function endSession(): Promise<void> {
  await call('DELETE', 'session');
}

async function get<T>(name: string, schema: v.GenericSchema<unknown, T>): Promise<T> {
  return parse(name, schema, await call('GET', name));
}

function parse<T>(name: string, schema: v.GenericSchema<unknown, T>, answer: unknown): T {
  const parsed = v.safeParse(schema, answer);
  if (parsed.success) return parsed.output;
  const [issue] = parsed.issues;
  throw new WorkerApiError(name, 200, `${v.getDotPath(issue) ?? 'the answer'}: ${issue.message}`);
}

async function call(method: string, name: string, body?: unknown): Promise<unknown> {
  const path = `${API_BASE}/api/v1/${name}`;
  try {
    const response = await fetch(path, {
      method,
      signal: AbortSignal.timeout(timeoutMs),
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
