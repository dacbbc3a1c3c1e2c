import Hls, { Events } from 'hls.js';
import { addStage, type MakePeer, markCurrent, markShownOnData, type PeerReel } from './peer.ts';
import { playReels } from './play-reels.ts';

/** The most that an element buffers until its reel is shown. */
const waitingSeconds = 4;

type Stage = ReturnType<typeof addStage> & { hls: Hls | undefined; reel: PeerReel | undefined };

/** hls.js with two elements: while one plays, the other prepares the next reel. */
const makePeer: MakePeer = (reels) => {
  const stages: Stage[] = [addStage(), addStage()].map((stage) => ({ ...stage, hls: undefined, reel: undefined }));
  const load = (index: number): Stage | undefined => {
    const stage = stages[index % stages.length];
    const reel = reels[index];
    if (stage === undefined || reel === undefined) return undefined;
    if (stage.reel === reel) return stage;
    stage.hls?.destroy();
    const hls = new Hls({ maxBufferLength: waitingSeconds, maxMaxBufferLength: waitingSeconds });
    Object.assign(stage, { hls, reel });
    markShownOnData(stage.video, reel.id);
    hls.loadSource(reel.manifestUrl);
    hls.attachMedia(stage.video);
    return stage;
  };
  return {
    show(index) {
      for (const { video } of stages) video.pause();
      const current = load(index);
      if (current?.hls === undefined || current.reel === undefined) return;
      markCurrent(current.article, current.reel.id);
      const { maxBufferLength, maxMaxBufferLength } = Hls.DefaultConfig;
      Object.assign(current.hls.config, { maxBufferLength, maxMaxBufferLength });
      const { hls, video } = current;
      if (hls.levels.length > 0) void video.play();
      else hls.on(Events.MANIFEST_PARSED, () => void video.play());
      load(index + 1);
    },
  };
};

await playReels(makePeer);
