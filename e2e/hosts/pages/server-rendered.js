import Hls from 'hls.js';
import { connect } from 'nextreel'; // nextreel

const videos = [...document.querySelectorAll('.reels video')];
const nextreel = connect({ worker: '/nextreel-sw.js' }); // nextreel
nextreel.setFeed(videos.map(({ dataset: { id, hls } }) => ({ id, src: hls }))); // nextreel
nextreel.watch('.reels video', (video) => video.dataset.id); // nextreel
window.connection = nextreel; // nextreel, for the test

let hls;
window.swipe = (index) => {
  const video = videos[index];
  hls?.destroy();
  hls = new Hls();
  hls.loadSource(video.dataset.hls);
  hls.attachMedia(video);
  video.scrollIntoView();
  video.play();
};
window.swipe(0);
