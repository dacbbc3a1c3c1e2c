import { DownloadError } from '../decision/origin/download-error.ts';
import { tellingBytes } from '../decision/resource/damage.ts';
import type { Resource } from '../decision/resource/resource.ts';
import { checkStart } from './attempt.ts';
import { readAnswer } from './head.ts';
import type { WholeBody } from '../body.ts';

/**
 * Reads an answer that the browser has fetched by itself, by the same rules as every other. What its way has cost is not
 * known: it counts as what the estimate says already, so that it changes nothing there.
 */
export async function readWholeAnswer(
  resource: Resource,
  response: Response,
  { bps, nowMs }: { readonly bps: number; readonly nowMs: number },
): Promise<WholeBody> {
  const url = resource.urls[0] ?? resource.key;
  const { head, skipBytes } = readAnswer(response, { resource, url, fromByte: 0, firstByteMs: 0, nowMs });
  const arrived = await response.blob();
  // The browser has checked the length of what came compressed.
  const endBytes = head.lengthBytes === null || head.mayBeCompressed ? arrived.size : skipBytes + head.lengthBytes;
  if (arrived.size < endBytes) throw new DownloadError('truncated', url, response.status);
  const start = new Uint8Array(await arrived.slice(0, tellingBytes).arrayBuffer());
  checkStart(resource, start, { url, contentType: head.contentType, mostBytes: arrived.size });
  const body = arrived.slice(skipBytes, endBytes, head.contentType);
  return { head, body, asked: {}, transferMs: (body.size * 8000) / bps };
}
