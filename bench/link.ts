export type Link = { readonly rttMs: number; readonly bps: number };

/** Shapes the link of an origin, and clears its log. */
export async function shapeLink(originUrl: string, { rttMs, bps }: Link): Promise<void> {
  const body = JSON.stringify({ rttMs, bytesPerSecond: bps / 8 });
  const response = await fetch(new URL('__shape', originUrl), { method: 'PUT', body });
  if (!response.ok) throw new Error(`PUT __shape at ${originUrl}: ${response.status}`);
  await fetch(new URL('__log', originUrl), { method: 'DELETE' });
}

export type Traffic = { readonly requests: number; readonly bytes: number };

/** Returns the traffic that an origin has sent since its link was shaped. */
export async function trafficOf(originUrl: string): Promise<Traffic> {
  const log: { bytesSent: number; method: string }[] = await (await fetch(new URL('__log', originUrl))).json();
  const answered = log.filter(({ method }) => method === 'GET');
  return { requests: answered.length, bytes: answered.reduce((sum, { bytesSent }) => sum + bytesSent, 0) };
}
