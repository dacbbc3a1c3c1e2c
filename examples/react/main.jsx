import { ReelVideo, useNextreel } from 'nextreel/react';
import { StrictMode, use } from 'react';
import { createRoot } from 'react-dom/client';
import { loadFeed } from '../feed.js';

const loading = loadFeed();

function Reels() {
  const items = use(loading);
  const reel = useNextreel(items, { worker: '/nextreel-sw.js' });
  return (
    <main className="reels">
      {items.map((item) => (
        <article key={item.id}>
          <ReelVideo ref={reel(item.id)} src={item.src} />
          <h2>{item.title}</h2>
        </article>
      ))}
    </main>
  );
}

createRoot(document.getElementById('root')).render(
  <StrictMode>
    <Reels />
  </StrictMode>,
);
