import Hls, { Events } from 'hls.js';
import { addStage, type MakePeer, markCurrent, markShownOnData } from './peer.ts';
import { playReels } from './play-reels.ts';

/** hls.js with its default settings, created for each reel when the viewer swipes to it. */
const makePeer: MakePeer = (reels) => {
  const { article, video } = addStage();
  let hls: Hls | undefined;
  return {
    show(index) {
      const reel = reels[index];
      if (reel === undefined) return;
      hls?.destroy();
      markCurrent(article, reel.id);
      markShownOnData(video, reel.id);
      hls = new Hls();
      hls.loadSource(reel.manifestUrl);
      hls.attachMedia(video);
      hls.on(Events.MANIFEST_PARSED, () => void video.play());
    },
  };
};

await playReels(makePeer);
