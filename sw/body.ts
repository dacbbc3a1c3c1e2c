import type { KeptHeaders } from './decision/http/kept-headers.ts';
import type { Digest } from './decision/resource/digest.ts';

/** What the headers of a good answer say about the bytes that follow. */
export type Head = {
  readonly url: string;
  readonly contentType: string;
  /** Length of the resource; null where it is unknown or tells the compressed size. */
  readonly lengthBytes: number | null;
  /** Another origin does not show whether it compresses: then the length may be that of the compressed body. */
  readonly mayBeCompressed: boolean;
  /** Size of the whole file, also when the resource is a range of it. */
  readonly fileBytes: number | null;
  readonly etag: string | null;
  readonly lastModified: string | null;
  /** Those that are kept with the body and given back with it. */
  readonly headers: KeptHeaders;
  readonly digest: Digest | null;
  readonly receivedAtMs: number;
  /** From the request to these headers. */
  readonly firstByteMs: number;
  /** It came from another address in the end than the one that was asked. */
  readonly isRedirected: boolean;
  /** 304: what is kept is current, and no body follows. */
  readonly isConfirmed: boolean;
};

/** A body that arrived whole and was checked. */
export type WholeBody = {
  readonly head: Head;
  readonly body: Blob;
  /** Headers that it was asked for with, beside those that browsers add: it may have been chosen by them. */
  readonly asked: Readonly<Record<string, string>>;
  /** From the request to the last byte, as it would have been with the line to itself; 0 where nothing has crossed it. */
  readonly transferMs: number;
};
