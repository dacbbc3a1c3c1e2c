import * as v from 'valibot';
import { Problem } from './problem.ts';

const maxBodyBytes = 64 * 1024;
const maxDepth = 32;
const namedErrors = 20;

/** Reads the body as JSON that matches the schema. Throws a Problem that names the offending fields. */
export async function readBody<T>(request: Request, schema: v.GenericSchema<unknown, T>): Promise<T> {
  if (!/^application\/json\s*(;|$)/i.test(request.headers.get('content-type') ?? '')) {
    throw new Problem('wrong-type', 'The header Content-Type must be application/json.');
  }
  const json = parseJson(await readText(request));
  if (isDeeper(json, maxDepth))
    throw new Problem('invalid-values', `The body is nested deeper than ${maxDepth} levels.`);
  const parsed = v.safeParse(schema, json);
  if (parsed.success) return parsed.output;
  const errors = parsed.issues
    .slice(0, namedErrors)
    .map((issue) => ({ field: v.getDotPath(issue) ?? '', message: issue.message }));
  const detail = errors.map(({ field, message }) => (field === '' ? message : `${field}: ${message}`)).join('; ');
  throw new Problem('invalid-values', detail, errors);
}

/** Stops reading as soon as the limit is exceeded. */
async function readText(request: Request): Promise<string> {
  // Not every browser exposes a request's body as a stream.
  const reader = (request.body ?? (await request.blob()).stream()).getReader();
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let text = '';
  let bytes = 0;
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    bytes += part.value.byteLength;
    if (bytes > maxBodyBytes) {
      void reader.cancel().catch(() => undefined);
      throw new Problem('too-large', `The body has more than ${maxBodyBytes} bytes.`);
    }
    text += decodeUtf8(() => decoder.decode(part.value, { stream: true }));
  }
  return text + decodeUtf8(() => decoder.decode());
}

function decodeUtf8(decode: () => string): string {
  try {
    return decode();
  } catch {
    throw new Problem('malformed-request', 'The body is not UTF-8 text.');
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new Problem(
      'malformed-request',
      `The body is not JSON: ${cause instanceof Error ? cause.message : 'unreadable'}.`,
    );
  }
}

function isDeeper(json: unknown, levels: number): boolean {
  if (typeof json !== 'object' || json === null) return false;
  return levels === 0 || Object.values(json).some((inner) => isDeeper(inner, levels - 1));
}
