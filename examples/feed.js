/** Loads the demo's feed with absolute URLs. Replace it with the feed of your app. */
export async function loadFeed() {
  const { origins, reels } = await (await fetch('/feed.json')).json();
  return reels.map(({ id, title, src }) => ({ id, title, src: new URL(src, origins[0].url).href }));
}
