import type { FragLoadedData } from 'hls.js';
import { mediaHeaders, type MediaSource as MediaRoute } from '../shared/media-headers.ts';

const routes: readonly string[] = ['memory', 'store', 'joined', 'network'] satisfies MediaRoute[];

/** hls.js's name for the request behind a response. */
export type NetworkDetails = FragLoadedData['networkDetails'];

/** Asking for a header that a cross-origin response does not expose would put an error on the console. */
export function headerOf(networkDetails: NetworkDetails, name: string): string | null {
  // hls.js may be set to load with fetch().
  if (networkDetails instanceof Response) return networkDetails.headers.get(name);
  if (!(networkDetails instanceof XMLHttpRequest)) return null;
  const lines = networkDetails.getAllResponseHeaders().split('\r\n');
  const line = lines.find((text) => text.startsWith(`${name}: `));
  return line?.slice(name.length + 2) ?? null;
}

/** The way that the worker took; null when no worker has answered. */
export function routeOf(networkDetails: NetworkDetails): MediaRoute | null {
  const value = headerOf(networkDetails, mediaHeaders.source);
  return isRoute(value) ? value : null;
}

function isRoute(value: unknown): value is MediaRoute {
  return typeof value === 'string' && routes.includes(value);
}
