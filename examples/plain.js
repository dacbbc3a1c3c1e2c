import Hls from 'hls.js';
import { connect } from 'nextreel';
import { loadFeed } from './feed.js';

const items = await loadFeed();
const list = document.querySelector('.reels');
const players = new Map();

// The page's own feed: one player for each visible reel.
const visibility = new IntersectionObserver(
  (entries) => {
    for (const { target, isIntersecting } of entries) {
      players.get(target)?.destroy();
      players.delete(target);
      if (isIntersecting) load(target);
      else target.pause();
    }
  },
  { threshold: 0.6 },
);
function load(video) {
  const { src } = video.dataset;
  if (src.endsWith('.mp4')) video.src = src;
  else {
    const hls = new Hls();
    hls.attachMedia(video);
    hls.loadSource(src);
    players.set(video, hls);
  }
  video.play().catch(() => undefined);
}

for (const { id, title, src } of items) {
  const article = document.createElement('article');
  const video = Object.assign(document.createElement('video'), { muted: true, loop: true, playsInline: true });
  Object.assign(video.dataset, { id, src });
  const heading = Object.assign(document.createElement('h2'), { textContent: title });
  article.append(video, heading);
  list.append(article);
  visibility.observe(video);
}

// The part that Nextreel adds.
const nextreel = connect({ worker: '/nextreel-sw.js' });
nextreel.setFeed(items);
nextreel.watch('.reels video', (video) => video.dataset.id);
