/** Returns the status that a URL answers with (200 if it is hidden from scripts); null if nothing answers. */
export async function statusOf(url: string): Promise<number | null> {
  try {
    const { body, status } = await fetch(url, { headers: { range: 'bytes=0-0' } });
    await body?.cancel();
    return status;
  } catch {
    return (await answersWithoutCors(url)) ? 200 : null;
  }
}

/** Whether a server without CORS answers: it may serve a video element but not scripts. */
async function answersWithoutCors(url: string): Promise<boolean> {
  const giveUp = new AbortController();
  try {
    await fetch(url, { mode: 'no-cors', signal: giveUp.signal });
    giveUp.abort();
    return true;
  } catch {
    return false;
  }
}
