import type { ChosenFragment } from '../shared/fragment.ts';
import type { PageMessage, ReelInView } from '../shared/messages.ts';
import { type DisplayStatistics, readDisplayStatistics } from './display-statistics.ts';
import { requestMoment } from './moment-request.ts';

export type BridgedReels = {
  /** Returns undefined while no player holds this reel. */
  videoOf(reelId: string): HTMLVideoElement | undefined;
  /** Whether the reel's player has failed. */
  hasFailed(reelId: string): boolean;
  /** Returns undefined if the feed has no such reel. */
  reelOf(reelId: string): ReelInView | undefined;
  worker(): ServiceWorker | null;
};

export class FrameError extends Error {
  override readonly name = 'FrameError';
}

/** The reels' API for scripts: frames, figures, and prefetching of chunks. */
export class ReelBridge {
  constructor(readonly reels: BridgedReels) {}

  /** Returns the frame that the reel shows now; null if it shows none. */
  async currentFrame(reelId: string): Promise<ImageBitmap | null> {
    const video = this.reels.videoOf(reelId);
    if (video === undefined || video.readyState < HTMLMediaElement.HAVE_CURRENT_DATA) return null;
    return createImageBitmap(video);
  }

  /** Returns that frame as an image file. Rejects for media that the browser itself loaded from another origin. */
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

  /** Returns null while no player holds the reel. */
  displayStatistics(reelId: string): DisplayStatistics | null {
    const video = this.reels.videoOf(reelId);
    return video === undefined ? null : readDisplayStatistics(video, this.reels.hasFailed(reelId));
  }

  /**
   * Fetches these files of a reel into the cache. Names are relative to the manifest's folder, such as
   * `540x960/003.m4s`. Returns false if there is no worker or no such reel.
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
   * Fetches what a reel plays at this time into the cache, from the best origin, in the rendition that is already
   * partly cached or else suits this client best. Resolves with the choice and its reason; null if nothing could be
   * fetched.
   */
  prefetchMoment(reelId: string, timeSeconds: number): Promise<ChosenFragment | null> {
    const reel = this.reels.reelOf(reelId);
    const worker = this.reels.worker();
    if (reel === undefined || worker === null) return Promise.resolve(null);
    return requestMoment(worker, reel, timeSeconds);
  }
}
