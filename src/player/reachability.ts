/** What an address answers; null when nothing does. */
export async function statusOf(url: string): Promise<number | null> {
  try {
    const { body, status } = await fetch(url, { headers: { range: 'bytes=0-0' } });
    await body?.cancel();
    return status;
  } catch {
    return (await answersUnreadably(url)) ? 200 : null;
  }
}

/** A server may answer a video element and refuse scripts. */
async function answersUnreadably(url: string): Promise<boolean> {
  const giveUp = new AbortController();
  try {
    await fetch(url, { mode: 'no-cors', signal: giveUp.signal });
    giveUp.abort();
    return true;
  } catch {
    return false;
  }
}
