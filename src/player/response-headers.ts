import type { FragLoadedData } from 'hls.js';
import { type MediaSource as MediaRoute, mediaHeaders } from '../shared/media-headers.ts';

const routes: readonly string[] = ['memory', 'store', 'joined', 'network'] satisfies MediaRoute[];

/** hls.js's name for the request behind a response. */
export type NetworkDetails = FragLoadedData['networkDetails'];

/** Returns a header or null. Asking for one that a cross-origin response does not expose would log a console error. */
export function headerOf(networkDetails: NetworkDetails, name: string): string | null {
  // hls.js may be configured to load with fetch().
  if (networkDetails instanceof Response) return networkDetails.headers.get(name);
  if (!(networkDetails instanceof XMLHttpRequest)) return null;
  const lines = networkDetails.getAllResponseHeaders().split('\r\n');
  const line = lines.find((text) => text.startsWith(`${name}: `));
  return line?.slice(name.length + 2) ?? null;
}

/** Returns where the worker took the response from; null if no worker has answered. */
export function routeOf(networkDetails: NetworkDetails): MediaRoute | null {
  const value = headerOf(networkDetails, mediaHeaders.source);
  return isRoute(value) ? value : null;
}

function isRoute(value: unknown): value is MediaRoute {
  return typeof value === 'string' && routes.includes(value);
}
