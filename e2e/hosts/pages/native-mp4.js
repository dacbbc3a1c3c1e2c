import { connect } from 'nextreel'; // nextreel
import { items, onSwipe, stage } from './feed.js';

const video = stage('<video muted playsinline></video>').querySelector('video');
const nextreel = connect({ worker: '/nextreel-sw.js' }); // nextreel
nextreel.setFeed(items.map(({ id, mp4 }) => ({ id, src: mp4 }))); // nextreel
window.connection = nextreel; // nextreel, for the test

onSwipe((item) => {
  video.src = item.mp4;
  video.play();
  nextreel.show(item.id, video); // nextreel
});
