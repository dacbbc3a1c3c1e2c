import { readMp4Address } from '../../src/shared/mp4-address.ts';
import type { Head } from '../body.ts';
import { headerReader, type KeptHeaders, renewHeaders } from '../decision/http/kept-headers.ts';
import { renewalHeaders } from '../decision/http/validators.ts';
import type { Resource } from '../decision/resource/resource.ts';

/** What is kept of a resource, and may still be current. */
export type KeptCopy = {
  readonly body: Blob;
  readonly entry: {
    readonly contentType: string;
    readonly fileBytes: number | null;
    readonly headers: KeptHeaders;
    readonly firstByteMs: number;
    readonly transferMs: number;
  };
};

/** The pieces of a plain MP4 are made here, of byte ranges of the file: conditions would be about these. */
export function conditionsFor({ urls }: Resource, { entry }: KeptCopy): Readonly<Record<string, string>> {
  const isMade = urls.some((url) => readMp4Address(url) !== null);
  return isMade ? {} : renewalHeaders(headerReader(entry.headers));
}

/** The answer was about headers alone: what they say now, of the body that is kept. */
export function confirmedHead(head: Head, { body, entry }: KeptCopy): Head {
  const headers = renewHeaders(entry.headers, Object.entries(head.headers));
  const { contentType, fileBytes, firstByteMs } = entry;
  return { ...head, contentType, fileBytes, firstByteMs, headers, lengthBytes: body.size };
}
