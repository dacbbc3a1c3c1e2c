import { type BackendOptions, type FailureKind, type MediaBackend, PlaybackError } from './media-backend.ts';
import { noTracks } from './track-choice.ts';

/** Plain MP4, and HLS where the browser plays it itself. */
export function createNativeBackend({ video, url, startSeconds, onError }: BackendOptions): MediaBackend {
  const fail = () => {
    const { error } = video;
    if (error !== null) onError(new PlaybackError(failureKind(error.code), url, error.message || `code ${error.code}`));
  };
  const begin = () => {
    if (startSeconds > 0) video.currentTime = startSeconds;
  };
  video.addEventListener('error', fail);
  video.addEventListener('loadedmetadata', begin, { once: true });
  video.src = url;
  return {
    // The browser alone decides how far it buffers.
    setRole: () => undefined,
    setReadAhead: () => undefined,
    get mostSeconds() {
      return video.networkState === HTMLMediaElement.NETWORK_IDLE ? 0 : Infinity;
    },
    renditionBps: null,
    firstSegmentRoute: null,
    tracks: noTracks,
    setTracks: () => undefined,
    rendition: null,
    segments: [],
    destroy() {
      video.removeEventListener('error', fail);
      video.removeEventListener('loadedmetadata', begin);
      video.removeAttribute('src');
      video.load();
    },
  };
}

function failureKind(code: number): FailureKind {
  if (code === MediaError.MEDIA_ERR_NETWORK) return 'network';
  return code === MediaError.MEDIA_ERR_SRC_NOT_SUPPORTED ? 'unsupported' : 'media';
}
