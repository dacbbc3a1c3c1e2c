import { readMp4Address } from '../../src/shared/mp4-address.ts';
import type { Head } from '../body.ts';
import { headerReader, type KeptHeaders, renewHeaders } from '../decision/http/kept-headers.ts';
import { renewalHeaders } from '../decision/http/validators.ts';
import type { Resource } from '../decision/resource/resource.ts';

/** The cached copy of a resource, which may still be current. */
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

/** Returns the headers that revalidate a copy; none for MP4 pieces, which are built from ranges of another file. */
export function conditionsFor({ urls }: Resource, { entry }: KeptCopy): Readonly<Record<string, string>> {
  const isMade = urls.some((url) => readMp4Address(url) !== null);
  return isMade ? {} : renewalHeaders(headerReader(entry.headers));
}

/** Returns the head of the cached body, updated with the headers of a 304 response. */
export function confirmedHead(head: Head, { body, entry }: KeptCopy): Head {
  const headers = renewHeaders(entry.headers, Object.entries(head.headers));
  const { contentType, fileBytes, firstByteMs } = entry;
  return { ...head, contentType, fileBytes, firstByteMs, headers, lengthBytes: body.size };
}
