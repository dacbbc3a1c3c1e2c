import type { ChosenFragment } from '../shared/fragment.ts';
import type { PageMessage, ReelInView } from '../shared/messages.ts';
import { type DisplayStatistics, readDisplayStatistics } from './display-statistics.ts';
import { requestMoment } from './moment-request.ts';

export type BridgedReels = {
  /** Undefined while no player holds this reel. */
  videoOf(reelId: string): HTMLVideoElement | undefined;
  /** Whether its player has given it up. */
  hasFailed(reelId: string): boolean;
  /** Undefined where the feed has no such reel. */
  reelOf(reelId: string): ReelInView | undefined;
  worker(): ServiceWorker | null;
};

export class FrameError extends Error {
  override readonly name = 'FrameError';
}

/** What programs may ask of the reels: pictures, figures, and chunks in advance. */
export class ReelBridge {
  constructor(readonly reels: BridgedReels) {}

  /** The picture that the reel shows now. Null while it has none. */
  async currentFrame(reelId: string): Promise<ImageBitmap | null> {
    const video = this.reels.videoOf(reelId);
    if (video === undefined || video.readyState < HTMLMediaElement.HAVE_CURRENT_DATA) return null;
    return createImageBitmap(video);
  }

  /** The same as a file. Fails for media that the browser itself has loaded from another origin. */
  async currentFrameFile(reelId: string, type = 'image/png'): Promise<Blob | null> {
    const frame = await this.currentFrame(reelId);
    if (frame === null) return null;
    try {
      const canvas = new OffscreenCanvas(frame.width, frame.height);
      canvas.getContext('2d')?.drawImage(frame, 0, 0);
      return await canvas.convertToBlob({ type });
    } catch (cause) {
      throw new FrameError(`The picture of reel "${reelId}" cannot be read: its origin does not allow it.`, { cause });
    } finally {
      frame.close();
    }
  }

  /** Null while no player holds the reel. */
  displayStatistics(reelId: string): DisplayStatistics | null {
    const video = this.reels.videoOf(reelId);
    return video === undefined ? null : readDisplayStatistics(video, this.reels.hasFailed(reelId));
  }

  /**
   * Brings these files of a reel into the cache: names as its playlists write them, from the manifest's folder, such as
   * `540x960/003.m4s`. False where no worker can do it.
   */
  prefetchChunks(reelId: string, names: readonly string[]): boolean {
    const reel = this.reels.reelOf(reelId);
    const worker = this.reels.worker();
    if (reel === undefined || worker === null) return false;
    const message: PageMessage = {
      type: 'prefetch-chunks',
      reelId,
      urls: names.map((name) => new URL(name, reel.url).href),
    };
    worker.postMessage(message, []);
    return true;
  }

  /**
   * Brings what is played at this time of a reel into the cache: in the rendition that it is begun
   * in or that suits this client best, from the best origin. Tells what that is and why; null where there is nothing.
   */
  prefetchMoment(reelId: string, timeSeconds: number): Promise<ChosenFragment | null> {
    const reel = this.reels.reelOf(reelId);
    const worker = this.reels.worker();
    if (reel === undefined || worker === null) return Promise.resolve(null);
    return requestMoment(worker, reel, timeSeconds);
  }
}
