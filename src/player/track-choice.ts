import { distinguish, placeFor, type Track } from '../shared/tracks.ts';

export type ReelTracks = {
  readonly audio: readonly Track[];
  /** The audio track that the viewer hears; null while it is not known. */
  readonly playingAudio: Track | null;
  readonly captions: readonly Track[];
};

export const noTracks: ReelTracks = { audio: [], playingAudio: null, captions: [] };

/** The languages that the viewer wants in every reel that has them. Null means the default audio, or no captions. */
export type TrackWish = { readonly audioLanguage: string | null; readonly captionsLanguage: string | null };

type HlsTrack = { readonly lang?: string | undefined; readonly name: string };

type CaptionTrack = Pick<TextTrack, 'kind' | 'label' | 'language' | 'mode'>;

/** The part of hls.js that lists and selects tracks. */
export type TrackHost = {
  readonly audioTracks: readonly HlsTrack[];
  audioTrack: number;
  readonly subtitleTracks: readonly HlsTrack[];
  subtitleTrack: number;
  readonly media: { readonly textTracks: ArrayLike<CaptionTrack> } | null;
};

export function tracksOf(hls: TrackHost): ReelTracks {
  const audio = toTracks(hls.audioTracks);
  const captions = toTracks(hls.subtitleTracks);
  const inBand = inBandTracks(hls).map((track): Track => ({ language: languageOf(track), label: track.label }));
  const others = inBand.filter(({ language }) => captions.every((known) => known.language !== language));
  return { audio, playingAudio: audio[hls.audioTrack] ?? null, captions: [...captions, ...others] };
}

/** Selects the tracks that the viewer wants, if the reel has them. */
export function applyTrackWish(hls: TrackHost, { audioLanguage, captionsLanguage }: TrackWish): void {
  const { audio, captions } = tracksOf(hls);
  const place = placeFor(captions, captionsLanguage);
  // In-band captions come last in the list, and hls.js does not know them.
  const listed = place < hls.subtitleTracks.length ? place : -1;
  if (hls.subtitleTrack !== listed) hls.subtitleTrack = listed;
  for (const track of inBandTracks(hls)) {
    const isChosen = listed === -1 && languageOf(track) === captions[place]?.language;
    const mode = isChosen ? 'hidden' : 'disabled';
    if (track.mode !== mode) track.mode = mode;
  }
  const sound = placeFor(audio, audioLanguage);
  if (sound !== -1 && hls.audioTrack !== sound) hls.audioTrack = sound;
}

function toTracks(tracks: readonly HlsTrack[]): Track[] {
  return distinguish(tracks.map(({ name, lang = name }) => ({ language: lang, label: name })));
}

function languageOf({ language, label }: CaptionTrack): string {
  return language || label;
}

/** Returns in-band caption tracks. They have no playlist: hls.js adds a track when it finds the first caption. */
function inBandTracks({ media, subtitleTracks }: TrackHost): CaptionTrack[] {
  const isListed = ({ label, language }: CaptionTrack) =>
    subtitleTracks.some(({ name, lang = '' }) => name === label && lang === language);
  return Array.from(media?.textTracks ?? []).filter((track) => track.kind === 'captions' && !isListed(track));
}

/** Returns options of hls.js with which a new player starts with the right audio and captions. */
export function preferencesOf({ audioLanguage, captionsLanguage }: TrackWish) {
  return {
    ...(audioLanguage === null ? {} : { audioPreference: { lang: audioLanguage } }),
    ...(captionsLanguage === null ? {} : { subtitlePreference: { lang: captionsLanguage } }),
  };
}
