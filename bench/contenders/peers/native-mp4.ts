import { addStage, type MakePeer, markCurrent, markShownOnData } from './peer.ts';
import { playReels } from './play-reels.ts';

/** Three native video elements with `preload="auto"`, for the plain MP4s of the previous, current and next reel. */
const makePeer: MakePeer = (reels) => {
  const stages = [addStage(), addStage(), addStage()];
  const load = (index: number) => {
    const stage = stages[((index % stages.length) + stages.length) % stages.length];
    const reel = reels[index];
    if (stage === undefined || reel === undefined) return undefined;
    if (stage.video.src !== reel.mp4Url) {
      markShownOnData(stage.video, reel.id);
      stage.video.preload = 'auto';
      stage.video.src = reel.mp4Url;
    }
    return { ...stage, reel };
  };
  return {
    show(index) {
      for (const { video } of stages) video.pause();
      const current = load(index);
      if (current === undefined) return;
      markCurrent(current.article, current.reel.id);
      void current.video.play();
      load(index + 1);
    },
  };
};

await playReels(makePeer);
