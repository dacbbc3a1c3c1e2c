import type { KeptHeaders } from './decision/http/kept-headers.ts';
import type { Digest } from './decision/resource/digest.ts';

/** What the headers of an accepted response say about its body. */
export type Head = {
  readonly url: string;
  readonly contentType: string;
  /** Length of the resource; null if it is unknown or only the compressed length was sent. */
  readonly lengthBytes: number | null;
  /** A cross-origin response may hide its Content-Encoding; the length may then be that of the compressed body. */
  readonly mayBeCompressed: boolean;
  /** Size of the whole file, even if the resource is only a range of it. */
  readonly fileBytes: number | null;
  readonly etag: string | null;
  readonly lastModified: string | null;
  /** The headers that are stored with the body and returned with it. */
  readonly headers: KeptHeaders;
  readonly digest: Digest | null;
  readonly receivedAtMs: number;
  /** Time from the request to these headers. */
  readonly firstByteMs: number;
  /** The request was redirected to another URL. */
  readonly isRedirected: boolean;
  /** Status 304: the cached body is still current, and no body follows. */
  readonly isConfirmed: boolean;
};

/** A body that arrived complete and was verified. */
export type WholeBody = {
  readonly head: Head;
  readonly body: Blob;
  /** The request headers other than those that browsers add. The origin may have negotiated the body by them. */
  readonly requestHeaders: Readonly<Record<string, string>>;
  /** Time from request to last byte, as if the transfer had the link to itself; 0 if nothing crossed the network. */
  readonly transferMs: number;
};
