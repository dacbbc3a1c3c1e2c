import { readBoxes, readRuns, readTracks } from './boxes';

export type Segment = { readonly bytes: Buffer; readonly durationSeconds: number };
export type Segments = { readonly init: Buffer; readonly segments: readonly Segment[] };

/** Cuts a fragmented MP4 into init segment and fragments. The first track determines the durations. */
export function cutSegments(file: Buffer): Segments {
  const boxes = readBoxes(file);
  const moov = boxes.find(({ type }) => type === 'moov');
  if (moov === undefined) throw new Error('The file has no moov box.');
  const init = file.subarray(0, moov.end);
  const [track] = readTracks(init);
  if (track === undefined) throw new Error('The file has no track.');
  const segments: Segment[] = [];
  let start = moov.end;
  for (const { type, end } of boxes) {
    if (type !== 'mdat') continue;
    const bytes = file.subarray(start, end);
    const run = readRuns(bytes).find(({ trackId }) => trackId === track.id);
    if (run === undefined) throw new Error(`The fragment at ${start} has nothing of the first track.`);
    segments.push({ bytes, durationSeconds: run.duration / track.timescale });
    start = end;
  }
  return { init, segments };
}

/** Joins groups of four fragments from the fifth on, so that sound starts with short segments as video does. */
export function joinAfterStart({ init, segments }: Segments): Segments {
  const joined = segments.slice(0, 4);
  for (let index = 4; index < segments.length; index += 4) {
    const group = segments.slice(index, index + 4);
    joined.push({
      bytes: Buffer.concat(group.map(({ bytes }) => bytes)),
      durationSeconds: group.reduce((sum, { durationSeconds }) => sum + durationSeconds, 0),
    });
  }
  return { init, segments: joined };
}

export type BitRates = { readonly peakBps: number; readonly averageBps: number };

/** As in RFC 8216bis, the peak is taken over consecutive segments that last 0.5 to 1.5 target durations in total. */
export function measureRates(segments: readonly { byteLength: number; durationSeconds: number }[]): BitRates {
  const targetSeconds = Math.round(Math.max(...segments.map(({ durationSeconds }) => durationSeconds)));
  let peakBps = 0;
  for (let first = 0; first < segments.length; first++) {
    let bytes = 0;
    let seconds = 0;
    for (const { byteLength, durationSeconds } of segments.slice(first)) {
      bytes += byteLength;
      seconds += durationSeconds;
      if (seconds > targetSeconds * 1.5) break;
      if (seconds >= targetSeconds * 0.5) peakBps = Math.max(peakBps, (bytes * 8) / seconds);
    }
  }
  const total = segments.reduce((sum, { byteLength }) => sum + byteLength, 0);
  const seconds = segments.reduce((sum, { durationSeconds }) => sum + durationSeconds, 0);
  return { peakBps: Math.ceil(peakBps), averageBps: Math.ceil((total * 8) / seconds) };
}
