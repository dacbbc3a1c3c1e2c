import Hls from 'hls.js';
import { connect } from 'nextreel'; // nextreel
import { attachNextreel } from 'nextreel/hls'; // nextreel
import { StrictMode, useEffect, useRef, useState } from 'react';
import { createRoot } from 'react-dom/client';
import { items, stage } from './feed.js';

function Reel({ item, nextreel }) {
  const ref = useRef(null);
  useEffect(() => {
    const hls = new Hls();
    attachNextreel(hls); // nextreel
    hls.loadSource(item.hls);
    hls.attachMedia(ref.current);
    ref.current.play();
    nextreel?.show(item.id, ref.current); // nextreel
    return () => hls.destroy();
  }, [item, nextreel]);
  return <video ref={ref} muted playsInline />;
}

function App() {
  const [index, setIndex] = useState(0);
  const [nextreel, setNextreel] = useState();
  useEffect(() => { // nextreel
    const connection = connect({ worker: '/nextreel-sw.js' }); // nextreel
    connection.setFeed(items.map(({ id, hls }) => ({ id, src: hls }))); // nextreel
    setNextreel(connection); // nextreel
    window.connection = connection; // nextreel, for the test
    return () => connection.disconnect(); // nextreel
  }, []); // nextreel
  useEffect(() => {
    window.swipe = setIndex;
  }, []);
  return <Reel key={items[index].id} item={items[index]} nextreel={nextreel} />;
}

window.swipe = () => undefined;
createRoot(stage('')).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
