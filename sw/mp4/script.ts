/** Exports of the script that is loaded only for MP4 reels. */
export { Mp4Converter } from './converter.ts';
export { answerFile } from './file-answer.ts';
