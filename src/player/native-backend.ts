import { type BackendOptions, type FailureKind, type MediaBackend, PlaybackError } from './media-backend.ts';
import { statusOf } from './reachability.ts';
import { noTracks } from './track-choice.ts';

/** Plays plain MP4, and HLS in browsers that support it natively. */
export function createNativeBackend({ video, url, startSeconds, onError }: BackendOptions): MediaBackend {
  const fail = async () => {
    const { error } = video;
    if (error === null) return;
    const kind = failureKind(error.code);
    const detail = error.message || `code ${error.code}`;
    // Browsers report files that they could not load as unsupported, too.
    const status = kind === 'media' ? 200 : await statusOf(url);
    if (status !== null && status < 400) onError(new PlaybackError(kind, url, detail));
    else onError(new PlaybackError('network', url, detail, { status }));
  };
  const onFailure = () => void fail();
  const begin = () => {
    if (startSeconds > 0) video.currentTime = startSeconds;
  };
  video.addEventListener('error', onFailure);
  video.addEventListener('loadedmetadata', begin, { once: true });
  video.src = url;
  return {
    // The browser alone decides how far it buffers.
    setRole: () => undefined,
    setReadAhead: () => undefined,
    get maxAheadSeconds() {
      return video.networkState === HTMLMediaElement.NETWORK_IDLE ? 0 : Infinity;
    },
    renditionBps: null,
    playlistUrl: null,
    firstSegmentRoute: null,
    tracks: noTracks,
    setTracks: () => undefined,
    switchDownIfSlow: () => undefined,
    resume: () => undefined,
    rendition: null,
    previewSource: null,
    segments: [],
    destroy() {
      video.removeEventListener('error', onFailure);
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
