/** One reel as a peer sees it: URLs at the first origin only, since the peers do not support failover. */
export type PeerReel = { readonly id: string; readonly manifestUrl: string; readonly mp4Url: string };

/** A way to play a feed of reels without Nextreel, set up as its own documentation recommends. */
export type Peer = {
  /** Makes this reel the current one and plays it. */
  show(index: number): Promise<void> | void;
};

export type MakePeer = (reels: readonly PeerReel[]) => Peer | Promise<Peer>;

export function addStage(): { article: HTMLElement; video: HTMLVideoElement } {
  const article = document.createElement('article');
  const video = document.createElement('video');
  video.muted = true;
  video.loop = true;
  video.playsInline = true;
  video.crossOrigin = 'anonymous';
  article.append(video);
  document.body.append(article);
  return { article, video };
}

/** Marks the article as showing this reel. The meter counts frames only once the video has loaded this reel's data. */
export function markCurrent(article: HTMLElement, id: string): void {
  for (const other of document.querySelectorAll('article[aria-current]')) other.removeAttribute('aria-current');
  article.dataset['reelId'] = id;
  article.setAttribute('aria-current', 'true');
}

export function markShownOnData(video: HTMLVideoElement, id: string): void {
  delete video.dataset['shows'];
  video.addEventListener('loadeddata', () => (video.dataset['shows'] = id), { once: true });
}
