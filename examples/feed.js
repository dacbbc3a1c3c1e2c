/** The demo's feed with whole addresses. Yours comes from wherever your app has it. */
export async function loadFeed() {
  const { origins, reels } = await (await fetch('/feed.json')).json();
  return reels.map(({ id, title, src }) => ({ id, title, src: new URL(src, origins[0].url).href }));
}
