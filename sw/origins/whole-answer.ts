import { DownloadError } from '../decision/origin/download-error.ts';
import { sniffedBytes } from '../decision/resource/damage.ts';
import type { Resource } from '../decision/resource/resource.ts';
import { checkStart } from './attempt.ts';
import { readAnswer } from './head.ts';
import type { WholeBody } from '../body.ts';

/**
 * Reads a response that the browser fetched on its own, by the same rules as any other. Its transfer time is unknown,
 * so it is derived from the current throughput estimate, which it therefore does not change.
 */
export async function readWholeAnswer(
  resource: Resource,
  response: Response,
  { bps, nowMs }: { readonly bps: number; readonly nowMs: number },
): Promise<WholeBody> {
  const url = resource.urls[0] ?? resource.key;
  const { head, skipBytes } = readAnswer(response, { resource, url, fromByte: 0, firstByteMs: 0, nowMs });
  const arrived = await response.blob();
  // The browser has already checked the length of a compressed body.
  const endBytes = head.lengthBytes === null || head.mayBeCompressed ? arrived.size : skipBytes + head.lengthBytes;
  if (arrived.size < endBytes) throw new DownloadError('truncated', url, response.status);
  const start = new Uint8Array(await arrived.slice(0, sniffedBytes).arrayBuffer());
  checkStart(resource, start, { url, contentType: head.contentType, mostBytes: arrived.size });
  const body = arrived.slice(skipBytes, endBytes, head.contentType);
  return { head, body, requestHeaders: {}, transferMs: (body.size * 8000) / bps };
}
